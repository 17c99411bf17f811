import { expect, onTestFinished, test } from 'vitest';
import type { Driver } from '../../../electron/drivers/driver';
import type { IndependentClient } from '../../support/clients';
import type { Following } from '../../support/follow';
import { until } from '../../support/wait';
import { differences, followed, freshListing, holds, independent, type Harness } from '../harness';
import { network } from './outcomes';

/** What a replica is worth after the link, the server or the store was gone. */
export function outageClauses(driver: Driver, harness: () => Harness): void {
  const seed = async (client: IndependentClient, count = 200): Promise<void> => {
    for (let from = 0; from < count; from += 100) {
      await client.transact(new Map(Array.from({ length: 100 }, (_, i) => [harness().key(`key-${from + i}`), `seed ${'x'.repeat(200)}`])));
    }
  };
  const change = async (client: IndependentClient, round: string): Promise<void> => {
    for (let i = 0; i < 20; i++) await client.put(harness().key(`key-${i}`), round);
    for (let i = 20; i < 30; i++) await client.remove(harness().key(`key-${i}`));
    for (let i = 30; i < 40; i++) await client.remove(harness().key(`key-${i}`));
    for (let i = 30; i < 40; i++) await client.put(harness().key(`key-${i}`), round);
    await client.put(harness().key(`made in ${round}`), round);
  };
  const settled = async (following: Following, client: IndependentClient, word: string): Promise<void> => {
    const key = harness().key('sentinel');
    await client.put(key, word);
    await following.waitFor((entries) => holds(entries, key, word), `the sentinel ${word}`, 45_000);
    expect(differences(following.entries, await freshListing(driver, harness().options))).toEqual([]);
  };

  test('after cuts, with writes meanwhile, the mirror equals a fresh listing', async () => {
    const { proxy, options } = network(harness());
    const client = await independent(harness());
    await seed(client);
    const following = await followed(harness(), options);
    for (let round = 0; round < 5; round++) {
      const faults = following.faults.length;
      proxy.cut();
      await change(client, `round ${round}`);
      await until(() => following.faults.length > faults, 'the cut is noticed');
      await settled(following, client, `after cut ${round}`);
    }
    expect(following.faults[0]).toMatchObject({ code: 'unreachable' });
  });

  test('after connections were refused for a time the mirror equals a fresh listing', async () => {
    const { proxy, options } = network(harness());
    const client = await independent(harness());
    await seed(client);
    const following = await followed(harness(), options);
    await proxy.refuse(true);
    await change(client, 'while refused');
    await until(() => following.faults.length >= 3, 'several attempts were refused');
    await proxy.refuse(false);
    await settled(following, client, 'after the refusals');
    expect(following.faults.slice(1).map((fault) => fault.reason)).toContain('refused');
  });

  test('a cut in the middle of a listing or of a catch-up leaves no gap', async () => {
    const { proxy, options } = network(harness());
    const client = await independent(harness());
    await seed(client, 1000);
    for (const bytes of [300, 20_000, 70_000]) {
      proxy.cutAfter(bytes);
      const following = await followed(harness(), options);
      await settled(following, client, `listed in spite of a cut after ${bytes}`);
      proxy.cutAfter(bytes);
      for (let round = 0; round < 8; round++) await seed(client, 1000);
      await change(client, `caught up in spite of a cut after ${bytes}`);
      await settled(following, client, `caught up in spite of a cut after ${bytes}`);
      await following.stop();
    }
  });

  test('a black hole is noticed, and after it the mirror equals a fresh listing', async () => {
    const { proxy, options, noticesSilenceWithinMs } = network(harness());
    const client = await independent(harness());
    await seed(client);
    const following = await followed(harness(), options);
    proxy.freeze();
    onTestFinished(() => proxy.unfreeze());
    await change(client, 'in the black hole');
    await until(() => following.faults.length > 0, 'the silence is noticed', { deadlineMs: noticesSilenceWithinMs });
    expect(following.faults[0]).toMatchObject({ code: 'unreachable' });
    proxy.unfreeze();
    await settled(following, client, 'after the black hole');
  });

  test('after the server was killed and started again the mirror equals a fresh listing', async () => {
    const { options, kill9, restart } = network(harness());
    const client = await harness().client();
    await seed(client);
    await client.close();
    const following = await followed(harness(), options);
    await kill9();
    await until(() => following.faults.length >= 2, 'the server is missed');
    await restart();
    const again = await independent(harness());
    await change(again, 'after the restart');
    await settled(following, again, 'the server is back');
  });

  test('a key that was deleted and created again while away is a new incarnation', async () => {
    const { proxy, options } = network(harness());
    const client = await independent(harness());
    const key = harness().key('flag');
    await client.put(key, 'same');
    const following = await followed(harness(), options);
    const old = following.entries.get(key);
    await proxy.refuse(true);
    await client.remove(key);
    await client.put(key, 'same');
    await proxy.refuse(false);
    await settled(following, client, 'recreated');
    expect(following.entries.get(key)?.stamp.created).toBeGreaterThan(old?.stamp.created ?? 0n);
  });

  test('a store that was wiped behind the same address is listed again', async () => {
    const { options, wipe } = network(harness());
    const client = await harness().client();
    await seed(client, 300);
    await client.close();
    const following = await followed(harness(), options);
    const listings = count(following);
    await wipe();
    const again = await independent(harness());
    await again.put(harness().key('new life'), 'x');
    await following.waitFor((entries) => entries.has(harness().key('new life')) && !entries.has(harness().key('key-0')), 'the new store');
    await settled(following, again, 'in the new store');
    expect(count(following)).toBeGreaterThan(listings);
  });

  test('a store that was restored from a backup is listed again, and followed from there', async () => {
    const { options, backup } = network(harness());
    const before = await harness().client();
    await seed(before, 100);
    await before.close();
    const restore = await backup();
    const client = await harness().client();
    await change(client, 'after the backup');
    await client.put(harness().key('lost by the restore'), 'x');
    await client.close();
    const following = await followed(harness(), options);
    expect(following.entries.has(harness().key('lost by the restore'))).toBe(true);

    await restore();
    await following.waitFor((entries) => !entries.has(harness().key('lost by the restore')), 'the state of the backup');
    const again = await independent(harness());
    await settled(following, again, 'in the restored store');
  });

  test('a store that was restored from a backup and has moved on since is listed again', async () => {
    const { proxy, options, backup } = network(harness());
    const before = await harness().client();
    await seed(before, 100);
    await before.close();
    const restore = await backup();
    const client = await harness().client();
    await client.put(harness().key('lost by the restore'), 'x');
    await client.close();
    const following = await followed(harness(), options);
    await proxy.refuse(true);
    await restore();
    const again = await independent(harness());
    for (let i = 0; i < 100; i++) await again.put(harness().key(`since-${i % 10}`), `${i}`);
    await proxy.refuse(false);
    await following.waitFor((entries) => !entries.has(harness().key('lost by the restore')), 'the state of the backup');
    await settled(following, again, 'in the restored store');
  });

  test('a store that was replaced by one further on is listed again', async () => {
    const { proxy, options, another } = network(harness());
    const client = await independent(harness());
    await seed(client);
    const other = await another();
    onTestFinished(() => other.stop());
    const otherClient = await other.client();
    for (let i = 0; i < 400; i++) await otherClient.put(harness().key(`key-${i % 50}`), 'in the other store');
    const following = await followed(harness(), options);
    const listings = count(following);
    const { port } = harness().options.endpoints[0] ?? { port: 0 };

    proxy.redirect(other.port);
    onTestFinished(() => proxy.redirect(port));
    await following.waitFor(
      (entries) => holds(entries, harness().key('key-0'), 'in the other store') && !entries.has(harness().key('key-60')),
      'the other store',
    );
    const otherOptions = { ...options, endpoints: [{ host: '127.0.0.1', port: other.port }] };
    expect(differences(following.entries, await freshListing(driver, otherOptions))).toEqual([]);
    expect(count(following)).toBeGreaterThan(listings);
    await otherClient.put(harness().key('live here'), 'x');
    await following.waitFor((entries) => entries.has(harness().key('live here')), 'a write to the other store');

    proxy.redirect(port);
    await settled(following, client, 'back in the first store');
    await otherClient.close();
  });
}

const count = (following: Following): number => following.frames.filter((frame) => frame.kind === 'listing').length;
