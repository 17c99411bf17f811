/**
 * A session: one source's live connection, and what was learned through it. It tries again for as long as it is open. Mirror and
 * journal outlive every connection, and closing, so that data stays on screen and the next listing becomes a delta.
 */
import type { Connection, ConnectRequest, NativeField, ResumePoint } from '../drivers/driver';
import type { HistoryItem, SourceStatus } from '../../shared/contract';
import { fault, FaultError, faultOf, failed, ok, type Fault, type Result } from '../../shared/fault';
import type { AccessReading } from '../../shared/model/access';
import { nothingDenied, type Denied } from '../../shared/model/denied';
import type { Entry } from '../../shared/model/entry';
import { folderRule } from '../../shared/model/folder';
import type { Frame } from '../../shared/model/frame';
import type { Key } from '../../shared/model/key';
import { PAGE_CHILDREN, unaskedSize } from '../../shared/model/loading';
import type { Phase } from '../../shared/model/phase';
import type { Plan, Receipt } from '../../shared/model/plan';
import type { ResyncReport } from '../../shared/model/resync';
import { beside } from './beside';
import { Chronicle } from './chronicle';
import { Meter } from './cost';
import type { JournalItem } from './journal';
import { followTotal } from './lazy-total';
import { Mirror } from './mirror';
import { everySoOften, Pause, within } from './pause';
import { Backoff, endsSession, needsListing } from './retry';
import type { SessionListener, SessionOptions } from './terms';

const SYNC_REPORT_MS = 100;
const CLOSE_MS = 2_000;

export class Session {
  readonly mirror = new Mirror();
  /** What its connections cost, and others that were made on its behalf. */
  readonly meter = new Meter();
  readonly #options: SessionOptions;
  readonly #chronicle = new Chronicle(() => this.#tick());
  readonly #listeners = new Set<SessionListener>();
  #phase: Phase = { kind: 'closed' };
  #connection: Connection | undefined;
  #resume: ResumePoint | undefined;
  #stop: AbortController | undefined;
  #running: Promise<void> = Promise.resolve();
  #closing: Promise<void> = Promise.resolve();
  readonly #retryPause = new Pause();
  /** Ends the present connection for this reason. */
  #interrupt: (reason: Fault) => void = () => {};
  #lastFault: SourceStatus['lastFault'];
  #denied = nothingDenied;
  #watchedSince: number | undefined;
  #server = '';

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** What of the roots may not be read, as far as it was known last. */
  get denied(): Denied {
    return this.#denied;
  }

  /** Whether it is connected or trying to be. */
  get isOpen(): boolean {
    return this.#stop !== undefined;
  }

  /** Listens until the returned function is called. */
  listen(listener: SessionListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  open(): void {
    if (this.#stop) return;
    const stop = new AbortController();
    this.#stop = stop;
    this.#lastFault = undefined;
    const previous = this.#running;
    this.#running = previous.then(() => this.#run(stop.signal)).catch((error: unknown) => this.#fail(error));
  }

  /** Ends the connection; resolves when it has gone. The mirror stays. */
  async close(): Promise<void> {
    const stop = this.#stop;
    this.#stop = undefined;
    stop?.abort();
    this.#retryPause.wake();
    await this.#running;
  }

  /** Tries again now instead of at `retryAt`; opens a closed session. */
  retry(): void {
    this.open();
    this.#retryPause.wake();
  }

  /** Sends a plan once, if this source may be written and is live. */
  async apply(plan: Plan): Promise<Result<Receipt>> {
    const refusal = this.#refusal();
    if (refusal) return failed(refusal);
    if (!this.#connection || this.#phase.kind !== 'live') return failed(fault('unreachable', 'not-live'));
    return this.#connection.apply(plan);
  }

  /** Reads the children of a folder, or more of them, where the source is read as far as it is opened. */
  async expand(folder: Key): Promise<Result<void>> {
    const lazy = this.#connection?.lazy;
    if (lazy === undefined || this.#phase.kind !== 'live') return failed(fault('unreachable', 'not-read'));
    return lazy.expand(folder);
  }

  /** Forgets what is below a folder. */
  collapse(folder: Key): void {
    this.#connection?.lazy?.collapse(folder);
  }

  /** Reads a key from the store, or from the mirror while there is no connection. */
  async read(key: Key): Promise<Result<{ entry: Entry | null; native: readonly NativeField[] }>> {
    if (this.#connection && this.#phase.kind === 'live') return this.#connection.read(key);
    return ok({ entry: this.mirror.get(key) ?? null, native: [] });
  }

  /** The changes seen, as far back as the journal reaches, oldest first. */
  seen(): readonly JournalItem[] {
    return this.#chronicle.journal.items();
  }

  history(key: Key): readonly HistoryItem[] {
    return this.#chronicle.journal.history(key);
  }

  /** What one of the last outages brought; undefined where that is not kept (any more). */
  resync(id: number): ResyncReport | undefined {
    return this.#chronicle.resync.report(id);
  }

  /** Who may do what with a key. */
  async access(key: Key): Promise<Result<AccessReading>> {
    if (!this.#connection || this.#phase.kind !== 'live') return failed(fault('unreachable', 'not-connected'));
    return this.#connection.access(key);
  }

  /** Creates the missing roots and tries again at once. */
  async createRoot(): Promise<Result<void>> {
    const refusal = this.#refusal();
    if (refusal) return failed(refusal);
    const result = await this.beside(new AbortController().signal, (connection) => connection.createRoot());
    if (result.ok) this.retry();
    return result;
  }

  /** Does something over a connection of its own, beside the live one. */
  beside<T>(signal: AbortSignal, work: (connection: Connection) => Promise<Result<T>>): Promise<Result<T>> {
    // no limits: what is held already may be read again
    const { limits: _, ...request } = this.#request(signal);
    return beside(this.#options.driver, request, this.meter, work);
  }

  /** Lets go of the connection and reads everything again, for this reason. */
  relist(reason: Fault): void {
    this.#interrupt(reason);
  }

  status(): Omit<SourceStatus, 'demoRunning'> {
    const total = this.#connection?.lazy?.total;
    return {
      phase: this.#phase,
      at: this.mirror.at,
      nodes: this.mirror.size,
      changes: this.#chronicle.changes,
      rates: this.#chronicle.rates,
      server: this.#server,
      cost: this.meter.total(),
      resyncs: this.#chronicle.resync.summaries,
      ...(this.mirror.folders !== null && { total: total ?? null }),
      ...(this.#lastFault && { lastFault: this.#lastFault }),
      ...(this.#watchedSince !== undefined && { watchedSince: this.#watchedSince }),
    };
  }

  #refusal(): Fault | undefined {
    const { writable } = this.#options.terms();
    if (writable === 'read-only') return fault('read-only', 'read-only');
    if (writable === 'production') return fault('read-only', 'production-read-only');
    return undefined;
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

  async #run(signal: AbortSignal): Promise<void> {
    const backoff = new Backoff();
    while (!signal.aborted) {
      const times = { live: 0 };
      const reason = await this.#attempt(signal, times);
      if (signal.aborted) break;
      if (endsSession(reason)) return this.#end(reason);
      const now = performance.now();
      const delay = backoff.after(reason, times.live > 0 ? now - times.live : 0, now);
      if (needsListing(reason)) this.#resume = undefined;
      const woken = this.#retryPause.wait(delay, signal);
      this.#lastFault = { fault: reason, at: (times.live === 0 && this.#lastFault?.at) || Date.now() };
      this.#setPhase({ kind: 'suspended', fault: reason, ...(delay !== undefined && { retryAt: Date.now() + delay }) });
      await woken;
      // not before the pause: a connection that is slow to go must not delay the news that it broke
      await within(CLOSE_MS, this.#closing);
    }
    await within(CLOSE_MS, this.#closing);
    this.#setPhase({ kind: 'closed' });
  }

  /** The session ends by itself, with a fault that only its user can do something about. */
  async #end(reason: Fault): Promise<void> {
    this.#stop = undefined;
    await within(CLOSE_MS, this.#closing);
    this.#setPhase({ kind: 'closed', fault: reason });
  }

  /** A bug, ours or a listener's: the session ends in words, for what goes on unseen would be a false Live. */
  #fail(error: unknown): void {
    console.error(error);
    this.#stop?.abort();
    this.#stop = undefined;
    try {
      this.#setPhase({ kind: 'closed', fault: faultOf(error) });
    } catch (again) {
      console.error(again);
    }
  }

  /** One connection from beginning to end. Returns why it ended. */
  async #attempt(signal: AbortSignal, times: { live: number }): Promise<Fault> {
    const { missing } = this.#options.terms();
    if (missing) return missing;
    const attempt = new AbortController();
    const abort = (): void => attempt.abort();
    signal.addEventListener('abort', abort);
    let connection: Connection | undefined;
    let counted = (): void => {};
    let interrupted: Fault | undefined;
    this.#interrupt = (reason) => {
      interrupted = reason;
      attempt.abort();
    };
    let received = false;
    let unfollow = (): void => {};
    try {
      this.#setPhase({ kind: 'connecting' });
      connection = await this.#options.driver.connect({ ...this.#request(attempt.signal), ...(this.#resume && { resume: this.#resume }), held: this.mirror.entries });
      this.#connection = connection;
      counted = this.meter.count(connection);
      this.#server = connection.server;
      unfollow = followTotal(connection, () => this.#tick());
      this.#setPhase({ kind: 'syncing', received: 0 });
      const onReceived = everySoOften(SYNC_REPORT_MS, (count: number) => this.#phase.kind === 'syncing' && this.#setPhase({ kind: 'syncing', received: count }));
      for await (const frame of connection.frames({ signal: attempt.signal, onReceived })) {
        this.#takeDenied(connection.denied());
        this.#take(frame, connection);
        received = true;
        if (times.live === 0) {
          times.live = performance.now();
          this.#setPhase({ kind: 'live' });
        }
      }
      return interrupted ?? fault('aborted', 'aborted');
    } catch (error) {
      return interrupted ?? faultOf(error);
    } finally {
      signal.removeEventListener('abort', abort);
      unfollow();
      if (connection) {
        counted();
        this.#resume = connection.resumePoint() ?? (received ? undefined : this.#resume);
        this.#connection = undefined;
        this.#closing = connection.close();
      }
      attempt.abort();
    }
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
      // it has nothing to do with what was there before
      this.#chronicle.resync.forgetAway();
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

  #setPhase(phase: Phase): void {
    this.#phase = phase;
    this.#chronicle.resync.phase(phase);
    for (const listener of this.#listeners) listener.phase?.(phase);
  }
}
