/**
 * Everything one source holds, in plain columns by handle. Batches write the columns and, where a cell is alive, the cell;
 * nothing here is reactive by itself. Values are bytes, decoded only for a cell.
 */
import { ref } from 'valtio';
import { decode, type Decoded } from '../../shared/flags/flag';
import type { ChangeColumns, EntryColumns } from '../../shared/model/columns';
import type { Stamp } from '../../shared/model/entry';
import { sameBytes, type Key } from '../../shared/model/key';
import { ByteArena } from './arena';
import { Cells, type Cell, type CellContent } from './cells';
import { FilterIndex } from './filter-index';
import { withRoom } from './growing';
import { VisibleRows } from './rows';
import { KeyTree } from './tree';

/** Handles of entries that came and went with one frame. */
interface ComeAndGone {
  readonly added: number[];
  readonly removed: number[];
}

/** One source's entries and tree; see the head of the file. */
export class SourceData {
  readonly tree: KeyTree;
  readonly rows: VisibleRows;
  readonly filter: FilterIndex;
  /** Revision of the last frame. */
  at = 0n;

  /** Keys that may not be read. */
  private denied: ReadonlySet<Key> = new Set();
  private readonly cells: Cells;
  private readonly values = new ByteArena();
  /** Full length of each value, -1 for null. */
  private sizes = new Int32Array(64);
  private created = new BigInt64Array(64);
  private modified = new BigInt64Array(64);
  private versions = new Float64Array(64);
  private modifiedAt = new Float64Array(64);
  /** Most entries have none, so it is a map. */
  private readonly owners = new Map<number, string>();

  constructor(
    readonly base: string,
    readonly separator: string = '/',
  ) {
    this.cells = new Cells((handle) => this.forget(handle));
    this.tree = new KeyTree(base, (handle) => this.cells.has(handle), separator);
    this.rows = new VisibleRows(this.tree);
    this.filter = new FilterIndex(this.tree);
  }

  /** Handle of a key that stands in the tree. */
  handleOf(key: Key): number | undefined {
    return this.tree.handleOf.get(key);
  }

  /** Whether an entry stands at this handle. */
  isEntry(handle: number): boolean {
    return this.tree.entry[handle] === 1;
  }

  /** Stamp of the entry at this key, undefined where there is none. */
  stampOf(key: Key): Stamp | undefined {
    const handle = this.handleOf(key);
    if (handle === undefined || !this.isEntry(handle)) return undefined;
    const modifiedAt = this.modifiedAt[handle] as number;
    return {
      created: this.created[handle] as bigint,
      modified: this.modified[handle] as bigint,
      version: this.versions[handle] as number,
      ...(Number.isNaN(modifiedAt) ? {} : { modifiedAt }),
    };
  }

  /** The live view of one node, by handle or by a key that need not exist (yet). */
  cell(node: number | Key): Cell {
    const handle = typeof node === 'number' ? node : this.tree.reserve(node);
    return this.cells.get(handle) ?? this.cells.make(handle, this.tree.keys[handle] as Key, this.content(handle));
  }

  /** Takes over a whole listing; what was known and is not listed any more is gone. Returns whether a filter shows other rows now. */
  list(at: bigint, entries: EntryColumns): boolean {
    this.at = at;
    const keys = split(entries.keys, entries.count);
    const result: ComeAndGone = { added: [], removed: [] };
    const fresh = this.tree.entries === 0;
    if (!fresh) {
      const listed = new Set(keys);
      for (const [key, handle] of [...this.tree.handleOf]) if (this.isEntry(handle) && !listed.has(key)) this.drop(handle, result);
    }
    this.makeRoom(this.tree.size + entries.count);
    if (fresh && this.tree.size === 1) this.values.adopt(entries.bytes);
    this.putAll(keys, entries, { result, adopted: fresh && this.tree.size === 1 });
    return this.refilter(result);
  }

  /** Applies a batch. Returns whether a filter shows other rows now. */
  apply(at: bigint, changes: ChangeColumns): boolean {
    this.at = at;
    const result: ComeAndGone = { added: [], removed: [] };
    for (const key of split(changes.deleted, changes.deletedCount)) {
      const handle = this.handleOf(key);
      if (handle !== undefined && this.isEntry(handle)) this.drop(handle, result);
    }
    const keys = split(changes.puts.keys, changes.puts.count);
    this.putAll(keys, changes.puts, { result, recreated: new Set(changes.recreated) });
    for (const index of changes.recreated) {
      const handle = this.handleOf(keys[index] as Key);
      const cell = handle === undefined ? undefined : this.cells.get(handle);
      if (cell !== undefined) cell.recreated++;
    }
    return this.refilter(result);
  }

  /** Marks these keys as those that may not be read, and no others. Returns whether a filter shows other rows now. */
  deny(keys: readonly Key[]): boolean {
    const result: ComeAndGone = { added: [], removed: [] };
    const now = new Set(keys);
    for (const key of this.denied) {
      const handle = this.handleOf(key);
      if (handle === undefined || now.has(key)) continue;
      this.tree.allow(handle);
      if (!this.isEntry(handle)) {
        this.rows.dropMatch(handle);
        result.removed.push(handle);
      }
      this.showAlive(handle);
    }
    for (const key of now) {
      if (this.denied.has(key)) continue;
      const handle = this.tree.deny(key);
      if (!this.isEntry(handle)) result.added.push(handle);
      this.showAlive(handle);
    }
    this.denied = now;
    return this.refilter(result);
  }

  /**
   * Puts the tree right after changes and brings the rows up to date where a change can be seen.
   * Returns whether they have changed.
   */
  settle(force = false): boolean {
    let visible = force;
    if (this.tree.unsettled) {
      const { parents, born } = this.tree.settle();
      for (const parent of parents) {
        if (this.rows.showsChildrenOf(parent)) visible = true;
        const cell = this.cells.get(parent);
        if (cell !== undefined) this.showStanding(cell, parent);
      }
      if (born.size > 0 && this.rows.openNewborn(born)) visible = true;
    }
    if (visible) this.rows.rebuild();
    return visible;
  }

  private refilter({ added, removed }: ComeAndGone): boolean {
    const more = this.filter.change(removed, added);
    this.rows.addMatches(more);
    return this.rows.filtered && (more.length > 0 || removed.length > 0);
  }

  private putAll(
    keys: readonly Key[],
    entries: EntryColumns,
    { result, adopted = false, recreated }: { result: ComeAndGone; adopted?: boolean; recreated?: ReadonlySet<number> },
  ): void {
    const owners = entries.owners === '' ? undefined : split(entries.owners, entries.count);
    for (let i = 0; i < entries.count; i++) {
      const owner = owners?.[i] ?? '';
      const known = this.handleOf(keys[i] as Key);
      const existed = known !== undefined && this.isEntry(known);
      // a recreation may have the old stamps: those of a store that was filled anew
      if (existed && !recreated?.has(i) && this.isSame(known, entries, i, owner)) continue;
      const handle = this.tree.add(keys[i] as Key, known);
      if (!existed) result.added.push(handle);
      this.write(handle, entries, i, owner, adopted);
      const cell = this.cells.get(handle);
      if (cell === undefined) continue;
      const before = cell.created;
      const wasEntry = cell.isEntry;
      Object.assign(cell, this.content(handle));
      cell.changes++;
      if (!wasEntry && before !== 0n && before !== cell.created) cell.recreated++;
    }
  }

  private write(handle: number, entries: EntryColumns, i: number, owner: string, adopted: boolean): void {
    if (handle >= this.sizes.length) this.makeRoom(handle * 2);
    const start = i === 0 ? 0 : (entries.ends[i - 1] as number);
    const end = entries.ends[i] as number;
    if (adopted) this.values.place(handle, start, end);
    else this.values.set(handle, entries.bytes.subarray(start, end));
    this.sizes[handle] = entries.sizes[i] as number;
    this.created[handle] = entries.created[i] as bigint;
    this.modified[handle] = entries.modified[i] as bigint;
    this.versions[handle] = entries.versions[i] as number;
    this.modifiedAt[handle] = entries.modifiedAt[i] as number;
    if (owner !== '') this.owners.set(handle, owner);
    else if (this.owners.size > 0) this.owners.delete(handle);
  }

  /** Stamps alone do not tell, as in shared/model/entry.ts. */
  private isSame(handle: number, entries: EntryColumns, i: number, owner: string): boolean {
    return (
      this.modified[handle] === entries.modified[i] &&
      this.created[handle] === entries.created[i] &&
      Object.is(this.modifiedAt[handle], entries.modifiedAt[i]) &&
      (this.owners.get(handle) ?? '') === owner &&
      this.sizes[handle] === entries.sizes[i] &&
      sameBytes(this.values.get(handle), entries.bytes.subarray(i === 0 ? 0 : entries.ends[i - 1], entries.ends[i]))
    );
  }

  private drop(handle: number, result: ComeAndGone): void {
    this.tree.remove(handle);
    // a row that stays because it may not be read is found as before
    if (this.tree.denied[handle] !== 1) {
      this.rows.dropMatch(handle);
      result.removed.push(handle);
    }
    const cell = this.cells.get(handle);
    if (cell === undefined) {
      this.forget(handle);
      return;
    }
    // the last state stays on show, marked as gone
    this.showStanding(cell, handle);
    cell.changes++;
  }

  /** Lets go of what an absent entry held. */
  private forget(handle: number): void {
    if (this.isEntry(handle)) return;
    this.values.set(handle, nothing);
    this.owners.delete(handle);
    this.tree.release(handle);
  }

  private showAlive(handle: number): void {
    const cell = this.cells.get(handle);
    if (cell !== undefined) this.showStanding(cell, handle);
  }

  private showStanding(cell: Cell, handle: number): void {
    cell.isEntry = this.isEntry(handle);
    cell.kids = this.tree.kids[handle] as number;
    cell.gone = !this.tree.isAlive(handle);
    cell.denied = this.tree.denied[handle] === 1;
  }

  private content(handle: number): CellContent {
    const key = this.tree.keys[handle] as Key;
    const size = this.sizes[handle] ?? 0;
    const value = size < 0 ? null : this.values.get(handle);
    const complete = value === null || value.length === size;
    const modifiedAt = this.modifiedAt[handle] ?? Number.NaN;
    return {
      isEntry: this.isEntry(handle),
      gone: !this.tree.isAlive(handle),
      denied: this.tree.denied[handle] === 1,
      kids: this.tree.kids[handle] ?? 0,
      value,
      size: size < 0 ? null : size,
      complete,
      decoded: this.isEntry(handle) ? ref(decode(key, value, complete, this.separator)) : noValue,
      created: this.created[handle] ?? 0n,
      modified: this.modified[handle] ?? 0n,
      version: this.versions[handle] ?? 0,
      modifiedAt: Number.isNaN(modifiedAt) ? null : modifiedAt,
      owner: this.owners.get(handle) ?? null,
    };
  }

  private makeRoom(capacity: number): void {
    if (capacity <= this.sizes.length) return;
    this.tree.makeRoom(capacity);
    this.values.makeRoom(capacity);
    this.sizes = withRoom(this.sizes, capacity);
    this.created = withRoom(this.created, capacity);
    this.modified = withRoom(this.modified, capacity);
    this.versions = withRoom(this.versions, capacity);
    this.modifiedAt = withRoom(this.modifiedAt, capacity);
  }
}

const nothing = new Uint8Array(0);
const noValue: Decoded = ref({ kind: 'none', text: '' });

/** Joined keys apart again; the count tells no key from one empty key. */
const split = (joined: string, count: number): Key[] => (count === 0 ? [] : joined.split('\0'));
