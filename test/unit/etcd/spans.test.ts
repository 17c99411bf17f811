import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { common, intervalOf, isIn, joined, rangeOf, spanOf, type Interval } from '../../../electron/drivers/etcd/spans';
import { keyAfter, prefixRange } from '../../../electron/drivers/etcd/range';
import { compareBytes } from '../../../shared/model/key';

const someKey = fc.uint8Array({ min: 0x60, max: 0x63, minLength: 1, maxLength: 3 }).map((key) => Buffer.from(key));
const someInterval: fc.Arbitrary<Interval> = fc.oneof(
  fc.tuple(someKey, someKey).map(([from, to]) => ({ from, to })),
  someKey.map((from) => ({ from, to: keyAfter(from) })),
  someKey.map((from) => ({ from, to: undefined })),
);
const someIntervals = fc.array(someInterval, { maxLength: 6 });
const probes = fc.array(someKey, { minLength: 20, maxLength: 40 });

describe('intervals of keys', () => {
  test('joined hold the same keys, in order, none touching the next', () => {
    fc.assert(
      fc.property(someIntervals, probes, (intervals, keys) => {
        const fewer = joined(intervals);
        for (const key of keys) expect(isIn(fewer, key)).toBe(isIn(intervals, key));
        for (const [i, { to }] of fewer.slice(0, -1).entries()) {
          const next = fewer[i + 1]?.from;
          expect(to !== undefined && next !== undefined && compareBytes(to, next) < 0).toBe(true);
        }
      }),
    );
  });

  test('have in common the keys that lie in both', () => {
    fc.assert(
      fc.property(someIntervals, someIntervals, probes, (some, others, keys) => {
        for (const key of keys) expect(isIn(common(some, others), key)).toBe(isIn(some, key) && isIn(others, key));
      }),
    );
  });

  test('come from requests and go back into them', () => {
    fc.assert(
      fc.property(someInterval, probes, (interval, keys) => {
        const again = intervalOf(rangeOf(interval));
        for (const key of keys) expect(isIn([again], key)).toBe(isIn([interval], key));
      }),
    );
  });

  test.each([
    [prefixRange('/config/'), { shape: 'prefix', from: '/config/', to: '/config0' }],
    [prefixRange(''), { shape: 'all', from: '' }],
    [{ key: Buffer.from('/one'), range_end: Buffer.alloc(0) }, { shape: 'key', from: '/one', to: '/one\\x00' }],
    [{ key: Buffer.from('a'), range_end: Buffer.from('c') }, { shape: 'range', from: 'a', to: 'c' }],
    [{ key: Buffer.from('a'), range_end: Buffer.from([0]) }, { shape: 'range', from: 'a' }],
    [{ key: Buffer.alloc(0), range_end: Buffer.from([0]) }, { shape: 'all', from: '' }],
  ])('are named as people know them: %j', (range, span) => {
    expect(spanOf(intervalOf(range))).toEqual(span);
  });
});
