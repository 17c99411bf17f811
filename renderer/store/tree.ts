/**
 * The nodes of one source by integer handle: parent, children, whether an entry stands there. A node exists while it holds an
 * entry, has children, is known to be there though it may not be read, or is a folder whose children are not loaded. Handles are never
 * reused, except by the same key while somebody still shows its cell.
 */
import type { Key } from '../../shared/model/key';
import { ChildLists, type Settled } from './child-lists';
import { withRoom } from './growing';
import { parentEnd } from './segments';

/** The invisible parent of the top rows. */
export const ROOT = 0;

/** Nodes by handle; see the head of the file. */
export class KeyTree {
  /** Data-key of each handle. */
  readonly keys: Key[] = [''];
  /** Handle of each data-key that stands in the tree. */
  readonly handleOf = new Map<Key, number>();
  /** One more than the highest handle given out. */
  size = 1;
  entries = 0;

  parent = new Int32Array(64);
  depth = new Int32Array(64);
  /** Living children of each node. */
  kids = new Int32Array(64);
  /** 1 where an entry stands. */
  entry = new Uint8Array(64);
  /** 1 where a key stands that may not be read. */
  denied = new Uint8Array(64);
  /** 1 where children are known to be, but are not loaded. */
  closed = new Uint8Array(64);
  private alive = new Uint8Array(64);
  private readonly lists = new ChildLists({
    keys: this.keys,
    isAlive: (handle) => this.alive[handle] === 1,
    isChild: (handle, parent) => this.alive[handle] === 1 && this.parent[handle] === parent,
    unlisted: (handle) => {
      if (this.ghosts.get(this.keys[handle] as Key) !== handle) this.keys[handle] = '';
    },
  });
  /** Handles of absent keys that somebody still shows: they come back under the same handle. */
  private readonly ghosts = new Map<Key, number>();
  private lastParentKey: Key | undefined;
  private lastParent = ROOT;

  /** `isHeld` tells whether somebody shows the node behind a handle. */
  constructor(
    readonly base: string,
    private readonly isHeld: (handle: number) => boolean = () => false,
    readonly separator: string = '/',
  ) {
    this.alive[ROOT] = 1;
  }

  /** Children in order, as of the last settling. */
  childrenOf(handle: number): readonly number[] {
    return this.lists.of(handle);
  }

  isAlive(handle: number): boolean {
    return this.alive[handle] === 1;
  }

  /** Puts an entry at this key, with whatever directories it needs, and returns its handle. `standing` is the key's handle if it has one. */
  add(key: Key, standing: number | undefined): number {
    const handle = standing ?? this.grow(key);
    if (this.entry[handle] === 0) {
      this.entry[handle] = 1;
      this.entries++;
    }
    return handle;
  }

  /** Takes the entry away, and every node that nothing is left in. */
  remove(handle: number): void {
    if (this.entry[handle] === 0) return;
    this.entry[handle] = 0;
    this.entries--;
    this.prune(handle);
  }

  /** Gives a key that may not be read a node, with whatever directories it needs, and returns its handle. */
  deny(key: Key): number {
    const handle = this.handleOf.get(key) ?? this.grow(key);
    this.denied[handle] = 1;
    return handle;
  }

  /** The key can be read, or is gone: its node stays only for what else is in it. */
  allow(handle: number): void {
    if (this.denied[handle] === 0) return;
    this.denied[handle] = 0;
    this.prune(handle);
  }

  /** Says whether this key is a folder whose children are not loaded. Returns whether that is news. */
  setClosed(key: Key, closed: boolean): boolean {
    const standing = this.handleOf.get(key);
    if (standing === undefined ? !closed : (this.closed[standing] === 1) === closed) return false;
    const handle = standing ?? this.grow(key);
    this.closed[handle] = closed ? 1 : 0;
    if (!closed) this.prune(handle);
    return true;
  }

  /** Takes away a node that nothing keeps, and those above it that nothing keeps then. */
  private prune(handle: number): void {
    for (let node = handle; node !== ROOT && this.kids[node] === 0 && this.entry[node] === 0 && this.denied[node] === 0 && this.closed[node] === 0; ) {
      const parent = this.parent[node] as number;
      this.detach(node);
      node = parent;
    }
  }

  /** Handle of a key that may not exist, for somebody who shows it anyhow. */
  reserve(key: Key): number {
    const known = this.handleOf.get(key) ?? this.ghosts.get(key);
    if (known !== undefined) return known;
    const handle = this.allocate(key);
    this.ghosts.set(key, handle);
    return handle;
  }

  /** Nobody shows this handle any more. */
  release(handle: number): void {
    const key = this.keys[handle];
    if (key === undefined || this.alive[handle] === 1 || this.ghosts.get(key) !== handle) return;
    this.ghosts.delete(key);
    // while it stands in a child list its key says where; settling forgets it
    if (!this.lists.has(handle)) this.keys[handle] = '';
  }

  /** Whether child lists wait to be put right. */
  get unsettled(): boolean {
    return this.lists.unsettled;
  }

  /** Puts all child lists right. */
  settle(): Settled {
    return this.lists.settle();
  }

  /** Makes the node of a key, from its nearest standing ancestor downwards. */
  private grow(key: Key): number {
    const missing: Key[] = [];
    let parent = ROOT;
    for (let at = key; ; ) {
      missing.push(at);
      const end = parentEnd(this.base, at, this.separator);
      if (end < 0) break;
      at = at.slice(0, end);
      const standing = this.standing(at);
      if (standing !== undefined) {
        parent = standing;
        break;
      }
    }
    for (let i = missing.length - 1; i >= 0; i--) parent = this.attach(missing[i] as Key, parent);
    return parent;
  }

  /** Keys arrive in runs of siblings, so the last parent is tried before the map. */
  private standing(key: Key): number | undefined {
    if (key === this.lastParentKey && this.isAlive(this.lastParent)) return this.lastParent;
    const handle = this.handleOf.get(key);
    if (handle !== undefined) {
      this.lastParentKey = key;
      this.lastParent = handle;
    }
    return handle;
  }

  private attach(key: Key, parent: number): number {
    const handle = this.ghosts.get(key) ?? this.allocate(key);
    this.ghosts.delete(key);
    this.alive[handle] = 1;
    this.handleOf.set(key, handle);
    this.kids[parent] = (this.kids[parent] as number) + 1;
    const stillListed = this.lists.has(handle) && this.parent[handle] === parent;
    this.parent[handle] = parent;
    this.depth[handle] = (this.depth[parent] as number) + 1;
    if (!stillListed) this.lists.arrive(handle, parent);
    return handle;
  }

  private detach(handle: number): void {
    const key = this.keys[handle] as Key;
    const parent = this.parent[handle] as number;
    this.alive[handle] = 0;
    this.handleOf.delete(key);
    this.kids[parent] = (this.kids[parent] as number) - 1;
    this.lists.leave(handle, parent);
    if (this.isHeld(handle)) this.ghosts.set(key, handle);
  }

  private allocate(key: Key): number {
    const handle = this.size++;
    this.keys[handle] = key;
    this.lists.begin(handle);
    if (handle >= this.parent.length) this.makeRoom(handle * 2);
    return handle;
  }

  /** Makes room for this many handles at once. */
  makeRoom(capacity: number): void {
    this.parent = withRoom(this.parent, capacity);
    this.depth = withRoom(this.depth, capacity);
    this.kids = withRoom(this.kids, capacity);
    this.entry = withRoom(this.entry, capacity);
    this.denied = withRoom(this.denied, capacity);
    this.closed = withRoom(this.closed, capacity);
    this.alive = withRoom(this.alive, capacity);
    this.lists.makeRoom(capacity);
  }
}
