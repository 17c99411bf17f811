/** The shares of flags for bars beside them, as main and the window speak of them: whom a flag serves what now, counted over a population. */
import { z } from 'zod';
import type { Fault } from '../fault';
import { populationId } from './rollout';
import { sourceIdSchema } from './source';

/** Most flags that are asked for at once. */
export const MOST_SHARES = 64;
/** Users that a bar is counted over; of more than these a sample is taken. */
export const SHARES_USERS = 10_000;
/** How long an answer is good, in milliseconds: rules may go by the time. */
export const SHARES_GOOD_MS = 60_000;

const key = z.string().max(2 * 1024 * 1024);

/** Whom the flags serve what that stand alone in the values of some keys, or some of the flags in the value of one key. */
export const sharesRequestSchema = z.object({
  sourceId: sourceIdSchema,
  populationId,
  of: z.union([
    z.object({ keys: z.array(key).min(1).max(MOST_SHARES) }),
    z.object({ key, flags: z.array(z.string().max(2000)).min(1).max(MOST_SHARES) }),
  ]),
});
export type SharesRequest = z.infer<typeof sharesRequestSchema>;

/** Those who are served one thing. */
export interface Share {
  /** Its place among all that the flag may serve, as in the matrix of a simulation: what colours go by. */
  readonly at: number;
  /** The name, or the value where it has none, cut short; null for the default in the app's code. */
  readonly label: string | null;
  readonly users: number;
}

/** Whom a flag serves what. */
export interface FlagShares {
  readonly kind: 'shares';
  /** What somebody is served, in the order of the document. */
  readonly parts: readonly Share[];
  /** Users that were counted, and those of the population: more, where a sample was taken. */
  readonly users: number;
  readonly of: number;
  readonly population: { readonly id: string; readonly name: string };
  /** Whether the flag is switched off, so that all are served what is served then. */
  readonly disabled: boolean;
}

/** Why there are no shares of what is a flag. */
export interface NoShares {
  readonly kind: 'failed';
  readonly fault: Fault;
}

/** What is said of one flag that was asked for: `none` where there is no such flag, `pending` where nothing is known yet. */
export type SharesAnswer = FlagShares | NoShares | { readonly kind: 'none' | 'pending' };
