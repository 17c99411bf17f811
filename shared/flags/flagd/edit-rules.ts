/** Rules of a flagd flag as a list: put in, taken out, moved, and what each of them serves. All of it edits the text of the targeting. */
import { problem, type Path } from '../problem';
import { edit, type Change } from '../syntax/change';
import { isObject, nodeAt, plain, type Structure } from '../syntax/node';
import type { Edited } from '../syntax/text-edit';
import { newCondition } from './condition';
import type { Rule } from './targeting';
import type { FlagdFlag } from './view';

/** Whether a part of targeting is the flag's own: shared rules are other flags' as well. */
export const isOwn = ({ path }: Pick<FlagdFlag, 'path'>, place: Path): boolean => [...path, 'targeting'].every((step, index) => place[index] === step);

/** Whether a rule of the flag can be changed here. */
export const isOwnRule = (flag: FlagdFlag, { condition, serve }: Rule): boolean => (condition === null || isOwn(flag, condition.path)) && isOwn(flag, serve.path);

const missing = (path: Path): Edited => ({ ok: false, problem: problem('edit-missing', { path }) });

/** Adds a rule behind the others, before what is served to everyone else. It matches nobody until it is filled in. */
export function addRule(structure: Structure, flag: FlagdFlag, variant: string | null): Edited {
  const path: Path = [...flag.path, 'targeting'];
  const pair = [newCondition(), variant];
  const last = flag.rules.findLast((rule) => rule.condition !== null && isOwn(flag, rule.condition.path));
  if (last?.condition) {
    const at = Number(last.condition.path.at(-1)) + 2;
    return edit(structure, [{ kind: 'insert', path: last.condition.path.slice(0, -1), index: at, values: pair }]);
  }
  const node = nodeAt(structure.root, path);
  const held = node && plain(node);
  if (node === undefined || held === null || (isObject(held) && Object.keys(held).length === 0)) return edit(structure, [{ kind: 'set', path, value: { if: pair } }]);
  // what was served to everyone is for everyone else now
  if (structure.syntax === 'yaml') return edit(structure, [{ kind: 'set', path, value: { if: [...pair, held] } }]);
  const spelled = structure.text.slice(node.start, node.end);
  return edit(structure, [{ kind: 'write', path, json: `{"if": [${pair.map((part) => JSON.stringify(part)).join(', ')}, ${spelled}]}` }]);
}

/** Takes a rule out. */
export function removeRule(structure: Structure, flag: FlagdFlag, { condition, serve }: Rule): Edited {
  const place = condition?.path ?? servePlace(serve);
  return edit(structure, [removal(structure, flag, place, condition === null ? 1 : 2)]);
}

/** Arguments of an `if` taken out, from a place on; an `if` that would be left with none goes as a whole. */
function removal(structure: Structure, flag: FlagdFlag, place: Path, count: number): Change {
  const list = place.slice(0, -1);
  const node = nodeAt(structure.root, list);
  if (list.at(-1) !== 'if' || node?.type !== 'list') return { kind: 'set', path: [...flag.path, 'targeting'], value: {} };
  return node.items.length > count ? { kind: 'remove', path: list, index: Number(place.at(-1)), count } : removal(structure, flag, list.slice(0, -1), 1);
}

/** The place of what a rule serves, whole: of a split the view names its arguments. */
export const servePlace = ({ kind, path }: Rule['serve']): Path => (kind === 'split' ? path.slice(0, -1) : path);

/** Lets two rules with conditions change places, as they are spelled. */
export function swapRules(structure: Structure, one: Rule, other: Rule): Edited {
  if (one.condition === null || other.condition === null) return missing([]);
  return edit(structure, [
    { kind: 'swap', path: one.condition.path, other: other.condition.path },
    { kind: 'swap', path: servePlace(one.serve), other: servePlace(other.serve) },
  ]);
}

/** Whether what a rule serves can be something else: in place of all rules the schema wants an operator. */
export const canServe = ({ serve }: Rule): boolean => servePlace(serve).at(-1) !== 'targeting';

/** What a rule can be made to serve. */
export type ServeChoice = { readonly kind: 'variant'; readonly variant: string } | { readonly kind: 'default' | 'split' };

/** Lets a rule serve something else. A new split gives everyone what was served before, until its weights are changed. */
export function setServe(structure: Structure, flag: FlagdFlag, { serve }: Rule, choice: ServeChoice): Edited {
  const path = servePlace(serve);
  if (choice.kind === 'variant') return edit(structure, [{ kind: 'set', path, value: choice.variant }]);
  if (choice.kind === 'default') return edit(structure, [{ kind: 'set', path, value: null }]);
  const names = flag.variants.map(({ name }) => name);
  const before = serve.kind === 'variant' && names.includes(serve.variant) ? serve.variant : flag.defaultVariant !== null && names.includes(flag.defaultVariant) ? flag.defaultVariant : names[0];
  return edit(structure, [{ kind: 'set', path, value: { fractional: names.map((name) => [name, name === before ? 100 : 0]) } }]);
}

/** Gives a variant a place in a split, whose arguments stand at a path; nobody gets it before it has a weight. */
export function addShare(structure: Structure, split: Path, variant: string): Edited {
  const node = nodeAt(structure.root, split);
  return node?.type === 'list' ? edit(structure, [{ kind: 'insert', path: split, index: node.items.length, values: [[variant, 0]] }]) : missing(split);
}

/** Takes a bucket out of a split; those that stay divide the users by their weights. */
export const removeShare = (structure: Structure, bucket: Path): Edited => edit(structure, [{ kind: 'remove', path: bucket.slice(0, -1), index: Number(bucket.at(-1)), count: 1 }]);

/** Adds a condition to one: both have to hold. In a group it becomes one more of it. */
export function addCondition(structure: Structure, path: Path, group: Path | null): Edited {
  if (group !== null) {
    const node = nodeAt(structure.root, group);
    return node?.type === 'list' ? edit(structure, [{ kind: 'insert', path: group, index: node.items.length, values: [newCondition()] }]) : missing(group);
  }
  return replaceBy(structure, path, path, (spelled) => `{"and": [${spelled}, ${JSON.stringify(newCondition())}]}`, (held) => ({ and: [held, newCondition()] }));
}

/** Takes a condition out of a group, whose list stands at a path; one that is left alone takes the place of the group. */
export function removeCondition(structure: Structure, group: Path, index: number): Edited {
  const node = nodeAt(structure.root, group);
  if (node?.type !== 'list') return missing(group);
  if (node.items.length !== 2) return edit(structure, [{ kind: 'remove', path: group, index, count: 1 }]);
  return replaceBy(structure, group.slice(0, -1), [...group, 1 - index], (spelled) => spelled, (held) => held);
}

/** Puts what stands at one path into another's place: in JSON as it is spelled, in YAML as data, as blocks cannot be moved anywhere. */
function replaceBy(structure: Structure, path: Path, from: Path, spell: (text: string) => string, make: (data: unknown) => unknown): Edited {
  const node = nodeAt(structure.root, from);
  if (node === undefined) return missing(from);
  return edit(structure, [structure.syntax === 'json' ? { kind: 'write', path, json: spell(structure.text.slice(node.start, node.end)) } : { kind: 'set', path, value: make(plain(node)) }]);
}

/** Lets all (`and`) or one (`or`) of a group's conditions have to hold; `path` is the group's. */
export const setGroup = (structure: Structure, path: Path, from: 'and' | 'or', to: 'and' | 'or'): Edited => edit(structure, from === to ? [] : [{ kind: 'rename', path: [...path, from], name: to }]);
