/**
 * Shared rules written out as flagd-core does it: in the order of the document, as text. So a shared rule that names one before it keeps the name, which
 * flagd cannot read; here that is a problem, and what one text would do to another is refused.
 */
import { sharedRulesOf, type SharedRules } from '../../flags/flagd/targeting';
import type { Path, Problem } from '../../flags/problem';
import { isObject } from '../../flags/syntax/node';
import type { ProblemAt } from '../reading';

/** The most parts that the shared rules of a flag come to when they are written out, as each may name the next many times over; and levels of a flag. */
const PART_LIMIT = 100_000;
const LEVEL_LIMIT = 400;

/** How many `try` may be inside one another: json-logic-engine 5.0.7 goes through the first part of each twice, so each doubles the time. */
const TRY_LIMIT = 6;

/** Where a part of a flag that was written out stands in the document, and what shared rule it stands for. */
export interface Origin {
  readonly path: Path;
  readonly reference: string | null;
}

/** A flag with its shared rules written out. */
export interface Written {
  /** Undefined where it is too much to evaluate. */
  readonly flag: Readonly<Record<string, unknown>> | undefined;
  readonly origins: WeakMap<object, Origin>;
  readonly problems: readonly Problem[];
}

/** The shared rules of a document. */
export interface Shared {
  readonly evaluators: Readonly<Record<string, unknown>>;
  readonly order: ReadonlyMap<string, number>;
  /** The same, as the rules that a form shows. */
  readonly rules: SharedRules;
}

/** Shared rules before any flag names them. */
export const sharedRules = (evaluators: Shared['evaluators']): Shared => ({ evaluators, order: new Map(Object.keys(evaluators).map((name, index) => [name, index])), rules: sharedRulesOf(evaluators) });

/** Writes out the shared rules that a flag names. */
export function writtenOut(flag: Readonly<Record<string, unknown>>, path: Path, shared: Shared, problemAt: ProblemAt): Written {
  const { evaluators, order } = shared;
  const origins = new WeakMap<object, Origin>();
  const problems: Problem[] = [];
  let parts = 0;

  const write = (node: unknown, at: Path, after: number, level: number, tries: number, reference: string | null): unknown => {
    if (after >= 0) parts++;
    if (parts > PART_LIMIT || level > LEVEL_LIMIT) throw new Unwritten(problemAt('rule-too-large', path, { parts: PART_LIMIT, depth: LEVEL_LIMIT }));
    if (tries > TRY_LIMIT) throw new Unwritten(problemAt('rule-tries', at.slice(0, -1), { operator: 'try', limit: TRY_LIMIT }));
    if (Array.isArray(node)) {
      const list: unknown[] = node.map((item, index) => write(item, [...at, index], after, level + 1, tries, null));
      origins.set(list, { path: at, reference });
      return list;
    }
    if (!isObject(node)) return node;
    const name = referenceIn(node);
    if (name !== undefined && mayReplace(name, at, after)) {
      return write(evaluators[name], ['$evaluators', name], order.get(name) ?? 0, level + 1, tries, name);
    }
    const object: Record<string, unknown> = {};
    for (const [member, value] of Object.entries(node)) put(object, member, write(value, [...at, member], after, level + 1, member === 'try' ? tries + 1 : tries, null));
    origins.set(object, { path: at, reference });
    return object;
  };

  const mayReplace = (name: string, at: Path, after: number): boolean => {
    const position = order.get(name);
    if (position === undefined) return false;
    if (position <= after) problems.push(problemAt('evaluator-order', at, { name }));
    else if (JSON.stringify(name) !== `"${name}"` || /\$[$&`']/.test(JSON.stringify(evaluators[name]) ?? '')) problems.push(problemAt('evaluator-unfit', at, { name }));
    else return true;
    return false;
  };

  try {
    return { flag: write(flag, path, -1, 0, 0, null) as Readonly<Record<string, unknown>>, origins, problems };
  } catch (error) {
    if (!(error instanceof Unwritten)) throw error;
    return { flag: undefined, origins, problems: [...problems, error.problem] };
  }
}

class Unwritten extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super('not written out');
    this.problem = problem;
  }
}

function referenceIn(node: Readonly<Record<string, unknown>>): string | undefined {
  const name = node['$ref'];
  return typeof name === 'string' && Object.keys(node).length === 1 ? name : undefined;
}

/** As JSON.parse does it: a member called `__proto__` is one like others. */
function put(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  else object[name] = value;
}
