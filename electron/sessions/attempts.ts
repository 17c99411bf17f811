import type { Fault } from '../../shared/fault';
import type { Phase } from '../../shared/model/phase';

/** An attempt to connect that is over: it led to a live connection or ended in a fault. */
export interface Attempt {
  /** When it had its outcome, milliseconds since 1970. */
  readonly at: number;
  /** Absent where it became live. */
  readonly fault?: Fault;
}

const MOST = 100;
const MINUTES_MS = 10 * 60_000;

/** The attempts of the last ten minutes, and when the source was live last. */
export class Attempts {
  #attempts: Attempt[] = [];
  #lastLive: number | undefined;
  #isLive = false;

  /** Call with every phase of the session. */
  phase(phase: Phase, now = Date.now()): void {
    const wasLive = this.#isLive;
    this.#isLive = phase.kind === 'live';
    if (wasLive && !this.#isLive) this.#lastLive = now;
    if (phase.kind === 'live') this.#note({ at: now });
    // a connection that breaks after it was live is no attempt, but why it broke belongs here
    else if ('fault' in phase && phase.fault) this.#note({ at: now, fault: phase.fault });
  }

  /** When it was live last: now while it is; undefined where it never was. */
  lastLive(now = Date.now()): number | undefined {
    return this.#isLive ? now : this.#lastLive;
  }

  recent(now = Date.now()): readonly Attempt[] {
    return this.#attempts.filter(({ at }) => now - at < MINUTES_MS);
  }

  #note(attempt: Attempt): void {
    this.#attempts.push(attempt);
    if (this.#attempts.length > MOST) this.#attempts.shift();
  }
}
