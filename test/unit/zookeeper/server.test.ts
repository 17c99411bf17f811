import { createHash } from 'node:crypto';
import zk from 'node-zookeeper-client';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { zookeeper } from '../../../electron/drivers/zookeeper/index';
import { SessionTicket } from '../../../electron/drivers/zookeeper/client';
import { MAX_REQUEST_BYTES, writesBytes } from '../../../electron/drivers/zookeeper/wire';
import { writesOf } from '../../../electron/drivers/zookeeper/writes';
import type { Connection, ResumePoint } from '../../../electron/drivers/driver';
import { FaultError, type Fault } from '../../../shared/fault';
import type { Plan } from '../../../shared/model/plan';
import type { ConnectOptions } from '../../../shared/model/source';
import { zookeeperClient, type ZookeeperClient } from '../../support/clients-zookeeper';
import { startProxy } from '../../support/proxy';
import { collect, type Collected } from '../../support/wait';
import { startZookeeper, type ZookeeperServer } from '../../support/zookeeper';

const PASSWORD = 'secret';
const digest = `alice:${createHash('sha1').update(`alice:${PASSWORD}`).digest('base64')}`;
const onlyAlice = [new zk.ACL(zk.Permission.ALL, new zk.Id('digest', digest))];
const anyone = [new zk.ACL(zk.Permission.ALL, new zk.Id('world', 'anyone'))];

let server: ZookeeperServer;
let client: ZookeeperClient;

beforeAll(async () => {
  server = await startZookeeper({ tls: true });
  client = await zookeeperClient(server.port, `alice:${PASSWORD}`);
}, 60_000);

afterAll(async () => {
  await client.close();
  await server.stop();
});

const optionsFor = (root: string, more: Partial<ConnectOptions> = {}): ConnectOptions => ({
  backend: 'zookeeper',
  endpoints: [server.endpoint],
  roots: [root],
  ...more,
});

async function connect(options: ConnectOptions, more: { secrets?: { password: string }; resume?: ResumePoint } = {}): Promise<Connection> {
  const connection = await zookeeper.connect({ options, signal: new AbortController().signal, ...more });
  onTestFinished(() => connection.close());
  return connection;
}

const follow = (connection: Connection): Collected =>
  collect(connection.frames({ signal: new AbortController().signal, onReceived: () => {} }));

async function listed(options: ConnectOptions, password?: string): Promise<{ connection: Connection; live: Collected }> {
  const connection = await connect(options, password === undefined ? {} : { secrets: { password } });
  const live = follow(connection);
  await live.waitFor(() => live.frames.length > 0, 'the listing');
  return { connection, live };
}

async function faultOf(work: Promise<unknown>): Promise<Fault> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof FaultError)) throw new Error(`a fault was expected instead of ${String(error)}`);
  return error.fault;
}

const endOf = (live: Collected): Promise<Fault> => faultOf(live.ended.then((error) => Promise.reject(error as Error)));

const plan = (...edits: Plan['edits']): Plan => ({ title: 'a test', reason: '', edits });

async function read(connection: Connection, key: string) {
  const result = await connection.read(key);
  if (!result.ok || result.value.entry === null) throw new Error(`${key} cannot be read`);
  return result.value.entry;
}

async function apply(connection: Connection, ...edits: Plan['edits']) {
  const result = await connection.apply(plan(...edits));
  if (!result.ok) throw new Error(result.fault.message);
  return result.value;
}

describe('a root', () => {
  test('that is missing is told, and comes into being only when asked for', async () => {
    const connection = await connect(optionsFor('/no/such/root'));
    expect(await endOf(follow(connection))).toMatchObject({ code: 'invalid', reason: 'root-missing', params: { root: '/no/such/root' } });
    expect(await client.get('/no')).toBeUndefined();

    expect(await connection.createRoot()).toEqual({ ok: true, value: undefined });
    expect(await connection.createRoot()).toEqual({ ok: true, value: undefined });
    const { live } = await listed(optionsFor('/no/such/root'));
    expect([...live.entries.keys()]).toEqual(['/no/such/root']);
    expect(live.entries.get('/no/such/root')?.value).toBeNull();
  });

  test('that may not be read is told, and is listed for who may', async () => {
    await client.put('/for-alice/flag', 'true');
    await client.setAcl('/for-alice', onlyAlice);
    expect(await endOf(follow(await connect(optionsFor('/for-alice'))))).toMatchObject({ code: 'denied', reason: 'root-denied' });

    const { live } = await listed(optionsFor('/for-alice', { user: 'alice' }), PASSWORD);
    expect([...live.entries.keys()]).toEqual(['/for-alice', '/for-alice/flag']);
  });

  test('that is no path is refused before anything is sent', async () => {
    expect(await faultOf(connect(optionsFor('/a//b')))).toMatchObject({ code: 'invalid', reason: 'invalid-key' });
  });

  test('that is deleted while it is watched leaves nothing, and is followed again once it is back', async () => {
    await client.put('/comes-and-goes/deep/flag', 'true');
    const { live } = await listed(optionsFor('/comes-and-goes'));
    await client.removeTree('/comes-and-goes');
    await live.waitFor((entries) => entries.size === 0, 'the empty tree');
    await client.put('/comes-and-goes/deep/flag', 'again');
    await live.waitFor((entries) => entries.size === 3, 'the tree again');
  });
});

describe('a node that may not be read', () => {
  test('is left out with what is below it, while the rest lives; read or written it is denied', async () => {
    await client.put('/mixed/open', '1');
    await client.put('/mixed/closed/below', '1');
    await client.setAcl('/mixed/closed', onlyAlice);
    const { connection, live } = await listed(optionsFor('/mixed'));
    expect([...live.entries.keys()].sort()).toEqual(['/mixed', '/mixed/open']);

    await client.put('/mixed/open', '2');
    await client.put('/mixed/closed/later', '1');
    await client.put('/mixed/after', '1');
    await live.waitFor((entries) => entries.has('/mixed/after'), 'the last write');
    expect(live.entries.has('/mixed/closed/later')).toBe(false);

    expect(await connection.read('/mixed/closed')).toMatchObject({ ok: false, fault: { code: 'denied', key: '/mixed/closed' } });
    const below = plan({ kind: 'put', key: '/mixed/closed/new', value: null, base: 'absent' });
    expect(await connection.apply(below)).toMatchObject({ ok: false, fault: { code: 'denied' } });
  });

  test('appears with everything below it once it may be read and something changes there', async () => {
    await client.put('/opening/closed/below/deeper', '1');
    await client.setAcl('/opening/closed', onlyAlice);
    const { live } = await listed(optionsFor('/opening'));
    expect([...live.entries.keys()]).toEqual(['/opening']);
    await client.setAcl('/opening/closed', anyone);
    await client.put('/opening/closed', 'touched');
    await live.waitFor((entries) => entries.has('/opening/closed/below/deeper'), 'what lay below');
    expect(live.entries.size).toBe(4);
  });
});

describe('an undo', () => {
  test('leaves out a node whose ACL is not known in full, and says so when it is deleted', async () => {
    await client.put('/undo/protected', 'secret');
    await client.put('/undo/plain', 'x');
    await client.setAcl('/undo/protected', [...onlyAlice, new zk.ACL(zk.Permission.READ, new zk.Id('world', 'anyone'))]);
    const connection = await connect(optionsFor('/undo'));
    const [hidden, plain] = [await read(connection, '/undo/protected'), await read(connection, '/undo/plain')];
    const receipt = await apply(
      connection,
      { kind: 'delete', key: hidden.key, base: hidden.stamp },
      { kind: 'delete', key: plain.key, base: plain.stamp },
    );
    expect(receipt.inverse.edits.map((edit) => edit.key)).toEqual(['/undo/plain']);
    expect(receipt.warnings).toEqual([{ kind: 'not-restorable', key: '/undo/protected' }]);
  });

  test('brings a subtree back with the ACL of each node, for those who see it', async () => {
    const keys = ['/acls', '/acls/open', '/acls/alice', '/acls/alice/everyone-reads'] as const;
    for (const key of keys) await client.put(key, key);
    const readable = [...onlyAlice, new zk.ACL(zk.Permission.READ, new zk.Id('world', 'anyone'))];
    await client.setAcl('/acls/alice/everyone-reads', readable);
    await client.setAcl('/acls/alice', onlyAlice);
    const alice = await connect(optionsFor('/', { user: 'alice' }), { secrets: { password: 'secret' } });
    const entries = await Promise.all(keys.map((key) => read(alice, key)));
    const before = await Promise.all(keys.map((key) => alice.access(key)));
    const receipt = await apply(alice, ...entries.toReversed().map(({ key, stamp }) => ({ kind: 'delete' as const, key, base: stamp })));
    expect(receipt.warnings).toEqual([]);
    expect(await client.get('/acls')).toBeUndefined();

    const undone = await apply(alice, ...receipt.inverse.edits);
    expect(await Promise.all(keys.map(async (key) => (await read(alice, key)).value))).toEqual(entries.map(({ value }) => value));
    const after = await Promise.all(keys.map((key) => alice.access(key)));
    const groups = (readings: typeof before) => readings.map((reading) => (reading.ok ? reading.value.groups : reading.fault));
    expect(groups(after)).toEqual(groups(before));
    await apply(alice, ...undone.inverse.edits);
    expect(await client.get('/acls')).toBeUndefined();
  });

  test('does not make an ephemeral node stay', async () => {
    await client.put('/undo', null);
    const { owner, end } = await client.putOwned('/undo/ephemeral', 'here');
    const connection = await connect(optionsFor('/undo'));
    const entry = await read(connection, '/undo/ephemeral');
    expect(BigInt(`0x${entry.owner}`)).toBe(BigInt(`0x${owner}`));
    const receipt = await apply(connection, { kind: 'delete', key: entry.key, base: entry.stamp });
    expect(receipt.inverse.edits).toEqual([]);
    expect(receipt.warnings).toEqual([{ kind: 'not-restorable', key: '/undo/ephemeral' }]);
    await end();
  });

  test('restores what each of many edits replaced', async () => {
    await client.put('/many', null);
    const keys = Array.from({ length: 1500 }, (_, i) => `/many/key-${i}`);
    await client.createMany(keys, 'before');
    const { connection, live } = await listed(optionsFor('/many'));
    const edits = keys.map((key) => {
      const entry = live.entries.get(key);
      if (entry === undefined) throw new Error(`${key} is not listed`);
      return { kind: 'put' as const, key, value: Buffer.from('after'), base: entry.stamp };
    });
    const { inverse } = await apply(connection, ...edits);
    expect(inverse.edits).toHaveLength(keys.length);
    await apply(connection, ...inverse.edits);
    await live.waitFor((entries) => keys.every((key) => entries.get(key)?.stamp.version === 2), 'everything back');
    for (const key of keys) expect(Buffer.from(live.entries.get(key)?.value ?? []).toString()).toBe('before');
  });
});

describe('a plan', () => {
  test('that fills a request to the last byte is taken by the server', async () => {
    await client.put('/full', null);
    const connection = await connect(optionsFor('/full'));
    const filling = (bytes: number) => [
      { kind: 'put' as const, key: '/full/first', value: new Uint8Array(600_000).fill(0x61), base: 'absent' as const },
      { kind: 'put' as const, key: '/full/second', value: new Uint8Array(bytes).fill(0x62), base: 'absent' as const },
    ];
    const room = MAX_REQUEST_BYTES - writesBytes(writesOf(filling(0)));
    await apply(connection, ...filling(room));
    expect(await client.get('/full/second')).toHaveLength(room);
  });
});

describe('a session', () => {
  test('is taken over by the next connection after a cut, and opened anew after a close', async () => {
    const proxy = await startProxy(server.port);
    onTestFinished(() => proxy.close());
    const options = optionsFor('/', { endpoints: [{ host: '127.0.0.1', port: proxy.port }] });
    const first = await connect(options);
    const live = follow(first);
    await live.waitFor(() => live.frames.length > 0, 'the listing');
    proxy.cut();
    expect(await endOf(live)).toMatchObject({ code: 'unreachable', reason: 'link-lost' });

    const point = sessionOf(first);
    const second = await connect(options, { resume: point });
    expect(sessionOf(second).id).toEqual(point.id);
    const again = sessionOf(second);
    await second.close();
    expect(second.resumePoint()).toBeUndefined();
    expect(sessionOf(await connect(options, { resume: again })).id).not.toEqual(point.id);
  });

  test('that the server does not know any more is told once, and then opened anew', async () => {
    const unknown = new SessionTicket(Buffer.from('0123456789abcdef', 'hex'), Buffer.alloc(16, 7));
    expect(await faultOf(connect(optionsFor('/'), { resume: unknown }))).toMatchObject({ code: 'session-expired' });
    expect(sessionOf(await connect(optionsFor('/'), { resume: unknown })).id).not.toEqual(unknown.id);
  });
});

function sessionOf(connection: Connection): SessionTicket {
  const point = connection.resumePoint();
  if (!(point instanceof SessionTicket)) throw new Error('there is no session to take over');
  return point;
}

describe('TLS', () => {
  test('reaches the secure port of a server whose authority is trusted', async () => {
    const { tls } = server;
    if (tls === undefined) throw new Error('the server has no secure port');
    await client.put('/secure/flag', 'true');
    const endpoints = [{ host: '127.0.0.1', port: tls.port }];
    const { live } = await listed(optionsFor('/secure', { endpoints, tls: { ca: tls.ca } }));
    expect([...live.entries.keys()]).toEqual(['/secure', '/secure/flag']);
    expect(await faultOf(connect(optionsFor('/secure', { endpoints, tls: {} })))).toMatchObject({ code: 'unreachable', reason: 'certificate-self-signed' });
  });

  test('that is missing is named when the secure port is reached in plain', async () => {
    const endpoints = [{ host: '127.0.0.1', port: server.tls?.port ?? 0 }];
    expect(await faultOf(connect(optionsFor('/', { endpoints })))).toMatchObject({ code: 'unreachable', reason: 'tls-expected' });
  });

  test('with an authority that cannot be read is refused with the name of the file', async () => {
    const fault = await faultOf(connect(optionsFor('/', { tls: { ca: '/no/such/file.pem' } })));
    expect(fault).toMatchObject({ code: 'invalid' });
    expect(fault.message).toContain('/no/such/file.pem');
  });
});

describe('a listing', () => {
  test('keeps null apart from empty, also after the server was started again', { timeout: 60_000 }, async () => {
    await client.put('/nothing/null', null);
    await client.put('/nothing/empty', '');
    await server.restart();
    const { connection, live } = await listed(optionsFor('/nothing'));
    expect(live.entries.get('/nothing/null')?.value).toBeNull();
    expect(live.entries.get('/nothing/empty')?.value).toEqual(new Uint8Array(0));
    expect(connection.server).toMatch(/^ZooKeeper \d+\.\d+\.\d+$/);
  });
});
