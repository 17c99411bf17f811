/** Variants of a flagd flag: put in, taken out, named and valued. What refers to a variant goes with its name. */
import { problem, type Path } from '../problem';
import { edit, type Change } from '../syntax/change';
import { isObject, nodeAt, plain, type Structure } from '../syntax/node';
import type { Edited } from '../syntax/text-edit';
import { operation, type Evaluators } from './targeting';
import type { FlagdFlag } from './view';

/** Adds a variant, with a value of the type that the others have. */
export function addVariant(structure: Structure, flag: FlagdFlag): Edited {
  const names = new Set(flag.variants.map(({ name }) => name));
  let number = names.size + 1;
  while (names.has(`variant-${number}`)) number++;
  const path: Path = [...flag.path, 'variants', `variant-${number}`];
  const added: Change = { kind: 'set', path, value: blank(flag.variants[0]?.value) };
  return nodeAt(structure.root, path.slice(0, -1)) === undefined ? edit(structure, [{ kind: 'set', path: path.slice(0, -1), value: { [`variant-${number}`]: true } }]) : edit(structure, [added]);
}

function blank(like: unknown): unknown {
  if (typeof like === 'number') return 0;
  if (typeof like === 'string') return '';
  return isObject(like) ? {} : Array.isArray(like) ? [] : true;
}

/** Sets a variant's value, as it is spelled in JSON. */
export const setVariantValue = (structure: Structure, flag: FlagdFlag, name: string, json: string): Edited => edit(structure, [{ kind: 'write', path: [...flag.path, 'variants', name], json }]);

/** Names a variant anew, and with it the default and every rule of the flag that serves it. */
export function renameVariant(structure: Structure, flag: FlagdFlag, evaluators: Evaluators, variant: string, name: string): Edited {
  if (name === variant) return edit(structure, []);
  const path: Path = [...flag.path, 'variants', variant];
  if (name === '') return { ok: false, problem: problem('name-empty', { path }) };
  const results = resultsIn(targetingOf(structure, flag), [...flag.path, 'targeting']);
  const shared = sharedResults(results, evaluators);
  const isVariant = ({ logic }: Result): boolean => !isObject(logic) && String(logic) === variant;
  // other flags may have a variant of this name, served by the same rule
  if (shared.some(isVariant)) return { ok: false, problem: problem('variant-shared', { path, params: { variant } }) };
  if ([...results, ...shared].some(({ logic }) => mayGive(logic, variant, evaluators))) return { ok: false, problem: problem('variant-computed', { path, params: { variant } }) };
  const served = results.filter(isVariant);
  return edit(structure, [
    { kind: 'rename', path, name },
    ...(flag.defaultVariant === variant ? [{ kind: 'set', path: [...flag.path, 'defaultVariant'], value: name } as const] : []),
    ...served.map((found) => ({ kind: 'set', path: found.path, value: name }) as const),
  ]);
}

/** Takes a variant out that nothing serves. */
export function removeVariant(structure: Structure, flag: FlagdFlag, evaluators: Evaluators, variant: string): Edited {
  const path: Path = [...flag.path, 'variants', variant];
  if (isServed(structure, flag, evaluators, variant)) return { ok: false, problem: problem('variant-in-use', { path, params: { variant } }) };
  return edit(structure, [{ kind: 'drop', path }]);
}

/** Whether a variant is the default, or its name stands anywhere in the flag's rules: these may compute what they serve. */
export function isServed(structure: Structure, flag: FlagdFlag, evaluators: Evaluators, variant: string): boolean {
  const targeting = targetingOf(structure, flag);
  return flag.defaultVariant === variant || [targeting, ...sharedBy(targeting, evaluators)].some((logic) => mentions(logic, variant));
}

function targetingOf({ root }: Structure, { path }: FlagdFlag): unknown {
  const node = nodeAt(root, [...path, 'targeting']);
  return node && plain(node);
}

interface Result {
  /** A text or a boolean, or an operation that gives one. */
  readonly logic: unknown;
  readonly path: Path;
}

/** What logic may give as its result, with its places; shared rules are not followed. */
function resultsIn(logic: unknown, path: Path): readonly Result[] {
  const found = operation(logic);
  if (found === undefined) return typeof logic === 'string' || typeof logic === 'boolean' ? [{ logic, path }] : [];
  const { operator } = found;
  const args = Array.isArray(found.args) ? (found.args as readonly unknown[]) : undefined;
  if (operator === 'fractional' && args !== undefined) return args.flatMap((bucket, index) => (Array.isArray(bucket) ? resultsIn((bucket as unknown[])[0], [...path, operator, index, 0]) : []));
  if (operator === 'if' && args !== undefined) return args.flatMap((arg, index) => (index % 2 === 1 || index === args.length - 1 ? resultsIn(arg, [...path, operator, index]) : []));
  return [{ logic, path }];
}

/** The results of the shared rules that results refer to. */
function sharedResults(results: readonly Result[], evaluators: Evaluators): readonly Result[] {
  const found: Result[] = [];
  const followed = new Set<string>();
  const open = [...results];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const name = referenceOf(next.logic);
    if (name === undefined || followed.has(name) || !Object.hasOwn(evaluators, name)) continue;
    followed.add(name);
    const inner = resultsIn(evaluators[name], ['$evaluators', name]);
    found.push(...inner);
    open.push(...inner);
  }
  return found;
}

/** The shared rule that logic as a whole stands for. */
function referenceOf(logic: unknown): string | undefined {
  const found = operation(logic);
  return found?.operator === '$ref' && typeof found.args === 'string' ? found.args : undefined;
}

/** Whether an operation may give a variant, as it stands in it or is what a comparison gives. */
function mayGive(logic: unknown, variant: string, evaluators: Evaluators): boolean {
  if (!isObject(logic) || referenceOf(logic) !== undefined) return false;
  return variant === 'true' || variant === 'false' || [logic, ...sharedBy(logic, evaluators)].some((part) => mentions(part, variant));
}

/** The shared rules that logic leads to, by whatever way, each once. */
function sharedBy(logic: unknown, evaluators: Evaluators): readonly unknown[] {
  const found = new Map<string, unknown>();
  const open = [logic];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Array.isArray(next)) open.push(...(next as unknown[]));
    if (!isObject(next)) continue;
    const name = next['$ref'];
    if (typeof name === 'string' && Object.hasOwn(evaluators, name) && !found.has(name)) {
      found.set(name, evaluators[name]);
      open.push(evaluators[name]);
    }
    open.push(...Object.values(next));
  }
  return [...found.values()];
}

/** Whether a text stands anywhere in logic. */
function mentions(logic: unknown, text: string): boolean {
  if (Array.isArray(logic)) return logic.some((part) => mentions(part, text));
  if (isObject(logic)) return Object.values(logic).some((part) => mentions(part, text));
  return (typeof logic === 'string' || typeof logic === 'boolean') && String(logic) === text;
}
