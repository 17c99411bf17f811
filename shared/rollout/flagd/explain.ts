/**
 * The way of a user through a flagd rule. It follows the rule as it is written and runs each part on flagd-core's engine; only which parts of `if`, `and`
 * and `or` are reached is ours to know.
 */
import type { Path } from '../../flags/problem';
import { isObject } from '../../flags/syntax/node';
import type { Context, Step, StepKind } from '../engine';
import { bucketStep, sharesOf } from '../split';
import type { Compiled } from './compile';
import { contextFor, propertiesAt, splitContext, type CoreFlag, type RuleContext } from './core';

/** Operators whose arguments see an item of a list in place of the user: what they come to is shown, not each item. */
const ownScope = new Set(['map', 'filter', 'reduce', 'all', 'every', 'some', 'none', 'try', 'preserve', 'missing', 'missing_some']);

/** The steps of a flag's rule; none where it has no rule, or flagd-core cannot read it. */
export function explainRule(flag: Compiled, user: Context, clock: number): readonly Step[] {
  if (flag.disabled || flag.core.refused || !isObject(flag.targeting) || Object.keys(flag.targeting).length === 0) return [];
  const step = stepOf(flag.targeting, { flag, core: flag.spare(), context: contextFor(user, propertiesAt(flag.key, clock)) });
  return step === null ? [] : [step];
}

interface Walk {
  readonly flag: Compiled;
  readonly core: CoreFlag;
  readonly context: RuleContext;
}

/** The step of a part of a rule; null for what is no operator. */
function stepOf(logic: unknown, walk: Walk): Step | null {
  if (!isObject(logic)) return null;
  const [name] = Object.keys(logic);
  if (name === undefined) return null;
  const { flag, core, context } = walk;
  const { path, reference } = flag.origins.get(logic) ?? { path: flag.path, reference: null };
  const ran = core.run(logic, context);
  const args = logic[name];
  const steps = ownScope.has(name) ? [] : reached(name, args, walk).flatMap((part) => stepOf(part, walk) ?? []);
  const found: Step = {
    ...blank(name === 'fractional' ? 'split' : 'operator', name, path, flag),
    reads: name === 'var' ? readsIn([logic], walk) : readsIn(Array.isArray(args) ? args : [args], walk),
    result: ran?.value,
    matched: ran === null ? null : core.truthy(ran.value),
    bucket: name === 'fractional' ? bucketIn(args, walk) : null,
    steps: steps.filter((step) => step.name !== 'var'),
  };
  if (reference === null) return found;
  return { ...blank('reference', reference, path, flag), result: found.result, matched: found.matched, steps: [found] };
}

const blank = (kind: StepKind, name: string, path: Path, { problemAt }: Compiled): Step => ({
  kind,
  name,
  path,
  place: problemAt('rule-failed', path).place,
  reads: [],
  result: undefined,
  matched: null,
  bucket: null,
  steps: [],
});

/** The arguments that are looked at for this user, in order. */
function reached(name: string, args: unknown, { core, context }: Walk): readonly unknown[] {
  if (!Array.isArray(args)) return [args];
  const list: readonly unknown[] = args;
  const holds = (part: unknown): boolean => {
    const ran = core.run(part, context);
    return ran !== null && core.truthy(ran.value) === true;
  };
  if (name === 'if' || name === '?:') {
    const parts: unknown[] = [];
    for (let index = 0; index + 1 < list.length; index += 2) {
      parts.push(list[index]);
      if (holds(list[index])) return [...parts, list[index + 1]];
    }
    return list.length % 2 === 1 ? [...parts, list.at(-1)] : parts;
  }
  if (name === 'and' || name === 'or') {
    const last = list.findIndex((part) => holds(part) === (name === 'or'));
    return last < 0 ? list : list.slice(0, last + 1);
  }
  if (name === 'fractional') return list.flatMap((part: unknown) => (Array.isArray(part) ? (part as unknown[]) : [part]));
  return list;
}

/** The attributes that arguments name directly. */
function readsIn(args: readonly unknown[], { core, context }: Walk): Step['reads'] {
  return args.flatMap((arg) => {
    if (!isObject(arg) || Object.keys(arg).length !== 1 || !('var' in arg)) return [];
    const path: unknown = Array.isArray(arg['var']) ? arg['var'][0] : arg['var'];
    if (typeof path !== 'string' && typeof path !== 'number') return [];
    return [{ name: String(path), value: core.run(arg, context)?.value ?? undefined }];
  });
}

function bucketIn(args: unknown, { flag, core, context }: Walk): Step['bucket'] {
  const ran = core.run(args, context);
  if (ran === null) return null;
  const { version, hash } = flag.splitting;
  try {
    const shares = sharesOf(Array.isArray(ran.value) ? ran.value : [ran.value], splitContext(context), version);
    return typeof shares === 'string' ? null : bucketStep(shares, version, hash);
  } catch {
    // a targeting key that has no text; flagd-core fails on it, too
    return null;
  }
}
