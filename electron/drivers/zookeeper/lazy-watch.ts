/**
 * Frames of what is in view: the roots, their children, and the children of the folders that were opened. The watch is one for each
 * root, as ever: it tells of everything, and what it tells of outside the view is only counted. A folder counts as loaded from before
 * its children are read, so that no event about them is passed over meanwhile.
 */
import { fault, FaultError, failed, type Result } from '../../../shared/fault';
import type { Entry, Stamp } from '../../../shared/model/entry';
import { folderRule, isInView, sameFolder, type Folder, type FolderNews, type FolderRule } from '../../../shared/model/folder';
import type { Change, Frame, View } from '../../../shared/model/frame';
import type { Key } from '../../../shared/model/key';
import { parentPath } from '../../../shared/model/znode-path';
import { untilAborted } from '../abort';
import type { LazyConnection, LazyRequest } from '../driver';
import { done, LazyOrders, type Order } from '../lazy-orders';
import { countNodes } from './count';
import { DeniedNodes } from './denied';
import { Code, faultOfCode, rootFault } from './faults';
import { EventType, type Link } from './link';
import { firstNames, namesThrough } from './page';
import { childOf, isWithin } from './path';
import { isTooLong, readAll, readBatch } from './reads';
import { entryOf, type NodeState } from './replies';
import { StandingWatch } from './standing-watch';
import type { WatchRequest } from './watch';
import type { ReadOp } from './wire';

/** Dirty paths read for one delta; the rest waits for the next. */
const DELTA_PATHS = 4096;

export class LazyWatch implements LazyConnection {
  readonly #link: Link;
  readonly #roots: readonly Key[];
  readonly #request: LazyRequest;
  readonly #rule: FolderRule;
  readonly #watch: StandingWatch;
  readonly #known = new Map<Key, Stamp>();
  readonly denied = new DeniedNodes();
  readonly #folders = new Map<Key, Folder>();
  readonly #dirty = new Set<Key>();
  readonly #orders = new LazyOrders(() => this.#wake());
  #total: number | undefined;
  #seq = 0;
  #wake: () => void = () => {};

  constructor(link: Link, roots: readonly Key[], request: LazyRequest) {
    this.#link = link;
    this.#roots = roots;
    this.#request = request;
    this.#rule = folderRule({ backend: 'zookeeper', roots: [...roots] });
    this.#watch = new StandingWatch(link, roots);
  }

  get total(): number | undefined {
    return this.#total;
  }

  get watches(): number {
    return this.#watch.count;
  }

  /** As the whole tree's watch: no event tells of ACLs, so what a read has shown is looked at again. */
  noticed(path: Key, code: number): void {
    const expected = this.#known.has(path) ? 0 : this.denied.has(path) ? Code.noAuth : Code.noNode;
    if (code === expected || !this.#isInView(path)) return;
    this.#dirty.add(path);
    this.#wake();
  }

  expand(folder: Key): Promise<Result<void>> {
    return this.#orders.place('expand', folder);
  }

  collapse(folder: Key): void {
    void this.#orders.place('collapse', folder);
  }

  /** As the connection's: a listing of what is in view, then deltas and views. */
  async *frames({ signal, onReceived }: WatchRequest): AsyncGenerator<Frame, void, void> {
    void this.#link.lost.then(() => this.#wake());
    this.#link.onEvent = (path, type) => this.#note(path, type);
    try {
      await untilAborted(signal, this.#watch.set());
      this.#total = await untilAborted(signal, countNodes(this.#link, this.#roots));
      const entries = await untilAborted(signal, this.#list(onReceived));
      yield { kind: 'listing', seq: this.#seq, at: this.#link.zxid, entries, folders: newsOf(this.#folders) };
      for (;;) {
        if (this.#dirty.size === 0 && !this.#orders.any) await untilAborted(signal, this.#event());
        const order = this.#orders.next();
        if (order !== undefined) {
          const { view, result } = await untilAborted(signal, this.#obey(order));
          if (view !== undefined) yield view;
          order.answer(result);
        }
        const { told } = this.denied;
        const { changes, folders } = await untilAborted(signal, this.#drain());
        if (changes.length + folders.length > 0 || told !== this.denied.told) yield { kind: 'delta', seq: ++this.#seq, at: this.#link.zxid, changes, folders };
      }
    } catch (error) {
      if (!signal.aborted && this.#link.fault?.code !== 'aborted') throw error;
    } finally {
      this.#link.onEvent = () => {};
      this.#orders.end();
      this.#watch.end();
    }
  }

  /** Resolves when there is something to do; rejects when the link has ended. */
  async #event(): Promise<void> {
    if (this.#link.fault === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
    if (this.#link.fault !== undefined) throw new FaultError(this.#link.fault);
  }

  #note(path: Key, type: number): void {
    const size = this.#dirty.size;
    if (this.#isInView(path)) this.#dirty.add(path);
    if (type === EventType.created || type === EventType.deleted) {
      if (this.#total !== undefined) this.#total += type === EventType.created ? 1 : -1;
      // its number of children; it may be known only when a reading under way is over
      if (this.#isInView(parentPath(path))) this.#dirty.add(parentPath(path));
    }
    if (this.#dirty.size > size) this.#wake();
  }

  #isInView(path: Key): boolean {
    return isInView(this.#folders, this.#rule, path);
  }

  /** Everything in view: the roots, and each folder that was loaded before, as far as it was. */
  async #list(onReceived: (count: number) => void): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (const root of this.#roots) {
      const { replies } = await readBatch(this.#link, [{ kind: 'data', path: root }]);
      const [reply] = replies;
      if (reply?.kind !== 'data') throw new FaultError(rootFault(reply?.kind === 'error' ? reply.code : Code.noNode, root));
      entries.push(this.#see(root, reply.node, []));
    }
    const before = [...this.#request.folders].filter(([key, { loaded }]) => loaded && !this.#roots.includes(key)).map(([key]) => key);
    for (const folder of [...this.#roots, ...before.sort()]) {
      if (!this.#known.has(folder)) continue;
      const { entries: children } = await this.#load(folder, { through: this.#request.folders.get(folder)?.through });
      for (const entry of children) entries.push(entry);
      onReceived(entries.length);
    }
    return entries;
  }

  async #obey({ kind, folder }: Order): Promise<{ view?: View; result: Result<void> }> {
    if (kind === 'collapse') return { ...this.#hide(folder), result: done };
    const before = this.#folders.get(folder);
    if (!this.#known.has(folder)) return { result: failed(fault('invalid', 'nothing-below', {}, { key: folder })) };
    if (before?.loaded === true && before.through === undefined) return { result: done };
    const { entries, folders, code } = await this.#load(folder, before?.through === undefined ? {} : { after: before.through });
    if (code !== 0) return { result: failed(faultOfCode(code, folder)) };
    return { view: this.#view({ shown: entries, hidden: [], folders }), result: done };
  }

  /** Reads children of a node that is in view: those up to `through`, or a page of those after `after`. */
  async #load(folder: Key, { through, after }: { through?: Key | undefined; after?: Key }): Promise<{ entries: Entry[]; folders: FolderNews[]; code: number }> {
    const before = this.#folders.get(folder);
    this.#folders.set(folder, { loaded: true });
    const { replies } = await readBatch(this.#link, [{ kind: 'children', path: folder }]);
    const [reply] = replies;
    if (reply?.kind !== 'children') {
      this.#folders.delete(folder);
      if (before !== undefined) this.#folders.set(folder, before);
      return { entries: [], folders: [], code: reply?.kind === 'error' ? reply.code : Code.noNode };
    }
    const { names } = reply;
    const page =
      through === undefined ? firstNames(names, this.#request.pageChildren, after && nameOf(after)) : namesThrough(names, nameOf(through));
    const last = page.at(-1) ?? nameOf(through ?? after ?? '');
    const more = names.some((name) => name > last);
    this.#folders.set(folder, { loaded: true, children: names.length, ...(more && { through: childOf(folder, last) }) });
    const folders: FolderNews[] = [];
    const entries: Entry[] = [];
    const queue = page.map((name): ReadOp => ({ kind: 'data', path: childOf(folder, name) })).filter(({ path }) => !isTooLong(path));
    await readAll(this.#link, {
      queue,
      onReply: ({ path }, answer) => {
        if (answer.kind === 'data') entries.push(this.#see(path, answer.node, folders));
        else if (answer.kind === 'error') this.#miss(path, answer.code);
      },
    });
    folders.push({ key: folder, folder: this.#folders.get(folder) ?? null });
    return { entries, folders, code: 0 };
  }

  /** Takes a node as it was read into what is known. */
  #see(path: Key, node: NodeState, folders: FolderNews[]): Entry {
    this.#known.set(path, node.stamp);
    this.denied.delete(path);
    this.#count(path, node.numChildren, folders);
    return entryOf(path, node);
  }

  /** Notes how many children a node has. One that is loaded stays so when it has none. */
  #count(path: Key, children: number, folders: FolderNews[]): void {
    const before = this.#folders.get(path);
    const folder: Folder | null = before?.loaded === true ? { ...before, children } : children === 0 ? null : { loaded: false, children };
    if (sameFolder(before, folder)) return;
    if (folder === null) this.#folders.delete(path);
    else this.#folders.set(path, folder);
    folders.push({ key: path, folder });
  }

  /** Forgets what is below a folder. */
  #hide(folder: Key): { view?: View } {
    const before = this.#folders.get(folder);
    if (before?.loaded !== true || this.#roots.includes(folder)) return {};
    const hidden = [...this.#known.keys()].filter((key) => key !== folder && isWithin(key, folder));
    for (const key of hidden) this.#known.delete(key);
    this.denied.deleteBelow(folder);
    const folders = this.#forgetFolders(folder);
    this.#count(folder, before.children ?? 0, folders);
    return { view: this.#view({ shown: [], hidden, folders }) };
  }

  /** Forgets a folder and those below it. */
  #forgetFolders(folder: Key): FolderNews[] {
    const gone = [...this.#folders.keys()].filter((key) => isWithin(key, folder));
    for (const key of gone) this.#folders.delete(key);
    return gone.map((key) => ({ key, folder: null }));
  }

  #view(what: Pick<View, 'shown' | 'hidden' | 'folders'>): View {
    return { kind: 'view', seq: ++this.#seq, at: this.#link.zxid, ...what };
  }

  /** Reads what events have marked, and tells what has changed. Paths marked meanwhile wait for the next time. */
  async #drain(): Promise<{ changes: Change[]; folders: FolderNews[] }> {
    const changes: Change[] = [];
    const folders: FolderNews[] = [];
    const queue: ReadOp[] = [];
    for (const path of this.#dirty) {
      this.#dirty.delete(path);
      if (this.#isInView(path) && !isTooLong(path)) queue.push({ kind: 'data', path });
      if (queue.length >= DELTA_PATHS) break;
    }
    if (queue.length === 0) return { changes, folders };
    await readAll(this.#link, {
      queue,
      onReply: ({ path }, reply) => {
        if (reply.kind === 'data') this.#merge(path, reply.node, changes, folders);
        else if (reply.kind === 'error') this.#lose(path, reply.code, changes, folders);
      },
    });
    return { changes, folders };
  }

  #merge(path: Key, node: NodeState, changes: Change[], folders: FolderNews[]): void {
    const { stamp } = node;
    const known = this.#known.get(path);
    if (known !== undefined && known.created === stamp.created && known.modified >= stamp.modified) {
      this.#count(path, node.numChildren, folders);
      return;
    }
    if (known !== undefined && known.created !== stamp.created) changes.push({ kind: 'delete', key: path });
    changes.push({ kind: 'put', entry: this.#see(path, node, folders) });
  }

  /** Passes over a node that has gone meanwhile or that we may not read; any other code is the end of the watch. */
  #miss(path: Key, code: number): void {
    if (code !== Code.noNode && code !== Code.noAuth) throw new FaultError(faultOfCode(code, path));
    // a node that is known from its parent alone has a place in the tree
    if (code === Code.noAuth && this.#isInView(path)) this.denied.add(path);
    else this.denied.delete(path);
    this.denied.deleteBelow(path);
  }

  /** A node that is gone, or that we may not read any more, and with it all that was in view below it: their events may come when nobody looks there any more. */
  #lose(path: Key, code: number, changes: Change[], folders: FolderNews[]): void {
    this.#miss(path, code);
    if (!this.#known.has(path)) return;
    const lost = this.#folders.get(path)?.loaded === true ? [...this.#known.keys()].filter((key) => isWithin(key, path)) : [path];
    for (const key of lost) {
      this.#known.delete(key);
      changes.push({ kind: 'delete', key });
    }
    if (this.#roots.includes(path)) return;
    folders.push(...this.#forgetFolders(path));
  }
}

const nameOf = (path: Key): string => path.slice(path.lastIndexOf('/') + 1);

const newsOf = (folders: ReadonlyMap<Key, Folder>): FolderNews[] => [...folders].map(([key, folder]) => ({ key, folder }));
