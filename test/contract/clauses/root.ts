import { expect, test } from 'vitest';
import { connect, faultIn, freshListing, holds, independent, plan, put, text, watch, type Harness } from '../harness';

/** Nothing outside the root is visible or can be touched. */
export function rootClauses(harness: () => Harness): void {
  test('nothing outside the root is listed or followed', async () => {
    const client = await independent(harness());
    for (const key of harness().outside) await client.put(key, 'outside');
    const { live } = await watch(harness());
    for (const key of harness().outside) await client.put(key, 'outside, again');
    await client.put(harness().key('inside'), 'inside');
    await live.waitFor((entries) => holds(entries, harness().key('inside'), 'inside'), 'the put inside');

    for (const key of harness().outside) {
      expect(live.entries.has(key)).toBe(false);
      expect(live.changes().some((change) => change.kind === 'put' && change.entry.key === key)).toBe(false);
    }
    const fresh = await freshListing(harness().driver, harness().options);
    for (const key of harness().outside) expect(fresh.has(key)).toBe(false);
  });

  test('a plan outside the root is refused whole', async () => {
    const client = await independent(harness());
    const connection = await connect(harness());
    for (const key of harness().outside) {
      await client.remove(key);
      const fault = faultIn(await connection.apply(plan(put(harness().key('inside'), 'x'), put(key, 'x'))));
      expect(fault).toMatchObject({ code: 'invalid', reason: 'outside-root', key });
      expect([await client.get(key), await client.get(harness().key('inside'))]).toEqual([undefined, undefined]);
    }
  });

  test('a read outside the root is refused', async () => {
    const client = await independent(harness());
    const connection = await connect(harness());
    for (const key of harness().outside) {
      await client.put(key, 'secret');
      const fault = faultIn(await connection.read(key));
      expect(fault).toMatchObject({ code: 'invalid', reason: 'outside-root' });
      expect(text(await client.get(key))).toBe('secret');
    }
  });
}
