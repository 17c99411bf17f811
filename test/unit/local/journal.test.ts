import fs from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { local } from '../../../electron/drivers/local/index';
import { Store } from '../../../electron/drivers/local/store';
import { FaultError } from '../../../shared/fault';
import { keyFromBytes } from '../../../shared/model/key';
import type { Edit } from '../../../shared/model/plan';
import { accepted, directory, directoryWith, journalOf, openStore, picture, planOf, put } from './workspace';

/** What a random transaction does to a key: writes these bytes, writes null, or deletes it. */
type Action = { readonly key: string; readonly value: Uint8Array | null | 'delete' };

const keys = fc.oneof(
  fc.constantFrom('/a', '/b', '__proto__', 'constructor', '/emoji/🚩', '/with space//and newline\n', 'no/slash'),
  fc.uint8Array({ minLength: 1, maxLength: 6 }).map(keyFromBytes),
);
const values = fc.oneof(
  fc.constantFrom<Action['value']>(null, 'delete', new Uint8Array()),
  fc.string({ maxLength: 40 }).map((text) => new TextEncoder().encode(text)),
  fc.uint8Array({ maxLength: 40 }),
);
const transactions = fc.array(
  fc.uniqueArray(fc.record({ key: keys, value: values }), { minLength: 1, maxLength: 4, selector: ({ key }) => key }),
  { minLength: 1, maxLength: 12 },
);

/** Applies the actions as one plan on what the store holds; resolves to the revision, or undefined where there was nothing to do. */
async function perform(store: Store, actions: readonly Action[]): Promise<bigint | undefined> {
  const edits = actions.flatMap(({ key, value }): Edit[] => {
    const now = store.history.entries.get(key);
    if (value !== 'delete') return [put(key, value, now)];
    return now ? [{ kind: 'delete', key, base: now.stamp }] : [];
  });
  return edits.length === 0 ? undefined : accepted(await store.apply(planOf(...edits))).at;
}

/** Writes a journal, and gives its bytes with the length and the state after each transaction, the empty workspace first. */
async function written(list: readonly (readonly Action[])[]) {
  const folder = directory();
  const store = await Store.open(folder);
  const states = [{ length: fs.statSync(journalOf(folder)).size, revision: 0n, entries: picture([]) }];
  for (const actions of list) {
    if ((await perform(store, actions)) === undefined) continue;
    states.push({ length: fs.statSync(journalOf(folder)).size, revision: store.history.revision, entries: picture(store.history.entries.values()) });
  }
  await store.close();
  return { folder, journal: fs.readFileSync(journalOf(folder)), states };
}

async function openingFault(folder: string): Promise<FaultError['fault']> {
  try {
    await (await Store.open(folder)).close();
  } catch (error) {
    if (error instanceof FaultError) return error.fault;
    throw error;
  }
  throw new Error('it opened');
}

const anEdited = async (count: number) =>
  written(Array.from({ length: count }, (_, i) => [{ key: `/key/${i % 3}`, value: new TextEncoder().encode(`value ${i}`) }]));

describe('a workspace that is closed and opened again', { timeout: 60_000 }, () => {
  it('holds what it held: keys, values, null beside empty, stamps and times', async () => {
    await fc.assert(
      fc.asyncProperty(transactions, async (list) => {
        const { folder, states } = await written(list);
        const store = await Store.open(folder);
        const seen = { revision: store.history.revision, entries: picture(store.history.entries.values()) };
        await store.close();
        expect(seen).toEqual({ revision: states.at(-1)?.revision, entries: states.at(-1)?.entries });
      }),
      { numRuns: 60, seed: 11 },
    );
  });

  it('tells what each key was at every revision', async () => {
    await fc.assert(
      fc.asyncProperty(transactions, async (list) => {
        const { folder, states } = await written(list);
        const store = await Store.open(folder);
        const everyKey = new Set(list.flat().map(({ key }) => key));
        for (const { revision, entries } of states) {
          const then = [...everyKey].flatMap((key) => accepted(store.history.entryAt(key, revision)) ?? []);
          expect(picture(then)).toEqual(entries);
        }
        await store.close();
      }),
      { numRuns: 40, seed: 12 },
    );
  });
});

describe('a journal cut off at any byte', { timeout: 60_000 }, () => {
  it('opens with every transaction that is whole, none that is not, and goes on from there', async () => {
    await fc.assert(
      fc.asyncProperty(transactions, fc.double({ min: 0, max: 1, noNaN: true }), async (list, fraction) => {
        const { journal, states } = await written(list);
        const [empty] = states;
        const head = empty?.length ?? 0;
        const cut = head + Math.floor(fraction * (journal.length - head));
        const folder = directoryWith(journal.subarray(0, cut));
        const expected = states.filter(({ length }) => length <= cut).at(-1);
        const store = await Store.open(folder);
        expect(store.history.revision).toBe(expected?.revision);
        expect(picture(store.history.entries.values())).toEqual(expected?.entries);
        await perform(store, [{ key: '/after', value: null }]);
        const after = picture(store.history.entries.values());
        await store.close();
        const again = await Store.open(folder);
        expect(picture(again.history.entries.values())).toEqual(after);
        await again.close();
      }),
      { numRuns: 80, seed: 13 },
    );
  });

  it('is not taken for a new workspace when its first line is cut, and is left as it is', async () => {
    const { journal, states } = await anEdited(3);
    for (const cut of [0, 1, 40, (states[0]?.length ?? 0) - 1]) {
      const folder = directoryWith(journal.subarray(0, cut));
      expect(await openingFault(folder)).toMatchObject({ code: 'invalid', reason: 'workspace-corrupt', params: { line: '1' } });
      expect(fs.readFileSync(journalOf(folder))).toEqual(journal.subarray(0, cut));
    }
  });

  it('loses a write of several transactions that the power failed in, wherever the hole is', async () => {
    const folder = directory();
    const store = await Store.open(folder);
    accepted(await store.apply(planOf(put('/before', 'acknowledged'))));
    const before = fs.statSync(journalOf(folder)).size;
    // accepted in the same turn: they share one write
    await Promise.all(Array.from({ length: 5 }, (_, i) => store.apply(planOf(put(`/together/${i}`, 'x'.repeat(100))))));
    await store.close();
    const journal = fs.readFileSync(journalOf(folder));
    for (let hole = before; hole < journal.length - 50; hole += 23) {
      const holed = Buffer.from(journal);
      holed.fill(0, hole, hole + 50);
      const reopened = await openStore(directoryWith(holed));
      expect(reopened.history.entries.has('/before')).toBe(true);
      const present = [0, 1, 2, 3, 4].filter((i) => reopened.history.entries.has(`/together/${i}`));
      expect(present).toEqual([0, 1, 2, 3, 4].slice(0, present.length));
      expect(present.length).toBeLessThan(5);
      await reopened.close();
    }
  });
});

describe('a damaged journal', { timeout: 60_000 }, () => {
  it('is refused with the number of the line, wherever a bit has changed, and left as it is', async () => {
    const { journal } = await anEdited(8);
    await fc.assert(
      fc.asyncProperty(fc.nat(journal.length - 1), fc.integer({ min: 0, max: 7 }), async (at, bit) => {
        const damaged = Buffer.from(journal);
        damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
        const line = journal.subarray(0, at).filter((byte) => byte === 10).length + 1;
        const folder = directoryWith(damaged);
        const inLastLine = line === 9;
        if (inLastLine && (at === journal.length - 1 || damaged[at] === 0)) {
          // no newline at its end, or a NUL in it: just what a crash leaves of a write that was never acknowledged
          const store = await openStore(folder);
          expect(store.history.revision).toBe(7n);
          await store.close();
          return;
        }
        const fault = await openingFault(folder);
        if (fault.reason !== 'workspace-newer') expect(fault).toMatchObject({ reason: 'workspace-corrupt', params: { line: String(line) } });
        expect(fs.readFileSync(journalOf(folder))).toEqual(damaged);
      }),
      { numRuns: 150, seed: 14 },
    );
  });

  it('is refused when a line is missing, twice there, or has changed places with the next', async () => {
    const { journal } = await anEdited(6);
    const lines = journal.toString().split('\n').slice(0, -1);
    const [a = '', b = ''] = lines.slice(3);
    const variants = {
      missing: lines.toSpliced(3, 1),
      twice: lines.toSpliced(3, 0, a),
      swapped: lines.toSpliced(3, 2, b, a),
    };
    for (const [name, variant] of Object.entries(variants)) {
      const fault = await openingFault(directoryWith(`${variant.join('\n')}\n`));
      expect(fault.reason, name).toBe('workspace-corrupt');
    }
  });

  it('is refused when its hole lies in a transaction that a later one knows to be on the disk', async () => {
    const { journal, states } = await anEdited(6);
    const damaged = Buffer.from(journal);
    const from = (states[2]?.length ?? 0) + 20;
    damaged.fill(0, from, from + 10);
    expect(await openingFault(directoryWith(damaged))).toMatchObject({ reason: 'workspace-corrupt', params: { line: '4' } });
  });
});

describe('a journal of a later version', { timeout: 60_000 }, () => {
  it('is refused with a sentence and kept', async () => {
    const { journal } = await anEdited(2);
    const later = journal.toString().replace('"version":1', '"version":2');
    const folder = directoryWith(later);
    const fault = await openingFault(folder);
    expect(fault.reason).toBe('workspace-newer');
    expect(fault.message).toContain('format 2');
    expect(fs.readFileSync(journalOf(folder), 'utf8')).toBe(later);
  });
});

describe('compaction', { timeout: 60_000 }, () => {
  it('changes nothing but how far history goes back', async () => {
    await fc.assert(
      fc.asyncProperty(transactions, fc.nat(1500), async (list, keepBytes) => {
        const folder = directory();
        const plain = await Store.open(directory());
        const compacting = await Store.open(folder, undefined, { atBytes: 600, keepBytes });
        for (const actions of [...list, ...list, ...list]) {
          await perform(plain, actions);
          await perform(compacting, actions);
        }
        const untimed = (entries: Iterable<import('../../../shared/model/entry').Entry>) =>
          picture([...entries].map((entry) => ({ ...entry, stamp: { ...entry.stamp, modifiedAt: 0 } })));
        const now = untimed(plain.history.entries.values());
        expect(untimed(compacting.history.entries.values())).toEqual(now);
        const { revision } = compacting.history;
        expect(revision).toBe(plain.history.revision);
        await compacting.close();

        const reopened = await Store.open(folder);
        expect(reopened.history.revision).toBe(revision);
        expect(untimed(reopened.history.entries.values())).toEqual(now);
        for (let at = 0n; at <= revision; at += 1n) {
          const knows = reopened.history.sumAt(at) !== undefined;
          for (const { key } of list.flat()) {
            const then = reopened.history.entryAt(key, at);
            if (!knows) expect(then).toMatchObject({ ok: false, fault: { code: 'compacted' } });
            else expect(untimed([accepted(then) ?? []].flat())).toEqual(untimed([accepted(plain.history.entryAt(key, at)) ?? []].flat()));
          }
        }
        await reopened.close();
        await plain.close();
      }),
      { numRuns: 40, seed: 15 },
    );
  });

  it('keeps the file near its bound however long one key is rewritten', async () => {
    const folder = directory();
    const store = await openStore(folder, { atBytes: 20_000, keepBytes: 10_000 });
    for (let i = 0; i < 1000; i++) await perform(store, [{ key: '/counter', value: new TextEncoder().encode(String(i)) }]);
    // takes its turn after a compaction
    await store.verify();
    expect(fs.statSync(journalOf(folder)).size).toBeLessThan(21_000);
    expect(store.history.sumAt(0n)).toBeUndefined();
    expect(fs.readdirSync(folder).sort()).toEqual(['workspace.journal', 'workspace.pid']);
  });

  it('keeps as many transactions as it is told, counted as well as weighed', async () => {
    const store = await openStore(directory(), { atCount: 50, keepCount: 20 });
    for (let i = 0; i < 51; i++) await perform(store, [{ key: '/counter', value: null }]);
    // takes its turn after the compaction
    await store.verify();
    expect([30n, 31n].map((revision) => store.history.sumAt(revision) !== undefined)).toEqual([false, true]);
    expect(accepted(store.history.entryAt('/counter', 31n))?.stamp.version).toBe(31);
  });

  it('removes what a compaction that was cut short has left behind', async () => {
    const { folder, states } = await anEdited(4);
    fs.writeFileSync(`${journalOf(folder)}.new`, 'half a snapsh');
    const store = await openStore(folder);
    expect(picture(store.history.entries.values())).toEqual(states.at(-1)?.entries);
    expect(fs.existsSync(`${journalOf(folder)}.new`)).toBe(false);
  });
});

describe('files of a workspace', { timeout: 60_000 }, () => {
  it('can be read and written by their owner alone', async () => {
    const folder = `${directory()}/new/workspace`;
    const connection = await local.connect({ options: { backend: 'local', endpoints: [], roots: [folder] }, signal: new AbortController().signal });
    const modeOf = (file: string): string => (fs.statSync(file).mode & 0o777).toString(8);
    expect([modeOf(folder), modeOf(journalOf(folder))]).toEqual(['700', '600']);
    await connection.close();
  });
});
