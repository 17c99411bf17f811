/** When a session tries again. */
import type { Fault, FaultReason } from '../../shared/fault';

const FIRST_MS = 250;
const LONGEST_MS = 15_000;

/** A connection that stayed live this long was sound: the next failure starts the waiting from the beginning. */
export const STABLE_MS = 5_000;

/** Faults that only mean "begin again": the wait is no longer than it takes to be seen. */
const beginAgain: ReadonlySet<FaultReason> = new Set(['session-expired', 'compacted', 'store-replaced', 'verify-mismatch']);

/**
 * Faults that somebody has to do something about: asking often helps nobody, and may lock an account. A locked workspace is not
 * among them: asking costs nothing, and the process that holds it may be on its way out.
 */
const needsSomebody: ReadonlySet<FaultReason> = new Set([
  'root-missing',
  'root-denied',
  'lazy-partial',
  'too-many-parts',
  'roots-nested',
  'login-enforced',
  'tls-expected',
  'no-tls',
  'tls-failed',
  'certificate-expired',
  'certificate-early',
  'certificate-self-signed',
  'issuer-unknown',
  'certificate-name',
  'certificate-invalid',
  'certificate-wanted',
  'certificate-refused',
  'server-too-old',
  'not-supported',
  'workspace-corrupt',
  'workspace-newer',
  'workspace-unwritable',
]);

/** Faults that wait for an answer of the user: trying again by itself would only cost the server the same again. */
const needsAnswer: ReadonlySet<FaultReason> = new Set(['too-many-keys', 'too-much-data']);

/** Whether the session ends with this fault instead of trying again. */
export const endsSession = (fault: Fault): boolean => needsAnswer.has(fault.reason);

/** Faults that no further try can change. */
const unhelpedByTime: ReadonlySet<FaultReason> = new Set(['password-needed', 'passphrase-missing', 'login-missing']);

/**
 * Whether there is no next try until somebody has helped. A login that is refused is tried once more, for it may only have run out;
 * a server that is asked again and again may lock the account.
 */
export const waitsForSomebody = (fault: Fault, previous?: Fault): boolean =>
  unhelpedByTime.has(fault.reason) || (fault.reason === 'auth-failed' && previous?.reason === 'auth-failed');

/** So many attempts in a minute are a storm, however each of them came about: from then on the longest wait is between them. */
const STORM = 30;
const MINUTE_MS = 60_000;

/** Whether what the broken connection knew is worthless and everything has to be listed. */
export const needsListing = (fault: Fault): boolean => beginAgain.has(fault.reason) || fault.code === 'internal';

/**
 * Milliseconds until the next attempt: doubling from 0.25 s to 15 s with jitter, so that many windows do not come back at the
 * same moment. `failures` counts the attempts that failed since the connection was last sound, `previous` is the last of them;
 * `random` is in [0, 1).
 */
export function retryDelayMs(fault: Fault, failures: number, random: number, previous?: Fault): number {
  if (needsSomebody.has(fault.reason)) return LONGEST_MS;
  const repeated = previous !== undefined && beginAgain.has(previous.reason);
  const doublings = beginAgain.has(fault.reason) && !repeated ? 0 : Math.min(failures, 16);
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** doublings);
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}

/** The waits of one session, from the attempts that it has behind it. Times are milliseconds of a clock that never jumps. */
export class Backoff {
  #failures = 0;
  #previous: Fault | undefined;
  #ends: number[] = [];

  /** The wait after an attempt that ended `now` with this fault, having been live for so long; 0 where it never was. Undefined where somebody has to help. */
  after(fault: Fault, liveMs: number, now: number, random = Math.random()): number | undefined {
    if (liveMs >= STABLE_MS) {
      this.#failures = 0;
      this.#previous = undefined;
    }
    this.#ends = [...this.#ends.filter((end) => now - end < MINUTE_MS), now];
    const delay = waitsForSomebody(fault, this.#previous) ? undefined : retryDelayMs(fault, this.#failures, random, this.#previous);
    this.#failures += 1;
    this.#previous = fault;
    return delay !== undefined && this.#ends.length > STORM ? LONGEST_MS : delay;
  }
}
