/**
 * Everything one source holds: its tree of handles, what entries hold in columns by handle, the rows on show and the filter over
 * them. Batches write these and, where a cell is alive, the cell; nothing here is reactive by itself.
 */
import type { ChangeColumns, EntryColumns } from '../../shared/model/columns';
import type { Stamp } from '../../shared/model/entry';
import { folderRule, isInView, rootOfFolder, type Folder, type FolderNews, type FolderRule } from '../../shared/model/folder';
import type { Key } from '../../shared/model/key';
import type { FlagShares, NoShares } from '../../shared/model/shares';
import { Cells, type Cell } from './cells';
import { Columns, type Held } from './columns';
import { FilterIndex } from './filter-index';
import { VisibleRows } from './rows';
import { ShownNodes } from './shown-nodes';
import type { SinceMarks } from './since-marks';
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
  /** Folders of a source that is read as far as it is opened, otherwise null. */
  folders: Map<Key, Folder> | null = null;
  /** How keys lie in folders. */
  rule: FolderRule = folderRule({ backend: 'local', roots: [''] });

  /** What has become of the keys since, where this is a past state. */
  since: SinceMarks | null = null;

  /** Keys that may not be read. */
  private denied: ReadonlySet<Key> = new Set();
  /** Whether rows may look different since they were settled, though they are the same. */
  foldersChanged = false;
  private readonly columns = new Columns();
  private readonly nodes: ShownNodes;
  constructor(
    readonly base: string,
    readonly separator: string = '/',
  ) {
    const cells = new Cells((handle) => this.forget(handle));
    this.tree = new KeyTree(base, (handle) => cells.has(handle), separator);
    this.nodes = new ShownNodes(cells, this.tree, this.columns, (handle) => this.isUnread(handle));
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
    return handle === undefined || !this.isEntry(handle) ? undefined : this.columns.stampOf(handle);
  }

  /** What is held of the entry at this handle. */
  held(handle: number): Held {
    return this.columns.held(handle);
  }

  /** The live view of one node, by handle or by a key that need not exist (yet). */
  cell(node: number | Key): Cell {
    return this.nodes.cell(typeof node === 'number' ? node : this.tree.reserve(node));
  }

  /** Takes over whom the flag at this handle serves what. */
  count(handle: number, shares: FlagShares | NoShares | null): void {
    this.nodes.counted(handle, shares);
  }

  /** The rules for keys are others: what is on show is judged by them. */
  judgeAnew(): void {
    this.nodes.judgeAnew();
  }

  /** Takes over a whole listing; what was known and is not listed any more is gone. Returns whether a filter shows other rows now. */
  list(at: bigint, entries: EntryColumns, folders?: readonly FolderNews[]): boolean {
    this.at = at;
    const keys = split(entries.keys, entries.count);
    const result: ComeAndGone = { added: [], removed: [] };
    const fresh = this.tree.entries === 0;
    if (!fresh) {
      const listed = new Set(keys);
      for (const [key, handle] of [...this.tree.handleOf]) if (this.isEntry(handle) && !listed.has(key)) this.drop(handle, result);
    }
    this.tree.makeRoom(this.tree.size + entries.count);
    this.columns.makeRoom(this.tree.size + entries.count);
    if (fresh && this.tree.size === 1) this.columns.adopt(entries);
    this.putAll(keys, entries, { result, adopted: fresh && this.tree.size === 1 });
    for (const key of this.folders?.keys() ?? []) this.tree.setClosed(key, false);
    this.folders = folders === undefined ? null : new Map();
    this.takeFolders(folders);
    return this.refilter(result);
  }

  /** Applies a batch. Returns whether a filter shows other rows now. */
  apply(at: bigint, changes: ChangeColumns, folders?: readonly FolderNews[]): boolean {
    this.at = at;
    const result: ComeAndGone = { added: [], removed: [] };
    for (const key of split(changes.deleted, changes.deletedCount)) {
      const handle = this.handleOf(key);
      if (handle !== undefined && this.isEntry(handle)) this.drop(handle, result);
    }
    for (const key of split(changes.hidden, changes.hiddenCount)) {
      const handle = this.handleOf(key);
      if (handle !== undefined && this.isEntry(handle)) this.hide(handle, result);
    }
    const keys = split(changes.puts.keys, changes.puts.count);
    this.putAll(keys, changes.puts, { result, recreated: new Set(changes.recreated) });
    for (const index of changes.recreated) {
      const handle = this.handleOf(keys[index] as Key);
      if (handle !== undefined) this.nodes.recreated(handle);
    }
    this.takeFolders(folders);
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
      this.nodes.placed(handle);
    }
    for (const key of now) {
      if (this.denied.has(key)) continue;
      const handle = this.tree.deny(key);
      if (!this.isEntry(handle)) result.added.push(handle);
      this.nodes.placed(handle);
    }
    this.denied = now;
    return this.refilter(result);
  }

  /**
   * Puts the tree right after changes and brings the rows up to date where a change can be seen.
   * Returns whether they have changed.
   */
  settle(force = false): boolean {
    let visible = force || this.foldersChanged;
    this.foldersChanged = false;
    if (this.tree.unsettled) {
      const { parents, born } = this.tree.settle();
      for (const parent of parents) {
        if (this.rows.showsChildrenOf(parent)) visible = true;
        this.nodes.placed(parent);
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
      if (existed && !recreated?.has(i) && this.columns.isSame(known, entries, i, owner)) continue;
      const handle = this.tree.add(keys[i] as Key, known);
      if (!existed) result.added.push(handle);
      this.columns.write(handle, entries, i, owner, adopted);
      this.nodes.written(handle);
    }
  }

  private drop(handle: number, result: ComeAndGone): void {
    this.tree.remove(handle);
    // a row that stays because it may not be read is found as before
    if (this.tree.denied[handle] !== 1) {
      this.rows.dropMatch(handle);
      result.removed.push(handle);
    }
    if (!this.nodes.deleted(handle)) this.forget(handle);
  }

  /** Takes an entry out that has gone out of view: nobody knows what becomes of it. */
  private hide(handle: number, result: ComeAndGone): void {
    this.tree.remove(handle);
    this.rows.dropMatch(handle);
    result.removed.push(handle);
    if (!this.nodes.hidden(handle)) this.forget(handle);
  }

  /** Takes over what became of folders, and what that means for those who show a key without an entry. */
  private takeFolders(news: readonly FolderNews[] | undefined): void {
    if (news === undefined || this.folders === null) return;
    for (const { key, folder } of news) {
      if (folder === null) this.folders.delete(key);
      else this.folders.set(key, folder);
    }
    // closed ones first: what they keep standing must not go and come back under another handle
    const rows = news.filter(({ key }) => rootOfFolder(key) === undefined);
    for (const closed of [true, false]) for (const { key, folder } of rows) if ((folder?.loaded === false) === closed) this.tree.setClosed(key, closed);
    this.nodes.foldersChanged();
    this.foldersChanged = true;
  }

  /** Whether this key may exist without our knowing. */
  private isUnread(handle: number): boolean {
    return !this.isEntry(handle) && !isInView(this.folders, this.rule, this.tree.keys[handle] as Key);
  }

  /** Lets go of what an absent entry held. */
  private forget(handle: number): void {
    if (this.isEntry(handle)) return;
    this.columns.forget(handle);
    this.tree.release(handle);
  }
}

/** Joined keys apart again; the count tells no key from one empty key. */
const split = (joined: string, count: number): Key[] => (count === 0 ? [] : joined.split('\0'));
