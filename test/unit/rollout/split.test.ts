import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketOf, MAX_TOTAL_WEIGHT, murmur3 } from '../../../shared/rollout/split';
import { murmurOfBytes, murmurOfUnits } from './written-hash';

const hashes = fc.oneof(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.constantFrom(0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1));
const totals = fc.oneof(fc.integer({ min: 1, max: MAX_TOTAL_WEIGHT }), fc.constantFrom(1, 3, 100, 10_000, 65_536, MAX_TOTAL_WEIGHT));

describe('a bucket of flagd', () => {
  it('is the product shifted, to the last bit', () => {
    fc.assert(
      fc.property(hashes, totals, (hash, total) => {
        expect(BigInt(bucketOf(hash, total, 'v2'))).toBe((BigInt(hash) * BigInt(total)) >> 32n);
      }),
      { numRuns: 5000 },
    );
  });

  it('comes from a hash that is as it is written, over units and over bytes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string()), (key) => {
        expect(murmur3(key, 'js')).toBe(murmurOfUnits(key));
        expect(murmur3(key, 'utf8')).toBe(murmurOfBytes([...new TextEncoder().encode(key)]));
      }),
      { numRuns: 3000 },
    );
  });
});
