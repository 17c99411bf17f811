/** What an etcd mirror must survive: compaction, stores that look like the old one, members that come and go. */
import { describe, expect, test } from 'vitest';
import { etcd } from '../../electron/drivers/etcd/index';
import type { EtcdServer } from '../support/etcd';
import { freePorts } from '../support/ports';
import { until } from '../support/wait';
import { aClient, aProxy, aServer, at, connected, fill, following, listings } from './etcd-fixtures';
import { differences, faultIn, freshListing, holds, text } from './harness';

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
