/** Ranges of keys as intervals of bytes, which can be joined and cut: what roles grant, and what that leaves of the roots. */
import type { KeySpan } from '../../../shared/model/denied';
import { compareBytes, keyFromBytes } from '../../../shared/model/key';
import { afterPrefix, keyAfter, type KeyRange } from './range';

/** Keys from `from` up to but without `to`; without `to` up to the last one. */
export interface Interval {
  readonly from: Buffer;
  readonly to: Buffer | undefined;
}

/** The least key there can be. */
const LEAST = Buffer.from([0]);

/** The interval of a range as requests and roles have it: without an end it is one key, a lone NUL as end is "to the last key". */
export function intervalOf({ key, range_end: end }: KeyRange): Interval {
  const from = key.length === 0 ? LEAST : key;
  if (end.length === 0) return { from, to: keyAfter(from) };
  return { from, to: end.equals(LEAST) ? undefined : end };
}

/** The range to ask for. */
export const rangeOf = ({ from, to }: Interval): KeyRange => ({ key: from, range_end: to ?? LEAST });

const isBelow = (a: Buffer, b: Buffer | undefined): boolean => b === undefined || compareBytes(a, b) < 0;

/** The later of two ends. */
const later = (a: Buffer | undefined, b: Buffer | undefined): Buffer | undefined => (a === undefined || b === undefined ? undefined : isBelow(a, b) ? b : a);

/** The same keys in as few intervals as can be, in order, none touching another. */
export function joined(intervals: readonly Interval[]): Interval[] {
  const left: Interval[] = [];
  for (const interval of intervals.filter(({ from, to }) => isBelow(from, to)).sort((a, b) => compareBytes(a.from, b.from))) {
    const last = left.at(-1);
    if (last !== undefined && (last.to === undefined || compareBytes(interval.from, last.to) <= 0)) left[left.length - 1] = { from: last.from, to: later(last.to, interval.to) };
    else left.push(interval);
  }
  return left;
}

/** The keys that both have. */
export function common(some: readonly Interval[], others: readonly Interval[]): Interval[] {
  return joined(
    some.flatMap((a) =>
      others.map((b) => ({
        from: isBelow(a.from, b.from) ? b.from : a.from,
        to: a.to === undefined ? b.to : b.to === undefined || isBelow(a.to, b.to) ? a.to : b.to,
      })),
    ),
  );
}

/** Whether a key lies in one of them. */
export const isIn = (intervals: readonly Interval[], key: Uint8Array): boolean =>
  intervals.some(({ from, to }) => compareBytes(from, key) <= 0 && (to === undefined || compareBytes(key, to) < 0));

/** The interval as people name it. */
export function spanOf({ from, to }: Interval): KeySpan {
  if (from.equals(LEAST) && to === undefined) return { shape: 'all', from: '' };
  const key = keyFromBytes(from);
  if (to === undefined) return { shape: 'range', from: key };
  if (to.equals(keyAfter(from))) return { shape: 'key', from: key, to: keyFromBytes(to) };
  return { shape: to.equals(afterPrefix(from)) ? 'prefix' : 'range', from: key, to: keyFromBytes(to) };
}
