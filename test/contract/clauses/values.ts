import { expect, test } from 'vitest';
import type { Driver } from '../../../electron/drivers/driver';
import { sameBytes } from '../../../shared/model/key';
import {
  bytes,
  connect,
  create,
  differences,
  faultIn,
  freshListing,
  holds,
  independent,
  plan,
  put,
  readEntry,
  succeeded,
  watch,
  type Harness,
} from '../harness';

const EVERY_BYTE = Uint8Array.from({ length: 256 }, (_, i) => i);

/** Values and keys survive byte for byte, in both directions. */
export function valueClauses(driver: Driver, harness: () => Harness): void {
  const { capabilities } = driver;
  const values: Record<string, Uint8Array> = {
    empty: new Uint8Array(0),
    'a NUL': Uint8Array.of(0),
    'every byte': EVERY_BYTE,
    'not UTF-8': Uint8Array.of(0xff, 0xfe, 0xc3, 0x28, 0x80),
    'a byte order mark': Uint8Array.of(0xef, 0xbb, 0xbf, 0x61),
    emoji: bytes('🎏 旗'),
    'a mebibyte less a margin': new Uint8Array(1_000_000).map((_, i) => i % 251),
  };

  test.each(Object.entries(values))('a value that is %s survives both ways', async (_, value) => {
    const client = await independent(harness());
    const { connection, live } = await watch(harness());
    const [ours, theirs] = [harness().key('ours'), harness().key('theirs')];

    await create(connection, [ours, value]);
    expect(sameBytes((await client.get(ours)) ?? null, value)).toBe(true);
    await client.put(theirs, value);
    await live.waitFor((entries) => entries.has(ours) && entries.has(theirs), 'both puts');
    for (const key of [ours, theirs]) {
      expect(sameBytes(live.entries.get(key)?.value ?? null, value)).toBe(true);
      expect(sameBytes((await readEntry(connection, key)).value, value)).toBe(true);
    }
    expect(differences(await freshListing(driver, harness().options), live.entries)).toEqual([]);
  });

  test('a value as long as is allowed survives', async () => {
    const client = await independent(harness());
    const connection = await connect(harness());
    const value = new Uint8Array(capabilities.maxValueBytes).fill(0x61);
    await create(connection, [harness().key('full'), value]);
    expect(sameBytes((await client.get(harness().key('full'))) ?? null, value)).toBe(true);
  });

  test('several values of a megabyte are listed', async () => {
    const connection = await connect(harness());
    const value = new Uint8Array(1_000_000).fill(0x62);
    for (let i = 0; i < 8; i++) await create(connection, [harness().key(`big-${i}`), value]);
    const listed = await freshListing(driver, harness().options);
    for (let i = 0; i < 8; i++) expect(sameBytes(listed.get(harness().key(`big-${i}`))?.value ?? null, value)).toBe(true);
  });

  if (capabilities.nullValues) {
    test('null is not empty, both ways', async () => {
      const client = await independent(harness());
      const { connection, live } = await watch(harness());
      const [ours, theirs] = [harness().key('ours'), harness().key('theirs')];
      await create(connection, [ours, null]);
      expect(await client.get(ours)).toBeNull();
      await client.put(theirs, null);
      await live.waitFor((entries) => entries.has(ours) && entries.has(theirs), 'both puts');
      expect([live.entries.get(ours)?.value, live.entries.get(theirs)?.value]).toEqual([null, null]);

      await create(connection, [harness().key('empty'), '']);
      expect(await client.get(harness().key('empty'))).toEqual(new Uint8Array(0));
      await live.waitFor((entries) => holds(entries, harness().key('empty'), ''), 'the empty value');
      expect(differences(await freshListing(driver, harness().options), live.entries)).toEqual([]);
    });

    test('a value becomes null and back again by an edit and its inverse', async () => {
      const client = await independent(harness());
      const connection = await connect(harness());
      const key = harness().key('nullable');
      await create(connection, [key, 'something']);
      const result = await connection.apply(plan(put(key, null, (await readEntry(connection, key)).stamp)));
      expect(await client.get(key)).toBeNull();
      if (!result.ok) throw new Error(result.fault.message);
      await connection.apply(result.value.inverse);
      expect(await client.get(key)).toEqual(bytes('something'));
    });
  } else {
    test('a null value gives not-supported', async () => {
      const client = await independent(harness());
      const connection = await connect(harness());
      expect(faultIn(await connection.apply(plan(put(harness().key('null'), null)))).code).toBe('not-supported');
      expect(await client.get(harness().key('null'))).toBeUndefined();
    });
  }

  const odd = [
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '旗',
    'with space',
    ' leading',
    'a\\b',
    '%2F',
    'e\u0301',
    'n'.repeat(4000),
  ];
  const notPaths = ['', '/', '//', '//double//', 'trailing/', '.', '..', 'a/../b', 'line\nbreak', 'tab\tinside', '🎏'];
  const names = capabilities.parents === 'implied' ? [...odd, ...notPaths] : odd;

  test('odd keys are listed, followed, written and deleted like any other', async () => {
    const client = await independent(harness());
    const { connection, live } = await watch(harness());
    // without a prefix an empty name would be the empty key, which no store takes
    const keys = names.map((name) => harness().key(name)).filter((key) => key !== '');
    for (const key of keys) await create(connection, [key, 'ours']);
    for (const key of keys) expect(await client.get(key)).toEqual(bytes('ours'));
    await live.waitFor((entries) => keys.every((key) => holds(entries, key, 'ours')), 'all our puts');
    for (const key of keys) await client.put(key, 'theirs');
    await live.waitFor((entries) => keys.every((key) => holds(entries, key, 'theirs')), 'all their puts');
    expect(differences(await freshListing(driver, harness().options), live.entries)).toEqual([]);

    for (const key of keys) await client.remove(key);
    await live.waitFor((entries) => keys.every((key) => !entries.has(key)), 'all deletes');
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  if (capabilities.parents === 'implied') {
    test('keys that are not UTF-8 or hold newline and NUL survive both ways', async () => {
      const { bytesKeys } = harness();
      if (bytesKeys === undefined) throw new Error('a back-end without parents has keys of bytes');
      const raws: Record<string, Uint8Array> = {
        '\\xFF\\xFE': Uint8Array.of(0xff, 0xfe),
        'nul\\x00inside': bytes('nul\0inside'),
        'line\nbreak': bytes('line\nbreak'),
        'latin \\xE9t\\xE9': Uint8Array.of(...bytes('latin '), 0xe9, 0x74, 0xe9),
        'looks like \\x5CxFF': bytes('looks like \\xFF'),
        'cut short \\xF0\\x9F': Uint8Array.of(...bytes('cut short '), 0xf0, 0x9f),
      };
      const { connection, live } = await watch(harness());
      const stored = Object.entries(raws).map(([name, raw]) => ({
        key: harness().key(name),
        raw: Uint8Array.of(...bytesKeys.prefix, ...raw),
      }));
      for (const { raw } of stored) await bytesKeys.put(raw, bytes('theirs'));
      await live.waitFor((entries) => stored.every(({ key }) => holds(entries, key, 'theirs')), 'all their puts');
      for (const { key, raw } of stored) {
        succeeded(await connection.apply(plan(put(key, EVERY_BYTE, (await readEntry(connection, key)).stamp))));
        expect(await bytesKeys.get(raw)).toEqual(EVERY_BYTE);
      }
      await live.waitFor((entries) => stored.every(({ key }) => sameBytes(entries.get(key)?.value ?? null, EVERY_BYTE)), 'all our puts');
      expect(differences(await freshListing(driver, harness().options), live.entries)).toEqual([]);
    });

    test('the empty key is refused with a sentence', async () => {
      const connection = await connect(harness());
      const reason = harness().key('') === '' ? 'invalid-key' : 'outside-root';
      expect(faultIn(await connection.apply(plan(put('', 'x'))))).toMatchObject({ code: 'invalid', reason });
    });
  } else {
    test.each(notPaths)('the key %j, which is no path, is refused with a sentence before it is sent', async (name) => {
      const { connection, live } = await watch(harness());
      const fault = faultIn(await connection.apply(plan(put(`${harness().key('parent')}/${name}`, 'x'))));
      expect(fault).toMatchObject({ code: 'invalid', reason: 'invalid-key' });
      expect(fault.message).not.toContain('{{');
      await create(connection, [harness().key('after'), 'still here']);
      await live.waitFor((entries) => entries.has(harness().key('after')), 'a later put');
    });

    test.each(['no-leading-slash', 'nul\0inside'])('the key %j is refused with a sentence', async (key) => {
      const connection = await connect(harness());
      expect(faultIn(await connection.apply(plan(put(key, 'x')))).code).toBe('invalid');
    });
  }
}
