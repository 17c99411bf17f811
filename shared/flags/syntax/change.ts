/** Changes of a structured text that belong together: one edit, of which each part touches its own place and nothing else. */
import { problem, type Path } from '../problem';
import { exchange, insertionOfItems, removal } from './collection';
import { changesTo, newMember, replacement } from './edit';
import { readJson } from './json';
import { isSame, nodeAt, plain, type Structure, type SyntaxNode } from './node';
import { spellLike, spellMember } from './spelling';
import { applyEdits, type Edited, type TextEdit } from './text-edit';
import { readYaml } from './yaml';

/** Paths are those of the text before any of the changes. */
export type Change =
  /** The value at a path, or a new member. */
  | { readonly kind: 'set'; readonly path: Path; readonly value: unknown }
  /** The same as it is to be spelled, in JSON: a number may be more exact than a double. */
  | { readonly kind: 'write'; readonly path: Path; readonly json: string }
  /** Items of a list, from this index on; its length puts them at the end. */
  | { readonly kind: 'insert'; readonly path: Path; readonly index: number; readonly values: readonly unknown[] }
  /** Items of a list one after another. */
  | { readonly kind: 'remove'; readonly path: Path; readonly index: number; readonly count: number }
  /** Two places, neither within the other, that change their texts. */
  | { readonly kind: 'swap'; readonly path: Path; readonly other: Path }
  | { readonly kind: 'rename'; readonly path: Path; readonly name: string }
  /** A member of an object. */
  | { readonly kind: 'drop'; readonly path: Path };

/**
 * Makes changes as one edit. What it comes to is read again and compared with what was meant: where an alias, an indent or a member that stands
 * twice would make it something else, nothing is changed.
 */
export function edit(structure: Structure, changes: readonly Change[]): Edited {
  const [first] = changes;
  const path = first?.path ?? [];
  if (structure.broken) return { ok: false, problem: problem('edit-broken', { path }) };
  const taken = changes.find((change) => change.kind === 'rename' && nodeAt(structure.root, [...change.path.slice(0, -1), change.name]) !== undefined);
  if (taken?.kind === 'rename') return { ok: false, problem: problem('name-taken', { path: taken.path, params: { name: taken.name } }) };
  const edits: TextEdit[] = [];
  const grown = new Set<SyntaxNode>();
  for (const change of changes) {
    const made = editsOf(structure, change, grown);
    if (made === undefined) return { ok: false, problem: problem('edit-missing', { path: change.path }) };
    edits.push(...made);
  }
  const unfit: Edited = { ok: false, problem: problem('edit-unfit', { path }) };
  const sorted = edits.toSorted((a, b) => a.offset - b.offset);
  if (sorted.some(({ offset, length }, index) => offset + length > (sorted[index + 1]?.offset ?? Infinity))) return unfit;
  const text = applyEdits(structure.text, edits);
  const { structure: after } = structure.syntax === 'json' ? readJson(text) : readYaml(text);
  if (after === null || after.broken || !isSame(plain(after.root), meant(structure, changes))) return unfit;
  return { ok: true, text, edits: sorted };
}

/**
 * What a change does to the text, before anybody has looked whether it comes to what was meant; undefined where its place is not there. `grown` are the
 * objects that have got members by changes before it.
 */
export function editsOf(structure: Structure, change: Change, grown: Set<SyntaxNode> = new Set()): readonly TextEdit[] | undefined {
  const { root, text } = structure;
  const node = nodeAt(root, change.path);
  const parent = nodeAt(root, change.path.slice(0, -1));
  const name = change.path.at(-1);
  const added = (value: string): readonly TextEdit[] | undefined => {
    if (parent?.type !== 'object' || typeof name !== 'string') return undefined;
    const again = grown.has(parent);
    grown.add(parent);
    return newMember(structure, parent, name, value, again);
  };
  switch (change.kind) {
    case 'set':
      return node === undefined ? added(spellLike(structure, change.value)) : changesTo(structure, node, change.value);
    case 'write':
      if (node !== undefined) return text.slice(node.start, node.end) === change.json ? [] : [replacement(structure, node, change.json)];
      return added(change.json);
    case 'insert':
      return node?.type === 'list' && change.index <= node.items.length ? insertionOfItems(structure, node, change.index, change.values.map((value) => spellLike(structure, value))) : undefined;
    case 'remove':
      return node?.type === 'list' && change.index + change.count <= node.items.length ? removal(structure, node, change.index, change.count) : undefined;
    case 'swap': {
      const other = nodeAt(root, change.other);
      return node === undefined || other === undefined ? undefined : exchange(structure, { node, parent }, { node: other, parent: nodeAt(root, change.other.slice(0, -1)) });
    }
    case 'rename': {
      const member = parent?.type === 'object' ? parent.members.get(String(name)) : undefined;
      if (member === undefined) return undefined;
      const { keyStart, keyEnd } = member;
      return [{ offset: keyStart, length: keyEnd - keyStart, text: spellMember(structure, text.slice(keyStart, keyEnd), change.name) }];
    }
    case 'drop': {
      const index = parent?.type === 'object' ? [...parent.members.keys()].indexOf(String(name)) : -1;
      return parent?.type === 'object' && index >= 0 ? removal(structure, parent, index, 1) : undefined;
    }
  }
}

/** The data that changes are meant to give. */
function meant({ root }: Structure, changes: readonly Change[]): unknown {
  const at = (kind: Change['kind'], path: Path): readonly Change[] => changes.filter((change) => change.kind === kind && isSame(change.path, path));
  const moved = new Map(changes.flatMap((change) => (change.kind === 'swap' ? [[idOf(change.path), change.other] as const, [idOf(change.other), change.path] as const] : [])));
  const made = (node: SyntaxNode, path: Path): unknown => {
    const other = moved.get(idOf(path));
    const from = other === undefined ? undefined : nodeAt(root, other);
    if (from !== undefined) return plain(from);
    for (const change of [...at('set', path), ...at('write', path)]) if (change.kind === 'set' || change.kind === 'write') return valueOf(change);
    // most of a value is not touched
    if (!changes.some((change) => startsWith(change.path, path) || (change.kind === 'swap' && startsWith(change.other, path)))) return plain(node);
    if (node.type === 'list') return items(node.items, path);
    return node.type === 'object' ? members(node, path) : node.value;
  };
  const items = (old: readonly SyntaxNode[], path: Path): readonly unknown[] => {
    const put = (index: number): readonly unknown[] => at('insert', path).flatMap((change) => (change.kind === 'insert' && change.index === index ? change.values : []));
    const gone = (index: number): boolean => at('remove', path).some((change) => change.kind === 'remove' && index >= change.index && index < change.index + change.count);
    return [...old.flatMap((item, index) => [...put(index), ...(gone(index) ? [] : [made(item, [...path, index])])]), ...put(old.length)];
  };
  const members = (node: Extract<SyntaxNode, { type: 'object' }>, path: Path): unknown => {
    const object = Object.create(null) as Record<string, unknown>;
    for (const [name, member] of node.members) {
      const inner = [...path, name];
      if (at('drop', inner).length > 0) continue;
      const [renamed] = at('rename', inner);
      object[renamed?.kind === 'rename' ? renamed.name : name] = made(member.node, inner);
    }
    for (const change of changes) {
      const name = change.path.at(-1);
      if ((change.kind === 'set' || change.kind === 'write') && typeof name === 'string' && isSame(change.path.slice(0, -1), path) && !node.members.has(name)) object[name] = valueOf(change);
    }
    return object;
  };
  return made(root, []);
}

const idOf = (path: Path): string => JSON.stringify(path);
const startsWith = (path: Path, above: Path): boolean => above.every((step, index) => path[index] === step);

/** What a change puts; undefined, which no text holds, for what is no JSON. */
function valueOf(change: Extract<Change, { kind: 'set' | 'write' }>): unknown {
  if (change.kind === 'set') return change.value;
  const { structure } = readJson(change.json);
  return structure === null || structure.broken ? undefined : plain(structure.root);
}
