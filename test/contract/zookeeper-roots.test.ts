/** Roots that may not be read or do not exist, on a real server: those that can be read live, and the others are told and taken up when they can be. */
import zookeeperLibrary from 'node-zookeeper-client';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Connection } from '../../electron/drivers/driver';
import { zookeeper } from '../../electron/drivers/zookeeper/index';
import { Session } from '../../electron/sessions/session';
import { FaultError } from '../../shared/fault';
import { nothingDenied } from '../../shared/model/denied';
import type { ConnectOptions } from '../../shared/model/source';
import { zookeeperClient, type ZookeeperClient } from '../support/clients-zookeeper';
import { startProxy, type FaultProxy } from '../support/proxy';
import { collect, until, type Collected } from '../support/wait';
import { startZookeeper } from '../support/zookeeper';
import { faultIn, holds, succeeded } from './harness';

const { ACL, Id, Permission } = zookeeperLibrary;
const onlyAlice = [new ACL(Permission.ALL, new Id('auth', ''))];
const everybody = [new ACL(Permission.ALL, new Id('world', 'anyone'))];

interface Stage {
  readonly alice: ZookeeperClient;
  readonly proxy: FaultProxy;
  options(...roots: string[]): ConnectOptions;
  /** Watches that the server holds, for whomever. */
  watches(): Promise<number>;
}

async function stage(): Promise<Stage> {
  const server = await startZookeeper();
  onTestFinished(() => server.stop());
  const alice = await zookeeperClient(server.port, 'alice:secret');
  onTestFinished(() => alice.close());
  const proxy = await startProxy(server.port);
  onTestFinished(() => proxy.close());
  for (const key of ['/open/one', '/secret/inner/deep']) await alice.put(key, 'x');
  return {
    alice,
    proxy,
    options: (...roots) => ({ backend: 'zookeeper', endpoints: [{ host: '127.0.0.1', port: proxy.port }], roots }),
    watches: async () => Number(/Total watches:(\d+)/.exec(await server.fourLetter('wchs'))?.[1]),
  };
}

describe.each(['everything', 'lazy'] as const)('of several roots, loaded as %s', (loading) => {
  const follow = async (options: ConnectOptions): Promise<{ connection: Connection; live: Collected }> => {
    const { signal } = new AbortController();
    const lazy = { folders: new Map(), pageChildren: 1000 };
    const connection = await zookeeper.connect({ options, signal, ...(loading === 'lazy' && { lazy }) });
    onTestFinished(() => connection.close());
    return { connection, live: collect(connection.frames({ signal, onReceived: () => {} })) };
  };
  const listed = async (options: ConnectOptions): Promise<{ connection: Connection; live: Collected }> => {
    const followed = await follow(options);
    await followed.live.waitFor(() => followed.live.frames.length > 0, 'the listing');
    return followed;
  };
  const faultOf = async (options: ConnectOptions) => {
    const error = await (await follow(options)).live.ended;
    if (!(error instanceof FaultError)) throw new Error(`a fault was expected instead of ${String(error)}`);
    return error.fault;
  };

  test('one that may not be read is told, and the others live', async () => {
    const { alice, options } = await stage();
    await alice.setAcl('/secret', onlyAlice);
    const { connection, live } = await listed(options('/secret', '/open'));
    expect([...live.entries.keys()].sort()).toEqual(['/open', '/open/one']);
    expect(connection.denied()).toEqual({ keys: ['/secret'], total: 1 });
    expect([connection.isHidden('/secret/inner'), connection.isHidden('/open/one')]).toEqual([true, false]);
    await alice.put('/open/one', 'still followed');
    await live.waitFor((entries) => holds(entries, '/open/one', 'still followed'), 'a put in the other root');

    await alice.setAcl('/secret', everybody);
    succeeded(await connection.read('/secret'));
    await live.waitFor((entries) => entries.has('/secret/inner'), 'the root is read');
    expect(connection.denied()).toBe(nothingDenied);
    await alice.put('/secret/later', 'followed');
    await live.waitFor((entries) => holds(entries, '/secret/later', 'followed'), 'a put in the root that was opened');
  });

  test('one that is closed while it is watched is noticed by a read, and opened again comes back', async () => {
    const { alice, options } = await stage();
    const { connection, live } = await listed(options('/secret', '/open'));
    await alice.setAcl('/secret', onlyAlice);
    expect(faultIn(await connection.read('/secret'))).toMatchObject({ code: 'denied', key: '/secret' });
    await live.waitFor((entries) => !entries.has('/secret') && !entries.has('/secret/inner'), 'the root is left out');
    expect(connection.denied()).toEqual({ keys: ['/secret'], total: 1 });
    await alice.setAcl('/secret', everybody);
    await alice.put('/secret/second', 'x');
    succeeded(await connection.read('/secret'));
    await live.waitFor((entries) => entries.has('/secret/inner') && entries.has('/secret/second'), 'the root is back, with what came meanwhile');
  });

  test('where none may be read any more it is the fault of a root that may not be read', async () => {
    const { alice, options } = await stage();
    await alice.setAcl('/secret', onlyAlice);
    const { connection, live } = await listed(options('/open', '/secret'));
    await alice.setAcl('/open', onlyAlice);
    expect(faultIn(await connection.read('/open')).code).toBe('denied');
    const error = await live.ended;
    expect(error instanceof FaultError && error.fault).toMatchObject({ code: 'denied', reason: 'root-denied', params: { root: '/open' } });
    expect(await faultOf(options('/secret', '/open'))).toMatchObject({ code: 'denied', reason: 'root-denied', params: { root: '/secret' } });
  });

  test('one that is missing is told, and followed from when it is created', async () => {
    const { alice, options, watches } = await stage();
    const { connection, live } = await listed(options('/no/such', '/open'));
    expect([...live.entries.keys()].sort()).toEqual(['/open', '/open/one']);
    expect(connection.denied()).toEqual({ keys: [], total: 0, missing: ['/no/such'] });
    // the watch of a root stands before there is one
    expect([connection.cost().watches, await watches()]).toEqual([2, 2]);
    await alice.put('/no/such/flag', 'true');
    await live.waitFor((entries) => entries.has('/no/such') && holds(entries, '/no/such/flag', 'true'), 'the new root');
    expect(connection.denied()).toBe(nothingDenied);
    await alice.removeTree('/no/such');
    await live.waitFor((entries) => !entries.has('/no/such') && !entries.has('/no/such/flag'), 'it is gone again');
    await until(() => connection.denied().missing?.[0] === '/no/such', 'and that is told');
    await alice.put('/no/such/flag', 'again');
    await live.waitFor((entries) => holds(entries, '/no/such/flag', 'again'), 'it is back');
  });

  test('where none is there it is the fault of the first', async () => {
    const { options } = await stage();
    expect(await faultOf(options('/nor/this', '/no/such'))).toMatchObject({ code: 'invalid', reason: 'root-missing', params: { root: '/nor/this' } });
  });
});

describe('a session whose roots are missing', () => {
  const suspended = async (options: ConnectOptions): Promise<Session> => {
    const session = new Session({ driver: zookeeper, terms: () => ({ connect: options, writable: true }) });
    onTestFinished(() => session.close());
    session.open();
    await until(() => session.phase.kind === 'suspended', 'it is suspended');
    return session;
  };

  test('waits for one to be created by a watch, and for no time', async () => {
    const { alice, options, watches } = await stage();
    const session = await suspended(options('/no/such', '/nor/this'));
    expect(session.phase).toMatchObject({ fault: { reason: 'root-missing' } });
    expect(session.phase).not.toHaveProperty('retryAt');
    // the recursive ones were let go
    await until(async () => (await watches()) === 2, 'a watch for each root');
    expect(session.status().cost.watches).toBe(2);
    await alice.put('/nor/this', 'here');
    await until(() => session.phase.kind === 'live', 'it is live');
    expect(session.mirror.entries.has('/nor/this')).toBe(true);
    expect(session.denied.missing).toEqual(['/no/such']);
  });

  test('tries again when the link is lost on which it waits', async () => {
    const { alice, proxy, options, watches } = await stage();
    const session = await suspended(options('/no/such'));
    await until(async () => (await watches()) === 1, 'the watch');
    await proxy.refuse(true);
    await until(() => session.phase.kind === 'suspended' && session.phase.fault.reason !== 'root-missing', 'the loss is told');
    await alice.put('/no/such', 'meanwhile');
    await proxy.refuse(false);
    await until(() => session.phase.kind === 'live', 'it is live');
  });

  test('tries again when it is asked to, and lets go when it is closed', async () => {
    const { options, watches } = await stage();
    const session = await suspended(options('/no/such'));
    const { requests } = session.status().cost;
    session.retry();
    await until(() => session.phase.kind === 'suspended' && session.status().cost.requests > requests + 4, 'another attempt');
    await until(async () => (await watches()) === 1, 'one watch, as before');
    await session.close();
    expect(session.phase).toEqual({ kind: 'closed' });
    await until(async () => (await watches()) === 0, 'no watch');
  });

  test('that it creates itself is live at once', async () => {
    const { alice, options } = await stage();
    const session = await suspended(options('/no/such'));
    succeeded(await session.createRoot());
    await until(() => session.phase.kind === 'live', 'it is live');
    expect(await alice.get('/no/such')).toBeNull();
  });
});
