/** A tree as plans see it: what is known here of a source's keys. Main makes one of its mirror. */
import { failed, fault, ok, type Result } from '../fault';
import type { Capabilities } from '../model/capabilities';
import type { Entry } from '../model/entry';
import { compareKeys, type Key } from '../model/key';
import { holdsRoot, rootsText } from '../model/roots';
import type { ConnectOptions } from '../model/source';
import { separatorOf } from '../model/source';
import { parentPath, pathProblem } from '../model/znode-path';

/** An entry whose value may not be here: a large one, or one of a directory that is read as it is opened. */
export type Held = Omit<Entry, 'value'> & { readonly value?: Uint8Array | null };

/** Where the keys of a tree lie. */
export type TreePlace = Pick<ConnectOptions, 'backend' | 'roots' | 'separator'>;

export interface Tree {
  readonly place: TreePlace;
  readonly capabilities: Capabilities;
  get(key: Key): Held | undefined;
  /** The entries whose keys begin with this text, in the order of the keys. */
  startingWith(text: string): Iterable<Held>;
  /** Whether a key that is not here is known not to exist. */
  knows(key: Key): boolean;
  /** Whether everything below this key is here. */
  knowsBelow(key: Key): boolean;
}

/** A tree of entries that are all there is. Their order is worked out when it is asked for, and kept. */
export class WholeTree implements Tree {
  readonly #order: () => readonly Key[];
  #sorted: readonly Key[] | undefined;

  /** `order` gives the keys in their order, where somebody knows a quicker way. */
  constructor(
    readonly place: TreePlace,
    readonly capabilities: Capabilities,
    readonly entries: ReadonlyMap<Key, Held>,
    order?: () => readonly Key[],
  ) {
    this.#order = order ?? (() => [...entries.keys()].sort(compareKeys));
  }

  get(key: Key): Held | undefined {
    return this.entries.get(key);
  }

  knows(_key: Key): boolean {
    return true;
  }

  knowsBelow(_top: Key): boolean {
    return true;
  }

  *startingWith(text: string): Generator<Held> {
    this.#sorted ??= this.#order();
    for (let at = firstAtLeast(this.#sorted, text); at < this.#sorted.length; at++) {
      const key = this.#sorted[at] as Key;
      if (!key.startsWith(text)) return;
      const entry = this.get(key);
      if (entry) yield entry;
    }
  }
}

/** Index of the first key that is not below this one in order. */
function firstAtLeast(sorted: readonly Key[], text: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeys(sorted[middle] as Key, text) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What the keys below this one begin with. */
export function belowText(place: TreePlace, top: Key): string {
  return place.backend === 'zookeeper' && top === '/' ? '/' : top + separatorOf(place);
}

/** A part of a tree: what begins with a text, and the key that stands above it all, if there is one. */
export interface Span {
  readonly top?: Key;
  readonly below: string;
}

/** A key and what lies below it. */
export const spanOf = (place: TreePlace, top: Key): Span => ({ top, below: belowText(place, top) });

/** The entry at a key and those below it, in order. */
export function* subtree(tree: Tree, top: Key): Generator<Held> {
  const own = tree.get(top);
  if (own) yield own;
  for (const entry of tree.startingWith(belowText(tree.place, top))) if (entry.key !== top) yield entry;
}

/** Whether a key is this top or lies below it. */
export const isUnder = (place: TreePlace, key: Key, top: Key): boolean => key === top || key.startsWith(belowText(place, top));

/** A key at or below one top, at its place under another. */
export function rerooted(place: TreePlace, key: Key, from: Key, to: Key): Key {
  return key === from ? to : belowText(place, to) + key.slice(belowText(place, from).length);
}

/** A key with another last name, which holds no separator. */
export function renamedKey(place: TreePlace, top: Key, name: string): Key {
  if (place.backend === 'zookeeper') return `${parentPath(top) === '/' ? '' : parentPath(top)}/${name}`;
  const separator = separatorOf(place);
  const cut = top.lastIndexOf(separator);
  return cut < 0 ? name : top.slice(0, cut + separator.length) + name;
}

/** A key that may be written in this tree, or what is wrong with it. */
export function writableKey({ backend, roots }: TreePlace, key: Key): Result<Key> {
  if (backend === 'zookeeper') {
    const problem = pathProblem(key);
    if (problem) return failed(fault('invalid', 'invalid-key', { detail: problem }, { key }));
  } else if (key === '') {
    return failed(fault('invalid', 'invalid-key', { detail: 'it is empty' }, { key }));
  }
  // the one root of a local workspace is its directory
  if (backend !== 'local' && !roots.some((root) => holdsRoot(backend, root, key))) {
    return failed(fault('invalid', 'outside-root', { root: rootsText(roots) }, { key }));
  }
  return ok(key);
}
