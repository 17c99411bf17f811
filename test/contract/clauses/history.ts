import { expect, test } from 'vitest';
import type { Connection, Driver } from '../../../electron/drivers/driver';
import type { KeyHistory } from '../../../shared/model/history';
import type { Key } from '../../../shared/model/key';
import { connect, differences, faultIn, freshListing, independent, readEntry, succeeded, text, type Harness } from '../harness';

const quietly = { signal: new AbortController().signal, onReceived: () => {} };

/** The values of a history, newest first; a deletion is null. */
const values = ({ revisions }: KeyHistory): (string | null)[] => revisions.map(({ entry }) => entry && text(entry.value));

const wholeHistory = async (connection: Connection, key: Key): Promise<KeyHistory> => succeeded(await connection.history(key, { limit: 100 }));

/** What a store still has of the past, or that it has none. */
export function historyClauses(driver: Driver, harness: () => Harness): void {
  if (driver.capabilities.history === 'latest-only') {
    test('the history of a key, and a listing of the past, give not-supported', async () => {
      const client = await independent(harness());
      const connection = await connect(harness());
      await client.put(harness().key('flag'), 'first');
      const { stamp } = await readEntry(connection, harness().key('flag'));
      expect(faultIn(await connection.history(harness().key('flag'), { limit: 10 }))).toMatchObject({ code: 'not-supported' });
      expect(faultIn(await connection.listAt(stamp.modified, quietly))).toMatchObject({ code: 'not-supported' });
    });
    return;
  }

  test('the history of a key has every revision, newest first, deletions and earlier incarnations included', async () => {
    const client = await independent(harness());
    const connection = await connect(harness());
    const key = harness().key('flag');
    await client.put(key, 'one');
    await client.put(harness().key('flagged'), 'a neighbour');
    await client.put(key, 'two');
    await client.remove(key);
    await client.put(key, 'three');
    const now = await readEntry(connection, key);
    const history = await wholeHistory(connection, key);
    expect(values(history).slice(0, 4)).toEqual(['three', null, 'two', 'one']);
    expect(history.revisions[0]).toMatchObject({ at: now.stamp.modified, entry: now });
    const revisions = history.revisions.map(({ at }) => at);
    expect(revisions).toEqual([...revisions].sort((a, b) => (a < b ? 1 : -1)));
  });

  test('the history of a deleted key begins with its deletion, that of one that never was is empty', async () => {
    const client = await independent(harness());
    const connection = await connect(harness());
    await client.put(harness().key('gone'), 'once');
    await client.remove(harness().key('gone'));
    expect(values(await wholeHistory(connection, harness().key('gone'))).slice(0, 2)).toEqual([null, 'once']);
    const never = await wholeHistory(connection, harness().key('never'));
    expect(never.revisions).toEqual([]);
    expect(never.begins).toBeDefined();
  });

  test('a history comes in pages that join without a gap', async () => {
    const client = await independent(harness());
    const connection = await connect(harness());
    const key = harness().key('busy');
    for (let i = 0; i < 7; i++) await client.put(key, `value ${i}`);
    const whole = await wholeHistory(connection, key);
    const pages: (string | null)[] = [];
    let before: bigint | undefined;
    for (;;) {
      const page = succeeded(await connection.history(key, { limit: 3, ...(before !== undefined && { before }) }));
      expect(page.revisions.length).toBeLessThanOrEqual(3);
      pages.push(...values(page));
      if (page.begins !== undefined) break;
      before = page.revisions.at(-1)?.at;
    }
    expect(pages).toEqual(values(whole));
  });

  test('a listing of the past is what a listing was then', async () => {
    const client = await independent(harness());
    const connection = await connect(harness());
    for (let i = 0; i < 30; i++) await client.put(harness().key(`key ${i}`), `value ${i}`);
    const then = await freshListing(driver, harness().options);
    const { stamp } = await readEntry(connection, harness().key('key 29'));
    await client.put(harness().key('key 1'), 'another');
    await client.remove(harness().key('key 2'));
    await client.put(harness().key('new'), 'x');
    const received: number[] = [];
    const listed = succeeded(await connection.listAt(stamp.modified, { ...quietly, onReceived: (count) => received.push(count) }));
    expect(differences(new Map(listed.map((entry) => [entry.key, entry])), then)).toEqual([]);
    expect(received.at(-1)).toBe(listed.length);
  });

  test('a revision that is still to come is refused', async () => {
    const client = await independent(harness());
    const connection = await connect(harness());
    await client.put(harness().key('flag'), 'first');
    const { stamp } = await readEntry(connection, harness().key('flag'));
    expect(faultIn(await connection.listAt(stamp.modified + 1000n, quietly)).code).toBe('invalid');
  });
}
