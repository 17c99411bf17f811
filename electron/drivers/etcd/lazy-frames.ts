/**
 * Frames of what is in view: the children of the roots and of the folders that were opened. The watch is of whole roots, as ever.
 * Orders are carried out between two frames, one after another: what they read comes as a view, in sequence with what the watch tells.
 */
import type { IEvent } from 'etcd3';
import { fault, FaultError, failed, type Result } from '../../../shared/fault';
import type { Entry, Revision } from '../../../shared/model/entry';
import { folderRule, rootOfFolder, type FolderRule, type Folders } from '../../../shared/model/folder';
import type { Frame, Listing, View } from '../../../shared/model/frame';
import type { Key } from '../../../shared/model/key';
import type { LazyConnection, LazyRequest } from '../driver';
import { done, LazyOrders, type Order } from '../lazy-orders';
import { untilAborted } from '../abort';
import type { EtcdClient } from './client';
import { countKeys } from './count';
import { isCompacted, isConnectionGone } from './faults';
import { MAX_LISTINGS } from './frames';
import { folderRange, scanChildren, type Scan } from './lazy-scan';
import { LazyView, type ViewChanges } from './lazy-view';
import { prefixRange } from './range';
import { RangePage } from './range-page';
import { Watch, WatchCancelled } from './watch';

/** Time between two questions whether folders still hold anything: each costs etcd a walk over all that they hold. */
const PROBE_PAUSE_MS = 1_000;

/** What a connection is to read folder by folder. */
export interface LazyFramesRequest {
  readonly client: EtcdClient;
  readonly roots: readonly Key[];
  readonly separator: string;
  readonly lazy: LazyRequest;
}

/** The folders of one connection: what they are asked for, and the frames that come of it. */
export class LazyFrames implements LazyConnection {
  readonly #client: EtcdClient;
  readonly #roots: readonly Key[];
  readonly #rule: FolderRule;
  readonly #pageChildren: number;
  readonly #view: LazyView;
  readonly #orders = new LazyOrders(() => this.#wake());
  /** What was in view before this listing. */
  #before: Folders;
  #news: (readonly IEvent[])[] = [];
  #broken: unknown;
  #seq = -1;
  #probedAt = 0;
  #wake: () => void = () => {};

  constructor({ client, roots, separator, lazy }: LazyFramesRequest) {
    this.#client = client;
    this.#roots = roots;
    this.#rule = folderRule({ backend: 'etcd', roots: [...roots], separator });
    this.#view = new LazyView(this.#rule);
    this.#pageChildren = lazy.pageChildren;
    this.#before = lazy.folders;
  }

  get total(): number | undefined {
    return this.#view.total;
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
          if (spoilt >= MAX_LISTINGS) throw new FaultError(fault('compacted', 'compacted', { revision: String(this.#view.at) }));
          this.#before = new Map(this.#view.folders);
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
        const seen: ViewChanges = { changes: [], folders: [] };
        for (const events of this.#news.splice(0)) for (const event of events) this.#view.take(event, seen);
        if (this.#probesDue()) await untilAborted(signal, this.#probe(seen));
        if (seen.changes.length + seen.folders.length > 0) yield { kind: 'delta', seq: ++this.#seq, at: this.#view.at, ...seen };
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
    return this.#view.hasDoubts && Date.now() - this.#probedAt >= PROBE_PAUSE_MS;
  }

  async #event(): Promise<void> {
    const timer = this.#view.hasDoubts ? setTimeout(() => this.#wake(), PROBE_PAUSE_MS) : undefined;
    await new Promise<void>((resolve) => (this.#wake = resolve));
    clearTimeout(timer);
  }

  /** Everything in view, as of one revision: the roots' children, and each folder that was loaded before, as far as it was. */
  async #list(onReceived: (count: number) => void): Promise<Listing> {
    this.#view.clear();
    const { count, revision } = await this.#count();
    const seq = ++this.#seq;
    const entries: Entry[] = [];
    const before = [...this.#before].filter(([key, { loaded }]) => loaded && rootOfFolder(key) === undefined).map(([key]) => key);
    for (const folder of [...this.#rule.roots, ...before.sort(this.#rule.compare)]) {
      if (rootOfFolder(folder) === undefined && !this.#view.folders.has(folder)) continue;
      const scan = await this.#scan(folder, { through: this.#before.get(folder)?.through, revision });
      this.#view.hold(folder, scan);
      for (const entry of scan.entries) entries.push(entry);
      onReceived(entries.length);
    }
    this.#view.listed(count, revision);
    return { kind: 'listing', seq, at: revision, entries, folders: [...this.#view.folders].map(([key, folder]) => ({ key, folder })) };
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

  async #obey({ kind, folder }: Order): Promise<{ view?: View; result: Result<void> }> {
    if (kind === 'collapse') {
      const gone = this.#view.hide(folder);
      return { ...(gone && { view: this.#viewOf({ shown: [], ...gone }) }), result: done };
    }
    const before = this.#view.folders.get(folder);
    if (before === undefined) return { result: failed(fault('invalid', 'nothing-below', {}, { key: folder })) };
    if (before.loaded && before.through === undefined) return { result: done };
    try {
      const scan = await this.#scan(folder, { after: before.through });
      return { view: this.#viewOf({ shown: scan.entries, hidden: [], folders: this.#view.hold(folder, scan) }), result: done };
    } catch (error) {
      if (error instanceof FaultError || isConnectionGone(error)) throw error;
      return { result: failed(this.#client.faultOf(error, { key: folder })) };
    }
  }

  #viewOf(what: Pick<View, 'shown' | 'hidden' | 'folders'>): View {
    return { kind: 'view', seq: ++this.#seq, at: this.#view.at, ...what };
  }

  /** Looks whether doubted folders still hold anything. */
  async #probe(seen: ViewChanges): Promise<void> {
    for (const folder of this.#view.takeDoubts()) {
      const page = new RangePage(await this.#client.rangeBytes({ ...folderRange(folder, this.#rule.separator), limit: 1, keys_only: true }, {}));
      if (page.count === 0) this.#view.gone(folder, seen);
    }
    this.#probedAt = Date.now();
  }
}
