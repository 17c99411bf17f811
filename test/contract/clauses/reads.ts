import { expect, test } from 'vitest';
import type { Driver } from '../../../electron/drivers/driver';
import { connect, faultIn, independent, readEntry, succeeded, text, type Harness } from '../harness';

/** Reads, now and at an earlier revision. */
export function readClauses(driver: Driver, harness: () => Harness): void {
  test("a read gives the entry and facts about it in the back-end's own terms", async () => {
    const client = await independent(harness());
    await client.put(harness().key('flag'), 'true');
    const connection = await connect(harness());
    const { entry, native } = succeeded(await connection.read(harness().key('flag')));
    expect(text(entry?.value)).toBe('true');
    expect(native.length).toBeGreaterThan(0);
    for (const field of native) expect([typeof field.name, typeof field.value]).toEqual(['string', 'string']);
  });

  test('a read of an absent key gives null', async () => {
    const connection = await connect(harness());
    expect(succeeded(await connection.read(harness().key('nothing'))).entry).toBeNull();
  });

  if (driver.capabilities.history === 'every-revision') {
    test('a key can be read as of an earlier revision, before it existed and after it was deleted too', async () => {
      const client = await independent(harness());
      const connection = await connect(harness());
      const key = harness().key('flag');
      await client.put(harness().key('other'), 'before');
      const before = (await readEntry(connection, harness().key('other'))).stamp.modified;
      await client.put(key, 'first');
      const first = await readEntry(connection, key);
      await client.put(key, 'second');
      const second = await readEntry(connection, key);
      await client.remove(key);

      expect(succeeded(await connection.read(key, before)).entry).toBeNull();
      expect(succeeded(await connection.read(key, first.stamp.modified)).entry).toEqual(first);
      expect(succeeded(await connection.read(key, second.stamp.modified)).entry).toEqual(second);
      expect(succeeded(await connection.read(key)).entry).toBeNull();
    });
  } else {
    test('a read at an earlier revision gives not-supported', async () => {
      const client = await independent(harness());
      const connection = await connect(harness());
      await client.put(harness().key('flag'), 'first');
      const { stamp } = await readEntry(connection, harness().key('flag'));
      const fault = faultIn(await connection.read(harness().key('flag'), stamp.modified));
      expect(fault).toMatchObject({ code: 'not-supported', reason: 'not-supported' });
      expect(fault.message).not.toContain('{{');
    });
  }
}
