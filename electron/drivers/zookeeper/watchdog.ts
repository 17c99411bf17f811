/**
 * Notices a link that is dead without having been closed: silence is answered by a ping, and longer silence ends the link.
 * It counts its own ticks and not the clock, so that a process that was held up does not blame the server.
 */

const TICK_MS = 500;
const PING_AFTER_TICKS = 2;
const SILENT_AFTER_TICKS = 7;
/** A request this old, on a link that is alive otherwise, will not be answered any more. */
const STUCK_AFTER_TICKS = 20;

/** What a watchdog watches over, and whom it tells. */
export interface WatchdogRequest {
  readonly handshakeMs: number;
  ping(): void;
  /** Whether the oldest request is the same as at the last tick. */
  isStuck(): boolean;
  /** The handshake took too long. */
  expired(): void;
  /** The link is taken for dead after this silence. */
  silent(seconds: number): void;
}

/** Watches over one link from its first packet on. */
export class Watchdog {
  readonly #request: WatchdogRequest;
  #handshake: NodeJS.Timeout | undefined;
  #ticking: NodeJS.Timeout | undefined;
  #silentTicks = 0;
  #stuckTicks = 0;

  constructor(request: WatchdogRequest) {
    this.#request = request;
    this.#handshake = setTimeout(() => request.expired(), request.handshakeMs);
  }

  /** From now on silence is watched. */
  handshakeDone(): void {
    clearTimeout(this.#handshake);
    this.#handshake = undefined;
    this.#ticking = setInterval(() => this.#tick(), TICK_MS);
  }

  /** Something came in. */
  heard(): void {
    this.#silentTicks = 0;
  }

  stop(): void {
    clearTimeout(this.#handshake);
    clearInterval(this.#ticking);
  }

  #tick(): void {
    this.#silentTicks++;
    this.#stuckTicks = this.#request.isStuck() ? this.#stuckTicks + 1 : 0;
    if (this.#silentTicks >= SILENT_AFTER_TICKS) this.#request.silent((SILENT_AFTER_TICKS * TICK_MS) / 1000);
    else if (this.#stuckTicks >= STUCK_AFTER_TICKS) this.#request.silent((STUCK_AFTER_TICKS * TICK_MS) / 1000);
    else if (this.#silentTicks === PING_AFTER_TICKS) this.#request.ping();
  }
}
