import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../shared/model/entry';
import { applyFrame, difference, emptyReplica, type Change } from '../../../shared/model/frame';
import { anEntry } from '../../support/entries';

const keys = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor');
const replicas = fc.array(fc.record({ key: keys, created: fc.bigInt(1n, 3n), more: fc.bigInt(0n, 2n) }), { maxLength: 6 }).map((rows) => {
  const entries = rows.map(({ key, created, more }) => anEntry(key, `${created}:${more}`, { created, modified: created + more }));
  return new Map<string, Entry>(entries.map((entry) => [entry.key, entry]));
});

describe('a replica', () => {
  it('refuses a delta that does not follow, and stays as it was', () => {
    const replica = emptyReplica();
    applyFrame(replica, { kind: 'listing', seq: 0, at: 1n, entries: [anEntry('a', '1')] });
    expect(applyFrame(replica, { kind: 'delta', seq: 2, at: 3n, changes: [{ kind: 'delete', key: 'a' }] })).toBe(false);
    expect([...replica.entries.keys()]).toEqual(['a']);
    expect(replica.seq).toBe(0);
  });

  it('refuses a delta before the first listing', () => {
    expect(applyFrame(emptyReplica(), { kind: 'delta', seq: 1, at: 1n, changes: [] })).toBe(false);
  });

  it('forgets what a new listing does not hold', () => {
    const replica = emptyReplica();
    applyFrame(replica, { kind: 'listing', seq: 0, at: 1n, entries: [anEntry('a', '1'), anEntry('b', '1')] });
    applyFrame(replica, { kind: 'listing', seq: 0, at: 2n, entries: [anEntry('b', '2')] });
    expect([...replica.entries.keys()]).toEqual(['b']);
  });
});

describe('the difference of two replicas', () => {
  it('turns the one into the other', () => {
    fc.assert(
      fc.property(replicas, replicas, (before, after) => {
        const replica = { ...emptyReplica(), entries: new Map(before), seq: 0 };
        applyFrame(replica, { kind: 'delta', seq: 1, at: 9n, changes: difference(before, after) });
        const sorted = (map: Map<string, Entry>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, { stamp }]) => [key, stamp.created, stamp.modified]);
        expect(sorted(replica.entries)).toEqual(sorted(after));
      }),
    );
  });

  it('is empty between equals', () => {
    fc.assert(fc.property(replicas, (entries) => { expect(difference(entries, new Map(entries))).toEqual([]); }));
  });

  it('shows a recreated key as a delete followed by a put', () => {
    const before = new Map([['a', anEntry('a', 'old', { created: 1n, modified: 1n })]]);
    const after = new Map([['a', anEntry('a', 'new', { created: 5n, modified: 5n })]]);
    expect(difference(before, after).map((change: Change) => change.kind)).toEqual(['delete', 'put']);
  });

  it('notices an owner that came or went without a new value', () => {
    const before = new Map([['a', anEntry('a', 'x', { owner: '1f' })]]);
    const after = new Map([['a', anEntry('a', 'x')]]);
    expect(difference(before, after)).toHaveLength(1);
  });
});
