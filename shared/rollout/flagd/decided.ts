/**
 * Which rule decides. Each part of a targeting that may be served is put into an operator of our own, which notes the rule's number and gives the part's
 * value on. Nothing else of the targeting is touched, and what json-logic-engine works out once, before any user, it still does: so the answers stay
 * flagd-core's.
 */
import { isObject } from '../../flags/syntax/node';

/** The operator's name. A document that uses it is refused before it is put in: flagd-core knows no such operator then. */
export const DECIDED = 'flagscope.decided';

/** What is asked of json-logic-engine here. */
interface Inside {
  /** Whether arguments of `if` are the same for everybody: json-logic-engine then works the `if` out once, even where nobody reaches it. */
  isConstant(args: readonly unknown[]): boolean;
  /** Whether a condition that is the same for everybody holds. Throws where it fails. */
  holds(condition: unknown): boolean;
}

/** A targeting, its shared rules written out, with its rules marked. Rules are counted as `rulesOf` counts them, from 0. */
export function marked(targeting: unknown, inside: Inside): unknown {
  const served = (rule: number, part: unknown): unknown => ({ [DECIDED]: [rule, part] });
  const mark = (logic: unknown, from: number): unknown => {
    if (isNothing(logic)) return logic;
    const args = chainOf(logic);
    if (args === undefined) return served(from, logic);
    if (inside.isConstant(args)) {
      const rule = ruleOf(args, inside);
      // marked in its parts, it would no longer be worked out once
      return rule === null ? logic : served(from + rule, logic);
    }
    const parts = args.map((part, index) => (index % 2 === 1 ? served(from + (index - 1) / 2, part) : index === args.length - 1 ? mark(part, from + index / 2) : part));
    return { ...(logic as object), if: parts };
  };
  return mark(targeting, 0);
}

/** Whether this serves nothing by no rule. */
const isNothing = (logic: unknown): boolean => isObject(logic) && Object.keys(logic).length === 0;

/** The arguments of an `if` whose parts are rules; undefined where the part is a rule of its own. */
function chainOf(logic: unknown): readonly unknown[] | undefined {
  if (!isObject(logic) || Object.keys(logic)[0] !== 'if') return undefined;
  return Array.isArray(logic['if']) ? (logic['if'] as unknown[]) : undefined;
}

/** The rule of an `if` that is the same for everybody; null for none, or where a condition fails. */
function ruleOf(args: readonly unknown[], inside: Inside): number | null {
  try {
    for (let index = 0; index + 1 < args.length; index += 2) if (inside.holds(args[index])) return index / 2;
  } catch {
    return null;
  }
  const otherwise = args.at(-1);
  if (args.length % 2 === 0 || isNothing(otherwise)) return null;
  const chain = chainOf(otherwise);
  const rule = chain === undefined ? 0 : ruleOf(chain, inside);
  return rule === null ? null : (args.length - 1) / 2 + rule;
}
