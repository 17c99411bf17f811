import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Mirror } from '../../../electron/sessions/mirror';
import { coalesce, Outbox } from '../../../electron/sessions/outbox';
import type { PortMessage } from '../../../shared/contract';
import { packChanges, type EntryColumns } from '../../../shared/model/columns';
import type { Change } from '../../../shared/model/frame';
import { anEntry } from '../../support/entries';
import { until } from '../../support/wait';

const keysOf = (columns: EntryColumns): string[] => (columns.count === 0 ? [] : columns.keys.split('\0'));

/** What a window knows of one source: each key's last revision. */
class Window {
  readonly messages: PortMessage[] = [];
  readonly known = new Map<string, bigint>();

  take = (message: PortMessage): void => {
    this.messages.push(message);
    if (message.kind === 'listing') this.#put(message.entries);
    if (message.kind === 'batch') {
      if (message.changes.deletedCount > 0) for (const key of message.changes.deleted.split('\0')) this.known.delete(key);
      this.#put(message.changes.puts);
    }
  };

  #put(columns: EntryColumns): void {
    keysOf(columns).forEach((key, index) => this.known.set(key, columns.modified[index] ?? -1n));
  }

  get batches(): Extract<PortMessage, { kind: 'batch' }>[] {
    return this.messages.filter((message) => message.kind === 'batch');
  }
}

function listedMirror(...keys: string[]): Mirror {
  const mirror = new Mirror();
  mirror.take({ kind: 'listing', seq: 0, at: 1n, entries: keys.map((key) => anEntry(key, '')) });
  return mirror;
}

const put = (key: string, modified: bigint): Change => ({ kind: 'put', entry: anEntry(key, '', { created: 1n, modified }) });

test('a source without a listing sends nothing until it has one, and then one only', () => {
  const window = new Window();
  const outbox = new Outbox(window.take);
  outbox.list('s', new Mirror());
  outbox.changed('s', [put('/a', 2n)], 2n);
  expect(window.messages).toEqual([]);
  outbox.list('s', listedMirror('/b', '/a'));
  outbox.list('s', listedMirror('/b', '/a'));
  expect(window.messages).toHaveLength(1);
  expect([...window.known.keys()]).toEqual(['/a', '/b']);
});

test('nothing follows before the window has taken what is on its way', async () => {
  const window = new Window();
  const outbox = new Outbox(window.take);
  outbox.list('s', listedMirror());
  outbox.changed('s', [put('/a', 2n)], 2n);
  outbox.changed('s', [put('/b', 3n)], 3n);
  expect(window.batches).toHaveLength(0);
  outbox.acknowledge('s');
  await until(() => window.batches.length === 1, 'the batch comes');
  outbox.changed('s', [put('/c', 4n)], 4n);
  outbox.acknowledge('s');
  await until(() => window.batches.length === 2, 'the next batch comes');
  expect(window.batches.map(({ at, changes }) => [at, keysOf(changes.puts)])).toEqual([
    [3n, ['/a', '/b']],
    [4n, ['/c']],
  ]);
});

test('the first change after a pause goes at once', async () => {
  const window = new Window();
  const outbox = new Outbox(window.take);
  outbox.list('s', listedMirror());
  outbox.acknowledge('s');
  const listedAt = performance.now();
  await until(() => performance.now() - listedAt > 20, 'a frame has passed');
  outbox.changed('s', [put('/a', 2n)], 2n);
  expect(window.batches).toHaveLength(1);
});

test('a large listing is packed while other things go on; what changes meanwhile follows it', async () => {
  const window = new Window();
  const outbox = new Outbox(window.take);
  const keys = Array.from({ length: 30_000 }, (_, index) => `/k${String(index).padStart(6, '0')}`);
  const mirror = listedMirror(...keys);
  let turns = 0;
  const turn = (): void => {
    turns += 1;
    if (window.messages.length === 0) setImmediate(turn);
  };
  outbox.list('s', mirror);
  expect(window.messages).toEqual([]);
  setImmediate(turn);
  const change: Change[] = [put('/k000001', 2n), { kind: 'delete', key: '/k029999' }, put('/new', 2n)];
  mirror.take({ kind: 'delta', seq: 1, at: 2n, changes: change });
  outbox.changed('s', change, 2n);
  await until(() => window.messages.length === 1, 'the listing comes');
  expect(turns).toBeGreaterThan(1);
  expect([...window.known.keys()]).toEqual(keys);
  outbox.acknowledge('s');
  await until(() => window.batches.length === 1, 'what changed meanwhile comes');
  expect(new Map([...window.known].sort())).toEqual(new Map(mirror.sorted().map((entry) => [entry.key, entry.stamp.modified])));
});

test('a source that is forgotten while its listing is packed sends nothing', async () => {
  const window = new Window();
  const outbox = new Outbox(window.take);
  outbox.list('large', listedMirror(...Array.from({ length: 20_000 }, (_, index) => `/k${index}`)));
  outbox.forget('large');
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(window.messages).toEqual([]);
});

test('sources do not wait for one another', () => {
  const window = new Window();
  const outbox = new Outbox(window.take);
  outbox.list('one', listedMirror('/a'));
  outbox.list('two', listedMirror('/b'));
  expect(window.messages.map((message) => message.kind === 'listing' && message.sourceId)).toEqual(['one', 'two']);
});

test('a closed outbox is silent', () => {
  const window = new Window();
  const outbox = new Outbox(window.take);
  outbox.list('s', listedMirror());
  outbox.close();
  outbox.acknowledge('s');
  outbox.changed('s', [put('/a', 2n)], 2n);
  outbox.list('s', listedMirror());
  expect(window.messages).toHaveLength(1);
});

const changes = fc.array(
  fc.record({ key: fc.constantFrom('/a', '/b', '/c', '__proto__'), deletes: fc.boolean() }).map((made) => made),
  { maxLength: 40 },
);
const numbered = (made: readonly { key: string; deletes: boolean }[]): Change[] =>
  made.map(({ key, deletes }, index) => (deletes ? { kind: 'delete', key } : put(key, BigInt(index + 2))));

test('coalescing before packing changes nothing that packing tells', () => {
  const told = (list: readonly Change[]): unknown => {
    const { puts, deleted, deletedCount, recreated } = packChanges(list);
    const recreatedKeys = [...recreated].map((index) => keysOf(puts)[index]);
    return {
      puts: keysOf(puts).map((key, index) => [key, puts.modified[index]]).sort(),
      deleted: deletedCount === 0 ? [] : deleted.split('\0').sort(),
      recreated: recreatedKeys.sort(),
    };
  };
  fc.assert(
    fc.property(changes.map(numbered), (list) => {
      expect(told(coalesce(list))).toEqual(told(list));
      expect(coalesce(list).length).toBeLessThanOrEqual(8);
    }),
  );
});

test('whenever the window acknowledges, it ends with what the mirror holds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(changes.map(numbered), fc.boolean()), { maxLength: 8 }), async (steps) => {
      const window = new Window();
      const outbox = new Outbox(window.take);
      const mirror = listedMirror('/a', '/b');
      outbox.list('s', mirror);
      let seq = 0;
      for (const [list, acknowledged] of steps) {
        seq += 1;
        mirror.take({ kind: 'delta', seq, at: BigInt(seq), changes: list });
        outbox.changed('s', list, BigInt(seq));
        if (acknowledged) outbox.acknowledge('s');
      }
      const wanted = new Map(mirror.sorted().map((entry) => [entry.key, entry.stamp.modified]));
      await until(
        () => {
          outbox.acknowledge('s');
          return window.known.size === wanted.size && [...wanted].every(([key, modified]) => window.known.get(key) === modified);
        },
        'the window holds what the mirror holds',
        { everyMs: 2 },
      );
      outbox.close();
    }),
    { numRuns: 30 },
  );
});
