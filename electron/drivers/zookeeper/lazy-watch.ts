/**
 * Frames of what is in view: the roots, their children, and the children of the folders that were opened. The watch is one for each
 * root, as ever: it tells of everything, and what it tells of outside the view is only counted. A folder counts as loaded from before
 * its children are read, so that no event about them is passed over meanwhile.
 */
import { fault, FaultError, failed, type Result } from '../../../shared/fault';
import type { Entry } from '../../../shared/model/entry';
import type { FolderNews } from '../../../shared/model/folder';
import type { Frame, View } from '../../../shared/model/frame';
import type { Key } from '../../../shared/model/key';
import { untilAborted } from '../abort';
import type { LazyConnection, LazyRequest } from '../driver';
import { done, LazyOrders, type Order } from '../lazy-orders';
import { countNodes } from './count';
import type { DeniedNodes } from './denied';
import { EventType } from './events';
import { Code, faultOfCode } from './faults';
import { LazyView, type News } from './lazy-view';
import type { Link } from './link';
import { firstNames, namesThrough } from './page';
import { childOf, parentOf } from './path';
import { isTooLong, readAll, readBatch } from './reads';
import { StandingWatch } from './standing-watch';
import type { WatchRequest } from './watch';
import type { ReadOp } from './wire';

/** Dirty paths read for one delta; the rest waits for the next. */
const DELTA_PATHS = 4096;

/** A live replica of the roots' subtrees as far as folders are opened: its frames, and the orders by which they are opened and closed. */
export class LazyWatch implements LazyConnection {
  readonly #link: Link;
  readonly #roots: readonly Key[];
  readonly #request: LazyRequest;
  readonly #watch: StandingWatch;
  readonly #view: LazyView;
  readonly #dirty = new Set<Key>();
  readonly #orders = new LazyOrders(() => this.#wake());
  #total: number | undefined;
  #seq = 0;
  #wake: () => void = () => {};

  constructor(link: Link, roots: readonly Key[], request: LazyRequest) {
    this.#link = link;
    this.#roots = roots;
    this.#request = request;
    this.#watch = new StandingWatch(link, roots);
    this.#view = new LazyView(roots);
  }

  get total(): number | undefined {
    return this.#total;
  }

  /** Watches of ours that the server holds. */
  get watches(): number {
    return this.#watch.count;
  }

  get denied(): DeniedNodes {
    return this.#view.denied;
  }

  /** As the whole tree's watch: no event tells of ACLs, so what a read has shown is looked at again. */
  noticed(path: Key, code: number): void {
    const expected = this.#view.has(path) ? 0 : this.denied.has(path) ? Code.noAuth : Code.noNode;
    if (code === expected || !this.#view.isInView(path)) return;
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
      yield { kind: 'listing', seq: this.#seq, at: this.#link.zxid, entries, folders: this.#view.folders };
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

  #note(path: Key, type: EventType): void {
    const size = this.#dirty.size;
    if (this.#view.isInView(path)) this.#dirty.add(path);
    if (type === EventType.created || type === EventType.deleted) {
      if (this.#total !== undefined) this.#total += type === EventType.created ? 1 : -1;
      // its number of children; it may be known only when a reading under way is over
      if (this.#view.isInView(parentOf(path))) this.#dirty.add(parentOf(path));
    }
    if (this.#dirty.size > size) this.#wake();
  }

  /** Everything in view: the roots, and each folder that was loaded before, as far as it was. */
  async #list(onReceived: (count: number) => void): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (const root of this.#roots) {
      const { replies } = await readBatch(this.#link, [{ kind: 'data', path: root }]);
      const [reply] = replies;
      if (reply?.kind === 'data') entries.push(this.#view.see(root, reply.node, []));
      else this.#view.miss(root, reply?.kind === 'error' ? reply.code : Code.noNode);
      // what is created in one that is missing is in view from the beginning
      if (this.denied.told.missing?.includes(root) === true) this.#view.setFolder(root, { loaded: true });
    }
    const { rootsFault } = this.denied;
    if (rootsFault !== undefined) throw new FaultError(rootsFault);
    const before = [...this.#request.folders].filter(([key, { loaded }]) => loaded && !this.#roots.includes(key)).map(([key]) => key);
    for (const folder of [...this.#roots, ...before.sort()]) {
      if (!this.#view.has(folder)) continue;
      const { entries: children } = await this.#load(folder, { through: this.#request.folders.get(folder)?.through });
      for (const entry of children) entries.push(entry);
      onReceived(entries.length);
    }
    return entries;
  }

  async #obey({ kind, folder }: Order): Promise<{ view?: View; result: Result<void> }> {
    if (kind === 'collapse') {
      const gone = this.#view.hide(folder);
      return { ...(gone && { view: this.#viewFrame({ shown: [], ...gone }) }), result: done };
    }
    const before = this.#view.folder(folder);
    if (!this.#view.has(folder)) return { result: failed(fault('invalid', 'nothing-below', {}, { key: folder })) };
    if (before?.loaded === true && before.through === undefined) return { result: done };
    const { entries, folders, code } = await this.#load(folder, before?.through === undefined ? {} : { after: before.through });
    if (code !== 0) return { result: failed(faultOfCode(code, folder)) };
    return { view: this.#viewFrame({ shown: entries, hidden: [], folders }), result: done };
  }

  /** Reads children of a node that is in view: those up to `through`, or a page of those after `after`. */
  async #load(folder: Key, { through, after }: { through?: Key | undefined; after?: Key }): Promise<{ entries: Entry[]; folders: FolderNews[]; code: number }> {
    const before = this.#view.folder(folder);
    this.#view.setFolder(folder, { loaded: true });
    const { replies } = await readBatch(this.#link, [{ kind: 'children', path: folder }]);
    const [reply] = replies;
    if (reply?.kind !== 'children') {
      this.#view.setFolder(folder, before);
      return { entries: [], folders: [], code: reply?.kind === 'error' ? reply.code : Code.noNode };
    }
    const { names } = reply;
    const page =
      through === undefined ? firstNames(names, this.#request.pageChildren, after && nameOf(after)) : namesThrough(names, nameOf(through));
    const last = page.at(-1) ?? nameOf(through ?? after ?? '');
    const more = names.some((name) => name > last);
    this.#view.setFolder(folder, { loaded: true, children: names.length, ...(more && { through: childOf(folder, last) }) });
    const folders: FolderNews[] = [];
    const entries: Entry[] = [];
    const queue = page.map((name): ReadOp => ({ kind: 'data', path: childOf(folder, name) })).filter(({ path }) => !isTooLong(path));
    await readAll(this.#link, {
      queue,
      onReply: ({ path }, answer) => {
        if (answer.kind === 'data') entries.push(this.#view.see(path, answer.node, folders));
        else if (answer.kind === 'error') this.#view.miss(path, answer.code);
      },
    });
    folders.push({ key: folder, folder: this.#view.folder(folder) ?? null });
    return { entries, folders, code: 0 };
  }

  #viewFrame(what: Pick<View, 'shown' | 'hidden' | 'folders'>): View {
    return { kind: 'view', seq: ++this.#seq, at: this.#link.zxid, ...what };
  }

  /** Reads what events have marked, and tells what has changed. Paths marked meanwhile wait for the next time. */
  async #drain(): Promise<News> {
    const news: News = { changes: [], folders: [] };
    const queue: ReadOp[] = [];
    for (const path of this.#dirty) {
      this.#dirty.delete(path);
      if (this.#view.isInView(path) && !isTooLong(path)) queue.push({ kind: 'data', path });
      if (queue.length >= DELTA_PATHS) break;
    }
    if (queue.length === 0) return news;
    await readAll(this.#link, {
      queue,
      onReply: ({ path }, reply) => {
        if (reply.kind === 'data') this.#view.merge(path, reply.node, news);
        else if (reply.kind === 'error') this.#view.lose(path, reply.code, news);
      },
    });
    // one that may be read again: its children were there unseen
    for (const root of this.#roots) if (this.#view.has(root) && this.#view.folder(root)?.loaded !== true) await this.#open(root, news);
    return news;
  }

  /** Loads a root that has come to be readable, as roots always are. */
  async #open(root: Key, { changes, folders }: News): Promise<void> {
    const { entries, folders: inside } = await this.#load(root, {});
    for (const entry of entries) changes.push({ kind: 'put', entry });
    folders.push(...inside);
  }
}

const nameOf = (path: Key): string => path.slice(path.lastIndexOf('/') + 1);
