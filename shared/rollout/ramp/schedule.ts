/** The moments at which a flag's own rules may change their answer: what they compare the time with. Between two of them nothing changes by itself. */
import { isObject } from '../../flags/syntax/node';
import { listed, operation, REFERENCE_LIMIT, type Evaluators } from '../../flags/flagd/targeting';
import { toggleNamed } from '../../flags/featureprobe/names';
import type { FeatureProbeView } from '../../flags/featureprobe/view';
import { plain, nodeAt } from '../../flags/syntax/node';
import type { Value } from '../../flags/value';
import { attributeIn, seesArguments, seesItems } from '../flagd/reads';
import { flagdFlagOf } from '../splits';

/** What is known of a flag's times. */
export interface Schedule {
  /** First seconds (since 1970) at which an answer may be another one than in the second before, in their order. */
  readonly moments: readonly number[];
  /** Whether the rules make, or may make, something else of the time than to compare it with a number, so that there may be more moments. */
  readonly computed: boolean;
}

/** Farthest second that a clock shows. */
const FARTHEST = 8.64e12;

/** The schedule of a flag in a value that is not compressed. */
export function scheduleOf(value: Value, flag: string): Schedule {
  const found = new Found();
  if (value.kind === 'featureprobe') {
    const { view } = value;
    toggleMoments(view, flag, found, new Set());
  }
  if (value.kind === 'flagd') {
    const own = flagdFlagOf(value, flag);
    const targeting = own && nodeAt(value.structure.root, [...own.path, 'targeting']);
    if (targeting !== undefined) ruleMoments(plain(targeting), value.view.evaluators, found, { followed: new Set(), ofItem: false });
  }
  return { moments: [...found.moments].toSorted((a, b) => a - b), computed: found.computed };
}

class Found {
  readonly moments = new Set<number>();
  computed = false;

  add(moment: number): void {
    if (Math.abs(moment) <= FARTHEST) this.moments.add(moment);
  }
}

const isTime = (logic: unknown): boolean => {
  const found = operation(logic);
  return found?.operator === 'var' && listed(found.args)[0] === '$flagd.timestamp';
};

/** Operators with the time on the left, as they are with it on the right. */
const turned: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };
const equalities: ReadonlySet<string> = new Set(['==', '===', '!=', '!==']);

/** How a part of a rule was come to: through which shared rules, and whether it sees an item of a list in place of the user. */
interface Way {
  readonly followed: ReadonlySet<string>;
  readonly ofItem: boolean;
}

/** Whether an operator may see the time by itself: by `$flagd`, by the whole user, or in a way that is not known. */
function maySeeTime(operator: string, args: unknown, ofItem: boolean): boolean {
  if (operator === 'missing') return !Array.isArray(args) || args.some((path) => attributeIn(path) === null);
  if (operator !== 'var') return !seesArguments.has(operator);
  const [path] = listed(args);
  // an item has the time only where the list has it, which is looked at by itself
  if (ofItem && path === '') return false;
  const name = attributeIn(path);
  return name === null || (name === '$flagd' && path !== '$flagd.flagKey');
}

function ruleMoments(logic: unknown, evaluators: Evaluators, found: Found, way: Way): void {
  if (isTime(logic)) {
    // whatever stands around it, it is no comparison with a number
    found.computed = true;
    return;
  }
  if (Array.isArray(logic)) for (const part of logic) ruleMoments(part, evaluators, found, way);
  const done = operation(logic);
  if (!isObject(logic) || done === undefined) return;
  const { operator, args } = done;
  if (operator === '$ref' && typeof args === 'string' && Object.hasOwn(evaluators, args)) {
    if (!way.followed.has(args) && way.followed.size < REFERENCE_LIMIT) ruleMoments(evaluators[args], evaluators, found, { ...way, followed: new Set([...way.followed, args]) });
    return;
  }
  if (maySeeTime(operator, args, way.ofItem)) found.computed = true;
  const parts = listed(args);
  const compares = Object.hasOwn(turned, operator) || equalities.has(operator);
  for (const [index, part] of parts.entries()) {
    if (!isTime(part)) {
      ruleMoments(part, evaluators, found, index === 1 && seesItems.has(operator) ? { ...way, ofItem: true } : way);
      continue;
    }
    const beside = compares ? [[parts[index - 1], turned[operator] ?? operator] as const, [parts[index + 1], operator] as const].filter(([other]) => other !== undefined) : [];
    if (beside.length === 0) found.computed = true;
    for (const [other, as] of beside) comparison(other, as, found);
  }
}

/** When the answer of a comparison of the time, in whole seconds, with something changes: the time stands on the left. */
function comparison(other: unknown, operator: string, found: Found): void {
  const number = typeof other === 'number' ? other : typeof other === 'string' && other.trim() !== '' ? Number(other) : Number.NaN;
  if (!Number.isFinite(number)) {
    found.computed = true;
  } else if (equalities.has(operator)) {
    if (!Number.isInteger(number)) return;
    found.add(number);
    found.add(number + 1);
  } else found.add(operator === '>=' || operator === '<' ? Math.ceil(number) : Math.floor(number) + 1);
}

/** Times that a toggle's rules compare with now, for whoever has no time of their own; those of the toggles that it depends on as well. A segment's are never compared with now. */
function toggleMoments(view: FeatureProbeView, name: string, found: Found, seen: Set<string>): void {
  const toggle = toggleNamed(view, name)?.toggle;
  if (toggle === undefined || seen.has(name)) return;
  seen.add(name);
  for (const { type, predicate, objects } of toggle.rules.flatMap(({ conditions }) => conditions)) {
    if (type !== 'datetime' || (predicate !== 'after' && predicate !== 'before')) continue;
    for (const object of objects) {
      const time = Number.parseInt(object);
      if (Number.isFinite(time)) found.add(time);
    }
  }
  for (const { key } of toggle.prerequisites ?? []) toggleMoments(view, key, found, seen);
}
