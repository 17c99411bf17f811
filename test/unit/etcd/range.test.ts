import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { insideRoots, keyAfter, prefixRange } from '../../../electron/drivers/etcd/range';
import { compareBytes, keyFromBytes } from '../../../shared/model/key';

const bytes = (maxLength: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ maxLength }).chain((random) => fc.constantFrom(random, random.map((byte) => (byte > 127 ? 0xff : byte))));

/** What etcd does with a range. */
const holds = ({ key, range_end: end }: ReturnType<typeof prefixRange>, candidate: Uint8Array): boolean =>
  compareBytes(candidate, key) >= 0 && ((end.length === 1 && end[0] === 0) || compareBytes(candidate, end) < 0);

describe('the range of a prefix', () => {
  test('holds exactly the keys that start with it', () => {
    fc.assert(
      fc.property(bytes(4), bytes(6), (prefix, key) => {
        fc.pre(key.length > 0);
        const root = keyFromBytes(prefix);
        const starts = prefix.every((byte, i) => byte === key[i]);
        expect(holds(prefixRange(root), key)).toBe(starts);
        expect(insideRoots([root], key)).toBe(starts);
      }),
    );
  });

  test.each([
    ['', [0], [0]],
    ['/config/', [...Buffer.from('/config/')], [...Buffer.from('/config0')]],
    ['a\\xFF', [0x61, 0xff], [0x62]],
    ['\\xFF\\xFF', [0xff, 0xff], [0]],
  ])('of %j is what etcd expects', (root, key, end) => {
    const range = prefixRange(root);
    expect([[...range.key], [...range.range_end]]).toEqual([key, end]);
  });

  test('goes on after a key with the very next one', () => {
    fc.assert(
      fc.property(bytes(5), bytes(6), (key, other) => {
        const next = keyAfter(Buffer.from(key));
        expect(compareBytes(other, next) >= 0).toBe(compareBytes(other, key) > 0);
      }),
    );
  });
});
