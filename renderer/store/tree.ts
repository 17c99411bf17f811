/**
 * The nodes of one source by integer handle: parent, children, whether an entry stands there. A node exists while it holds an
 * entry, has children, or is known to be there though it may not be read. Handles are never reused, except by the same key while somebody still shows its cell.
 * Child lists are put right once for many changes ({@link KeyTree.settle}); until then they may hold dead handles.
 */
import type { Key } from '../../shared/model/key';
import { withRoom } from './growing';
import { parentEnd } from './segments';
import { dropSiblings, mergeSiblings, sortSiblings } from './siblings';

/** The invisible parent of the top rows. */
export const ROOT = 0;

const none: readonly number[] = [];

/** What {@link KeyTree.settle} put right. */
export interface Settled {
  /** Nodes whose children came or went, ROOT included; some may be gone themselves. */
  readonly parents: ReadonlySet<number>;
  /** Nodes that have become directories. */
  readonly born: ReadonlySet<number>;
}

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
  private alive = new Uint8Array(64);
  /** 1 while the handle is in its parent's child list or on the way into it. */
  private listed = new Uint8Array(64);
  private readonly children: (number[] | undefined)[] = [[]];

  private readonly arrivals = new Map<number, number[]>();
  /** Children that have died, by parent. */
  private readonly bereaved = new Map<number, number[]>();
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
    return this.children[handle] ?? none;
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

  private prune(handle: number): void {
    for (let node = handle; node !== ROOT && this.kids[node] === 0 && this.entry[node] === 0 && this.denied[node] === 0; ) {
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
    if (this.listed[handle] === 0) this.keys[handle] = '';
  }

  /** Whether child lists wait to be put right. */
  get unsettled(): boolean {
    return this.arrivals.size > 0 || this.bereaved.size > 0;
  }

  /** Puts all child lists right: a burst of changes under one parent costs one merge. */
  settle(): Settled {
    const parents = new Set<number>(this.bereaved.keys());
    const born = new Set<number>();
    for (const [parent, dead] of this.bereaved) this.dropDead(parent, dead);
    for (const [parent, waiting] of this.arrivals) {
      parents.add(parent);
      const newcomers = waiting.every((handle) => this.isChild(handle, parent)) ? waiting : waiting.filter((handle) => this.isChild(handle, parent));
      if (newcomers.length === 0 || !this.isAlive(parent)) continue;
      sortSiblings(newcomers, this.keys);
      const list = this.children[parent];
      if (list === undefined || list.length === 0) {
        born.add(parent);
        this.children[parent] = newcomers;
      } else {
        mergeSiblings(list, newcomers, this.keys);
      }
    }
    for (const dead of this.bereaved.values()) for (const handle of dead) if (!this.isAlive(handle)) this.forget(handle);
    this.arrivals.clear();
    this.bereaved.clear();
    return { parents, born };
  }

  private dropDead(parent: number, dead: readonly number[]): void {
    const list = this.children[parent];
    if (list === undefined || !this.isAlive(parent)) return;
    dropSiblings(list, dead, this.keys, (handle) => this.isChild(handle, parent));
    if (list.length === 0 && parent !== ROOT) this.children[parent] = undefined;
  }

  private forget(handle: number): void {
    this.listed[handle] = 0;
    this.children[handle] = undefined;
    if (this.ghosts.get(this.keys[handle] as Key) !== handle) this.keys[handle] = '';
  }

  private isChild(handle: number, parent: number): boolean {
    return this.alive[handle] === 1 && this.parent[handle] === parent;
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
    const stillListed = this.listed[handle] === 1 && this.parent[handle] === parent;
    this.parent[handle] = parent;
    this.depth[handle] = (this.depth[parent] as number) + 1;
    if (!stillListed) {
      this.listed[handle] = 1;
      const waiting = this.arrivals.get(parent);
      if (waiting) waiting.push(handle);
      else this.arrivals.set(parent, [handle]);
    }
    return handle;
  }

  private detach(handle: number): void {
    const key = this.keys[handle] as Key;
    const parent = this.parent[handle] as number;
    this.alive[handle] = 0;
    this.handleOf.delete(key);
    this.kids[parent] = (this.kids[parent] as number) - 1;
    const dead = this.bereaved.get(parent);
    if (dead) dead.push(handle);
    else this.bereaved.set(parent, [handle]);
    if (this.isHeld(handle)) this.ghosts.set(key, handle);
  }

  private allocate(key: Key): number {
    const handle = this.size++;
    this.keys[handle] = key;
    // one by one: a hole far beyond the end would turn the array into a dictionary
    this.children[handle] = undefined;
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
    this.alive = withRoom(this.alive, capacity);
    this.listed = withRoom(this.listed, capacity);
  }
}
