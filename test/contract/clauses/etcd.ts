import { expect, onTestFinished, test } from 'vitest';
import { etcd } from '../../../electron/drivers/etcd/index';
import { FaultError, type Fault } from '../../../shared/fault';
import type { ConnectOptions } from '../../../shared/model/source';
import { etcdClient, type EtcdClient } from '../../support/clients-etcd';
import { startEtcd } from '../../support/etcd';
import { follow } from '../../support/follow';
import { collect, until } from '../../support/wait';
import {
  bytes,
  differences,
  faultIn,
  followed,
  freshListing,
  holds,
  connect,
  independent,
  plan,
  put,
  readEntry,
  text,
  succeeded,
  watch,
} from '../harness';
import type { EtcdHarness } from '../etcd-harness';
import { network } from './outcomes';

const ALICE = { rootPassword: 'root-secret', user: 'alice', password: 'secret', prefix: '/teams/a/' };

/** What only etcd has: compaction, cluster ids, users and roles. */
export function etcdClauses(harness: () => EtcdHarness): void {
  const listings = (frames: readonly { kind: string }[]): number => frames.filter((frame) => frame.kind === 'listing').length;

  test('a compaction while away is followed by a listing, and nothing is missed', async () => {
    const { proxy, options } = network(harness());
    const client = await independent(harness());
    await client.put(harness().key('removed'), 'x');
    const following = await followed(harness(), options);
    for (let round = 0; round < 3; round++) {
      const before = listings(following.frames);
      await proxy.refuse(true);
      await client.put(harness().key('removed'), 'x');
      await client.remove(harness().key('removed'));
      for (let i = 0; i < 50; i++) await client.put(harness().key(`key-${i % 5}`), `${round}/${i}`);
      await harness().server.compact();
      await proxy.refuse(false);
      await following.waitFor(
        (entries) => holds(entries, harness().key('key-4'), `${round}/49`) && !entries.has(harness().key('removed')),
        'the last write',
      );
      expect(differences(following.entries, await freshListing(etcd, harness().options))).toEqual([]);
      expect(listings(following.frames)).toBe(before + 1);
    }
  });

  test('a history begins with what stood when the store was compacted, and a listing from before names the oldest revision', async () => {
    const client = await independent(harness());
    const connection = await connect(harness());
    const key = harness().key('flag');
    await client.put(key, 'forgotten');
    const { stamp } = await readEntry(connection, key);
    await client.put(key, 'kept');
    const oldest = await harness().server.compact();
    await client.put(key, 'now');
    const { revisions, begins } = succeeded(await connection.history(key, { limit: 10 }));
    expect(revisions.map(({ entry }) => text(entry?.value))).toEqual(['now', 'kept']);
    expect(begins).toBe('compacted');
    const refused = faultIn(await connection.listAt(stamp.modified, { signal: new AbortController().signal, onReceived: () => {} }));
    expect(refused).toMatchObject({ code: 'compacted', reason: 'past-compacted', params: { oldest: String(oldest) } });
  });

  test('a key that was deleted before the store was compacted has no history', async () => {
    const client = await independent(harness());
    const connection = await connect(harness());
    await client.put(harness().key('gone'), 'x');
    await client.remove(harness().key('gone'));
    await client.put(harness().key('other'), 'x');
    await harness().server.compact();
    expect(succeeded(await connection.history(harness().key('gone'), { limit: 10 }))).toEqual({ revisions: [], begins: 'compacted' });
  });

  test('a compaction while connected disturbs nothing', async () => {
    const client = await independent(harness());
    const { live } = await watch(harness());
    for (let i = 0; i < 10; i++) {
      await client.put(harness().key('flag'), `${i}`);
      await harness().server.compact();
    }
    await live.waitFor((entries) => holds(entries, harness().key('flag'), '9'), 'the last write');
    expect(listings(live.frames)).toBe(1);
  });

  test('a read at a compacted revision says so', async () => {
    const client = await independent(harness());
    const connection = await connect(harness());
    await client.put(harness().key('flag'), 'old');
    const { stamp } = await readEntry(connection, harness().key('flag'));
    await client.put(harness().key('flag'), 'new');
    await harness().server.compact();
    expect(faultIn(await connection.read(harness().key('flag'), stamp.modified))).toMatchObject({ code: 'compacted', reason: 'compacted' });
    expect(faultIn(await connection.read(harness().key('flag'), stamp.modified + 1_000_000n)).message).not.toContain('{{');
  });

  test('many pages are listed as of one moment while they are written and history is compacted', async () => {
    const client = await independent(harness());
    const key = (i: number): string => harness().key(`page-${String(i).padStart(6, '0')}`);
    const count = 12_000;
    for (let from = 0; from < count; from += 100) {
      await client.transact(new Map(Array.from({ length: 100 }, (_, i) => [key(from + i), 'x'.repeat(100)])));
    }
    let writing = true;
    let pairs = 0;
    const writer = (async () => {
      while (writing) {
        pairs++;
        // first and last page always hold the same: a listing of two moments would show two numbers
        await client.transact(
          new Map([
            [key(0), `${pairs}`],
            [key(count - 1), `${pairs}`],
          ]),
        );
        if (pairs % 20 === 0) await harness().server.compact();
      }
    })();
    const following = follow(etcd, harness().options);
    onTestFinished(() => following.stop());
    await following.waitFor((entries) => entries.size >= count, 'the listing');
    const listing = following.frames.find((frame) => frame.kind === 'listing');
    writing = false;
    await writer;
    if (listing === undefined) throw new Error('no listing');
    const values = listing.entries
      .filter((entry) => entry.key === key(0) || entry.key === key(count - 1))
      .map((entry) => Buffer.from(entry.value ?? []).toString());
    expect(values[0]).toBe(values[1]);
    await following.waitFor((entries) => holds(entries, key(0), `${pairs}`), 'the last pair');
    expect(differences(following.entries, await freshListing(etcd, harness().options))).toEqual([]);
  });

  test.each([
    ['another cluster id', true],
    ['the old cluster id and a revision that has passed ours', false],
  ])('a wiped store with %s is listed again', async (_, newCluster) => {
    const { proxy, options } = network(harness());
    const client = await harness().client();
    for (let i = 0; i < 30; i++) await client.put(harness().key(`old-${i}`), 'x');
    await client.close();
    const following = await followed(harness(), options);
    const at = following.replica.at;
    await proxy.refuse(true);
    await harness().server.wipe({ newCluster });
    const again = etcdClient(harness().server.port);
    onTestFinished(() => again.close());
    while ((await again.revision()) < at + 10n) await again.put(harness().key('new'), 'x');
    await proxy.refuse(false);
    await following.waitFor((entries) => entries.has(harness().key('new')) && !entries.has(harness().key('old-0')), 'the new store');
    expect(differences(following.entries, await freshListing(etcd, harness().options))).toEqual([]);
  });

  test('a user sees and writes what the role allows, is told what it does not, and stays through a restart', async () => {
    const server = await startEtcd();
    onTestFinished(() => server.stop());
    await server.enableAuth(ALICE);
    const root: EtcdClient = etcdClient(server.port, { auth: { username: 'root', password: ALICE.rootPassword } });
    await root.put('/teams/a/flag', 'true');
    await root.put('/teams/b/flag', 'true');
    await root.close();
    const options: ConnectOptions = { backend: 'etcd', endpoints: [server.endpoint], roots: [ALICE.prefix], user: ALICE.user };

    expect(await faultOf(options, 'wrong')).toMatchObject({ code: 'auth-failed', reason: 'auth-failed' });
    expect(await faultOf({ ...options, user: 'nobody' }, 'secret')).toMatchObject({ code: 'auth-failed' });
    expect(await faultOf({ ...options, roots: ['/teams/b/'] }, ALICE.password)).toMatchObject({ code: 'denied', reason: 'root-denied' });
    const { user: _, ...anonymous } = options;
    expect(['denied', 'auth-failed']).toContain((await faultOf(anonymous)).code);

    const following = follow(etcd, options, ALICE.password);
    onTestFinished(() => following.stop());
    await following.waitFor((entries) => holds(entries, '/teams/a/flag', 'true'), 'the listing');
    expect(following.entries.size).toBe(1);
    await server.restart();
    await until(() => following.faults.length > 0, 'the restart is noticed');
    const edit = async (): Promise<boolean> => {
      const connection = await following.connection();
      const read = await connection.read('/teams/a/flag');
      if (!read.ok || read.value.entry === null) return false;
      return (await connection.apply(plan(put('/teams/a/flag', 'after the restart', read.value.entry.stamp)))).ok;
    };
    await until(edit, 'the user is logged in again');
    await following.waitFor((entries) => holds(entries, '/teams/a/flag', 'after the restart'), 'the edit');
  });

  test('a prefix is literal: it need not end with a slash', async () => {
    const client = await independent(harness());
    const prefix = harness().key('config');
    for (const key of [prefix, `${prefix}/a`, `${prefix}uration`]) await client.put(key, 'inside');
    await client.put(harness().key('confi'), 'outside');
    await client.put(harness().key('confih'), 'outside');
    const { live } = await watch(harness(), { ...harness().options, roots: [prefix] });
    expect([...live.entries.keys()].sort()).toEqual([prefix, `${prefix}/a`, `${prefix}uration`].sort());
  });

  test('a prefix that is not UTF-8, and one of the highest byte, are watched', async () => {
    const client = etcdClient(harness().server.port);
    onTestFinished(() => client.close());
    for (const [root, raw] of [
      ['\\xFE', Uint8Array.of(0xfe)],
      ['\\xFF\\xFF', Uint8Array.of(0xff, 0xff)],
    ] as const) {
      const { connection, live } = await watch(harness(), { ...harness().options, roots: [root] });
      await client.putBytes(Uint8Array.of(...raw, 0x61), bytes('theirs'));
      onTestFinished(() => client.removeBytes(Uint8Array.of(...raw, 0x61)));
      await live.waitFor((entries) => holds(entries, `${root}a`, 'theirs'), 'their put');
      succeeded(await connection.apply(plan(put(`${root}a`, 'ours', (await readEntry(connection, `${root}a`)).stamp))));
      expect(await client.getBytes(Uint8Array.of(...raw, 0x61))).toEqual(bytes('ours'));
    }
  });
}

/** The fault with which connecting or watching ends. */
async function faultOf(options: ConnectOptions, password?: string): Promise<Fault> {
  const { signal } = new AbortController();
  try {
    const connection = await etcd.connect({ options, signal, ...(password !== undefined && { secrets: { password } }) });
    onTestFinished(() => connection.close());
    const error = await collect(connection.frames({ signal, onReceived: () => {} })).ended;
    throw error instanceof Error ? error : new Error('the frames ended without a fault');
  } catch (error) {
    if (error instanceof FaultError) return error.fault;
    throw error;
  }
}
