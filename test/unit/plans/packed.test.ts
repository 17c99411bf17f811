import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChangeSet, Intention } from '../../../shared/plans/intention';
import { changeSetSchema, packChanges, unpackChanges } from '../../../shared/plans/packed';
import { finished, sorting } from '../../../shared/plans/work';

const key = fc.string({ unit: 'binary', maxLength: 8 }).filter((text) => !text.includes('\0'));
const stamp = fc.record({ created: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), modified: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), version: fc.integer({ min: -3, max: 2 ** 31 - 1 }) });
const base = fc.oneof(fc.constant('absent' as const), stamp);
const value = fc.option(fc.uint8Array({ maxLength: 5 }));
const intention: fc.Arbitrary<Intention> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('set' as const), key, value, base }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), key, base: stamp }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('copy' as const), from: key, to: key }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('bulk' as const), keys: fc.array(key), change: fc.record({ kind: fc.constant('value' as const), value }) }) },
);
const changes: fc.Arbitrary<ChangeSet> = fc.record({ title: fc.string(), reason: fc.string(), intentions: fc.array(intention, { minLength: 1, maxLength: 20 }) });

/** Views of one buffer are as good as arrays of their own. */
const plain = (set: ChangeSet) => ({ ...set, intentions: set.intentions.map((one) => (one.kind === 'set' ? { ...one, value: one.value && [...one.value] } : one)) });

test('a change set that was packed, sent and checked is the same', () => {
  fc.assert(fc.property(changes, (given) => {
    expect(plain(unpackChanges(changeSetSchema.parse(structuredClone(packChanges(given)))))).toEqual(plain(given));
  }));
});

test('columns that do not fit each other are refused, by the schema or as they are unpacked', () => {
  const two: ChangeSet = { title: '', reason: '', intentions: [{ kind: 'set', key: 'a', value: Uint8Array.of(1), base: 'absent' }, { kind: 'delete', key: 'b', base: { created: 1n, modified: 2n, version: 3 } }] };
  const [run] = packChanges(two).intentions;
  if (run?.kind !== 'run') throw new Error('it is not packed');
  const unpacked = (more: Partial<typeof run>) => () => {
    const parsed = changeSetSchema.safeParse({ ...two, intentions: [{ ...run, ...more }] });
    if (!parsed.success) throw new Error('refused by the schema');
    return unpackChanges(parsed.data);
  };
  expect(unpacked({})).not.toThrow();
  expect(unpacked({ keys: 'a' })).toThrow(/do not fit/);
  expect(unpacked({ keys: 'a\0b\0c' })).toThrow(/do not fit/);
  expect(unpacked({ bytes: new Uint8Array(0) })).toThrow(/do not fit/);
  expect(unpacked({ sizes: Int32Array.of(-3, -2) })).toThrow(/do not fit/);
  expect(unpacked({ created: BigInt64Array.of(0n, -1n) })).toThrow(/do not fit/);
  expect(unpacked({ sizes: Int32Array.of(1) })).toThrow(/by the schema/);
  expect(unpacked({ count: 3 })).toThrow(/by the schema/);
});

test('sorting in parts gives what sorting at once does, in the same order among equals', () => {
  const pairs = fc.array(fc.record({ by: fc.nat(40), is: fc.nat() }), { maxLength: 5000, size: 'max' });
  fc.assert(
    fc.property(pairs, (items) => {
      const compare = (a: { by: number }, b: { by: number }): number => a.by - b.by;
      expect(finished(sorting(items, compare))).toEqual(items.toSorted(compare));
    }),
    { numRuns: 30 },
  );
});
