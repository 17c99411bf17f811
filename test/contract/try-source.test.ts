/** The test of a source, against real servers: what each step finds, and which one fails for what. */
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drivers } from '../../electron/drivers/index';
import { trySource } from '../../electron/sessions/try-source';
import { testFault, type SourceTest } from '../../shared/model/source-answers';
import type { ConnectOptions, SourceSecrets } from '../../shared/model/source';
import { Authority, PASSPHRASE, past } from '../support/certificate';
import { zookeeperClient } from '../support/clients-zookeeper';
import { startEtcd, type EtcdServer } from '../support/etcd';
import { freePort } from '../support/ports';
import { removeScratch, scratchFolder } from '../support/process';
import { startProxy } from '../support/proxy';
import { startZookeeper, type ZookeeperServer } from '../support/zookeeper';

const folder = scratchFolder('try-source');
const authority = new Authority(path.join(folder, 'authority'));
const own = authority.issue('alice');
const users = { rootPassword: 'secret', user: 'reader', password: 'pass', prefix: '/mine/' };
const SASL_ONLY = ['authProvider.sasl=org.apache.zookeeper.server.auth.SASLAuthenticationProvider', 'sessionRequireClientSASLAuth=true'];

let zk: ZookeeperServer;
let sasl: ZookeeperServer;
let plain: EtcdServer;
let secure: EtcdServer;

beforeAll(async () => {
  const server = authority.issue('store.test');
  [zk, sasl, plain, secure] = await Promise.all([
    startZookeeper({ tls: server }),
    startZookeeper({ config: SASL_ONLY }),
    startEtcd(),
    startEtcd({ tls: server, clientsOf: authority }),
  ]);
  const client = await zookeeperClient(zk.port);
  await client.put('/app', 'x');
  await client.close();
  await plain.enableAuth(users);
}, 120_000);

afterAll(async () => {
  await Promise.all([zk, sasl, plain, secure].map((server) => server.stop()));
  removeScratch(folder);
});

const at = (backend: 'zookeeper' | 'etcd', ports: readonly number[], more: Partial<ConnectOptions> = {}, host = '127.0.0.1'): ConnectOptions => ({
  backend,
  endpoints: ports.map((port) => ({ host, port })),
  roots: [backend === 'etcd' ? '' : '/'],
  ...more,
});

async function tried(options: ConnectOptions, secrets?: SourceSecrets): Promise<SourceTest> {
  const result = await trySource(drivers[options.backend], options, secrets);
  if (!result.ok) throw new Error(result.fault.message);
  for (const { milliseconds } of result.value.steps) expect(milliseconds).toBeGreaterThanOrEqual(0);
  return result.value;
}

/** Each step in a line: its name, then what was found or why it failed. */
const lines = ({ steps }: SourceTest): string[] =>
  steps.map(({ step, found, fault, endpoint }) => [step, found ?? fault?.reason, endpoint].filter((part) => part !== undefined).join(' '));

describe('a source that works', () => {
  test('zookeeper: server, roots and watch', async () => {
    const test = await tried(at('zookeeper', [zk.port], { roots: ['/app', '/zookeeper'] }));
    expect(lines(test)).toEqual([`connect 127.0.0.1:${zk.port}`, 'root /app', 'root /zookeeper', expect.stringMatching(/^watch ZooKeeper \d+\.\d+\.\d+$/)]);
    expect(test.server).toMatch(/^ZooKeeper \d/);
    expect(testFault(test)).toBeUndefined();
    expect(await zk.fourLetter('wchs')).toContain('Total watches:0');
  });

  test('zookeeper over TLS with a digest login: addresses, protocol, certificate, user', async () => {
    const options = at('zookeeper', [zk.tls?.port ?? 0], { tls: { ca: authority.ca }, user: 'alice', roots: ['/app'] }, 'localhost');
    expect(lines(await tried(options, { password: 'secret' }))).toEqual([
      expect.stringMatching(/^resolve .*127\.0\.0\.1/),
      `connect localhost:${zk.tls?.port}`,
      expect.stringMatching(/^tls TLSv1\.[23], store\.test, \d{4}-\d\d-\d\d \d\d:\d\d UTC$/),
      'login alice',
      'root /app',
      expect.stringMatching(/^watch ZooKeeper/),
    ]);
  });

  test('etcd with a login', async () => {
    const options = at('etcd', [plain.port], { user: 'reader', roots: ['/mine/', '/mine/too/'] });
    expect(lines(await tried(options, { password: 'pass' }))).toEqual([
      `connect 127.0.0.1:${plain.port}`,
      'login reader',
      'root /mine/',
      'root /mine/too/',
      expect.stringMatching(/^watch etcd \d+\.\d+\.\d+$/),
    ]);
  });

  test('etcd by a PKCS12 certificate', async () => {
    const options = at('etcd', [secure.port], { tls: { ca: authority.ca, pkcs12: own.store } });
    const test = await tried(options, { passphrase: PASSPHRASE });
    expect(test.steps.map(({ step }) => step)).toEqual(['connect', 'tls', 'root', 'watch']);
    expect(testFault(test)).toBeUndefined();
  });

  test('one of several servers is enough, and those that failed are told', async () => {
    const dead = await freePort();
    const test = await tried(at('etcd', [dead, plain.port], { user: 'root' }), { password: 'secret' });
    expect(lines(test).slice(-2)).toEqual([expect.stringMatching(/^watch etcd/), `connect refused 127.0.0.1:${dead}`]);
    expect(testFault(test)).toBeUndefined();
  });

  test('local: the directory and its watch, and nothing where none is yet', async () => {
    const directory = path.join(folder, 'workspace');
    const options: ConnectOptions = { backend: 'local', endpoints: [], roots: [directory] };
    expect(await tried(options)).toEqual({ steps: [], server: '', creates: true });
    const connection = await drivers.local.connect({ options, signal: new AbortController().signal });
    await connection.close();
    expect(lines(await tried(options))).toEqual([`root ${directory}`, expect.stringMatching(/^watch Flagscope workspace/)]);
  });
});

describe('a source that does not work fails at one step, the last', () => {
  const refused = async (options: ConnectOptions, secrets?: SourceSecrets): Promise<string[]> => {
    const test = await tried(options, secrets);
    expect(test.steps.filter(({ fault }) => fault)).toEqual([test.steps.at(-1)]);
    expect(testFault(test)).toBeDefined();
    return lines(test);
  };

  test('at the name', async () => {
    expect(await refused(at('etcd', [1], {}, 'no-such-host.invalid'))).toEqual(['resolve host-unknown']);
  });

  test('at the connection, of several servers at the one that got farthest', async () => {
    const dead = await freePort();
    expect(await refused(at('zookeeper', [dead]))).toEqual(['connect refused']);
    const both = at('zookeeper', [dead, zk.port], { roots: ['/none'] });
    expect(await refused(both)).toEqual([`connect 127.0.0.1:${zk.port}`, 'root root-missing']);
  });

  test('at TLS: a file, a certificate that is wanted, none spoken, some expected', async () => {
    const address = `connect 127.0.0.1:${secure.port}`;
    expect(await refused(at('etcd', [secure.port], { tls: { ca: authority.ca, pkcs12: own.store } }), { passphrase: 'guess' })).toEqual([address, 'tls passphrase-wrong']);
    expect(await refused(at('etcd', [secure.port], { tls: { ca: authority.ca } }))).toEqual([address, 'tls certificate-wanted']);
    expect(await refused(at('etcd', [secure.port]))).toEqual([address, 'tls tls-expected']);
    expect(await refused(at('zookeeper', [zk.port], { tls: {} }))).toEqual([`connect 127.0.0.1:${zk.port}`, 'tls no-tls']);
    const stale = authority.issue('stale', { validity: past });
    const expired = { tls: { ca: authority.ca, certificate: stale.certificate, key: stale.key } };
    expect(await refused(at('zookeeper', [zk.tls?.port ?? 0], expired))).toEqual([`connect 127.0.0.1:${zk.tls?.port}`, 'tls own-certificate-expired']);
  });

  test('at the login: a wrong password, none, and one of a kind that is not supported', async () => {
    const address = `connect 127.0.0.1:${plain.port}`;
    expect(await refused(at('etcd', [plain.port], { user: 'reader' }), { password: 'wrong' })).toEqual([address, 'login auth-failed']);
    expect(await refused(at('etcd', [plain.port]))).toEqual([address, 'login login-missing']);
    const test = await tried(at('zookeeper', [sasl.port]));
    expect(lines(test)).toEqual([`connect 127.0.0.1:${sasl.port}`, 'login login-enforced']);
    expect(testFault(test)?.message).toContain('SASL, which Flagscope does not support yet');
  });

  test('at the root: one that is missing, and one that may not be read', async () => {
    expect(await refused(at('zookeeper', [zk.port], { roots: ['/app', '/none'] }))).toEqual([`connect 127.0.0.1:${zk.port}`, 'root /app', 'root root-missing']);
    const options = at('etcd', [plain.port], { user: 'reader', roots: ['/mine/', '/theirs/'] });
    expect(await refused(options, { password: 'pass' })).toEqual([`connect 127.0.0.1:${plain.port}`, 'login reader', 'root /mine/', 'root root-denied']);
    expect(await refused({ ...options, roots: ['/theirs/'] }, { password: 'pass' })).toEqual([`connect 127.0.0.1:${plain.port}`, 'login reader', 'root root-denied']);
  });

  test('at a server that says nothing, within the time that a test takes', async () => {
    const silent = await startProxy(plain.port);
    silent.freeze();
    expect(await refused(at('etcd', [silent.port]))).toEqual([`connect 127.0.0.1:${silent.port}`, 'root silent']);
    await silent.close();
  });
});
