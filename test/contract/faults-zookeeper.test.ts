/** Faults of a single ZooKeeper: limits it is set to, versions too old, permission and roots that come and go. */
import zookeeperLibrary from 'node-zookeeper-client';
import { describe, expect, onTestFinished, test } from 'vitest';
import { zookeeper } from '../../electron/drivers/zookeeper/index';
import { Op } from '../../electron/drivers/zookeeper/wire';
import type { Fault } from '../../shared/fault';
import type { ConnectOptions } from '../../shared/model/source';
import { zookeeperClient, type ZookeeperClient } from '../support/clients-zookeeper';
import { follow, type Following } from '../support/follow';
import { startProxy, type FaultProxy } from '../support/proxy';
import { until } from '../support/wait';
import { startZookeeper, type ZookeeperOptions, type ZookeeperServer } from '../support/zookeeper';
import { differences, faultIn, freshListing, holds, plan, put, readEntry, succeeded } from './harness';

const { ACL, Id, Permission } = zookeeperLibrary;
const OPEN = [new ACL(Permission.ALL, new Id('world', 'anyone'))];
const OWN = [new ACL(Permission.ALL, new Id('auth', ''))];

async function aServer(options: ZookeeperOptions = {}): Promise<ZookeeperServer> {
  const server = await startZookeeper(options);
  onTestFinished(() => server.stop());
  return server;
}

async function aProxy({ port }: ZookeeperServer): Promise<FaultProxy> {
  const proxy = await startProxy(port);
  onTestFinished(() => proxy.close());
  return proxy;
}

async function aClient({ port }: ZookeeperServer, auth?: string): Promise<ZookeeperClient> {
  const client = await zookeeperClient(port, auth);
  onTestFinished(() => client.close());
  return client;
}

const at = (port: number, root = '/'): ConnectOptions => ({ backend: 'zookeeper', endpoints: [{ host: '127.0.0.1', port }], roots: [root] });

function following(options: ConnectOptions): Following {
  const followed = follow(zookeeper, options);
  onTestFinished(() => followed.stop());
  return followed;
}

async function listed(options: ConnectOptions): Promise<Following> {
  const followed = following(options);
  await followed.waitFor(() => followed.frames.length > 0, 'the listing');
  return followed;
}

async function faultWith(followed: Following, reason: Fault['reason'], deadlineMs?: number): Promise<Fault> {
  return until(() => followed.faults.find((fault) => fault.reason === reason), `the fault ${reason}`, deadlineMs === undefined ? {} : { deadlineMs });
}

describe('a server that takes less than usual (jute.maxbuffer)', () => {
  const SMALL = { jvm: ['-Djute.maxbuffer=65536'] };

  test('lists and follows many long paths', async () => {
    const server = await aServer(SMALL);
    const client = await aClient(server);
    const top = `/${'long-'.repeat(60)}`;
    await client.put(top, null);
    const paths = Array.from({ length: 1500 }, (_, i) => `${top}/${'name-'.repeat(50)}${i}`);
    for (let from = 0; from < paths.length; from += 60) await client.createMany(paths.slice(from, from + 60), 'x');
    const followed = await listed(at(server.port, top));
    expect(followed.entries.size).toBe(1501);
    await Promise.all(paths.map((path) => client.put(path, 'y')));
    await followed.waitFor((entries) => paths.every((path) => holds(entries, path, 'y')), 'all changes');
    expect(followed.faults).toEqual([]);
  });

  test('a value that it hangs up at is told as such, and the source is live again', async () => {
    const server = await aServer(SMALL);
    const followed = await listed(at(server.port));
    const connection = await followed.connection();
    const fault = faultIn(await connection.apply(plan(put('/big', 'x'.repeat(100_000)))));
    expect(fault).toMatchObject({ code: 'outcome-unknown', reason: 'outcome-unknown-large', key: '/big' });
    expect(fault.message).toContain('jute.maxbuffer');
    await faultWith(followed, 'link-lost');
    succeeded(await (await followed.connection()).apply(plan(put('/small', 'x'))));
    await followed.waitFor((entries) => entries.has('/small'), 'a later change');
    expect(followed.entries.has('/big')).toBe(false);
  });
});

test('a list of children of several megabytes, and values of nearly one, are listed and followed', async () => {
  const server = await aServer({ heap: '512m' });
  const client = await aClient(server);
  await client.put('/crowd', null);
  const names = Array.from({ length: 20_000 }, (_, i) => `/crowd/${'member-'.repeat(20)}${i}`);
  await client.createMany(names, '');
  const bytes = 1_000_000;
  for (let i = 0; i < 8; i++) await client.put(`/large/${i}`, new Uint8Array(bytes).fill(65 + i));
  const followed = await listed(at(server.port));
  expect([...followed.entries.keys()].filter((key) => key.startsWith('/crowd/'))).toHaveLength(names.length);
  expect(followed.entries.get('/large/7')?.value).toHaveLength(bytes);
  await client.put('/large/3', new Uint8Array(bytes).fill(122));
  await followed.waitFor((entries) => entries.get('/large/3')?.value?.[0] === 122, 'the change of a large value');
  const connection = await followed.connection();
  const old = await readEntry(connection, '/large/4');
  succeeded(await connection.apply(plan(put('/large/4', new Uint8Array(bytes).fill(121), old.stamp))));
  await followed.waitFor((entries) => entries.get('/large/4')?.value?.[0] === 121, 'our own large value');
  expect(followed.faults).toEqual([]);
});

test('a server that does not know recursive watches is too old', async () => {
  const server = await aServer();
  const proxy = await aProxy(server);
  proxy.rewrite(withoutAddWatch);
  const followed = following(at(proxy.port));
  const fault = await faultWith(followed, 'server-too-old');
  expect(fault).toMatchObject({ code: 'not-supported' });
  expect(fault.message).toContain('3.6 or later');
});

test('a server that tells a version from before 3.6 is too old', async () => {
  const server = await aServer();
  const proxy = await aProxy(server);
  proxy.rewriteAnswers((chunk) => Buffer.from(chunk.toString('latin1').replace(/^Zookeeper version: \d\.\d/, 'Zookeeper version: 3.4'), 'latin1'));
  const fault = await faultWith(following(at(proxy.port)), 'server-too-old');
  expect(fault.message).toContain('ZooKeeper 3.4');
});

test('a server at its limit of connections says so, and is live when one is free', async () => {
  const server = await aServer({ config: ['maxClientCnxns=1'] });
  const client = await zookeeperClient(server.port);
  await client.put('/flag', 'x');
  const followed = following(at(server.port));
  const fault = await faultWith(followed, 'turned-away');
  expect(fault).toMatchObject({ code: 'unreachable' });
  expect(fault.message).toContain('maxClientCnxns');
  await client.close();
  await followed.waitFor((entries) => holds(entries, '/flag', 'x'), 'the listing');
});

describe('half a link', () => {
  test.each(['to-server', 'to-client'] as const)('that lets nothing through %s is noticed, and left for a whole one', async (way) => {
    const server = await aServer();
    const client = await aClient(server);
    const proxy = await aProxy(server);
    const followed = await listed(at(proxy.port));
    proxy.freeze(way);
    onTestFinished(() => proxy.unfreeze());
    await client.put('/flag', 'meanwhile');
    await faultWith(followed, 'link-silent', 15_000);
    proxy.unfreeze();
    await followed.waitFor((entries) => holds(entries, '/flag', 'meanwhile'), 'the write made meanwhile');
    expect(differences(followed.entries, await freshListing(zookeeper, at(server.port)))).toEqual([]);
  });
});

describe('permission', () => {
  test('taken away from a key is told at the next reading, and the source lives on', async () => {
    const server = await aServer();
    const owner = await aClient(server, 'alice:secret');
    for (const key of ['/flag', '/other']) await owner.put(key, 'x');
    const followed = await listed(at(server.port));
    const connection = await followed.connection();
    await owner.setAcl('/flag', OWN);
    expect(faultIn(await connection.read('/flag'))).toMatchObject({ code: 'denied', key: '/flag' });
    await owner.put('/other', 'y');
    await followed.waitFor((entries) => holds(entries, '/other', 'y'), 'a change elsewhere');
    await owner.setAcl('/flag', OPEN);
    await owner.put('/flag', 'z');
    await followed.waitFor((entries) => holds(entries, '/flag', 'z'), 'the change after permission was given back');
    expect(followed.faults).toEqual([]);
  });

  test('taken away from the root ends in its sentence once the root is read, and given back is live again', async () => {
    const server = await aServer();
    const owner = await aClient(server, 'alice:secret');
    await owner.put('/root/flag', 'x');
    const followed = await listed(at(server.port, '/root'));
    await owner.setAcl('/root', OWN);
    // ZooKeeper tells nobody; a change of the root is what makes it be read
    await owner.put('/root', 'touched');
    // the watch sees it only while it may read, so a new connection is what finds out
    await followed.hangUp();
    const fault = await faultWith(followed, 'root-denied');
    expect(fault).toMatchObject({ code: 'denied', params: { root: '/root' } });
    await owner.setAcl('/root', OPEN);
    await owner.put('/root/flag', 'y');
    await followed.waitFor((entries) => holds(entries, '/root/flag', 'y'), 'the change after permission was given back');
  });
});

/** The requests in this chunk with addWatch turned into an operation that no server knows; requests are small and come whole. */
function withoutAddWatch(chunk: Buffer): Buffer {
  const changed = Buffer.from(chunk);
  for (let at = 0; at + 12 <= changed.length; at += 4 + changed.readInt32BE(at)) {
    if (changed.readInt32BE(at + 8) === Op.addWatch) changed.writeInt32BE(9106, at + 8);
  }
  return changed;
}
