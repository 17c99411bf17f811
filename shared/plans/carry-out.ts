/** Carries out one intention on staged states. A refused one stages nothing: every check comes before the first stage. */
import { fault } from '../fault';
import { sameStamp, type Stamp } from '../model/entry';
import { canonicalKey, type Key } from '../model/key';
import type { Base } from '../model/plan';
import { separatorOf } from '../model/source';
import type { BulkChange, Intention } from './intention';
import { Refusal, type Staged, type Standing } from './staged';
import { isUnder, renamedKey, rerooted, writableKey, type Tree } from './tree';
import type { Work } from './work';

/** What else an intention brought to light. */
export interface Findings {
  /** Tops of deleted or moved subtrees. */
  readonly tops: Set<Key>;
  /** Copies of entries that go with their owners. */
  readonly orphans: Map<Key, { readonly from: Key; readonly owner: string }>;
}

/** Throws a {@link Refusal} where it cannot be done. */
export function* carryingOut(intention: Intention, staged: Staged, findings: Findings): Work<void> {
  const { tree } = staged;
  switch (intention.kind) {
    case 'set':
      return set(staged, storeKey(tree, intention.key), intention.value, intention.base);
    case 'delete':
      return remove(staged, storeKey(tree, intention.key), intention.base);
    case 'delete-subtree': {
      const top = storeKey(tree, intention.top);
      const standing = readSubtree(staged, top);
      for (const { key } of standing) {
        yield;
        deletable(tree, key);
      }
      for (const { key } of standing) {
        yield;
        staged.delete(key);
      }
      findings.tops.add(top);
      return;
    }
    case 'copy':
      return yield* transfer(staged, storeKey(tree, intention.from), storeKey(tree, intention.to), findings, false);
    case 'move':
      return yield* transfer(staged, storeKey(tree, intention.from), storeKey(tree, intention.to), findings, true);
    case 'rename': {
      const top = storeKey(tree, intention.top);
      return yield* transfer(staged, top, storeKey(tree, renamed(tree, top, intention.name)), findings, true);
    }
    case 'bulk': {
      const puts: { key: Key; value: Uint8Array | null }[] = [];
      for (const text of intention.keys) {
        yield;
        const key = storeKey(tree, text);
        const standing = staged.get(key);
        if (!standing) throw new Refusal(missing(staged, key));
        const value = changed(standing, intention.change);
        fitting(tree, key, value);
        puts.push({ key, value });
      }
      for (const { key, value } of puts) {
        yield;
        const source = intention.change.kind === 'value' ? undefined : staged.stages.get(key)?.source;
        staged.put(key, value, source === undefined ? {} : { source });
      }
      return;
    }
  }
}

/** How faults call the back-ends. */
const backendNames = { etcd: 'etcd', zookeeper: 'ZooKeeper', local: 'The local workspace' } as const;

const storeKey = (tree: Tree, key: Key): Key => (tree.place.backend === 'zookeeper' ? key : canonicalKey(key));

function writable(tree: Tree, key: Key): void {
  const checked = writableKey(tree.place, key);
  if (!checked.ok) throw new Refusal(checked.fault);
}

function deletable(tree: Tree, key: Key): void {
  writable(tree, key);
  if (tree.place.backend !== 'zookeeper' || key !== '/') return;
  throw new Refusal(fault('invalid', 'invalid-key', { detail: 'the root of ZooKeeper cannot be deleted' }, { key }));
}

/** Refuses a key or value that this store does not take. */
function fitting(tree: Tree, key: Key, value: Uint8Array | null): void {
  writable(tree, key);
  const { capabilities, place } = tree;
  if (value === null && !capabilities.nullValues) {
    const detail = 'a value may be empty but not null';
    throw new Refusal(fault('not-supported', 'not-supported', { backend: backendNames[place.backend], detail }, { key }));
  }
  const size = value?.length ?? 0;
  if (size > capabilities.maxValueBytes) {
    throw new Refusal(fault('too-large', 'value-too-large', { size, backend: backendNames[place.backend], limit: capabilities.maxValueBytes }, { key }));
  }
}

function set(staged: Staged, key: Key, value: Uint8Array | null, base: Base): void {
  fitting(staged.tree, key, value);
  const earlier = staged.stages.get(key);
  if (base === 'absent') {
    // the same key created twice by hand is one that was edited again; a copy in the way is a contradiction
    if (earlier?.base === 'absent' && earlier.source !== undefined) throw new Refusal(fault('invalid', 'created-before', {}, { key }));
    if (earlier?.base !== 'absent' && staged.get(key)) throw new Refusal(fault('conflict', 'conflict-exists', {}, { key }));
  } else {
    present(staged, key, base);
  }
  // what an earlier step deleted and this one creates again is an edit of what is there
  staged.put(key, value, { base: earlier?.base ?? base });
}

function remove(staged: Staged, key: Key, base: Stamp): void {
  deletable(staged.tree, key);
  present(staged, key, base);
  staged.delete(key, base);
}

/** Refuses where the key is not any more what the author of this base saw. */
function present({ stages, tree }: Staged, key: Key, base: Stamp): void {
  if (stages.has(key) && stages.get(key)?.value === undefined) throw new Refusal(fault('invalid', 'deleted-before', {}, { key }));
  const held = tree.get(key);
  if (!held && !tree.knows(key)) return;
  if (!held) throw new Refusal(fault('conflict', 'conflict-absent', {}, { key, actual: null }));
  if (!sameStamp(held.stamp, base)) throw new Refusal(fault('conflict', 'conflict', {}, { key }));
}

/** What stands at a key that is not there: nothing, or nobody knows. */
const missing = ({ stages, tree }: Staged, key: Key) =>
  stages.has(key)
    ? fault('invalid', 'deleted-before', {}, { key })
    : tree.knows(key)
      ? fault('conflict', 'conflict-absent', {}, { key, actual: null })
      : fault('invalid', 'not-loaded', {}, { key });

function readSubtree(staged: Staged, top: Key): Standing[] {
  if (!staged.tree.knows(top) || !staged.tree.knowsBelow(top)) throw new Refusal(fault('invalid', 'not-loaded', {}, { key: top }));
  const standing = staged.subtree(top);
  if (standing.length === 0) throw new Refusal(fault('invalid', 'source-missing', {}, { key: top }));
  return standing;
}

function* transfer(staged: Staged, from: Key, to: Key, findings: Findings, moving: boolean): Work<void> {
  const { tree } = staged;
  if (isUnder(tree.place, to, from)) throw new Refusal(fault('invalid', 'target-inside-source', {}, { key: to }));
  writable(tree, to);
  const sources = readSubtree(staged, from);
  if (!tree.knows(to) || !tree.knowsBelow(to)) throw new Refusal(fault('invalid', 'not-loaded', {}, { key: to }));
  const inTheWay = staged.subtree(to).find(({ key }) => !isUnder(tree.place, key, from));
  if (inTheWay) throw new Refusal(fault('invalid', 'target-exists', {}, { key: inTheWay.key }));
  const copies = sources.map((standing) => ({ from: standing.key, key: rerooted(tree.place, standing.key, from, to), value: valueHere(standing), owner: standing.owner }));
  for (const copy of copies) {
    yield;
    if (moving) deletable(tree, copy.from);
    else if (staged.get(copy.key)) throw new Refusal(fault('invalid', 'target-exists', {}, { key: copy.key }));
    fitting(tree, copy.key, copy.value);
  }
  const origins = new Map(copies.map((copy) => [copy.from, staged.stages.get(copy.from)?.source ?? copy.from]));
  if (moving) {
    for (const { key } of sources) staged.delete(key);
    findings.tops.add(from);
  }
  for (const copy of copies) {
    yield;
    staged.put(copy.key, copy.value, { source: origins.get(copy.from) ?? copy.from });
    if (copy.owner !== undefined) findings.orphans.set(copy.key, { from: copy.from, owner: copy.owner });
  }
}

function renamed({ place }: Tree, top: Key, name: string): Key {
  const separator = separatorOf(place);
  if (name.includes(separator)) throw new Refusal(fault('invalid', 'name-separator', { name, separator }, { key: top }));
  return renamedKey(place, top, name);
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Refuses where the store has a value and we do not. */
function valueHere({ key, value }: Standing): Uint8Array | null {
  if (value === undefined) throw new Refusal(fault('invalid', 'not-loaded', {}, { key }));
  return value;
}

/** The value after a bulk change. */
function changed(standing: Standing, change: BulkChange): Uint8Array | null {
  if (change.kind === 'value') return change.value;
  const { key } = standing;
  const value = valueHere(standing);
  let text: string;
  try {
    text = strictUtf8.decode(value ?? new Uint8Array());
  } catch {
    throw new Refusal(fault('invalid', 'value-not-text', {}, { key }));
  }
  if (!text.includes(change.find)) throw new Refusal(fault('invalid', 'text-missing', { find: change.find }, { key }));
  return new TextEncoder().encode(text.replaceAll(change.find, () => change.replacement));
}
