/** What changed in a store while a source was not live. */
import type { Fault } from '../fault';
import type { Revision } from './entry';
import type { Key } from './key';

/**
 * What happened to a key, seen from before to after. `recreated`: it was deleted and is there again. `passed`: it came and went, so
 * that it exists neither before nor after.
 */
export type ResyncKind = 'added' | 'changed' | 'recreated' | 'removed' | 'passed';

/** A value as a report keeps it. */
export interface ResyncValue {
  /** The first bytes; null where the store holds null. */
  readonly beginning: Uint8Array | null;
  /** Length of the whole value in bytes. */
  readonly size: number;
  /** Session or lease that the entry goes with, where there is one. */
  readonly owner?: string;
}

export interface ResyncItem {
  readonly key: Key;
  readonly kind: ResyncKind;
  readonly before?: ResyncValue;
  readonly after?: ResyncValue;
  /** How often it was written or deleted; absent where the store tells only before and after. */
  readonly writes?: number;
}

/** What happened to a key in an outage, with when that began and ended. */
export type OutageChange = ResyncItem & Pick<ResyncSummary, 'from' | 'until'>;

/** An outage in numbers. */
export interface ResyncSummary {
  /** Rises from one outage of a source to the next. */
  readonly id: number;
  /** When it stopped being live and when it was live again, milliseconds since 1970. */
  readonly from: number;
  readonly until: number;
  /** Why it was not live; absent where the user had closed it. */
  readonly fault?: Fault;
  /** Number of keys of each kind, exact however many there are. */
  readonly counts: Readonly<Record<ResyncKind, number>>;
  /** Writes and deletions that were told; more than there are keys only where every step is known. */
  readonly writes: number;
  /** Every write while away is in it. Otherwise only what differs between before and after. */
  readonly everyStep: boolean;
  /** The store's revision went back: it was wiped, restored or replaced. */
  readonly wentBack?: { readonly from: Revision; readonly to: Revision };
}

/** An outage with the keys that changed in it. */
export interface ResyncReport {
  readonly summary: ResyncSummary;
  /** In the order of their keys; fewer than counted where there were very many. */
  readonly items: readonly ResyncItem[];
}

/** How many keys changed in all. */
export const changedKeys = ({ counts }: Pick<ResyncSummary, 'counts'>): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
