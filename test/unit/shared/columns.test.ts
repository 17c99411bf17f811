import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinColumns, packChanges, packEntries, PREVIEW_BYTES } from '../../../shared/model/columns';
import type { Change } from '../../../shared/model/frame';
import { anEntry } from '../../support/entries';

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.constantFrom('a', 'b', '').map((key): Change => ({ kind: 'delete', key })),
  fc.tuple(fc.constantFrom('a', 'b', ''), fc.string()).map(([key, value]): Change => ({ kind: 'put', entry: anEntry(key, value) })),
);

describe('entries in columns', () => {
  it('keep each value to its own bytes, null apart from empty', () => {
    const columns = packEntries([anEntry('a', 'one'), anEntry('b', null), anEntry('c', ''), anEntry('d', 'four')]);
    const value = (i: number) => new TextDecoder().decode(columns.bytes.subarray(columns.ends[i - 1] ?? 0, columns.ends[i]));
    expect([0, 1, 2, 3].map(value)).toEqual(['one', '', '', 'four']);
    expect([...columns.sizes]).toEqual([3, -1, 0, 4]);
    expect(columns.keys.split('\0')).toEqual(['a', 'b', 'c', 'd']);
  });

  it('that are joined are those of all entries together', () => {
    const entry = fc
      .record({ key: fc.string().filter((key) => !key.includes('\0')), value: fc.option(fc.string()), owner: fc.constantFrom(undefined, '1f'), at: fc.bigInt(0n, 2n ** 62n) })
      .map(({ key, value, owner, at }) => anEntry(key, value, { created: at, modified: at + 1n, ...(owner !== undefined && { owner }) }));
    fc.assert(
      fc.property(fc.array(fc.array(entry, { maxLength: 5 }), { maxLength: 5 }), (runs) => {
        expect(joinColumns(runs.map((run) => packEntries(run)))).toEqual(packEntries(runs.flat()));
      }),
    );
  });

  it('carry only the beginning of a large value, and its full size', () => {
    const columns = packEntries([anEntry('a', 'x'.repeat(PREVIEW_BYTES * 3)), anEntry('b', 'end')]);
    expect([...columns.ends]).toEqual([PREVIEW_BYTES, PREVIEW_BYTES + 3]);
    expect(columns.sizes[0]).toBe(PREVIEW_BYTES * 3);
  });

  it('keep 64-bit revisions exact', () => {
    const created = 2n ** 62n + 1n;
    expect(packEntries([anEntry('a', '', { created })]).created[0]).toBe(created);
  });

  it('name owners only where there are any', () => {
    expect(packEntries([anEntry('a', '')]).owners).toBe('');
    expect(packEntries([anEntry('a', ''), anEntry('b', '', { owner: '0x1' })]).owners).toBe('\x000x1');
  });
});

describe('changes in columns', () => {
  it('hold the last state of each key, once', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
        const columns = packChanges(changes);
        const last = new Map(changes.map((one) => [one.kind === 'put' ? one.entry.key : one.key, one.kind]));
        const puts = columns.puts.count ? columns.puts.keys.split('\0') : [];
        const deleted = columns.deletedCount ? columns.deleted.split('\0') : [];
        expect(puts.sort()).toEqual([...last].filter(([, kind]) => kind === 'put').map(([key]) => key).sort());
        expect(deleted.sort()).toEqual([...last].filter(([, kind]) => kind === 'delete').map(([key]) => key).sort());
      }),
    );
  });

  it('show a delete followed by a put as a recreation', () => {
    const put = (value: string): Change => ({ kind: 'put', entry: anEntry('a', value) });
    expect([...packChanges([put('1'), put('2')]).recreated]).toEqual([]);
    expect([...packChanges([{ kind: 'delete', key: 'a' }, put('1'), put('2')]).recreated]).toEqual([0]);
    expect([...packChanges([{ kind: 'delete', key: 'a' }, put('1'), { kind: 'delete', key: 'a' }]).recreated]).toEqual([]);
  });
});
