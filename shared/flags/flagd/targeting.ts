/** flagd's targeting, which is JSONLogic, as the list of rules that one reads from top to bottom. */
import type { Path } from '../problem';
import { isObject } from '../syntax/node';

/** One share of a `fractional`. */
export interface Bucket {
  /** Null where it is computed. */
  readonly variant: string | null;
  /** Null where it is computed; 1 where it is left out. */
  readonly weight: number | null;
  readonly path: Path;
}

/** What a rule serves. `default` leaves it to the default variant; `computed` is anything else that JSONLogic can do. */
export type Serve =
  | { readonly kind: 'variant'; readonly variant: string; readonly path: Path }
  | { readonly kind: 'split'; readonly bucketBy: unknown; readonly buckets: readonly Bucket[]; readonly path: Path }
  | { readonly kind: 'default'; readonly path: Path }
  | { readonly kind: 'computed'; readonly path: Path };

/** One rule: the first whose condition holds is served. */
export interface Rule {
  /** Null for what is served without a condition. */
  readonly condition: { readonly logic: unknown; readonly path: Path } | null;
  readonly serve: Serve;
}

/** The shared rules of a document by name, which `{"$ref": name}` stands for. */
export type Evaluators = Readonly<Record<string, unknown>>;

/** How many shared rules that name each other are followed: a text may chain thousands, and following is calling. */
export const REFERENCE_LIMIT = 50;

/** An operator and its arguments, of an object that is one; JSONLogic looks at the first member only. */
export function operation(logic: unknown): { readonly operator: string; readonly args: unknown } | undefined {
  if (!isObject(logic)) return undefined;
  const [operator] = Object.keys(logic);
  return operator === undefined ? undefined : { operator, args: logic[operator] };
}

/** The arguments as a list: one alone may stand without brackets. */
export const listed = (args: unknown): readonly unknown[] => (Array.isArray(args) ? args : [args]);

/** Path of the argument at an index. */
export const argumentPath = (path: Path, operator: string, args: unknown, index: number): Path => (Array.isArray(args) ? [...path, operator, index] : [...path, operator]);

/** The shared rules of one document, each read once, however many flags name it. */
export interface SharedRules {
  readonly evaluators: Evaluators;
  readonly rules: Map<string, readonly Rule[]>;
  readonly serves: Map<string, Serve>;
}

/** The shared rules of a document before any flag names them. */
export const sharedRulesOf = (evaluators: Evaluators): SharedRules => ({ evaluators, rules: new Map(), serves: new Map() });

/** The rules of a targeting that stands at `path`; shared rules are followed. */
export function rulesOf(targeting: unknown, path: Path, shared: SharedRules): readonly Rule[] {
  const rules: Rule[] = [];
  addRules(targeting, path, { shared, followed: new Set(), rules });
  return rules;
}

interface Reading {
  readonly shared: SharedRules;
  readonly followed: Set<string>;
  readonly rules: Rule[];
}

const mayFollow = (name: string, { followed }: Reading): boolean => !followed.has(name) && followed.size < REFERENCE_LIMIT;

function addRules(logic: unknown, path: Path, reading: Reading): void {
  const found = operation(logic);
  if (logic === undefined || (isObject(logic) && found === undefined)) return;
  if (found?.operator === 'if' && Array.isArray(found.args)) {
    const args: readonly unknown[] = found.args;
    for (let index = 0; index + 1 < args.length; index += 2) {
      const at: Path = [...path, 'if', index + 1];
      reading.rules.push({ condition: { logic: args[index], path: [...path, 'if', index] }, serve: serveOf(args[index + 1], at, reading.shared) });
    }
    if (args.length % 2 === 1) addRules(args.at(-1), [...path, 'if', args.length - 1], reading);
    return;
  }
  if (found?.operator === '$ref' && typeof found.args === 'string' && Object.hasOwn(reading.shared.evaluators, found.args) && mayFollow(found.args, reading)) {
    for (const rule of followedRules(found.args, reading)) reading.rules.push(rule);
    return;
  }
  reading.rules.push({ condition: null, serve: serveOf(logic, path, reading.shared) });
}

/** The rules of a shared rule. They are the same for every flag that names it first; behind another shared rule, what was followed counts. */
function followedRules(name: string, { shared, followed }: Reading): readonly Rule[] {
  const isFirst = followed.size === 0;
  const known = isFirst ? shared.rules.get(name) : undefined;
  if (known !== undefined) return known;
  const rules: Rule[] = [];
  followed.add(name);
  addRules(shared.evaluators[name], ['$evaluators', name], { shared, followed, rules });
  if (isFirst) shared.rules.set(name, rules);
  return rules;
}

function serveOf(logic: unknown, path: Path, { evaluators, serves }: SharedRules): Serve {
  if (typeof logic === 'string' || typeof logic === 'boolean') return { kind: 'variant', variant: String(logic), path };
  if (logic === null || logic === undefined) return { kind: 'default', path };
  const found = operation(logic);
  if (found?.operator === '$ref' && typeof found.args === 'string' && Object.hasOwn(evaluators, found.args)) {
    const named = evaluators[found.args];
    // one step only: a shared rule that names another is computed
    if (operation(named)?.operator !== '$ref') {
      const known = serves.get(found.args) ?? serveOf(named, ['$evaluators', found.args], sharedRulesOf({}));
      serves.set(found.args, known);
      return known;
    }
  }
  if (found?.operator === 'fractional' && Array.isArray(found.args)) return splitOf(found.args, [...path, 'fractional']);
  return { kind: 'computed', path };
}

/** The buckets of a `fractional` whose arguments stand at `path`; the first argument may be what is hashed. */
export function splitOf(args: readonly unknown[], path: Path): Extract<Serve, { kind: 'split' }> {
  const hashed = !Array.isArray(args[0]);
  const buckets = args.flatMap((bucket, index): Bucket[] => {
    if (!Array.isArray(bucket)) return [];
    const [variant, weight = 1] = bucket as unknown[];
    return [
      {
        variant: typeof variant === 'string' || typeof variant === 'boolean' ? String(variant) : null,
        weight: typeof weight === 'number' ? weight : null,
        path: [...path, index],
      },
    ];
  });
  return { kind: 'split', bucketBy: hashed ? args[0] : undefined, buckets, path };
}
