/**
 * A session: one source's live connection, and what was learned through it. It tries again for as long as it is open. Mirror and
 * journal outlive every connection, and closing, so that data stays on screen and the next listing becomes a delta.
 */
import type { Connection, ConnectRequest, Cost, Driver, NativeField, ResumePoint } from '../drivers/driver';
import type { HistoryItem, SourceStatus } from '../../shared/contract';
import { fault, FaultError, faultOf, failed, ok, type Fault, type Result } from '../../shared/fault';
import type { Entry, Revision } from '../../shared/model/entry';
import { folderRule } from '../../shared/model/folder';
import type { Change, Frame } from '../../shared/model/frame';
import type { Key } from '../../shared/model/key';
import { PAGE_CHILDREN, unaskedSize, type Loading } from '../../shared/model/loading';
import type { Phase } from '../../shared/model/phase';
import type { Plan, Receipt } from '../../shared/model/plan';
import type { ConnectOptions, SourceSecrets } from '../../shared/model/source';
import { addCost } from './cost';
import { Journal } from './journal';
import { followTotal } from './lazy-total';
import { Mirror, type ViewNews } from './mirror';
import { Rates } from './rates';
import { endsSession, needsListing, retryDelayMs, STABLE_MS } from './retry';

/** Why a source cannot be written, or true. */
export type Writable = true | 'read-only' | 'production';

/** How to connect and what may be done, asked anew each time: the user may have changed it. */
export interface SessionTerms {
  readonly connect: ConnectOptions;
  readonly writable: Writable;
  /** How much may be loaded; absent: no more than what is loaded unasked. */
  readonly loading?: Loading;
  readonly secrets?: SourceSecrets;
}

export interface SessionOptions {
  readonly driver: Driver;
  terms(): SessionTerms;
}

/** What a session tells. A listener must not throw. */
export interface SessionListener {
  phase?(phase: Phase): void;
  /** A listing is in the mirror that has nothing to do with what was there before: the first one, mostly. */
  listed?(): void;
  /** `view` is what came into view or went out of it beside the changes. */
  changed?(changes: readonly Change[], at: Revision, view?: ViewNews): void;
  /** A second is over in which anything moved, keys came or went that are not loaded, or another part of the store is loaded now. */
  tick?(): void;
}

const SYNC_REPORT_MS = 100;
const CLOSE_MS = 2_000;

export class Session {
  readonly mirror = new Mirror();
  readonly #options: SessionOptions;
  readonly #journal = new Journal();
  readonly #rates = new Rates(() => this.#tick());
  readonly #listeners = new Set<SessionListener>();
  #phase: Phase = { kind: 'closed' };
  #connection: Connection | undefined;
  #resume: ResumePoint | undefined;
  #stop: AbortController | undefined;
  #running: Promise<void> = Promise.resolve();
  #closing: Promise<void> = Promise.resolve();
  #wake: (() => void) | undefined;
  #lastFault: SourceStatus['lastFault'];
  #changes = 0;
  #watchedSince: number | undefined;
  #server = '';
  #spent: Cost = { requests: 0, watches: 0 };

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get phase(): Phase {
    return this.#phase;
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
    this.#wake?.();
    await this.#running;
  }

  /** Tries again now instead of at `retryAt`; opens a closed session. */
  retry(): void {
    this.open();
    this.#wake?.();
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

  history(key: Key): readonly HistoryItem[] {
    return this.#journal.history(key);
  }

  /** Creates the missing root and tries again at once. */
  async createRoot(): Promise<Result<void>> {
    const refusal = this.#refusal();
    if (refusal) return failed(refusal);
    const stop = new AbortController();
    try {
      const connection = await this.#options.driver.connect(this.#request(stop.signal));
      const result = await connection.createRoot();
      await within(CLOSE_MS, connection.close());
      if (result.ok) this.retry();
      return result;
    } catch (error) {
      return failed(faultOf(error));
    } finally {
      stop.abort();
    }
  }

  status(): Omit<SourceStatus, 'demoRunning'> {
    const current = this.#connection?.cost();
    const total = this.#connection?.lazy?.total;
    return {
      phase: this.#phase,
      at: this.mirror.at,
      nodes: this.mirror.size,
      changes: this.#changes,
      rates: this.#rates.seconds,
      server: this.#server,
      cost: current ? addCost(this.#spent, current) : this.#spent,
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
    let failures = 0;
    let previous: Fault | undefined;
    while (!signal.aborted) {
      const times = { live: 0 };
      const reason = await this.#attempt(signal, times);
      if (signal.aborted) break;
      if (endsSession(reason)) return this.#end(reason);
      if (times.live > 0 && Date.now() - times.live >= STABLE_MS) {
        failures = 0;
        previous = undefined;
      }
      const delay = retryDelayMs(reason, failures, Math.random(), previous);
      failures += 1;
      previous = reason;
      if (needsListing(reason)) this.#resume = undefined;
      const woken = this.#pause(delay, signal);
      this.#lastFault = { fault: reason, at: (times.live === 0 && this.#lastFault?.at) || Date.now() };
      this.#setPhase({ kind: 'suspended', fault: reason, retryAt: Date.now() + delay });
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
    const attempt = new AbortController();
    const abort = (): void => attempt.abort();
    signal.addEventListener('abort', abort);
    let connection: Connection | undefined;
    let received = false;
    let unfollow = (): void => {};
    try {
      this.#setPhase({ kind: 'connecting' });
      connection = await this.#options.driver.connect({ ...this.#request(attempt.signal), ...(this.#resume && { resume: this.#resume }) });
      this.#connection = connection;
      this.#server = connection.server;
      unfollow = followTotal(connection, () => this.#tick());
      this.#setPhase({ kind: 'syncing', received: 0 });
      for await (const frame of connection.frames({ signal: attempt.signal, onReceived: this.#syncReporter() })) {
        this.#take(frame);
        received = true;
        if (times.live === 0) {
          times.live = Date.now();
          this.#setPhase({ kind: 'live' });
        }
      }
      return fault('aborted', 'aborted');
    } catch (error) {
      return faultOf(error);
    } finally {
      signal.removeEventListener('abort', abort);
      unfollow();
      if (connection) {
        this.#spent = { ...addCost(this.#spent, connection.cost()), watches: 0 };
        this.#resume = connection.resumePoint() ?? (received ? undefined : this.#resume);
        this.#connection = undefined;
        this.#closing = connection.close();
      }
      attempt.abort();
    }
  }

  #syncReporter(): (count: number) => void {
    let reportedAt = 0;
    return (received) => {
      const now = Date.now();
      if (this.#phase.kind !== 'syncing' || now - reportedAt < SYNC_REPORT_MS) return;
      reportedAt = now;
      this.#setPhase({ kind: 'syncing', received });
    };
  }

  #take(frame: Frame): void {
    const taken = this.mirror.take(frame, folderRule(this.#options.terms().connect));
    if (taken.kind === 'gap') throw new FaultError(fault('internal', 'internal', { detail: 'the watch skipped a frame' }));
    if (taken.kind === 'listed') {
      this.#watchedSince ??= Date.now();
      for (const listener of this.#listeners) listener.listed?.();
      return;
    }
    const seenAt = Date.now();
    const changes: Change[] = [];
    for (const { change, before } of taken.seen) {
      const after = change.kind === 'put' ? change.entry : undefined;
      const key = change.kind === 'put' ? change.entry.key : change.key;
      this.#journal.add({ key, seenAt, ...(before && { before }), ...(after && { after }) });
      changes.push(change);
    }
    this.#changes += changes.length;
    this.#rates.count(changes.length);
    for (const listener of this.#listeners) listener.changed?.(changes, this.mirror.at, taken.view);
    if (frame.kind === 'view') this.#tick();
  }

  #tick(): void {
    for (const listener of this.#listeners) listener.tick?.();
  }

  #setPhase(phase: Phase): void {
    this.#phase = phase;
    for (const listener of this.#listeners) listener.phase?.(phase);
  }

  #pause(delayMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, delayMs);
      this.#wake = done;
      if (signal.aborted) done();
    });
  }
}

/** Waits for a promise, but not longer than this. */
async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, milliseconds)))]);
  clearTimeout(timer);
}
