/** When a session tries again. */
import type { Fault, FaultReason } from '../../shared/fault';

const FIRST_MS = 250;
const LONGEST_MS = 15_000;

/** A connection that stayed live this long was sound: the next failure starts the waiting from the beginning. */
export const STABLE_MS = 5_000;

/** Faults that only mean "begin again": the wait is no longer than it takes to be seen. */
const beginAgain: ReadonlySet<FaultReason> = new Set(['session-expired', 'compacted', 'store-replaced']);

/**
 * Faults that somebody has to do something about: asking often helps nobody, and may lock an account. A locked workspace is not
 * among them: asking costs nothing, and the process that holds it may be on its way out.
 */
const needsSomebody: ReadonlySet<FaultReason> = new Set([
  'root-missing',
  'root-denied',
  'auth-failed',
  'tls-expected',
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
