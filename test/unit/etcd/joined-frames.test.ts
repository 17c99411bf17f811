import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JoinedFrames, type Arrival } from '../../../electron/drivers/etcd/joined-frames';
import type { Position } from '../../../electron/drivers/etcd/position';
import { anEntry } from '../../support/entries';

const position = (revision: bigint): Position => ({ clusterId: '1', term: 2n, revision, seq: 0, count: 0, anchors: [] });

/** A delta of a range that leads to this revision. */
const delta = (index: number, revision: bigint, present?: bigint): Arrival => ({
  index,
  frame: { kind: 'delta', seq: 0, at: revision, changes: [{ kind: 'put', entry: anEntry(`/${index}`, 'x', { created: revision }) }], ...(present !== undefined && { present }) },
  position: position(revision),
});

const steps = fc.array(fc.record({ index: fc.nat({ max: 2 }), by: fc.bigInt({ min: 1n, max: 6n }) }), { maxLength: 30 });

describe('frames of several ranges', () => {
  test('say for as long as any range lags that more of an outage may come, and number and date the whole', () => {
    fc.assert(
      fc.property(steps, fc.bigInt({ min: 5n, max: 15n }), (arrivals, present) => {
        const revisions = [5n, 5n, 5n];
        const joined = new JoinedFrames(revisions.map(position), 7);
        expect(joined.first(revisions.map((revision, index) => delta(index, revision, index === 1 ? present : 5n)))).toMatchObject({ kind: 'delta', seq: 8, at: 5n, present });
        for (const [i, { index, by }] of arrivals.entries()) {
          const lags = revisions.some((revision) => revision < present);
          revisions[index] = (revisions[index] ?? 0n) + by;
          const frame = joined.next(delta(index, revisions[index]));
          expect(frame.present).toBe(lags ? present : undefined);
          expect([frame.seq, frame.at]).toEqual([9 + i, revisions.reduce((a, b) => (a > b ? a : b))]);
          expect(joined.positions.map(({ revision }) => revision)).toEqual(revisions);
        }
      }),
    );
  });

  test('tell what all have missed in the order in which it happened', () => {
    const joined = new JoinedFrames([5n, 5n].map(position), 0);
    const { frame } = delta(0, 9n, 9n);
    const missed = { ...frame, changes: [6n, 9n].map((created) => ({ kind: 'put' as const, entry: anEntry('/0', 'x', { created }) })) };
    const first = joined.first([{ index: 0, frame: missed, position: position(9n) }, delta(1, 7n, 9n)]);
    expect(first.kind === 'delta' && first.changes.map((change) => change.kind === 'put' && change.entry.stamp.modified)).toEqual([6n, 7n, 9n]);
  });

  test('are one listing where they were listed, which no outage reaches past', () => {
    const joined = new JoinedFrames([5n, 5n].map(position), -1);
    const listing = (index: number): Arrival => ({ index, frame: { kind: 'listing', seq: 0, at: 5n, entries: [anEntry(`/${index}`, 'x')] }, position: position(5n) });
    expect(joined.first([listing(0), listing(1)])).toEqual({ kind: 'listing', seq: 0, at: 5n, entries: [anEntry('/0', 'x'), anEntry('/1', 'x')] });
    expect(joined.next(delta(1, 6n)).present).toBeUndefined();
  });
});
