/**
 * Frames of what is in view: the children of the roots and of the folders that were opened. The watch is of whole roots, as ever: it
 * tells of everything, and what it tells of outside the view is only counted. Each part of a folder is read as of one revision, and
 * what the watch tells of that part up to there is passed over: it is in what was read.
 */
import type { IEvent } from 'etcd3';
import { fault, FaultError, failed, type Result } from '../../../shared/fault';
import type { Revision } from '../../../shared/model/entry';
import { folderRule, isInView, reaches, rootOfFolder, type Folder, type FolderNews, type FolderRule } from '../../../shared/model/folder';
import type { Change, Frame, Listing, View } from '../../../shared/model/frame';
import { keyFromBytes, type Key } from '../../../shared/model/key';
import type { LazyConnection, LazyRequest } from '../driver';
import { done, LazyOrders, type Order } from '../lazy-orders';
import { untilAborted } from '../abort';
import type { EtcdClient } from './client';
import { countKeys } from './count';
import { changeOf } from './entry';
import { isCompacted, isConnectionGone } from './faults';
import { folderRange, scanChildren, type Scan } from './lazy-scan';
import { prefixRange } from './range';
import { RangePage } from './range-page';
import { Watch, WatchCancelled } from './watch';

/** Listings in a row that may be spoilt by a compaction before the session is told. */
const MAX_LISTINGS = 4;
/** Time between two questions whether folders still hold anything: each costs etcd a walk over all that they hold. */
const PROBE_PAUSE_MS = 1_000;

/** A part of a folder, as far as this child or to its end, and as of when it was read. */
interface Part {
  readonly through: Key | undefined;
  readonly revision: Revision;
}

/** What lazy frames are of, and how far folders had been read before. */
export interface LazyFramesRequest {
  readonly client: EtcdClient;
  readonly roots: readonly Key[];
  readonly separator: string;
  readonly lazy: LazyRequest;
}

/** The frames of one lazy connection, and the orders by which folders are opened and closed. */
export class LazyFrames implements LazyConnection {
  readonly #client: EtcdClient;
  readonly #roots: readonly Key[];
  readonly #rule: FolderRule;
  readonly #pageChildren: number;
  readonly #folders = new Map<Key, Folder>();
  readonly #keys = new Map<Key, Set<Key>>();
  readonly #parts = new Map<Key, Part[]>();
  readonly #doubted = new Set<Key>();
  readonly #orders = new LazyOrders(() => this.#wake());
  #before: ReadonlyMap<Key, Folder>;
  #news: (readonly IEvent[])[] = [];
  #broken: unknown;
  #total: number | undefined;
  #at: Revision = 0n;
  #seq = -1;
  #probedAt = 0;
  #wake: () => void = () => {};

  constructor({ client, roots, separator, lazy }: LazyFramesRequest) {
    this.#client = client;
    this.#roots = roots;
    this.#rule = folderRule({ backend: 'etcd', roots: [...roots], separator });
    this.#pageChildren = lazy.pageChildren;
    this.#before = lazy.folders;
  }

  get total(): number | undefined {
    return this.#total;
  }

  expand(folder: Key): Promise<Result<void>> {
    return this.#orders.place('expand', folder);
  }

  collapse(folder: Key): void {
    void this.#orders.place('collapse', folder);
  }

  /** A listing of what is in view, then deltas and views, without end. Throws FaultErrors, gRPC errors and {@link WatchCancelled}. */
  async *frames({ signal, onReceived }: { signal: AbortSignal; onReceived(count: number): void }): AsyncGenerator<Frame> {
    try {
      for (let spoilt = 0; ; spoilt++) {
        const before = this.#seq;
        try {
          yield* this.#follow(signal, onReceived);
        } catch (error) {
          if (!isCompacted(error) && !(error instanceof WatchCancelled && error.compacted)) throw error;
          if (this.#seq > before + 1) spoilt = 0;
          if (spoilt >= MAX_LISTINGS) throw new FaultError(fault('compacted', 'compacted', { revision: String(this.#at) }));
          this.#before = new Map(this.#folders);
        }
      }
    } finally {
      this.#orders.end();
    }
  }

  async *#follow(signal: AbortSignal, onReceived: (count: number) => void): AsyncGenerator<Frame> {
    const listing = await untilAborted(signal, this.#list(onReceived));
    const watches: Watch[] = [];
    const onAbort = (): void => this.#wake();
    signal.addEventListener('abort', onAbort);
    this.#news = [];
    this.#broken = undefined;
    try {
      for (const root of this.#roots) watches.push(await untilAborted(signal, Watch.open(this.#client, prefixRange(root), listing.at + 1n)));
      for (const watch of watches) void this.#listen(watch);
      yield listing;
      for (;;) {
        if (!this.#hasWork()) await this.#event();
        if (signal.aborted) return;
        if (this.#broken !== undefined) throw this.#broken;
        const order = this.#orders.next();
        if (order !== undefined) {
          const { view, result } = await untilAborted(signal, this.#obey(order));
          if (view !== undefined) yield view;
          order.answer(result);
        }
        const changes: Change[] = [];
        const folders: FolderNews[] = [];
        for (const events of this.#news.splice(0)) for (const event of events) this.#take(event, changes, folders);
        if (this.#probesDue()) await untilAborted(signal, this.#probe(folders));
        if (changes.length + folders.length > 0) yield { kind: 'delta', seq: ++this.#seq, at: this.#at, changes, folders };
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
      for (const watch of watches) watch.close();
    }
  }

  /** Hands on what a watch tells, for as long as it stands. */
  async #listen(watch: Watch): Promise<void> {
    try {
      for (;;) {
        const { events } = await watch.next();
        watch.taken();
        this.#news.push(events);
        this.#wake();
      }
    } catch (error) {
      this.#broken = error;
      this.#wake();
    }
  }

  #hasWork(): boolean {
    return this.#broken !== undefined || this.#orders.any || this.#news.length > 0 || this.#probesDue();
  }

  #probesDue(): boolean {
    return this.#doubted.size > 0 && Date.now() - this.#probedAt >= PROBE_PAUSE_MS;
  }

  async #event(): Promise<void> {
    const timer = this.#doubted.size > 0 ? setTimeout(() => this.#wake(), PROBE_PAUSE_MS) : undefined;
    await new Promise<void>((resolve) => (this.#wake = resolve));
    clearTimeout(timer);
  }

  /** Everything in view, as of one revision: the roots' children, and each folder that was loaded before, as far as it was. */
  async #list(onReceived: (count: number) => void): Promise<Listing> {
    for (const held of [this.#folders, this.#keys, this.#parts, this.#doubted]) held.clear();
    const { count, revision } = await this.#count();
    const listing: Listing = { kind: 'listing', seq: ++this.#seq, at: revision, entries: [], folders: [] };
    const entries = [...listing.entries];
    const before = [...this.#before].filter(([key, { loaded }]) => loaded && rootOfFolder(key) === undefined).map(([key]) => key);
    for (const folder of [...this.#rule.roots, ...before.sort(this.#rule.compare)]) {
      if (rootOfFolder(folder) === undefined && !this.#folders.has(folder)) continue;
      const scan = await this.#scan(folder, { through: this.#before.get(folder)?.through, revision });
      this.#hold(folder, scan, []);
      for (const entry of scan.entries) entries.push(entry);
      onReceived(entries.length);
    }
    this.#total = count;
    this.#at = revision;
    return { ...listing, entries, folders: [...this.#folders].map(([key, folder]) => ({ key, folder })) };
  }

  /** Keys under the roots, as of a revision. */
  async #count(): Promise<{ count: number; revision: Revision }> {
    const [first = ''] = this.#roots;
    const page = new RangePage(await this.#client.rangeBytes({ ...prefixRange(first), limit: 1, keys_only: true }, {}));
    const { revision } = page.header;
    const counts = await Promise.all(this.#roots.map((root) => countKeys(this.#client, prefixRange(root), revision)));
    return { count: counts.reduce((sum, count) => sum + count, 0), revision };
  }

  #scan(folder: Key, { after, through, revision = 0n }: { after?: Key | undefined; through?: Key | undefined; revision?: Revision }): Promise<Scan> {
    return scanChildren(this.#client, { folder, separator: this.#rule.separator, after, through, most: this.#pageChildren, revision });
  }

  /** Notes that a folder has been read so far. */
  #hold(folder: Key, { entries, folders, through, revision }: Scan, news: FolderNews[]): void {
    this.#say(folder, { loaded: true, ...(through !== undefined && { through }) }, news);
    const keys = this.#keys.get(folder) ?? new Set();
    for (const { key } of entries) keys.add(key);
    this.#keys.set(folder, keys);
    this.#parts.set(folder, [...(this.#parts.get(folder) ?? []), { through, revision }]);
    for (const child of folders) if (!this.#folders.has(child)) this.#say(child, { loaded: false }, news);
  }

  #say(key: Key, folder: Folder | null, news: FolderNews[]): void {
    if (folder === null) this.#folders.delete(key);
    else this.#folders.set(key, folder);
    news.push({ key, folder });
  }

  async #obey({ kind, folder }: Order): Promise<{ view?: View; result: Result<void> }> {
    if (kind === 'collapse') return { ...this.#hide(folder), result: done };
    const before = this.#folders.get(folder);
    if (before === undefined) return { result: failed(fault('invalid', 'nothing-below', {}, { key: folder })) };
    if (before.loaded && before.through === undefined) return { result: done };
    try {
      const scan = await this.#scan(folder, { after: before.through });
      const folders: FolderNews[] = [];
      this.#hold(folder, scan, folders);
      return { view: this.#view({ shown: scan.entries, hidden: [], folders }), result: done };
    } catch (error) {
      if (error instanceof FaultError || isConnectionGone(error)) throw error;
      return { result: failed(this.#client.faultOf(error, { key: folder })) };
    }
  }

  /** Forgets what is below a folder. */
  #hide(folder: Key): { view?: View } {
    if (this.#folders.get(folder)?.loaded !== true || rootOfFolder(folder) !== undefined) return {};
    const folders: FolderNews[] = [];
    const hidden = this.#forget(folder, folders);
    this.#say(folder, { loaded: false }, folders);
    // it may have been emptied while it was open
    if (hidden.length === 0) this.#doubted.add(folder);
    return { view: this.#view({ shown: [], hidden, folders }) };
  }

  /** Forgets a folder and those below it. Returns the keys that were in them. */
  #forget(folder: Key, news: FolderNews[]): Key[] {
    const gone = [...this.#folders.keys()].filter((key) => key === folder || key.startsWith(folder + this.#rule.separator));
    const keys = gone.flatMap((key) => [...(this.#keys.get(key) ?? [])]);
    for (const key of gone) {
      for (const held of [this.#keys, this.#parts, this.#doubted]) held.delete(key);
      this.#say(key, null, news);
    }
    return keys;
  }

  #view(what: Pick<View, 'shown' | 'hidden' | 'folders'>): View {
    return { kind: 'view', seq: ++this.#seq, at: this.#at, ...what };
  }

  #take(event: IEvent, changes: Change[], news: FolderNews[]): void {
    const key = keyFromBytes(event.kv.key);
    const revision = BigInt(event.kv.mod_revision);
    const isDelete = event.type === 'Delete';
    if (revision > this.#at) this.#at = revision;
    if (this.#total !== undefined) this.#total += isDelete ? -1 : event.kv.version === '1' ? 1 : 0;
    const folder = this.#rule.folderOf(key) ?? '';
    if (!isInView(this.#folders, this.#rule, key)) {
      this.#takeBelow(folder, { revision, isDelete }, news);
    } else if (!this.#wasRead(folder, key, revision)) {
      changes.push(changeOf(event));
      // a folder that is loaded stays so when it is empty: what comes next in it is then seen as well
      if (isDelete) this.#keys.get(folder)?.delete(key);
      else this.#keys.get(folder)?.add(key);
    }
  }

  /** Something happened below a folder that is not loaded, or in none that is known: the row in view above it may come or go. */
  #takeBelow(folder: Key, { revision, isDelete }: { revision: Revision; isDelete: boolean }, news: FolderNews[]): void {
    for (let at: Key | undefined = folder; at !== undefined && rootOfFolder(at) === undefined; at = this.#rule.folderOf(at)) {
      const above = this.#rule.folderOf(at) ?? '';
      const name = at + this.#rule.separator;
      if (!reaches(this.#folders.get(above), this.#rule, name)) continue;
      const known = this.#folders.get(at);
      if (isDelete && known?.loaded === false) this.#doubted.add(at);
      if (!isDelete && known === undefined && !this.#wasRead(above, name, revision)) this.#say(at, { loaded: false }, news);
      return;
    }
  }

  /** Whether this child was read as of this revision or later. */
  #wasRead(folder: Key, child: Key, revision: Revision): boolean {
    const part = this.#parts.get(folder)?.find(({ through }) => through === undefined || this.#rule.compare(child, through) <= 0);
    return part !== undefined && revision <= part.revision;
  }

  /** Looks whether doubted folders still hold anything. */
  async #probe(news: FolderNews[]): Promise<void> {
    const doubted = [...this.#doubted].filter((key) => this.#folders.get(key)?.loaded === false);
    this.#doubted.clear();
    for (const folder of doubted) {
      const page = new RangePage(await this.#client.rangeBytes({ ...folderRange(folder, this.#rule.separator), limit: 1, keys_only: true }, {}));
      if (page.count === 0) this.#forget(folder, news);
    }
    this.#probedAt = Date.now();
  }
}
