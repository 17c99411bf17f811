/** A session's connections, one after another: it connects, hands on what comes, and tries again for as long as it is open. */
import type { Connection, ConnectRequest, Driver, ResumePoint } from '../drivers/driver';
import type { SourceStatus } from '../../shared/contract';
import { fault, faultOf, type Fault, type Result } from '../../shared/fault';
import type { Frame } from '../../shared/model/frame';
import type { Phase } from '../../shared/model/phase';
import { everySoOften, Pause, within } from './pause';
import { Backoff, endsSession, needsListing } from './retry';

const SYNC_REPORT_MS = 100;
const CLOSE_MS = 2_000;

/** How a loop connects, and whom it tells. */
export interface ConnectLoopOptions {
  readonly driver: Driver;
  /** How to connect, asked anew for each attempt; or what has to be entered before trying makes sense. */
  request(signal: AbortSignal): Result<ConnectRequest>;
  onPhase(phase: Phase): void;
  /** A connection stands; what is returned is called once it has ended. */
  onConnected(connection: Connection): () => void;
  /** How many keys a listing will bring, as far as anybody knows. */
  expected(): number | undefined;
  /** Takes a frame, before the phase becomes live by it. A FaultError that is thrown ends the connection. */
  onFrame(frame: Frame, connection: Connection): void;
}

/** The loop of one session. It owns the phase, and the resume point from one connection to the next. */
export class ConnectLoop {
  readonly #options: ConnectLoopOptions;
  readonly #pause = new Pause();
  #phase: Phase = { kind: 'closed' };
  #connection: Connection | undefined;
  #resume: ResumePoint | undefined;
  #stop: AbortController | undefined;
  #running: Promise<void> = Promise.resolve();
  #closing: Promise<void> = Promise.resolve();
  #interrupt: (reason: Fault) => void = () => {};
  #lastFault: SourceStatus['lastFault'];

  constructor(options: ConnectLoopOptions) {
    this.#options = options;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** The present connection. */
  get connection(): Connection | undefined {
    return this.#connection;
  }

  /** Why it was suspended last and since when it has not been live, since it was opened. */
  get lastFault(): SourceStatus['lastFault'] {
    return this.#lastFault;
  }

  /** Whether it is connected or trying to be. */
  get isOpen(): boolean {
    return this.#stop !== undefined;
  }

  open(): void {
    if (this.#stop) return;
    const stop = new AbortController();
    this.#stop = stop;
    this.#lastFault = undefined;
    const previous = this.#running;
    this.#running = previous.then(() => this.#run(stop.signal)).catch((error: unknown) => this.#fail(error));
  }

  /** Ends the connection; resolves when it has gone. */
  async close(): Promise<void> {
    const stop = this.#stop;
    this.#stop = undefined;
    stop?.abort();
    this.#pause.wake();
    await this.#running;
  }

  /** Tries again now instead of at `retryAt`; opens what is closed. */
  retry(): void {
    this.open();
    this.#pause.wake();
  }

  /** Ends the present connection for this reason, and goes on as if it had broken by it. */
  interrupt(reason: Fault): void {
    this.#interrupt(reason);
  }

  async #run(signal: AbortSignal): Promise<void> {
    const backoff = new Backoff();
    while (!signal.aborted) {
      const times = { live: 0 };
      const reason = await this.#attempt(signal, times);
      if (signal.aborted) break;
      if (reason !== undefined) {
        if (endsSession(reason)) return this.#end(reason);
        const now = performance.now();
        const delay = backoff.after(reason, times.live > 0 ? now - times.live : 0, now);
        if (needsListing(reason)) this.#resume = undefined;
        const woken = this.#pause.wait(delay, signal);
        this.#suspend(reason, { wasLive: times.live > 0, ...(delay !== undefined && { retryAt: Date.now() + delay }) });
        await woken;
      }
      // not before the pause: a connection that is slow to go must not delay the news that it broke
      await within(CLOSE_MS, this.#closing);
    }
    await within(CLOSE_MS, this.#closing);
    this.#setPhase({ kind: 'closed' });
  }

  /** It ends by itself, with a fault that only its user can do something about. */
  async #end(reason: Fault): Promise<void> {
    this.#stop = undefined;
    await within(CLOSE_MS, this.#closing);
    this.#setPhase({ kind: 'closed', fault: reason });
  }

  /** A bug, ours or a listener's: it ends in words, for what goes on unseen would be a false Live. */
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

  /** One connection from beginning to end. Returns why it ended; undefined where it was waited already until trying again makes sense. */
  async #attempt(signal: AbortSignal, times: { live: number }): Promise<Fault | undefined> {
    const attempt = new AbortController();
    const request = this.#options.request(attempt.signal);
    if (!request.ok) return request.fault;
    const abort = (): void => attempt.abort();
    signal.addEventListener('abort', abort);
    let connection: Connection | undefined;
    let interrupted: Fault | undefined;
    this.#interrupt = (reason) => {
      interrupted = reason;
      attempt.abort();
    };
    let received = false;
    let onEnd = (): void => {};
    try {
      this.#setPhase({ kind: 'connecting' });
      connection = await this.#options.driver.connect({ ...request.value, ...(this.#resume && { resume: this.#resume }) });
      this.#connection = connection;
      onEnd = this.#options.onConnected(connection);
      this.#setPhase(this.#syncing(0));
      const onReceived = everySoOften(SYNC_REPORT_MS, (count: number) => this.#phase.kind === 'syncing' && this.#setPhase(this.#syncing(count)));
      for await (const frame of connection.frames({ signal: attempt.signal, onReceived })) {
        this.#options.onFrame(frame, connection);
        received = true;
        if (times.live === 0) {
          times.live = performance.now();
          this.#setPhase({ kind: 'live' });
        }
      }
      return interrupted ?? fault('aborted', 'aborted');
    } catch (error) {
      const reason = interrupted ?? faultOf(error);
      if (reason.reason !== 'root-missing' || connection?.rootCreated === undefined || attempt.signal.aborted) return reason;
      await this.#untilCreated(connection.rootCreated(), reason, signal);
      return undefined;
    } finally {
      signal.removeEventListener('abort', abort);
      onEnd();
      if (connection) {
        this.#resume = connection.resumePoint() ?? (received ? undefined : this.#resume);
        this.#connection = undefined;
        this.#closing = connection.close();
      }
      attempt.abort();
    }
  }

  /** Waits on the connection, suspended, until the store tells that a root is there: asking again and again would cost it more. */
  async #untilCreated(created: Promise<void>, reason: Fault, signal: AbortSignal): Promise<void> {
    let waiting = true;
    const woken = this.#pause.wait(undefined, signal);
    void created.then(() => waiting && this.#pause.wake());
    this.#suspend(reason, { wasLive: false });
    await woken;
    waiting = false;
  }

  #suspend(reason: Fault, { wasLive, retryAt }: { wasLive: boolean; retryAt?: number }): void {
    this.#lastFault = { fault: reason, at: (!wasLive && this.#lastFault?.at) || Date.now() };
    this.#setPhase({ kind: 'suspended', fault: reason, ...(retryAt !== undefined && { retryAt }) });
  }

  #syncing(received: number): Phase {
    const total = this.#options.expected();
    return { kind: 'syncing', received, ...(total !== undefined && { total }) };
  }

  #setPhase(phase: Phase): void {
    this.#phase = phase;
    this.#options.onPhase(phase);
  }
}
