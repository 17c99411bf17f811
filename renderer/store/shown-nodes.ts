/** What cells show of their nodes: made from tree and columns when somebody begins to look, and written whenever the node changes. */
import { ref } from 'valtio';
import { decode, type Decoded } from '../../shared/flags/flag';
import type { FlagShares, NoShares } from '../../shared/model/shares';
import type { Cell, CellContent, Cells } from './cells';
import type { Columns } from './columns';
import type { KeyTree } from './tree';

/** The one writer of one source's cells; see the head of the file. */
export class ShownNodes {
  /** `isUnread` tells whether an entry may stand at a handle without our knowing. */
  constructor(
    private readonly cells: Cells,
    private readonly tree: KeyTree,
    private readonly columns: Columns,
    private readonly isUnread: (handle: number) => boolean,
  ) {}

  /** The live view of a node. */
  cell(handle: number): Cell {
    return this.cells.get(handle) ?? this.cells.make(handle, this.tree.keys[handle] as string, this.content(handle));
  }

  /** An entry has been written. */
  written(handle: number): void {
    const cell = this.cells.get(handle);
    if (cell === undefined) return;
    const before = cell.created;
    const wasEntry = cell.isEntry;
    Object.assign(cell, this.content(handle));
    cell.changes++;
    if (!wasEntry && before !== 0n && before !== cell.created) cell.recreated++;
  }

  /** An entry was deleted and is there again. */
  recreated(handle: number): void {
    const cell = this.cells.get(handle);
    if (cell !== undefined) cell.recreated++;
  }

  /** An entry has been deleted: its last state stays on show, marked as gone. Returns whether anybody looks. */
  deleted(handle: number): boolean {
    const cell = this.cells.get(handle);
    if (cell === undefined) return false;
    this.place(cell, handle);
    cell.changes++;
    return true;
  }

  /** An entry has gone out of view: nobody knows what becomes of it. Returns whether anybody looks. */
  hidden(handle: number): boolean {
    const cell = this.cells.get(handle);
    // what it is when it comes into view again is not to be taken for a recreation
    if (cell !== undefined) cell.created = 0n;
    return cell !== undefined;
  }

  /** A node's place in the tree has changed: what stands there, what is under it. */
  placed(handle: number): void {
    const cell = this.cells.get(handle);
    if (cell !== undefined) this.place(cell, handle);
  }

  /** Places without an entry may have become known, or unknown. */
  foldersChanged(): void {
    for (const [handle, cell] of this.cells.all()) if (!cell.isEntry || this.tree.entry[handle] !== 1) this.place(cell, handle);
  }

  /** Whom a flag serves what has been counted. */
  counted(handle: number, shares: FlagShares | NoShares | null): void {
    const cell = this.cells.get(handle);
    if (cell !== undefined) cell.shares = shares === null ? null : ref(shares);
  }

  /** What values mean may be something else, though nothing has been written. */
  judgeAnew(): void {
    for (const [handle, cell] of this.cells.all()) {
      const { value, complete } = cell;
      // also of what is gone: its last state stays on show
      if (cell.decoded !== noValue) cell.decoded = ref(decode(this.tree.keys[handle] as string, value, complete, this.tree.separator));
    }
  }

  private place(cell: Cell, handle: number): void {
    cell.isEntry = this.tree.entry[handle] === 1;
    cell.kids = this.tree.kids[handle] as number;
    cell.gone = !this.tree.isAlive(handle);
    cell.denied = this.tree.denied[handle] === 1;
    cell.unread = this.isUnread(handle);
  }

  private content(handle: number): CellContent {
    const { tree } = this;
    const held = this.columns.held(handle);
    const isEntry = tree.entry[handle] === 1;
    return {
      ...held,
      isEntry,
      gone: !tree.isAlive(handle),
      denied: tree.denied[handle] === 1,
      unread: this.isUnread(handle),
      kids: tree.kids[handle] ?? 0,
      decoded: isEntry ? ref(decode(tree.keys[handle] as string, held.value, held.complete, tree.separator)) : noValue,
    };
  }
}

const noValue: Decoded = ref({ kind: 'none', text: '' });
