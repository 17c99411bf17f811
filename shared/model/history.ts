/** The history of keys: what a store still has of one, and what a session saw of it. */
import type { Entry, Revision, Stamp } from './entry';

/** What a key became at one revision. */
export interface KeyRevision {
  readonly at: Revision;
  /** Null where the key was deleted. */
  readonly entry: Entry | null;
  /** Milliseconds since 1970, by the store's own clock where it keeps one. */
  readonly time?: number;
}

/**
 * What stands before the oldest revision that is told: nothing, or what the store has given up (`compacted`), or what nobody looked for,
 * since it would cost the store too much (`not-looked`). `watched`: only what a session saw since then is known.
 */
export type HistoryBegin = 'complete' | 'compacted' | 'not-looked' | 'watched';

/** A page of what a store still has of a key, newest first, deletions included. */
export interface KeyHistory {
  readonly revisions: readonly KeyRevision[];
  /** What comes before them; absent where there is another page: ask for what was before the last revision. */
  readonly begins?: Exclude<HistoryBegin, 'watched'>;
}

/** Which page of a key's history. */
export interface HistoryRequest {
  /** Only what is older; absent for the newest. */
  readonly before?: Revision;
  /** Most revisions. */
  readonly limit: number;
}

/** Bytes of a value in a page of history. */
export const HISTORY_VALUE_BYTES = 512;

/** An entry as it once was, its value perhaps cut. */
export interface PastEntry {
  /** The first {@link HISTORY_VALUE_BYTES}; null where the store held null. */
  readonly value: Uint8Array | null;
  /** Length of the whole value. */
  readonly size: number;
  readonly stamp: Stamp;
  readonly owner?: string;
}

/** One change of a key, from the store's history, from what the session saw, or both. */
export interface HistoryItem {
  /** `denied`: it can no longer be read; whether it is still there is not known. */
  readonly kind: 'put' | 'delete' | 'denied';
  /** Absent where the store does not tell, as ZooKeeper of deletions. */
  readonly at?: Revision;
  /** When the session saw it, milliseconds since 1970; absent where it did not. */
  readonly seenAt?: number;
  /** By the store's own clock, milliseconds since 1970. */
  readonly time?: number;
  /** What was put. */
  readonly entry?: PastEntry;
  /** The write that did it, where it was made through this app. */
  readonly write?: { readonly title: string; readonly user: string };
}

/** A time in which nobody watched. */
export interface Away {
  readonly from: number;
  readonly until: number;
}

/** A page of a key's history as the window shows it, newest first. */
export interface HistoryPage {
  readonly items: readonly HistoryItem[];
  /** Absent where there is another page, before the last item's revision. */
  readonly begins?: HistoryBegin;
  /** From when on the session watched. */
  readonly since?: number;
  /** Outages whose changes are known only by what they came to, newest first. */
  readonly away: readonly Away[];
}
