/** What a session says of its outages, its comparison and its cost, against real stores. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zookeeperClientModule from 'node-zookeeper-client';
import { describe, expect, test, type TestContext } from 'vitest';
import type { Driver } from '../../electron/drivers/driver';
import { etcd } from '../../electron/drivers/etcd/index';
import { local } from '../../electron/drivers/local/index';
import { zookeeper } from '../../electron/drivers/zookeeper/index';
import { Session } from '../../electron/sessions/session';
import { Verifier } from '../../electron/sessions/verifier';
import type { Change } from '../../shared/model/frame';
import { changedKey } from '../../shared/model/frame';
import type { Key } from '../../shared/model/key';
import { changedKeys, type ResyncReport } from '../../shared/model/resync';
import type { ConnectOptions } from '../../shared/model/source';
import { etcdClient } from '../support/clients-etcd';
import { zookeeperClient } from '../support/clients-zookeeper';
import type { IndependentClient } from '../support/clients';
import { until } from '../support/wait';
import { startEtcdHarness } from './etcd-harness';
import { plan, put, succeeded, type Harness, type Network } from './harness';
import { startZookeeperHarness } from './zookeeper-harness';

const { ACL, Id, Permission } = zookeeperClientModule;

/** What is left to do when a test is over; tests that run at the same time have to ask for it themselves. */
type Finish = TestContext['onTestFinished'];

/** A session that is live, until the test is over. */
async function live(onTestFinished: Finish, driver: Driver, options: ConnectOptions): Promise<Session> {
  const session = new Session({ driver, terms: () => ({ connect: options, writable: true }) });
  onTestFinished(() => session.close());
  session.open();
  await until(() => session.phase.kind === 'live', 'the session is live');
  return session;
}

const starting = (backend: 'etcd' | 'zookeeper'): Promise<Harness> => (backend === 'etcd' ? startEtcdHarness('/app/') : startZookeeperHarness('/app'));

async function started<H extends Harness>(onTestFinished: Finish, start: Promise<H>): Promise<H & { readonly network: Network }> {
  const harness = await start;
  onTestFinished(() => harness.stop());
  const { network } = harness;
  if (network === undefined) throw new Error('this store is not reached over a network');
  return { ...harness, network };
}

/** Cuts the link, does this while nobody watches, and gives what the session says of it once it is live again. */
async function away(session: Session, { proxy }: Network, work: () => Promise<void>, keys: number): Promise<ResyncReport> {
  await proxy.refuse(true);
  await until(() => session.phase.kind === 'suspended', 'the session is suspended');
  await work();
  await proxy.refuse(false);
  session.retry();
  return reported(session, keys);
}

async function reported(session: Session, keys: number): Promise<ResyncReport> {
  const summary = await until(() => {
    const last = session.status().resyncs.at(-1);
    return session.phase.kind === 'live' && last && changedKeys(last) === keys ? last : undefined;
  }, `the session is live again and tells of ${keys} keys`);
  const report = session.resync(summary.id);
  if (report === undefined) throw new Error('the report is gone');
  return report;
}

const kinds = ({ items }: ResyncReport) => Object.fromEntries(items.map(({ key, kind, writes }) => [key, writes === undefined ? kind : `${kind} ${writes}`]));

/** Writes of every kind: one key of each, and one that is written live before and after. */
async function ofEveryKind(client: IndependentClient, key: (name: string) => Key): Promise<void> {
  await client.put(key('changed'), '1');
  await client.put(key('changed'), '2');
  await client.remove(key('recreated'));
  await client.put(key('recreated'), 'new');
  await client.remove(key('removed'));
  await client.put(key('added'), 'new');
  await client.put(key('passed'), 'x');
  await client.remove(key('passed'));
}

const names = ['changed', 'recreated', 'removed', 'live'];

describe.concurrent('an outage', () => {
  test('of etcd is told write by write, up to the revision that the store had; what follows is live', async ({ onTestFinished }) => {
    const harness = await started(onTestFinished, startEtcdHarness('/app/'));
    const client = etcdClient(harness.server.port);
    for (const name of names) await client.put(harness.key(name), '0');
    const session = await live(onTestFinished, etcd, harness.network.options);
    await client.put(harness.key('live'), '1');
    await until(() => session.status().changes === 1, 'it is seen');
    const report = await away(session, harness.network, () => ofEveryKind(client, harness.key), 5);
    expect(kinds(report)).toEqual({
      '/app/added': 'added 1',
      '/app/changed': 'changed 2',
      '/app/passed': 'passed 2',
      '/app/recreated': 'recreated 2',
      '/app/removed': 'removed 1',
    });
    expect(report.summary).toMatchObject({ everyStep: true, fault: { reason: 'link-lost' } });
    expect(report.summary.wentBack).toBeUndefined();
    await client.put(harness.key('live'), '2');
    await until(() => session.mirror.get(harness.key('live'))?.stamp.version === 3, 'it is seen');
    expect(changedKeys(session.status().resyncs[0] ?? report.summary)).toBe(5);

    // more revisions than one response of a watch holds
    await away(session, harness.network, async () => {
      for (let n = 0; n < 1500; n++) await client.put(harness.key(`many/${n % 700}`), String(n));
    }, 700);
    await until(() => session.status().resyncs.at(-1)?.writes === 1500, 'all of it has come');
    const many = await reported(session, 700);
    expect(many.items.reduce((sum, { writes = 0 }) => sum + writes, 0)).toBe(1500);
    expect(many.summary).toMatchObject({ everyStep: true, counts: { added: 700 } });

    // compacted, the history is gone: only the difference is left
    const compacted = await away(session, harness.network, async () => {
      await ofEveryKind(client, harness.key);
      await harness.server.compact();
    }, 3);
    expect(kinds(compacted)).toEqual({ '/app/added': 'changed', '/app/changed': 'changed', '/app/recreated': 'recreated' });
    expect(compacted.summary.everyStep).toBe(false);

    const nothing = await away(session, harness.network, async () => undefined, 0);
    expect(nothing.items).toEqual([]);
    await client.close();
  });

  test('of several etcd roots is told write by write, though one of them takes long and the others are live meanwhile', async ({ onTestFinished }) => {
    const harness = await started(onTestFinished, startEtcdHarness('/app/'));
    const client = etcdClient(harness.server.port);
    const options = { ...harness.network.options, roots: ['/app/quick/', '/app/slow/', '/app/still/'] };
    for (const root of options.roots) await client.put(`${root}first`, '0');
    const session = await live(onTestFinished, etcd, options);
    const large = 'x'.repeat(300_000);
    const { proxy } = harness.network;
    await proxy.refuse(true);
    await until(() => session.phase.kind === 'suspended', 'the session is suspended');
    for (let n = 0; n < 24; n++) await client.put(`/app/slow/${n % 6}`, `${n}${large}`);
    // the last one, so that its root has come to the store's revision long before the other
    await client.put('/app/quick/first', '1');
    proxy.slow({ bytesPerSecond: 4_000_000, latencyMs: 0 });
    await proxy.refuse(false);
    session.retry();
    await until(() => session.phase.kind === 'live', 'the session is live again');
    await client.put('/app/quick/live', 'x');
    await until(() => session.mirror.get('/app/slow/5')?.stamp.version === 4 && session.mirror.get('/app/quick/live'), 'all of it has come');
    const report = await reported(session, 7);
    expect(report.summary).toMatchObject({ everyStep: true, writes: 25, counts: { added: 6, changed: 1 } });
    expect(kinds(report)).not.toHaveProperty('/app/quick/live');
    await client.close();
  });

  test('of ZooKeeper is told as the difference, with the sessions that entries go with', async ({ onTestFinished }) => {
    const harness = await started(onTestFinished, startZookeeperHarness('/app'));
    const client = await zookeeperClient(harness.server.port);
    for (const name of names) await client.put(harness.key(name), '0');
    const session = await live(onTestFinished, zookeeper, harness.network.options);
    await client.put(harness.key('live'), '1');
    await until(() => session.status().changes === 1, 'it is seen');
    let owner = '';
    const report = await away(session, harness.network, async () => {
      await ofEveryKind(client, harness.key);
      await client.put(harness.key('null'), null);
      ({ owner } = await client.putOwned(harness.key('owned'), 'mine'));
    }, 6);
    expect(kinds(report)).toEqual({
      '/app/added': 'added',
      '/app/changed': 'changed',
      '/app/null': 'added',
      '/app/owned': 'added',
      '/app/recreated': 'recreated',
      '/app/removed': 'removed',
    });
    expect(report.summary.everyStep).toBe(false);
    const itemOf = (name: string) => report.items.find(({ key }) => key === harness.key(name));
    expect(itemOf('null')?.after).toEqual({ beginning: null, size: 0 });
    expect(BigInt(`0x${itemOf('owned')?.after?.owner ?? '0'}`)).toBe(BigInt(`0x${owner}`));
    expect(Buffer.from(itemOf('removed')?.before?.beginning ?? []).toString()).toBe('0');
    await client.close();
  });

  test.for(['etcd', 'zookeeper'] as const)('after which %s was wiped says that it is another store', async (backend, { onTestFinished }) => {
    const harness = await started(onTestFinished, starting(backend));
    const client = await harness.client();
    for (let n = 0; n < 20; n++) await client.put(harness.key(`k${n}`), '0');
    await client.close();
    const session = await live(onTestFinished, harness.driver, harness.options);
    await harness.network.wipe();
    const again = await harness.client();
    await again.put(harness.key('k0'), 'new');
    session.retry();
    const roots = backend === 'etcd' ? 0 : 1;
    const report = await until(() => {
      const last = session.status().resyncs.findLast(({ counts }) => counts.removed >= 19);
      return last && session.resync(last.id);
    }, 'it tells of what is gone');
    expect(report.summary.wentBack?.from).toBeGreaterThan(report.summary.wentBack?.to ?? 0n);
    expect(report.summary.everyStep).toBe(false);
    expect(report.summary.counts.removed).toBeLessThanOrEqual(20);
    expect(session.mirror.size).toBeLessThanOrEqual(1 + roots);
    await again.close();
  });
});

/** A driver that keeps this key's changes to itself, as a mistake would; listings have them. */
function deaf(driver: Driver, key: Key): Driver {
  const heard = (change: Change): boolean => changedKey(change) !== key;
  return {
    ...driver,
    connect: async (request) => {
      const connection = await driver.connect(request);
      const frames = connection.frames.bind(connection);
      connection.frames = async function* (how) {
        for await (const frame of frames(how)) yield frame.kind === 'delta' ? { ...frame, changes: frame.changes.filter(heard) } : frame;
      };
      return connection;
    },
  };
}

describe.concurrent('a comparison', () => {
  test.for(['etcd', 'zookeeper', 'local'] as const)('with %s finds what the mirror has wrong, and puts it right', async (backend, { onTestFinished }) => {
    const { driver, options, key, write } = await writable(onTestFinished, backend);
    const wrong = key('wrong');
    await write(wrong, 'old');
    const session = await live(onTestFinished, deaf(driver, wrong), options);
    const progress: unknown[] = [];
    const verifier = new Verifier(session, () => progress.push(verifier.progress));
    const before = session.mirror.size;
    expect(succeeded(await verifier.run())).toMatchObject({ compared: before, count: 0, mismatches: [] });
    await write(wrong, 'new');
    await write(key('right'), 'new');
    await until(() => session.mirror.get(key('right')), 'the watch is ahead of what it kept back');

    const requests = session.status().cost.requests;
    const found = succeeded(await verifier.run());
    expect(found).toMatchObject({ count: 1, mismatches: [{ key: wrong, kind: 'differs' }] });
    expect(session.status().cost.requests).toBeGreaterThanOrEqual(requests);
    await until(() => Buffer.from(session.mirror.get(wrong)?.value ?? []).toString() === 'new', 'it is listed again');
    await until(() => session.phase.kind === 'live', 'it is live');
    expect(session.status()).toMatchObject({ lastFault: { fault: { reason: 'verify-mismatch' } }, cost: { watches: 1 } });
    expect(session.status().resyncs.at(-1)?.fault?.reason).toBe('verify-mismatch');
    expect(succeeded(await verifier.run())).toMatchObject({ count: 0 });
    expect(progress).toContainEqual({ step: 'checking', keys: 1 });
    expect(verifier.progress).toBeUndefined();
  });

  test('while keys change all the time finds nothing wrong', async ({ onTestFinished }) => {
    const harness = await started(onTestFinished, startEtcdHarness('/app/'));
    const client = etcdClient(harness.server.port);
    for (let n = 0; n < 50; n++) await client.put(harness.key(`k${n}`), '0');
    const session = await live(onTestFinished, etcd, harness.options);
    let over = false;
    const writing = (async () => {
      for (let n = 0; !over; n++) {
        await client.put(harness.key(`k${n % 50}`), String(n));
        if (n % 7 === 0) await client.remove(harness.key(`k${(n * 3) % 50}`));
      }
    })();
    const verifier = new Verifier(session, () => {});
    for (let round = 0; round < 3; round++) expect(succeeded(await verifier.run()).mismatches).toEqual([]);
    over = true;
    await writing;
    await client.close();
  });

  test('notices a permission that was revoked in ZooKeeper, which tells nobody', async ({ onTestFinished }) => {
    const harness = await started(onTestFinished, startZookeeperHarness('/app'));
    const client = await zookeeperClient(harness.server.port, 'owner:secret');
    await client.put('/app/secret/inner', 'x');
    await client.put('/app/open', 'x');
    const session = await live(onTestFinished, zookeeper, harness.options);
    await client.setAcl('/app/secret', [new ACL(Permission.ALL, new Id('auth', ''))]);
    const verifier = new Verifier(session, () => {});
    expect(succeeded(await verifier.run())).toMatchObject({
      count: 2,
      mismatches: [
        { key: '/app/secret', kind: 'denied' },
        { key: '/app/secret/inner', kind: 'hidden' },
      ],
    });
    await until(() => session.phase.kind === 'live' && session.mirror.get('/app/secret') === undefined, 'it is listed again');
    expect(succeeded(await verifier.run())).toMatchObject({ count: 0 });

    await client.setAcl('/app', [new ACL(Permission.ALL, new Id('auth', ''))]);
    expect(await verifier.run()).toMatchObject({ ok: false, fault: { reason: 'root-denied' } });
    await client.close();
  });

  test('can be given up, and ends in words when the source is not live', async ({ onTestFinished }) => {
    const harness = await started(onTestFinished, startEtcdHarness('/app/'));
    const session = await live(onTestFinished, etcd, harness.network.options);
    const verifier = new Verifier(session, () => {});
    harness.network.proxy.freeze();
    const frozen = verifier.run();
    verifier.cancel();
    expect(await frozen).toMatchObject({ ok: false, fault: { code: 'aborted' } });
    const cut = verifier.run();
    harness.network.proxy.unfreeze();
    await harness.network.proxy.refuse(true);
    expect(await cut).toMatchObject({ ok: false, fault: { reason: 'verify-interrupted' } });
    await until(() => session.phase.kind === 'suspended', 'it is suspended');
    expect(await verifier.run()).toMatchObject({ ok: false, fault: { reason: 'verify-not-live' } });
  });
});

/** A store of each kind with an independent hand that writes to it. */
async function writable(onTestFinished: Finish, backend: 'etcd' | 'zookeeper' | 'local') {
  if (backend === 'local') {
    const directory = mkdtempSync(path.join(os.tmpdir(), 'flagscope-verify-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const options: ConnectOptions = { backend, endpoints: [], roots: [directory] };
    const connection = await local.connect({ options, signal: new AbortController().signal });
    onTestFinished(() => connection.close());
    const write = async (key: Key, value: string): Promise<void> => {
      const { entry } = succeeded(await connection.read(key));
      succeeded(await connection.apply(plan(put(key, value, entry?.stamp ?? 'absent'))));
    };
    return { driver: local, options, key: (name: string): Key => `/${name}`, write };
  }
  const harness = await started(onTestFinished, starting(backend));
  const client = await harness.client();
  onTestFinished(() => client.close());
  return { driver: harness.driver, options: harness.options, key: harness.key, write: (key: Key, value: string) => client.put(key, value) };
}

describe.concurrent('the meter', () => {
  const metric = (text: string, name: string): number => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);

  test('counts what etcd counts, and one watch', async ({ onTestFinished }) => {
    const harness = await started(onTestFinished, startEtcdHarness('/app/'));
    const client = etcdClient(harness.server.port);
    for (let n = 0; n < 300; n++) await client.put(harness.key(`k${n}`), 'x'.repeat(1000));
    await client.close();
    // the server's page is empty where it did not answer in time
    const read = (): Promise<string> => until(() => harness.server.metrics(), 'etcd gives its metrics');
    const before = await read();
    const session = await live(onTestFinished, etcd, harness.options);
    const since = async (name: string): Promise<number> => metric(await read(), name) - metric(before, name);
    const { cost } = session.status();
    const sent = await since('etcd_network_client_grpc_sent_bytes_total');
    const received = await since('etcd_network_client_grpc_received_bytes_total');
    expect(sent).toBeGreaterThan(300_000);
    expect(cost.bytesIn).toBeGreaterThanOrEqual(sent);
    // frames and headers of HTTP/2 come on top of what etcd counts
    expect(cost.bytesIn).toBeLessThan(sent * 1.05 + 4096);
    expect(cost.bytesOut).toBeGreaterThanOrEqual(received);
    expect(cost.bytesOut).toBeLessThan(received + cost.requests * 400 + 2048);
    expect(await harness.network.watches()).toBe(1);
    expect(cost.watches).toBe(1);

    succeeded(await new Verifier(session, () => {}).run());
    const compared = session.status().cost;
    expect(compared.watches).toBe(1);
    expect(compared.requests).toBeGreaterThan(cost.requests);
    expect(compared.bytesIn).toBeGreaterThanOrEqual(await since('etcd_network_client_grpc_sent_bytes_total'));
    await until(async () => (await harness.network.watches()) === 1, 'the second watch is gone');
  });

  test('counts what ZooKeeper counts, and one watch', async ({ onTestFinished }) => {
    const harness = await started(onTestFinished, startZookeeperHarness('/app'));
    const client = await zookeeperClient(harness.server.port);
    await client.createMany(Array.from({ length: 300 }, (_, n) => harness.key(`k${n}`)), 'x');
    await client.close();
    const session = await live(onTestFinished, zookeeper, harness.options);
    const { cost } = session.status();
    const received = [...(await harness.server.fourLetter('cons')).matchAll(/recved=(\d+),sent=\d+,sid=/g)].map(([, count]) => Number(count));
    expect(received).toHaveLength(1);
    // handshake and pings are counted by both; its version the server was asked over a connection of its own, which is gone
    const asked = 1 + (received[0] ?? 0);
    expect(asked).toBeGreaterThanOrEqual(cost.requests);
    expect(asked).toBeLessThanOrEqual(session.status().cost.requests);
    expect(cost.bytesIn).toBeGreaterThan(300 * 80);
    expect(await harness.network.watches()).toBe(1);
    expect(cost.watches).toBe(1);
    succeeded(await new Verifier(session, () => {}).run());
    expect(session.status().cost.watches).toBe(1);
    expect(session.status().cost.requests).toBeGreaterThan(cost.requests);
    await until(async () => (await harness.network.watches()) === 1, 'the second watch is gone');
  });
});
