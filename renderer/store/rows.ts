/**
 * The rows of the tree that can be seen now, in order: what is open, or what a filter matches together with its ancestors.
 * Rebuilt as a whole, without recursion, at most once a frame; that costs some milliseconds at a million rows.
 */
import { withRoom } from './growing';
import { ROOT, type KeyTree } from './tree';

/** Directories open by themselves, breadth first, while no more rows than this are to be seen. */
export const INITIAL_ROWS = 200;

/** Visible rows of one tree; see the head of the file. */
export class VisibleRows {
  /** Handles of the rows in order; only the first `count` are meant. */
  rows = new Int32Array(64);
  count = 0;
  /** Rises with every other filter: the rows before and after have nothing to do with one another. */
  generation = 0;
  /** Place of a visible row among its visible siblings, counted from 1. */
  place = new Int32Array(64);
  /** Visible children of a visible, expanded row (and of ROOT). */
  shown = new Int32Array(64);

  private open = new Uint8Array(64);
  /** Closed by the user while a filter is on; forgotten with the next filter. */
  private shut = new Uint8Array(64);
  private anyShut = false;
  private matching: Uint8Array | null = null;
  /** What `matching` was made from. */
  private matched: Int32Array | null = null;
  private kept = new Uint8Array(64);
  private matchCount = 0;

  constructor(private readonly tree: KeyTree) {}

  get filtered(): boolean {
    return this.matching !== null;
  }

  /** Entries that match the filter, null without one. */
  get matches(): number | null {
    return this.matching === null ? null : this.matchCount;
  }

  /** Handles of the entries that match the filter, none without one. Those that may not be read are none. */
  matchedEntries(): number[] {
    const { matching } = this;
    const handles: number[] = [];
    if (matching !== null) for (let handle = 0; handle < this.tree.size; handle++) if (matching[handle] === 1 && this.tree.entry[handle] === 1) handles.push(handle);
    return handles;
  }

  /** Row of a visible node, -1 where it is not to be seen. */
  indexOf(handle: number): number {
    return this.rows.subarray(0, this.count).indexOf(handle);
  }

  /** Handle in a row, undefined beyond the last one. */
  at(index: number): number | undefined {
    return index >= 0 && index < this.count ? this.rows[index] : undefined;
  }

  isDirectory(handle: number): boolean {
    return (this.tree.kids[handle] as number) > 0 || this.tree.closed[handle] === 1;
  }

  isExpanded(handle: number): boolean {
    if (this.tree.kids[handle] === 0) return false;
    return this.matching === null ? this.open[handle] === 1 : this.shut[handle] !== 1;
  }

  /** Opens or closes a directory. Returns whether anything changed. */
  setExpanded(handle: number, expanded: boolean): boolean {
    this.makeRoom();
    if (this.tree.kids[handle] === 0) return this.expectChildren(handle, expanded);
    if (this.isExpanded(handle) === expanded) return false;
    if (this.matching === null) this.open[handle] = expanded ? 1 : 0;
    else this.shut[handle] = expanded ? 0 : 1;
    if (this.matching !== null) this.anyShut = true;
    return true;
  }

  /** A folder that is not loaded opens when its children come. */
  private expectChildren(handle: number, expected: boolean): boolean {
    if (this.tree.closed[handle] !== 1) return false;
    this.open[handle] = expected ? 1 : 0;
    return true;
  }

  /** Opens every directory beside this one. */
  expandSiblings(handle: number): boolean {
    let changed = false;
    for (const sibling of this.tree.childrenOf(this.tree.parent[handle] as number)) {
      // those that are not loaded would each cost the store a request
      if (this.tree.kids[sibling] !== 0) changed = this.setExpanded(sibling, true) || changed;
    }
    return changed;
  }

  /** Opens all ancestors of a node. */
  reveal(handle: number): boolean {
    let changed = false;
    for (let node = this.tree.parent[handle] as number; node !== ROOT; node = this.tree.parent[node] as number) {
      changed = this.setExpanded(node, true) || changed;
    }
    return changed;
  }

  /**
   * Shows only these entries and their ancestors; null shows everything. Handles that have died meanwhile are passed over. The same
   * array as before means the same entries. Returns whether other rows may be seen.
   */
  setMatches(handles: Int32Array | null): boolean {
    if (handles === this.matched && !this.anyShut) return false;
    this.makeRoom();
    this.generation++;
    this.shut.fill(0);
    this.anyShut = false;
    this.matchCount = 0;
    this.matched = handles;
    if (handles === null) {
      this.matching = null;
      return true;
    }
    if (this.matching === null) this.matching = new Uint8Array(this.open.length);
    else this.matching.fill(0);
    this.addMatches(handles);
    return true;
  }

  /** Entries that have begun to match the present filter. */
  addMatches(handles: Int32Array | readonly number[]): void {
    if (this.matching === null) return;
    this.makeRoom();
    const { matching } = this;
    const { entry, denied } = this.tree;
    // by index: to iterate over a typed array costs three times as much, with every letter of the filter
    for (let i = 0; i < handles.length; i++) {
      const handle = handles[i] as number;
      if ((entry[handle] !== 1 && denied[handle] !== 1) || matching[handle] === 1) continue;
      matching[handle] = 1;
      this.matchCount++;
    }
  }

  /** An entry is no more. */
  dropMatch(handle: number): void {
    if (this.matching === null || this.matching[handle] !== 1) return;
    this.matching[handle] = 0;
    this.matchCount--;
  }

  /**
   * Opens directories that are new and can be seen, breadth first, while no more than `limit` rows are to be seen.
   * Returns whether it opened any.
   */
  openNewborn(born: ReadonlySet<number>, limit = INITIAL_ROWS): boolean {
    this.makeRoom();
    let total = this.tree.kids[ROOT] as number;
    const levels = [ROOT];
    const candidates: number[] = [];
    for (let i = 0; i < levels.length && total <= limit; i++) {
      for (const child of this.tree.childrenOf(levels[i] as number)) {
        const kids = this.tree.kids[child] as number;
        if (kids === 0) continue;
        if (this.open[child] === 1) {
          total += kids;
          levels.push(child);
        } else if (born.has(child)) {
          candidates.push(child);
        }
      }
    }
    let opened = false;
    for (let i = 0; i < candidates.length && total <= limit; i++) {
      const directory = candidates[i] as number;
      const kids = this.tree.kids[directory] as number;
      if (total + kids > limit) continue;
      this.open[directory] = 1;
      total += kids;
      opened = true;
      for (const child of this.tree.childrenOf(directory)) if ((this.tree.kids[child] as number) > 0 && born.has(child)) candidates.push(child);
    }
    return opened;
  }

  /** Whether a change among this node's children can be seen. Forgets that a node was open once it has no children. */
  showsChildrenOf(parent: number): boolean {
    this.makeRoom();
    const wasOpen = this.open[parent] === 1;
    if (this.tree.kids[parent] === 0 && this.tree.closed[parent] !== 1) this.open[parent] = 0;
    if (parent === ROOT || this.matching !== null) return true;
    for (let node = this.tree.parent[parent] as number; node !== ROOT; node = this.tree.parent[node] as number) {
      if (this.open[node] !== 1) return false;
    }
    return wasOpen;
  }

  /** Makes the rows anew from what is open, or from what matches. The tree has to be settled. */
  rebuild(): void {
    this.makeRoom();
    const { tree, rows, place, shown, matching, kept } = this;
    const { kids } = tree;
    if (matching !== null) this.keepAncestors(matching);
    const unfold = matching === null ? this.open : this.shut;
    const unfolded = matching === null ? 1 : 0;
    const parents: number[] = [];
    const lists: (readonly number[])[] = [];
    const indexes: number[] = [];
    let parent: number = ROOT;
    let list = tree.childrenOf(ROOT);
    let index = 0;
    let seen = 0;
    let count = 0;
    for (;;) {
      if (index >= list.length) {
        shown[parent] = seen;
        const above = parents.pop();
        if (above === undefined) break;
        seen = place[parent] as number;
        parent = above;
        list = lists.pop() as readonly number[];
        index = indexes.pop() as number;
        continue;
      }
      const handle = list[index++] as number;
      if (matching !== null && kept[handle] !== 1) continue;
      rows[count++] = handle;
      place[handle] = ++seen;
      if (kids[handle] === 0 || unfold[handle] !== unfolded) continue;
      parents.push(parent);
      lists.push(list);
      indexes.push(index);
      parent = handle;
      list = tree.childrenOf(handle);
      index = 0;
      seen = 0;
    }
    this.count = count;
  }

  private keepAncestors(matching: Uint8Array): void {
    const { kept } = this;
    const { parent, size } = this.tree;
    kept.fill(0);
    kept[ROOT] = 1;
    for (let handle = 0; handle < size; handle++) {
      if (matching[handle] !== 1) continue;
      for (let node = handle; kept[node] !== 1; node = parent[node] as number) kept[node] = 1;
    }
  }

  private makeRoom(): void {
    const capacity = this.tree.parent.length;
    if (this.rows.length >= capacity) return;
    this.rows = withRoom(this.rows, capacity);
    this.place = withRoom(this.place, capacity);
    this.shown = withRoom(this.shown, capacity);
    this.open = withRoom(this.open, capacity);
    this.shut = withRoom(this.shut, capacity);
    this.kept = withRoom(this.kept, capacity);
    if (this.matching !== null) this.matching = withRoom(this.matching, capacity);
  }
}
