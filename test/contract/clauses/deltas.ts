import { expect, test } from 'vitest';
import type { Driver } from '../../../electron/drivers/driver';
import type { Change, Delta } from '../../../shared/model/frame';
import { changedKey } from '../../../shared/model/frame';
import type { Key } from '../../../shared/model/key';
import { FrameCollector, type Collected } from '../../support/wait';
import {
  create,
  differences,
  freshListing,
  holds,
  independent,
  plan,
  put,
  readEntry,
  remove,
  succeeded,
  text,
  watch,
  type Harness,
} from '../harness';

/** What arrives after the listing. */
export function deltaClauses(driver: Driver, harness: () => Harness): void {
  test('a put by another client arrives with its bytes, its stamp and its owner as a read tells them', async () => {
    const client = await independent(harness());
    const key = harness().key('flag');
    const { connection, live } = await watch(harness());

    await client.put(key, 'false');
    await live.waitFor((entries) => holds(entries, key, 'false'), 'the first put');
    const first = live.entries.get(key);
    expect(first).toEqual(await readEntry(connection, key));

    await client.put(key, 'true');
    await live.waitFor((entries) => holds(entries, key, 'true'), 'the second put');
    const second = live.entries.get(key);
    expect(second).toEqual(await readEntry(connection, key));
    expect(second?.stamp.created).toBe(first?.stamp.created);
    expect(second?.stamp.modified).toBeGreaterThan(first?.stamp.modified ?? 0n);
    expect(second?.stamp.version).toBe((first?.stamp.version ?? 0) + 1);
  });

  test('a delete by another client arrives', async () => {
    const client = await independent(harness());
    const key = harness().key('flag');
    await client.put(key, 'true');
    const { live } = await watch(harness());
    expect(live.entries.has(key)).toBe(true);

    await client.remove(key);
    await live.waitFor((entries) => !entries.has(key), 'the delete');
    expect(live.changes().some((change) => change.kind === 'delete' && change.key === key)).toBe(true);
  });

  test('a key that is deleted and created again is seen as a new incarnation', async () => {
    const client = await independent(harness());
    const key = harness().key('flag');
    await client.put(key, 'same');
    const { live } = await watch(harness());
    const old = live.entries.get(key);

    await client.remove(key);
    await client.put(key, 'same');
    await live.waitFor((entries) => (entries.get(key)?.stamp.created ?? 0n) > (old?.stamp.created ?? 0n), 'the new incarnation');

    expect(kindsOf(live.changes(), key)).toEqual(['delete', 'put']);
  });

  test('a key that is recreated again and again never looks like an edit of the old one', async () => {
    const client = await independent(harness());
    const key = harness().key('flag');
    await client.put(key, 'round 0');
    const { live } = await watch(harness());
    // the replica itself checks that a new incarnation follows a delete
    for (let round = 1; round <= 200; round++) {
      await client.remove(key);
      await client.put(key, `round ${round}`);
    }
    await live.waitFor((entries) => holds(entries, key, 'round 200'), 'the last incarnation');
    const incarnations = live
      .changes()
      .flatMap((change) => (change.kind === 'put' && change.entry.key === key ? [change.entry.stamp.created] : []));
    expect(kindsOf(live.changes(), key).filter((kind) => kind === 'delete').length).toBeGreaterThanOrEqual(new Set(incarnations).size);
  });

  test('deltas chain without a gap and their revision never goes back, over a thousand writes', async () => {
    const client = await independent(harness());
    const { live } = await watch(harness());
    const key = (i: number): Key => harness().key(`chain-${i % 60}`);

    for (let i = 0; i < 1000; i += 50) {
      await Promise.all(
        Array.from({ length: 50 }, (_, j) => (j % 7 === 6 ? client.remove(key(i + j)) : client.put(key(i + j), `${i + j}`))),
      );
    }
    await client.put(harness().key('sentinel'), 'the end');
    await live.waitFor((entries) => holds(entries, harness().key('sentinel'), 'the end'), 'the last write');

    expect(live.frames.map((frame) => frame.seq)).toEqual(live.frames.map((_, i) => (live.frames[0]?.seq ?? 0) + i));
    const revisions = live.frames.map((frame) => frame.at);
    expect(revisions.every((at, i) => i === 0 || at >= (revisions[i - 1] ?? 0n))).toBe(true);
    expect(differences(live.entries, await freshListing(driver, harness().options))).toEqual([]);
  });

  if (driver.capabilities.deltas === 'atomic') {
    test('a transaction arrives whole, in one delta', async () => {
      const client = await independent(harness());
      const keys = ['a', 'b', 'c', 'd'].map((name) => harness().key(name));
      await client.put(keys[3] ?? '', 'to be deleted');
      const { connection, live } = await watch(harness());

      await client.transact(new Map([...keys.slice(0, 3).map((key) => [key, 'by another client'] as const), [keys[3] ?? '', undefined]]));
      await live.waitFor((entries) => holds(entries, keys[0] ?? '', 'by another client'), 'the transaction');
      expect(deltaWith(live, keys).changes.map(changedKey).sort()).toEqual(keys);

      const edits = await Promise.all(keys.slice(0, 3).map(async (key) => put(key, 'by a plan', (await readEntry(connection, key)).stamp)));
      succeeded(await connection.apply(plan(...edits, put(keys[3] ?? '', 'by a plan'))));
      await live.waitFor((entries) => holds(entries, keys[3] ?? '', 'by a plan'), 'the plan');
      expect(deltaWith(live, keys).changes.map(changedKey).sort()).toEqual(keys);
    });

    test('of a transaction on many keys no torn state is ever held', async () => {
      const client = await independent(harness());
      const keys = Array.from({ length: 50 }, (_, i) => harness().key(`whole-${i}`));
      const { live } = await watch(harness());
      for (let round = 0; round < 20; round++) await client.transact(new Map(keys.map((key) => [key, `round ${round}`])));
      await live.waitFor((entries) => holds(entries, keys[0] ?? '', 'round 19'), 'the last transaction');

      const torn = live.frames.filter((frame) => frame.kind === 'delta' && frame.changes.length % keys.length !== 0);
      expect(torn).toEqual([]);
    });

    test('of transactions larger than a message no torn state is ever held, live or after resuming', async () => {
      const client = await independent(harness());
      const keys = Array.from({ length: 6 }, (_, i) => harness().key(`large-${i}`));
      const { live } = await watch(harness());
      const away = await driver.connect({ options: harness().options, signal: new AbortController().signal });
      const later = new FrameCollector();
      for await (const frame of away.frames({ signal: new AbortController().signal, onReceived: () => {} })) {
        later.feed(frame);
        break;
      }
      const resume = away.resumePoint();
      await away.close();
      const filling = 'x'.repeat(200_000);
      for (let round = 0; round < 12; round++) await client.transact(new Map(keys.map((key) => [key, `${round} ${filling}`])));
      const last = `11 ${filling}`;
      await live.waitFor((entries) => holds(entries, keys[0] ?? '', last), 'the last transaction');
      const back = await driver.connect({ options: harness().options, signal: new AbortController().signal, ...(resume && { resume }) });
      for await (const frame of back.frames({ signal: new AbortController().signal, onReceived: () => {} })) {
        later.feed(frame);
        if (holds(later.entries, keys[0] ?? '', last)) break;
      }
      await back.close();

      for (const { frames } of [live, later]) {
        const torn = frames.filter((frame) => frame.kind === 'delta' && frame.changes.length % keys.length !== 0);
        expect(torn.map((frame) => (frame.kind === 'delta' ? frame.changes.length : 0))).toEqual([]);
      }
    });
  } else {
    test('a transaction arrives key by key, and every key of it', async () => {
      const { connection, live } = await watch(harness());
      const keys = ['a', 'b', 'c', 'd'].map((name) => harness().key(name));
      succeeded(await connection.apply(plan(...keys.map((key) => put(key, 'by a plan')))));
      await live.waitFor((entries) => keys.every((key) => holds(entries, key, 'by a plan')), 'all keys of the plan');
    });
  }

  if (driver.capabilities.history === 'every-revision') {
    test('every write of a key is seen, however fast they follow', async () => {
      const client = await independent(harness());
      const key = harness().key('fast');
      const { live } = await watch(harness());
      for (let i = 0; i < 200; i++) await client.put(key, `${i}`);
      await live.waitFor((entries) => holds(entries, key, '199'), 'the last write');

      const seen = live
        .changes()
        .flatMap((change) => (change.kind === 'put' && change.entry.key === key ? [text(change.entry.value)] : []));
      expect(seen).toEqual(Array.from({ length: 200 }, (_, i) => `${i}`));
    });
  } else {
    test('of fast writes of a key the last one is always seen', async () => {
      const client = await independent(harness());
      const key = harness().key('fast');
      await client.put(key, 'before');
      const { live } = await watch(harness());
      for (let round = 0; round < 10; round++) {
        await Promise.all(Array.from({ length: 30 }, (_, i) => client.put(key, `${round}/${i}`)));
        await client.put(key, `last of ${round}`);
        await live.waitFor((entries) => holds(entries, key, `last of ${round}`), `the last write of round ${round}`);
      }
    });
  }

  test('what this connection writes itself arrives too', async () => {
    const { connection, live } = await watch(harness());
    const key = harness().key('own');
    await create(connection, [key, 'mine']);
    await live.waitFor((entries) => holds(entries, key, 'mine'), 'our own put');
    const entry = await readEntry(connection, key);
    expect(live.entries.get(key)).toEqual(entry);

    succeeded(await connection.apply(plan(remove(entry))));
    await live.waitFor((entries) => !entries.has(key), 'our own delete');
  });
}

const kindsOf = (changes: readonly Change[], key: Key): string[] =>
  changes.filter((change) => changedKey(change) === key).map((change) => change.kind);

/** The last delta that speaks of one of these keys. */
function deltaWith(live: Collected, keys: readonly Key[]): Delta {
  const found = live.frames.findLast(
    (frame) => frame.kind === 'delta' && frame.changes.some((change) => keys.includes(changedKey(change))),
  );
  if (found?.kind !== 'delta') throw new Error(`no delta speaks of ${keys.join(', ')}`);
  return found;
}
