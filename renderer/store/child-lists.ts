/**
 * The children of each node, in order. What comes and goes is noted, and put right once for many changes ({@link ChildLists.settle}):
 * a burst under one parent costs one merge. Until then lists may hold dead handles.
 */
import type { Key } from '../../shared/model/key';
import { withRoom } from './growing';
import { dropSiblings, mergeSiblings, sortSiblings } from './siblings';

const none: readonly number[] = [];

/** What {@link ChildLists.settle} put right. */
export interface Settled {
  /** Nodes whose children came or went, the root included; some may be gone themselves. */
  readonly parents: ReadonlySet<number>;
  /** Nodes that have become directories. */
  readonly born: ReadonlySet<number>;
}

/** What the lists ask of the nodes in them. */
export interface Nodes {
  /** Data-key of each handle, which says where it belongs. */
  readonly keys: readonly Key[];
  isAlive(handle: number): boolean;
  /** Whether this node lives, under this parent. */
  isChild(handle: number, parent: number): boolean;
  /** A dead node stands in no list any more. */
  unlisted(handle: number): void;
}

/** Lists of children by handle; see the head of the file. The root is handle 0 and always has one. */
export class ChildLists {
  private readonly children: (number[] | undefined)[] = [[]];
  /** 1 while the handle is in its parent's list or on the way into it. */
  private listed = new Uint8Array(64);
  private readonly arrivals = new Map<number, number[]>();
  /** Children that have died, by parent. */
  private readonly bereaved = new Map<number, number[]>();

  constructor(private readonly nodes: Nodes) {}

  /** Children in order, as of the last settling. */
  of(handle: number): readonly number[] {
    return this.children[handle] ?? none;
  }

  /** Whether a handle is in its parent's list or on the way into it. */
  has(handle: number): boolean {
    return this.listed[handle] === 1;
  }

  /** Begins with a new handle; they run upwards. */
  begin(handle: number): void {
    // one by one: a hole far beyond the end would turn the array into a dictionary
    this.children[handle] = undefined;
  }

  /** A node has come under a parent in whose list it is not. */
  arrive(handle: number, parent: number): void {
    this.listed[handle] = 1;
    const waiting = this.arrivals.get(parent);
    if (waiting) waiting.push(handle);
    else this.arrivals.set(parent, [handle]);
  }

  /** A node under this parent has died. */
  leave(handle: number, parent: number): void {
    const dead = this.bereaved.get(parent);
    if (dead) dead.push(handle);
    else this.bereaved.set(parent, [handle]);
  }

  /** Whether lists wait to be put right. */
  get unsettled(): boolean {
    return this.arrivals.size > 0 || this.bereaved.size > 0;
  }

  /** Puts all lists right. */
  settle(): Settled {
    const { nodes } = this;
    const parents = new Set<number>(this.bereaved.keys());
    const born = new Set<number>();
    for (const [parent, dead] of this.bereaved) this.dropDead(parent, dead);
    for (const [parent, waiting] of this.arrivals) {
      parents.add(parent);
      const newcomers = waiting.every((handle) => nodes.isChild(handle, parent)) ? waiting : waiting.filter((handle) => nodes.isChild(handle, parent));
      if (newcomers.length === 0 || !nodes.isAlive(parent)) continue;
      sortSiblings(newcomers, nodes.keys);
      const list = this.children[parent];
      if (list === undefined || list.length === 0) {
        born.add(parent);
        this.children[parent] = newcomers;
      } else {
        mergeSiblings(list, newcomers, nodes.keys);
      }
    }
    for (const dead of this.bereaved.values()) for (const handle of dead) if (!nodes.isAlive(handle)) this.forget(handle);
    this.arrivals.clear();
    this.bereaved.clear();
    return { parents, born };
  }

  /** Makes room for this many handles at once. */
  makeRoom(capacity: number): void {
    this.listed = withRoom(this.listed, capacity);
  }

  private dropDead(parent: number, dead: readonly number[]): void {
    const { nodes } = this;
    const list = this.children[parent];
    if (list === undefined || !nodes.isAlive(parent)) return;
    dropSiblings(list, dead, nodes.keys, (handle) => nodes.isChild(handle, parent));
    if (list.length === 0 && parent !== 0) this.children[parent] = undefined;
  }

  private forget(handle: number): void {
    this.listed[handle] = 0;
    this.children[handle] = undefined;
    this.nodes.unlisted(handle);
  }
}
