/**
 * A session: one source's live connection, and what was learned through it. Mirror and journal outlive every connection, and
 * closing, so that data stays on screen and the next listing becomes a delta.
 */
import type { Connection, ConnectRequest, Driver, NativeField } from '../drivers/driver';
import type { SourceStatus } from '../../shared/contract';
import { fault, FaultError, failed, ok, type Fault, type Result } from '../../shared/fault';
import type { AccessReading } from '../../shared/model/access';
import { nothingDenied, type Denied } from '../../shared/model/denied';
import type { Entry } from '../../shared/model/entry';
import { folderRule } from '../../shared/model/folder';
import type { Frame } from '../../shared/model/frame';
import type { HistoryItem } from '../../shared/model/history';
import type { Key } from '../../shared/model/key';
import { countedIn, PAGE_CHILDREN, unaskedSize } from '../../shared/model/loading';
import type { Phase } from '../../shared/model/phase';
import type { AclEntry, Plan, Receipt } from '../../shared/model/plan';
import type { ResyncReport } from '../../shared/model/resync';
import { beside } from './beside';
import { Chronicle } from './chronicle';
import { ConnectLoop } from './connect-loop';
import { Meter } from './cost';
import type { JournalItem } from './journal';
import { followTotal } from './lazy-total';
import { LookBack } from './look-back';
import { Mirror } from './mirror';
import type { SessionListener, SessionOptions } from './terms';


/** One source's session: what is asked of it, and what it tells. */
export class Session {
  readonly mirror = new Mirror();
  /** What its connections cost, and others that were made on its behalf. */
  readonly meter: Meter;
  /** What it can tell of the past. */
  readonly lookBack: LookBack;
  readonly #options: SessionOptions;
  readonly #chronicle = new Chronicle(() => this.#tick());
  readonly #listeners = new Set<SessionListener>();
  readonly #driver: Driver;
  readonly #loop: ConnectLoop;
  #denied = nothingDenied;
  #watchedSince: number | undefined;
  /** Keys in the store when they were counted last. */
  #counted: number | undefined;
  #server = '';

  constructor(options: SessionOptions) {
    this.#options = options;
    this.meter = options.meter ?? new Meter();
    this.#driver = this.meter.counting(options.driver);
    this.lookBack = new LookBack({
      keepsRevisions: this.#driver.capabilities.history === 'every-revision',
      mirror: this.mirror,
      chronicle: this.#chronicle,
      live: () => this.#live,
      since: () => this.#watchedSince,
    });
    this.#loop = new ConnectLoop({
      driver: this.#driver,
      request: (signal) => {
        const { missing } = options.terms();
        return missing ? failed(missing) : ok({ ...this.#request(signal), held: this.mirror.entries });
      },
      onPhase: (phase) => this.#onPhase(phase),
      onConnected: (connection) => {
        this.#server = connection.server;
        const unfollow = followTotal(connection, () => this.#tick());
        return () => {
          unfollow();
          this.#counted = connection.lazy?.total ?? this.#counted;
        };
      },
      expected: () => this.#expected(),
      onFrame: (frame, connection) => {
        this.#takeDenied(connection.denied());
        this.#take(frame, connection);
      },
    });
  }

  get phase(): Phase {
    return this.#loop.phase;
  }

  /** What of the roots may not be read, as far as it was known last. */
  get denied(): Denied {
    return this.#denied;
  }

  /** Whether it is connected or trying to be. */
  get isOpen(): boolean {
    return this.#loop.isOpen;
  }

  /** Listens until the returned function is called. */
  listen(listener: SessionListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  open(): void {
    this.#loop.open();
  }

  /** Ends the connection; resolves when it has gone. The mirror stays. */
  close(): Promise<void> {
    return this.#loop.close();
  }

  /** Tries again now instead of at `retryAt`; opens a closed session. */
  retry(): void {
    this.#loop.retry();
  }

  /** Lets go of the connection and reads everything again, for this reason. */
  relist(reason: Fault): void {
    this.#loop.interrupt(reason);
  }

  /** Sends a plan once, if this source may be written and is live. */
  async apply(plan: Plan): Promise<Result<Receipt>> {
    const refusal = this.refusal();
    const connection = this.#live;
    return refusal || !connection ? failed(refusal ?? fault('unreachable', 'not-live')) : connection.apply(plan);
  }

  /** Why nothing can be written now: it may not be, or there is no live connection. */
  refusal(): Fault | undefined {
    return this.#readOnly() ?? (this.#live ? undefined : fault('unreachable', 'not-live'));
  }

  /** Reads the children of a folder, or more of them, where the source is read as far as it is opened. */
  async expand(folder: Key): Promise<Result<void>> {
    const lazy = this.#live?.lazy;
    return lazy ? lazy.expand(folder) : failed(fault('unreachable', 'not-read'));
  }

  /** Forgets what is below a folder. */
  collapse(folder: Key): void {
    this.#loop.connection?.lazy?.collapse(folder);
  }

  /** Reads a key from the store, or from the mirror while there is no connection. */
  async read(key: Key): Promise<Result<{ entry: Entry | null; native: readonly NativeField[] }>> {
    const connection = this.#live;
    return connection ? connection.read(key) : ok({ entry: this.mirror.get(key) ?? null, native: [] });
  }

  /** The changes seen, as far back as the journal reaches, oldest first. */
  seen(): readonly JournalItem[] {
    return this.#chronicle.journal.items();
  }

  /** What was seen of a key, newest first. */
  history(key: Key): readonly HistoryItem[] {
    return this.#chronicle.journal.history(key);
  }

  /** What one of the last outages brought; undefined where that is not kept (any more). */
  resync(id: number): ResyncReport | undefined {
    return this.#chronicle.resync.report(id);
  }

  /** Who may do what with a key. */
  async access(key: Key): Promise<Result<AccessReading>> {
    const connection = this.#live;
    return connection ? connection.access(key) : failed(fault('unreachable', 'not-connected'));
  }

  /** The ACLs of these keys as far as they are seen in full; undefined where keys have none. */
  async acls(keys: readonly Key[]): Promise<ReadonlyMap<Key, readonly AclEntry[]> | undefined> {
    return this.#live?.acls?.(keys);
  }

  /** Creates the missing roots and tries again at once. */
  async createRoot(): Promise<Result<void>> {
    const refusal = this.#readOnly();
    if (refusal) return failed(refusal);
    const result = await this.beside(new AbortController().signal, (connection) => connection.createRoot());
    if (result.ok) this.retry();
    return result;
  }

  /** Does something over a connection of its own, beside the live one. */
  beside<T>(signal: AbortSignal, work: (connection: Connection) => Promise<Result<T>>): Promise<Result<T>> {
    // no limits: what is held already may be read again
    const { limits: _, ...request } = this.#request(signal);
    return beside(this.#driver, request, work);
  }

  status(): Omit<SourceStatus, 'demoRunning' | 'writes'> {
    const { phase, connection, lastFault } = this.#loop;
    const total = connection?.lazy?.total ?? this.#counted;
    return {
      phase,
      at: this.mirror.at,
      nodes: this.mirror.size,
      changes: this.#chronicle.changes,
      rates: this.#chronicle.rates,
      server: this.#server,
      cost: this.meter.total(),
      resyncs: this.#chronicle.resync.summaries,
      ...(this.mirror.folders !== null && { total: total ?? null }),
      ...(lastFault && { lastFault }),
      ...(this.#watchedSince !== undefined && { watchedSince: this.#watchedSince }),
    };
  }

  /** The connection, while it is live. */
  get #live(): Connection | undefined {
    return this.#loop.phase.kind === 'live' ? this.#loop.connection : undefined;
  }

  /** How many keys a listing is expected to bring: about as many as the last whole one did, or as were counted. */
  #expected(): number | undefined {
    const { listed, folders, size } = this.mirror;
    return this.#options.terms().loading === 'lazy' ? undefined : listed && folders === null ? size : this.#counted;
  }

  #readOnly(): Fault | undefined {
    return this.#options.terms().writable ? undefined : fault('read-only', 'read-only');
  }

  #request(signal: AbortSignal): ConnectRequest {
    const { connect, loading, secrets } = this.#options.terms();
    return {
      options: connect,
      signal,
      ...(loading === undefined && { limits: unaskedSize }),
      ...(loading === 'lazy' && { lazy: { folders: new Map(this.mirror.folders ?? []), pageChildren: PAGE_CHILDREN } }),
      ...(secrets && { secrets }),
    };
  }

  #takeDenied(denied: Denied): void {
    if (denied === this.#denied) return;
    this.#denied = denied;
    for (const listener of this.#listeners) listener.denied?.();
  }

  #take(frame: Frame, connection: Connection): void {
    const { at } = this.mirror;
    const taken = this.mirror.take(frame, folderRule(this.#options.terms().connect));
    if (taken.kind === 'gap') throw new FaultError(fault('internal', 'internal', { detail: 'the watch skipped a frame' }));
    if (taken.kind === 'listed') {
      this.#watchedSince ??= Date.now();
      this.#chronicle.listed(this.mirror.at);
      for (const listener of this.#listeners) listener.listed?.();
      return;
    }
    // what came into view, or went out of it, has not changed
    const changes = frame.kind === 'view' ? [] : this.#chronicle.take(frame, taken.seen, { at, isHidden: (key) => connection.isHidden(key) });
    for (const listener of this.#listeners) listener.changed?.(changes, this.mirror.at, taken.view);
    if (frame.kind === 'view') this.#tick();
  }

  #tick(): void {
    for (const listener of this.#listeners) listener.tick?.();
  }

  #onPhase(phase: Phase): void {
    if ((phase.kind === 'suspended' || phase.kind === 'closed') && phase.fault) this.#counted = countedIn(phase.fault) ?? this.#counted;
    this.#chronicle.phase(phase);
    for (const listener of this.#listeners) listener.phase?.(phase);
  }
}
