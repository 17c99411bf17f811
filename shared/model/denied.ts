/** What of a source's roots is not shown, because its user may not read it or because a root is missing: told, never shown as absent. */
import { compareKeys, type Key } from './key';

/** Most denied keys that are told one by one. */
export const MOST_DENIED = 2000;

/** Keys that belong together: one, those with a prefix, those from `from` up to but without `to`, or all. */
export interface KeySpan {
  readonly shape: 'key' | 'prefix' | 'range' | 'all';
  readonly from: Key;
  /** Absent where nothing lies above. */
  readonly to?: Key;
}

/** What may not be read, as far as it is known. */
export interface Denied {
  /** Keys that are there, {@link MOST_DENIED} at most. What lies below them is not known. */
  readonly keys: readonly Key[];
  /** How many such keys there are. */
  readonly total: number;
  /** The only parts of the roots that may be read; absent where the roots as a whole may be. */
  readonly readable?: readonly KeySpan[];
  /** Roots that do not exist, where a store has such; they are followed from when they are created. Absent where all do. */
  readonly missing?: readonly Key[];
}

/** All may be read, and no root is missing. */
export const nothingDenied: Denied = { keys: [], total: 0 };

/** Whether a key lies in a span. */
export const inSpan = ({ from, to }: KeySpan, key: Key): boolean => compareKeys(from, key) <= 0 && (to === undefined || compareKeys(key, to) < 0);

/** A span as people write it: a range in interval notation. */
export function spanText({ shape, from, to }: KeySpan): string {
  return shape === 'range' ? `[${from}, ${to ?? '∞'})` : from;
}
