import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFrame, emptyReplica, type Change } from '../../../shared/model/frame';
import { packChanges, packEntries, PREVIEW_BYTES } from '../../../shared/model/columns';
import { SourceData } from '../../../renderer/store/source-data';
import { aKey, someChanges, ticker } from './arbitraries';
import { finish } from './finish';
import { anEntry } from '../../support/entries';
import { expectedRows, shownRows } from './naive-tree';

type Step =
  | { readonly kind: 'batch'; readonly changes: Change[] }
  | { readonly kind: 'relist'; readonly keep: number }
  | { readonly kind: 'toggle'; readonly row: number }
  | { readonly kind: 'siblings'; readonly row: number }
  | { readonly kind: 'settle' }
  | { readonly kind: 'filter'; readonly text: string };

const someSteps = (base: string): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.oneof(
      { weight: 4, arbitrary: someChanges(base, ticker()).map((changes): Step => ({ kind: 'batch', changes })) },
      { weight: 1, arbitrary: fc.nat(10).map((keep): Step => ({ kind: 'relist', keep })) },
      { weight: 3, arbitrary: fc.nat(40).map((row): Step => ({ kind: 'toggle', row })) },
      { weight: 1, arbitrary: fc.nat(40).map((row): Step => ({ kind: 'siblings', row })) },
      { weight: 2, arbitrary: fc.constant<Step>({ kind: 'settle' }) },
      { weight: 2, arbitrary: fc.constantFrom('', 'a', 'A b', 'fl', 'fla', 'config', '/', 'proto', '😀', 'nowhere').map((text): Step => ({ kind: 'filter', text })) },
    ),
    { maxLength: 25 },
  );

/** A source's data, and a replica kept by the shared rule. */
function aWorld(base: string) {
  const data = new SourceData(base);
  const replica = emptyReplica();
  let filter = '';
  const step = (what: Step) => {
    switch (what.kind) {
      case 'batch':
        applyFrame(replica, { kind: 'delta', seq: replica.seq + 1, at: 0n, changes: what.changes });
        data.apply(0n, packChanges(what.changes));
        return;
      case 'relist': {
        const entries = [...replica.entries.values()].filter((_, position) => position % 11 <= what.keep);
        applyFrame(replica, { kind: 'listing', seq: 0, at: 0n, entries });
        data.list(0n, packEntries(entries));
        return;
      }
      case 'toggle':
      case 'siblings': {
        data.settle();
        const handle = data.rows.at(what.row);
        if (handle === undefined) return;
        if (what.kind === 'toggle') data.rows.setExpanded(handle, !data.rows.isExpanded(handle));
        else data.rows.expandSiblings(handle);
        data.settle(true);
        return;
      }
      case 'settle':
        data.settle();
        return;
      case 'filter': {
        filter = what.text;
        data.rows.setMatches(finish(data.filter.query(what.text)));
        data.settle(true);
      }
    }
  };
  return { data, replica, step, filter: () => filter };
}

const bases = ['', '/', '/config/', 'a/'];

describe('the data of a source', () => {
  it.each(bases)('shows the rows that a rebuild from nothing shows, whatever came before (base "%s")', (base) => {
    fc.assert(
      fc.property(someSteps(base), (steps) => {
        const world = aWorld(base);
        const { data, replica } = world;
        for (const step of steps) world.step(step);
        data.settle(data.rows.filtered);

        const expected = expectedRows(data, replica.entries.keys(), world.filter());
        expect(shownRows(data)).toEqual(expected.rows);
        expect(data.rows.matches).toBe(expected.matches);
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  it('opens with the next letter what was closed under a filter, though the same keys match', () => {
    const { data, step } = aWorld('');
    step({ kind: 'batch', changes: ['flags/a', 'flags/b'].map((key) => ({ kind: 'put', entry: anEntry(key, 'x') })) });
    step({ kind: 'filter', text: 'fl' });
    step({ kind: 'toggle', row: 0 });
    expect(data.rows.count).toBe(1);
    step({ kind: 'filter', text: 'fla' });
    expect(data.rows.count).toBe(3);
  });

  it.each(bases)('holds what a replica kept by the shared rule holds (base "%s")', (base) => {
    fc.assert(
      fc.property(someSteps(base), (steps) => {
        const world = aWorld(base);
        for (const step of steps) world.step(step);
        const { data, replica } = world;
        const held = [...data.tree.handleOf].filter(([, handle]) => data.isEntry(handle)).map(([key]) => key);
        expect(held.sort()).toEqual([...replica.entries.keys()].sort());
        expect(data.tree.entries).toBe(replica.entries.size);
        for (const [key, entry] of replica.entries) {
          const cell = data.cell(key);
          expect(data.stampOf(key)).toEqual(entry.stamp);
          expect(cell).toMatchObject({ key, isEntry: true, gone: false, size: entry.value?.length ?? null, owner: entry.owner ?? null });
          expect(cell.value).toEqual(entry.value === null ? null : entry.value.subarray(0, PREVIEW_BYTES));
        }
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  it.each(bases)('keeps a cell that is on show equal to one made now (base "%s")', (base) => {
    fc.assert(
      fc.property(fc.array(aKey(base), { minLength: 1, maxLength: 6 }), someSteps(base), (shown, steps) => {
        const world = aWorld(base);
        const cells = shown.map((key) => world.data.cell(key));
        for (const step of steps) world.step(step);
        world.data.settle();
        const fresh = aWorld(base);
        fresh.step({ kind: 'batch', changes: [...world.replica.entries.values()].map((entry) => ({ kind: 'put', entry })) });
        fresh.data.settle();
        for (const cell of cells) {
          const expected = fresh.data.cell(cell.key);
          if (cell.isEntry) expect({ ...cell, changes: 0, recreated: 0 }).toEqual({ ...expected });
          else expect([cell.isEntry, cell.gone, cell.kids]).toEqual([false, expected.gone, expected.kids]);
          expect(world.data.cell(cell.key)).toBe(cell);
        }
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});
