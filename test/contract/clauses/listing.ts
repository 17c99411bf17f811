import { expect, onTestFinished, test } from 'vitest';
import { collect, until } from '../../support/wait';
import { bytes, differences, freshListing, holds, independent, watch, type Harness } from '../harness';

/** The first frame, and writes that race it. */
export function listingClauses(harness: () => Harness): void {
  test('the first frame is a listing of what is stored, byte for byte', async () => {
    const client = await independent(harness());
    const stored = new Map([
      [harness().key('alpha'), bytes('true')],
      [harness().key('beta'), bytes('{"a": 1}')],
      [harness().key('gamma'), bytes('')],
    ]);
    for (const [key, value] of stored) await client.put(key, value);

    const { live } = await watch(harness());

    expect(live.frames[0]?.kind).toBe('listing');
    for (const [key, value] of stored) expect(live.entries.get(key)?.value).toEqual(value);
  });

  test('an empty root lists none of the keys that were there before', async () => {
    const client = await independent(harness());
    await client.put(harness().key('gone'), 'x');
    await client.remove(harness().key('gone'));

    const { live } = await watch(harness());

    expect(live.frames[0]?.kind).toBe('listing');
    expect(live.entries.has(harness().key('gone'))).toBe(false);
  });

  test('the count of entries received rises to the size of the listing', async () => {
    const client = await independent(harness());
    const count = 700;
    for (let from = 0; from < count; from += 100) {
      await client.transact(new Map(Array.from({ length: 100 }, (_, i) => [harness().key(`many-${from + i}`), 'v'])));
    }

    const { live, received } = await watch(harness());

    expect(live.entries.size).toBeGreaterThanOrEqual(count);
    expect(received.at(-1)).toBe(live.entries.size);
    expect(received).toEqual([...received].sort((a, b) => a - b));
  });

  test('writes that race the listing are not lost', async () => {
    const client = await independent(harness());
    const keys = Array.from({ length: 1000 }, (_, i) => harness().key(`racing-${i}`));
    for (let from = 0; from < keys.length; from += 100) {
      await client.transact(new Map(keys.slice(from, from + 100).map((key) => [key, 'first'])));
    }
    let writing = true;
    let written = 0;
    const writer = (async () => {
      while (writing) {
        const batch = Array.from({ length: 20 }, (_, i) => keys[(written * 7 + i * 13) % keys.length] ?? '');
        await Promise.all(batch.map((key, i) => (i % 10 === 9 ? client.remove(key) : client.put(key, `write ${written}`))));
        written++;
      }
    })();
    onTestFinished(async () => {
      writing = false;
      await writer;
    });

    const watching = [await watch(harness()), await watch(harness()), await watch(harness())];
    writing = false;
    await writer;
    await client.put(harness().key('sentinel'), 'the end');
    for (const { live } of watching)
      await live.waitFor((entries) => holds(entries, harness().key('sentinel'), 'the end'), 'the last write');

    expect(written).toBeGreaterThan(0);
    const fresh = await freshListing(harness().driver, harness().options);
    for (const { live } of watching) expect(differences(live.entries, fresh)).toEqual([]);
  });

  test('a second watch on the same connection is refused instead of torn', async () => {
    const { connection, live } = await watch(harness());
    const stopping = new AbortController();
    onTestFinished(() => stopping.abort());
    const again = collect(connection.frames({ signal: stopping.signal, onReceived: () => {} }));
    let refused: unknown;
    void again.ended.then((error) => (refused = error));
    expect(await until(() => refused, 'the second watch is refused')).toBeInstanceOf(Error);

    const client = await independent(harness());
    await client.put(harness().key('flag'), 'still followed');
    await live.waitFor((entries) => holds(entries, harness().key('flag'), 'still followed'), 'a put on the first watch');
  });
}
