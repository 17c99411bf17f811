/** Rules, conditions and prerequisites of a FeatureProbe toggle: put in, taken out, moved and changed, as edits of its text. */
import type { Path } from '../problem';
import { edit, type Change } from '../syntax/change';
import { nodeAt, type Structure } from '../syntax/node';
import type { Edited } from '../syntax/text-edit';
import { BUCKETS, predicates } from './checks';
import type { Toggle, ToggleCondition, ToggleServe } from './view';

const blankCondition = { type: 'string', subject: '', predicate: 'is one of', objects: [] };

/** Puts an item at the end of a list, which is added where there is none. */
function append(structure: Structure, list: Path, item: unknown): Edited {
  const node = nodeAt(structure.root, list);
  return edit(structure, [node?.type === 'list' ? { kind: 'insert', path: list, index: node.items.length, values: [item] } : { kind: 'set', path: list, value: [item] }]);
}

/** Adds a rule behind the others. It matches nobody until it is filled in. */
export const addToggleRule = (structure: Structure, toggle: Path): Edited => append(structure, [...toggle, 'rules'], { serve: { select: 0 }, conditions: [blankCondition] });

/** Takes an item out of a list: a rule, a condition, a prerequisite. */
export const removeItem = (structure: Structure, list: Path, index: number): Edited => edit(structure, [{ kind: 'remove', path: list, index, count: 1 }]);

/** Lets two rules change places, as they are spelled. */
export const swapToggleRules = (structure: Structure, toggle: Path, one: number, other: number): Edited => edit(structure, [{ kind: 'swap', path: [...toggle, 'rules', one], other: [...toggle, 'rules', other] }]);

/** Adds a condition to a rule. */
export const addToggleCondition = (structure: Structure, rule: Path): Edited => append(structure, [...rule, 'conditions'], blankCondition);

/** Changes members of a condition. Another type has other predicates: the first of them then stands. */
export function setToggleCondition(structure: Structure, path: Path, condition: Partial<Pick<ToggleCondition, 'type' | 'subject' | 'predicate'>>): Edited {
  const [first] = condition.type !== undefined && Object.hasOwn(predicates, condition.type) ? (predicates[condition.type] ?? []) : [];
  const members = { ...(first !== undefined && { predicate: first }), ...condition };
  return edit(structure, Object.entries(members).map(([name, value]): Change => ({ kind: 'set', path: [...path, name], value })));
}

/** Lets a serve select a variation. */
export function setSelect(structure: Structure, serve: Path, before: ToggleServe, variation: number): Edited {
  const only = before.select !== undefined && before.split === undefined;
  return edit(structure, [only ? { kind: 'set', path: [...serve, 'select'], value: variation } : { kind: 'set', path: serve, value: { select: variation } }]);
}

/** Lets a serve split its users. Until the shares are changed all of them get what was selected. */
export function setSplit(structure: Structure, serve: Path, { select }: ToggleServe, { variations }: Toggle): Edited {
  const whole = select !== undefined && select >= 0 && select < variations.length ? select : 0;
  return edit(structure, [{ kind: 'set', path: serve, value: { split: { distribution: variations.map((_, index) => (index === whole ? [[0, BUCKETS]] : [])) } } }]);
}

/** Adds a prerequisite. */
export const addPrerequisite = (structure: Structure, toggle: Path, key: string, value: unknown): Edited => append(structure, [...toggle, 'prerequisites'], { key, value });

/** Lets a prerequisite ask for another toggle, and with it for another value where that toggle does not have the old one. */
export const setPrerequisite = (structure: Structure, prerequisite: Path, key: string, value?: unknown): Edited =>
  edit(structure, [{ kind: 'set', path: [...prerequisite, 'key'], value: key }, ...(value === undefined ? [] : [{ kind: 'set', path: [...prerequisite, 'value'], value } as const])]);

/** Lets a prerequisite ask for another value, as it is spelled in JSON. */
export const setPrerequisiteValue = (structure: Structure, prerequisite: Path, json: string): Edited => edit(structure, [{ kind: 'write', path: [...prerequisite, 'value'], json }]);
