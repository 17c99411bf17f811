/** What only etcd has: compaction, leases, logins, fragments, members, and stores that look like the old one. */
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { etcd } from '../../electron/drivers/etcd/index';
import type { Connection } from '../../electron/drivers/driver';
import { FaultError, type Fault } from '../../shared/fault';
import type { Frame } from '../../shared/model/frame';
import type { ConnectOptions } from '../../shared/model/source';
import { etcdClient, type EtcdClient } from '../support/clients-etcd';
import { startEtcd, type EtcdOptions, type EtcdServer } from '../support/etcd';
import { follow, type Following } from '../support/follow';
import { freePort, freePorts } from '../support/ports';
import { startProxy, type FaultProxy } from '../support/proxy';
import { until } from '../support/wait';
import { differences, faultIn, freshListing, holds, plan, put, readEntry, remove, succeeded, text } from './harness';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function aServer(options: EtcdOptions = {}): Promise<EtcdServer> {
  const server = await startEtcd(options);
  cleanups.push(() => server.stop());
  return server;
}

function aClient(server: EtcdServer, more: Parameters<typeof etcdClient>[1] = {}): EtcdClient {
  const client = etcdClient(server.port, more);
  cleanups.push(() => client.close());
  return client;
}

async function aProxy(server: EtcdServer): Promise<FaultProxy> {
  const proxy = await startProxy(server.port);
  cleanups.push(() => proxy.close());
  return proxy;
}

const at = (port: number, more: Partial<ConnectOptions> = {}): ConnectOptions => ({
  backend: 'etcd',
  endpoints: [{ host: '127.0.0.1', port }],
  root: '',
  ...more,
});

async function following(options: ConnectOptions, password?: string): Promise<Following> {
  const followed = follow(etcd, options, password);
  cleanups.push(() => followed.stop());
  await followed.waitFor(() => followed.frames.length > 0, 'the first frame');
  return followed;
}

async function connected(options: ConnectOptions, password?: string): Promise<Connection> {
  const { signal } = new AbortController();
  const connection = await etcd.connect({ options, signal, ...(password !== undefined && { password }) });
  cleanups.push(() => connection.close());
  return connection;
}

async function refusal(options: ConnectOptions, password?: string): Promise<Fault> {
  try {
    await connected(options, password);
  } catch (error) {
    if (error instanceof FaultError) return error.fault;
    throw error;
  }
  throw new Error('this should not have connected');
}

const listings = ({ frames }: Following): number => frames.filter((frame: Frame) => frame.kind === 'listing').length;

/** Writes many keys at once, `size` bytes each. */
async function fill(client: EtcdClient, count: number, word: string, size = 0): Promise<void> {
  for (let from = 0; from < count; from += 100) {
    const part = Array.from({ length: Math.min(100, count - from) }, (_, i) => [`/k/${from + i}`, word.padEnd(size, '.')] as const);
    await client.transact(new Map(part));
  }
}

describe('compaction', () => {
  test('history that was compacted while away is replaced by a listing', async () => {
    const server = await aServer();
    const client = aClient(server);
    const proxy = await aProxy(server);
    await fill(client, 50, 'before');
    const followed = await following(at(proxy.port));
    await proxy.refuse(true);
    await client.remove('/k/7');
    await client.put('/k/8', 'after');
    await server.compact();
    await proxy.refuse(false);
    await followed.waitFor((entries) => !entries.has('/k/7') && holds(entries, '/k/8', 'after'), 'what happened meanwhile');
    expect(listings(followed)).toBe(2);
    expect(differences(followed.entries, await freshListing(etcd, at(server.port)))).toEqual([]);
  });

  test('a deletion at the very revision that history was compacted to is not lost', async () => {
    const server = await aServer();
    const client = aClient(server);
    const proxy = await aProxy(server);
    await fill(client, 3, 'before');
    const followed = await following(at(proxy.port));
    await proxy.refuse(true);
    await client.remove('/k/1');
    await server.compact();
    await client.put('/k/2', 'after');
    await proxy.refuse(false);
    await followed.waitFor((entries) => holds(entries, '/k/2', 'after'), 'the later write');
    expect([...followed.entries.keys()]).toEqual(['/k/0', '/k/2']);
  });

  test('a listing begins again when its revision is compacted between two pages', async () => {
    const server = await aServer();
    const client = aClient(server);
    const proxy = await aProxy(server);
    await fill(client, 9_000, 'old', 100);
    const connection = await connected(at(proxy.port));
    const stopping = new AbortController();
    const counts: number[] = [];
    let compacted: Promise<unknown> | undefined;
    const compact = async (): Promise<void> => {
      proxy.freeze();
      await client.put('/k/8999', 'new');
      await server.compact();
      proxy.unfreeze();
    };
    const onReceived = (count: number): void => {
      counts.push(count);
      compacted ??= compact();
    };
    for await (const frame of connection.frames({ signal: stopping.signal, onReceived })) {
      if (frame.kind !== 'listing') throw new Error('the first frame is no listing');
      expect(frame.entries).toHaveLength(9_000);
      expect(frame.entries.filter((entry) => text(entry.value) === 'new')).toHaveLength(1);
      break;
    }
    stopping.abort();
    await compacted;
    expect(counts.filter((count, i) => count <= (counts[i - 1] ?? 0))).toHaveLength(1);
  });

  test('a read of a compacted revision says so, and one of a revision to come is refused', async () => {
    const server = await aServer();
    const client = aClient(server);
    await fill(client, 1, 'x');
    await client.put('/k/0', 'y');
    const revision = await server.compact();
    const connection = await connected(at(server.port));
    expect(faultIn(await connection.read('/k/0', revision - 1n))).toMatchObject({ code: 'compacted', params: { revision: String(revision - 1n) } });
    expect(faultIn(await connection.read('/k/0', revision + 100n))).toMatchObject({ code: 'invalid' });
  });
});

describe('a store that looks like the old one', () => {
  test('one that was wiped and filled past the old revision with the same keys is listed again', async () => {
    const server = await aServer();
    const client = aClient(server);
    const proxy = await aProxy(server);
    for (let i = 0; i < 20; i++) await client.put(`/k/${i}`, 'seed');
    const followed = await following(at(proxy.port));
    await client.put('/k/3', 'edited in the old store');
    await followed.waitFor((entries) => holds(entries, '/k/3', 'edited in the old store'), 'the edit');
    await proxy.refuse(true);
    await server.wipe();
    for (let i = 0; i < 20; i++) await client.put(`/k/${i}`, 'seed');
    for (let i = 0; i < 20; i++) await client.put('/k/4', `edit ${i} in the new store`);
    await proxy.refuse(false);
    await followed.waitFor((entries) => holds(entries, '/k/3', 'seed'), 'the new store');
    expect(listings(followed)).toBe(2);
    expect(differences(followed.entries, await freshListing(etcd, at(server.port)))).toEqual([]);
  });

  test('one that was only restarted is not listed again', async () => {
    const server = await aServer();
    const client = aClient(server);
    await fill(client, 20, 'seed');
    const followed = await following(at(server.port));
    await server.restart();
    await until(() => client.put('/k/3', 'after').then(() => true, () => false), 'the server takes writes');
    await followed.waitFor((entries) => holds(entries, '/k/3', 'after'), 'the write after the restart');
    expect(listings(followed)).toBe(1);
  });
});

describe('transactions', () => {
  test('one of more than a megabyte, which the server sends in fragments, arrives in one delta', async () => {
    const server = await aServer({ args: ['--max-request-bytes', String(16 * 1024 * 1024)] });
    const client = aClient(server);
    const followed = await following(at(server.port));
    await client.transact(new Map(Array.from({ length: 60 }, (_, i) => [`/big/${i}`, new Uint8Array(150_000).fill(i)])));
    await followed.waitFor((entries) => entries.has('/big/59'), 'the transaction');
    const deltas = followed.frames.filter((frame) => frame.kind === 'delta' && frame.changes.length > 0);
    expect(deltas).toHaveLength(1);
    expect(followed.changes()).toHaveLength(60);
  });

  test('128 edits of existing keys are one transaction, and its inverse too', async () => {
    const server = await aServer();
    await fill(aClient(server), 128, 'before');
    const connection = await connected(at(server.port));
    const before = await freshListing(etcd, at(server.port));
    const receipt = succeeded(await connection.apply(plan(...[...before.values()].map((entry) => put(entry.key, 'after', entry.stamp)))));
    succeeded(await connection.apply(receipt.inverse));
    const after = await freshListing(etcd, at(server.port));
    expect([...after.values()].every((entry) => text(entry.value) === 'before' && entry.stamp.version === 3)).toBe(true);
  });

  test('a server that takes less than usual says so, and nothing is written', async () => {
    const server = await aServer({ args: ['--max-txn-ops', '4', '--max-request-bytes', '20000'] });
    const connection = await connected(at(server.port));
    const many = plan(...Array.from({ length: 9 }, (_, i) => put(`/k/${i}`, 'x')));
    expect(faultIn(await connection.apply(many))).toMatchObject({ code: 'too-large', params: { unit: 'edits' } });
    expect(faultIn(await connection.apply(plan(put('/k/big', 'x'.repeat(30_000)))))).toMatchObject({ code: 'too-large' });
    expect((await freshListing(etcd, at(server.port))).size).toBe(0);
  });

  test('a put keeps a lease and a deletion that is taken back loses it', async () => {
    const server = await aServer();
    const client = aClient(server);
    const { owner } = await client.putOwned('/lock', 'mine');
    const connection = await connected(at(server.port));
    const leased = await readEntry(connection, '/lock');
    expect(leased.owner).toBe(owner);
    succeeded(await connection.apply(plan(put('/lock', 'still mine', leased.stamp))));
    const kept = await readEntry(connection, '/lock');
    expect(kept.owner).toBe(owner);
    const { inverse } = succeeded(await connection.apply(plan(remove(kept))));
    succeeded(await connection.apply(inverse));
    const back = await readEntry(connection, '/lock');
    expect([text(back.value), back.owner]).toEqual(['still mine', undefined]);
  });
});

test('a reading tells revisions, version, lease and size as etcdctl does', async () => {
  const server = await aServer();
  const client = aClient(server);
  const { owner } = await client.putOwned('/leased', 'abc');
  await client.put('/plain', '');
  const connection = await connected(at(server.port));
  const native = async (key: string): Promise<Record<string, string>> =>
    Object.fromEntries(succeeded(await connection.read(key)).native.map(({ name, value }) => [name, value]));
  expect(await native('/leased')).toMatchObject({ create_revision: '2', mod_revision: '2', version: '1', lease: owner, size: '3' });
  expect((await native('/leased'))['lease_ttl']).toMatch(/^\d+ s of 600 s$/);
  expect(await native('/plain')).toEqual({ create_revision: '3', mod_revision: '3', version: '1', lease: 'none', size: '0' });
});

test('the bytes it says it cost are those that crossed the link', async () => {
  const server = await aServer();
  await fill(aClient(server), 1_000, 'x', 200);
  const proxy = await aProxy(server);
  const followed = await following(at(proxy.port));
  const connection = await followed.connection();
  await until(() => {
    const { bytesIn = 0, bytesOut = 0 } = connection.cost();
    const { toClient, toServer } = proxy.bytes();
    return toClient > 200_000 && bytesIn === toClient && bytesOut === toServer;
  }, 'both counts agree');
});

describe('logins', () => {
  const users = { rootPassword: 'secret', user: 'reader', password: 'pass', prefix: '/mine/' };
  const root = { username: 'root', password: 'secret' };

  test('a wrong password, and none where one is needed, are reported as such', async () => {
    const server = await aServer();
    await server.enableAuth(users);
    expect(await refusal(at(server.port, { user: 'reader' }), 'wrong')).toMatchObject({ code: 'auth-failed' });
    expect(await refusal(at(server.port))).toMatchObject({ code: 'auth-failed' });
  });

  test('a root that may not be read is reported as denied', async () => {
    const server = await aServer();
    await server.enableAuth(users);
    expect(await refusal(at(server.port, { user: 'reader', root: '/others/' }), 'pass')).toMatchObject({ code: 'denied', reason: 'root-denied' });
  });

  test('a user sees and edits what lies under a prefix of their own', async () => {
    const server = await aServer();
    await server.enableAuth(users);
    const options = at(server.port, { user: 'reader', root: '/mine/' });
    const followed = await following(options, 'pass');
    const connection = await followed.connection();
    succeeded(await connection.apply(plan(put('/mine/flag', 'true'))));
    await followed.waitFor((entries) => holds(entries, '/mine/flag', 'true'), 'the edit');
  });

  test('a login that the server forgot in a restart is made anew, and nothing is missed', async () => {
    const server = await aServer({ args: ['--auth-token', 'simple'] });
    const before = aClient(server);
    await fill(before, 20, 'seed');
    await server.enableAuth(users);
    const followed = await following(at(server.port, { user: 'root' }), 'secret');
    await server.restart();
    const after = aClient(server, { auth: root });
    await until(() => after.put('/k/1', 'after').then(() => true, () => false), 'the server takes writes');
    await followed.waitFor((entries) => holds(entries, '/k/1', 'after'), 'the write after the restart');
    expect(listings(followed)).toBe(1);
  });

  test('a login that ran out while the connection was idle is made anew for the next call', async () => {
    const server = await aServer({ args: ['--auth-token-ttl', '1'] });
    await server.enableAuth(users);
    const connection = await connected(at(server.port, { user: 'root' }), 'secret');
    const { requests } = connection.cost();
    let reads = 0;
    const ranOut = async (): Promise<boolean> => {
      succeeded(await connection.read('/k'));
      reads++;
      return connection.cost().requests > requests + reads;
    };
    // a login lives longer each time that it is used, so it must be left alone for a while
    await until(ranOut, 'the login ran out', { everyMs: 2_500 });
    succeeded(await connection.apply(plan(put('/k', 'x'))));
  });

  test('permission that was taken away is reported with the key, and the connection lives on', async () => {
    const server = await aServer();
    await server.enableAuth(users);
    const connection = await connected(at(server.port, { user: 'reader', root: '/mine/' }), 'pass');
    succeeded(await connection.apply(plan(put('/mine/flag', 'true'))));
    const admin = aClient(server, { auth: root });
    await admin.raw.user('reader').removeRole('reader-role');
    expect(faultIn(await connection.apply(plan(put('/mine/other', 'x'))))).toMatchObject({ code: 'denied', key: '/mine/other' });
    await admin.raw.user('reader').addRole('reader-role');
    succeeded(await connection.read('/mine/flag'));
  });

  test('a user name where the server asks for none does no harm', async () => {
    const server = await aServer();
    const connection = await connected(at(server.port, { user: 'root' }), 'x');
    succeeded(await connection.apply(plan(put('/k', 'x'))));
  });
});

describe('addresses', () => {
  test('TLS with an authority of one\'s own works, and without it is refused', async () => {
    const server = await aServer({ tls: true });
    const { ca = '' } = server.tls ?? {};
    const followed = await following(at(server.port, { tls: { ca } }));
    const connection = await followed.connection();
    succeeded(await connection.apply(plan(put('/k', 'x'))));
    await followed.waitFor((entries) => entries.has('/k'), 'the edit');
    expect(await refusal(at(server.port, { tls: {} }))).toMatchObject({ code: 'unreachable', reason: 'unreachable' });
  });

  test('a TLS source at a server without TLS is told so', async () => {
    const server = await aServer();
    expect(await refusal(at(server.port, { tls: {} }))).toMatchObject({ code: 'unreachable', params: { detail: 'it does not use TLS' } });
  });

  test('an IPv6 literal and a name connect', async () => {
    const port = await freePort();
    const server = await aServer({ args: ['--listen-client-urls', `http://[::1]:${port},http://127.0.0.1:${port}`] });
    expect(server.port).not.toBe(port);
    for (const host of ['::1', 'localhost']) {
      const connection = await connected(at(port, { endpoints: [{ host, port }] }));
      expect(connection.server).toMatch(/^etcd 3\./);
    }
  });

  test('of three members two that are silent or gone do not matter', async () => {
    const server = await aServer();
    const proxy = await aProxy(server);
    proxy.freeze();
    onTestFinished(() => proxy.unfreeze());
    const ports = [await freePort(), proxy.port, server.port];
    const connection = await connected(at(0, { endpoints: ports.map((port) => ({ host: '127.0.0.1', port })) }));
    succeeded(await connection.read('/k'));
  });

  test('of several faults the one that tells most is reported', async () => {
    const server = await aServer({ tls: true });
    const endpoints = [
      { host: '127.0.0.1', port: await freePort() },
      { host: '127.0.0.1', port: server.port },
    ];
    expect(await refusal(at(0, { endpoints }))).toMatchObject({ reason: 'tls-expected', params: { endpoint: `127.0.0.1:${server.port}` } });
  });
});

describe('a cluster of three', () => {
  async function aCluster(): Promise<EtcdServer[]> {
    const peers = await freePorts(3);
    const cluster = peers.map((port, i) => `m${i}=http://127.0.0.1:${port}`).join(',');
    return Promise.all(
      peers.map((port, i) => {
        const peer = `http://127.0.0.1:${port}`;
        const own = ['--name', `m${i}`, '--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer];
        return aServer({ args: [...own, '--initial-cluster', cluster] });
      }),
    );
  }

  test('a member without a leader is no live source, and with a leader again nothing is missed', async () => {
    const [first, second, third] = (await aCluster()) as [EtcdServer, EtcdServer, EtcdServer];
    await fill(aClient(first), 20, 'seed');
    const followed = await following(at(third.port));
    await Promise.all([first.kill9(), second.kill9()]);
    await until(() => followed.faults.length >= 2, 'the loss of the leader is noticed');
    expect(followed.faults.map(({ reason }) => reason)).toEqual(followed.faults.map(() => 'no-leader'));
    await Promise.all([first.restart(), second.restart()]);
    await aClient(first).put('/k/1', 'after');
    await followed.waitFor((entries) => holds(entries, '/k/1', 'after'), 'the write after the election');
    expect(listings(followed)).toBe(1);
  });

  test('when the member that is watched is killed, the next connection goes on at another, with nothing missed', async () => {
    const servers = await aCluster();
    const client = aClient(servers[0] as EtcdServer);
    await fill(client, 20, 'seed');
    const proxies = await Promise.all(servers.map(aProxy));
    const followed = await following(at(0, { endpoints: proxies.map(({ port }) => ({ host: '127.0.0.1', port })) }));
    const watched = proxies.findIndex((proxy) => proxy.open() > 0);
    await (servers[watched] as EtcdServer).kill9();
    const alive = servers.filter((_, i) => i !== watched);
    const writer = aClient(alive[0] as EtcdServer);
    await until(() => writer.put('/k/1', 'after').then(() => true, () => false), 'the cluster takes writes');
    await followed.waitFor((entries) => holds(entries, '/k/1', 'after'), 'the write after the loss');
    expect(listings(followed)).toBe(1);
  });
});
