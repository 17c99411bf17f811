/** Several roots of one source on real servers: one listing, one sequence of deltas, through cuts and compaction; nothing between the roots. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { etcd } from '../../electron/drivers/etcd/index';
import { zookeeper } from '../../electron/drivers/zookeeper/index';
import type { Driver } from '../../electron/drivers/driver';
import { FaultError, type Fault } from '../../shared/fault';
import { changedKey } from '../../shared/model/frame';
import type { ConnectOptions } from '../../shared/model/source';
import type { IndependentClient } from '../support/clients';
import { etcdClient } from '../support/clients-etcd';
import { zookeeperClient } from '../support/clients-zookeeper';
import { startEtcd } from '../support/etcd';
import { follow, type Following } from '../support/follow';
import { startProxy, type FaultProxy } from '../support/proxy';
import { collect, until } from '../support/wait';
import { startZookeeper } from '../support/zookeeper';
import { differences, faultIn, freshListing, holds, plan, put, readEntry, succeeded } from './harness';

/** A store with a few keys under two roots and beside them, behind a link that can be broken. */
interface Stage {
  readonly driver: Driver;
  readonly client: IndependentClient;
  readonly proxy: FaultProxy;
  /** Through the proxy. */
  options(...roots: string[]): ConnectOptions;
}

async function stage(backend: 'zookeeper' | 'etcd'): Promise<Stage> {
  const server = await (backend === 'etcd' ? startEtcd() : startZookeeper());
  onTestFinished(() => server.stop());
  const client = backend === 'etcd' ? etcdClient(server.port) : await zookeeperClient(server.port);
  onTestFinished(() => client.close());
  const proxy = await startProxy(server.port);
  onTestFinished(() => proxy.close());
  for (const key of ['/a/b/one', '/a/c/two', '/a/between', '/a/bb']) await client.put(key, 'before');
  return {
    driver: backend === 'etcd' ? etcd : zookeeper,
    client,
    proxy,
    options: (...roots) => ({ backend, endpoints: [{ host: '127.0.0.1', port: proxy.port }], roots }),
  };
}

const tail = { zookeeper: '', etcd: '/' } as const;

async function followed({ driver }: Stage, options: ConnectOptions): Promise<Following> {
  const following = follow(driver, options);
  onTestFinished(() => following.stop());
  await following.waitFor(() => following.frames.length > 0, 'the first frame');
  return following;
}

/** The fault with which connecting or watching ends. */
async function faultOf(driver: Driver, options: ConnectOptions): Promise<Fault> {
  const { signal } = new AbortController();
  try {
    const connection = await driver.connect({ options, signal });
    onTestFinished(() => connection.close());
    const error = await collect(connection.frames({ signal, onReceived: () => {} })).ended;
    throw error instanceof Error ? error : new Error('the frames ended without a fault');
  } catch (error) {
    if (error instanceof FaultError) return error.fault;
    throw error;
  }
}

describe.each(['zookeeper', 'etcd'] as const)('%s: several roots', (backend) => {
  const roots = ['/a/b', '/a/c'].map((root) => root + tail[backend]);

  test('are listed at once and followed, and nothing between them', async () => {
    const set = await stage(backend);
    const following = await followed(set, set.options(...roots));
    expect([...following.entries.keys()].filter((key) => /\/(one|two|between|bb)$/.test(key)).sort()).toEqual(['/a/b/one', '/a/c/two']);
    expect(following.frames).toHaveLength(1);
    await set.client.put('/a/between', 'not ours');
    await set.client.put('/a/c/two', 'after');
    await set.client.put('/a/b/new', 'after');
    await following.waitFor((entries) => holds(entries, '/a/c/two', 'after') && holds(entries, '/a/b/new', 'after'), 'both changes');
    expect(following.changes().map(changedKey)).not.toContain('/a/between');
    const connection = await following.connection();
    expect(connection.cost().watches).toBe(2);
    expect((await readEntry(connection, '/a/b/one')).key).toBe('/a/b/one');
    expect(faultIn(await connection.read('/a/between'))).toMatchObject({ reason: 'outside-root', params: { root: roots.join(', ') } });
    succeeded(await connection.apply(plan(put('/a/b/mine', 'x'), put('/a/c/mine', 'x'))));
    await following.waitFor((entries) => entries.has('/a/b/mine') && entries.has('/a/c/mine'), 'a plan across the roots');
    expect(faultIn(await connection.apply(plan(put('/a/b/other', 'x'), put('/a/elsewhere', 'x'))))).toMatchObject({ reason: 'outside-root' });
  });

  test('come through cuts in the middle of bursts: nothing is missed, nothing comes twice', async () => {
    const set = await stage(backend);
    const following = await followed(set, set.options(...roots));
    for (let round = 0; round < 4; round++) {
      const faults = following.faults.length;
      const writing = (async () => {
        for (let i = 0; i < 60; i++) {
          await set.client.put(i % 3 === 0 ? `/a/b/k${i}` : `/a/c/k${i}`, `round ${round}`);
          if (i === 30) set.proxy.cut();
        }
        await set.client.remove('/a/b/one');
        await set.client.put('/a/b/one', `recreated ${round}`);
      })();
      await writing;
      await until(() => following.faults.length > faults, 'the cut is noticed');
      await following.waitFor((entries) => holds(entries, '/a/b/one', `recreated ${round}`) && holds(entries, '/a/c/k59', `round ${round}`), 'the last writes');
      expect(differences(following.entries, await freshListing(set.driver, set.options(...roots)))).toEqual([]);
    }
    if (set.driver.capabilities.resume !== 'from-revision') return;
    expect(following.frames.filter(({ kind }) => kind === 'listing')).toHaveLength(1);
    const seen = following.changes().flatMap((change) => (change.kind === 'put' ? `${change.entry.key} ${change.entry.stamp.modified}` : []));
    expect(new Set(seen).size).toBe(seen.length);
    // every write of every round, for etcd keeps them all
    expect(seen.filter((put) => put.startsWith('/a/c/k')).length).toBe(4 * 40);
  });

  test('inside one another, or one twice, are refused', async () => {
    const set = await stage(backend);
    const inner = `/a/b/one${tail[backend]}`;
    expect(await faultOf(set.driver, set.options(roots[0] ?? '', inner))).toMatchObject({ code: 'invalid', reason: 'roots-nested', params: { inner, outer: roots[0] } });
    expect(await faultOf(set.driver, set.options('/a/b', '/a/b'))).toMatchObject({ reason: 'roots-nested' });
  });
});

test('zookeeper: creating makes those of the roots that are missing, while the others live', async () => {
  const set = await stage('zookeeper');
  const following = await followed(set, set.options('/a/b', '/no/such', '/nor/this'));
  const connection = await following.connection();
  expect(connection.denied().missing).toEqual(['/no/such', '/nor/this']);
  succeeded(await connection.createRoot());
  expect([await set.client.get('/no/such'), await set.client.get('/nor/this')]).toEqual([null, null]);
  await following.waitFor((entries) => entries.has('/no/such') && entries.has('/nor/this'), 'both roots');
  await set.client.put('/nor/this/flag', 'true');
  await following.waitFor((entries) => holds(entries, '/nor/this/flag', 'true'), 'a put under a new root');
  expect(following.faults).toEqual([]);
});

describe('etcd: several roots', () => {
  test('are listed again as a whole when history was compacted while away', async () => {
    const server = await startEtcd();
    onTestFinished(() => server.stop());
    const client = etcdClient(server.port);
    onTestFinished(() => client.close());
    const proxy = await startProxy(server.port);
    onTestFinished(() => proxy.close());
    await client.put('a/gone', 'x');
    await client.put('b/kept', 'x');
    const options = { backend: 'etcd' as const, endpoints: [{ host: '127.0.0.1', port: proxy.port }], roots: ['a/', 'b/'] };
    const following = follow(etcd, options);
    onTestFinished(() => following.stop());
    await following.waitFor((entries) => entries.size === 2, 'the listing');
    await proxy.refuse(true);
    await client.remove('a/gone');
    for (let i = 0; i < 20; i++) await client.put('b/kept', `${i}`);
    await server.compact();
    await proxy.refuse(false);
    await following.waitFor((entries) => holds(entries, 'b/kept', '19') && !entries.has('a/gone'), 'the state after the compaction');
    expect(following.frames.filter(({ kind }) => kind === 'listing')).toHaveLength(2);
    await client.put('a/new', 'x');
    await following.waitFor((entries) => entries.has('a/new'), 'a later change');
  });

  test('are listed as of one revision however long it takes', async () => {
    const set = await stage('etcd');
    await set.client.transact(new Map(Array.from({ length: 100 }, (_, i) => [`/a/b/page-${i}`, 'x'.repeat(2000)] as const)));
    let writing = true;
    const writes = (async () => {
      // both in one transaction, so that a listing of two moments would show
      for (let i = 0; writing; i++) await set.client.transact(new Map([['/a/b/pair', `${i}`], ['/a/c/pair', `${i}`]]));
    })();
    for (let i = 0; i < 10; i++) {
      const listing = await freshListing(etcd, set.options('/a/b/', '/a/c/'));
      expect(listing.get('/a/b/pair')?.stamp.modified).toBe(listing.get('/a/c/pair')?.stamp.modified);
    }
    writing = false;
    await writes;
  });
});
