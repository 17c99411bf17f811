/** What may not be read, and who may do what: marked and told on real servers, while the rest stays live. */
import { Range } from 'etcd3';
import zookeeperLibrary from 'node-zookeeper-client';
import { describe, expect, onTestFinished, test } from 'vitest';
import { etcd } from '../../electron/drivers/etcd/index';
import { zookeeper } from '../../electron/drivers/zookeeper/index';
import { MOST_PARTS } from '../../electron/drivers/etcd/scope';
import type { Connection } from '../../electron/drivers/driver';
import { FaultError } from '../../shared/fault';
import type { ConnectOptions } from '../../shared/model/source';
import { zookeeperClient } from '../support/clients-zookeeper';
import { until } from '../support/wait';
import { startZookeeper, type ZookeeperServer } from '../support/zookeeper';
import { aClient, aServer, at, connected, following, listings, refusal } from './etcd-fixtures';
import { connect, faultIn, holds, succeeded, watch } from './harness';

const { ACL, Id, Permission } = zookeeperLibrary;
const onlyAlice = [new ACL(Permission.ALL, new Id('auth', ''))];
const everybody = [new ACL(Permission.ALL, new Id('world', 'anyone'))];

describe('zookeeper', () => {
  const stage = async () => {
    const server: ZookeeperServer = await startZookeeper();
    onTestFinished(() => server.stop());
    const alice = await zookeeperClient(server.port, 'alice:secret');
    onTestFinished(() => alice.close());
    const options: ConnectOptions = { backend: 'zookeeper', endpoints: [server.endpoint], roots: ['/app'] };
    // what the contract suite's helpers ask of a harness, as far as they need it here
    const harness = { driver: zookeeper, options } as Parameters<typeof watch>[0];
    for (const key of ['/app/open', '/app/secret/inner', '/app/late/inner']) await alice.put(key, 'x');
    return { server, alice, harness, options };
  };

  test('a subtree that may not be read is told by its top, and the rest stays live', async () => {
    const { alice, harness } = await stage();
    await alice.setAcl('/app/secret', onlyAlice);
    const { connection, live } = await watch(harness);
    expect([...live.entries.keys()].sort()).toEqual(['/app', '/app/late', '/app/late/inner', '/app/open']);
    expect(connection.denied()).toEqual({ keys: ['/app/secret'], total: 1 });
    expect([connection.isHidden('/app/secret/inner'), connection.isHidden('/app/secretive')]).toEqual([true, false]);
    await alice.put('/app/open', 'still followed');
    await live.waitFor((entries) => holds(entries, '/app/open', 'still followed'), 'a put beside it');
  });

  test('what is closed while it is watched is noticed by a read, and so is what is opened again', async () => {
    const { alice, harness } = await stage();
    const { connection, live } = await watch(harness);
    await alice.setAcl('/app/late', onlyAlice);
    expect(faultIn(await connection.read('/app/late'))).toMatchObject({ code: 'denied', key: '/app/late' });
    await live.waitFor((entries) => !entries.has('/app/late') && !entries.has('/app/late/inner'), 'the subtree is left out');
    expect(connection.denied().keys).toEqual(['/app/late']);
    expect(connection.isHidden('/app/late/inner')).toBe(true);

    const told = connection.denied();
    await alice.put('/app/open', 'meanwhile');
    await live.waitFor((entries) => holds(entries, '/app/open', 'meanwhile'), 'a put beside it');
    expect(connection.denied()).toBe(told);

    await alice.setAcl('/app/late', everybody);
    succeeded(await connection.read('/app/late'));
    await live.waitFor((entries) => holds(entries, '/app/late/inner', 'x'), 'the subtree is back');
    expect(connection.denied()).toEqual({ keys: [], total: 0 });
  });

  test('one that is denied and then deleted is gone once somebody looks', async () => {
    const { alice, harness } = await stage();
    await alice.remove('/app/late/inner');
    await alice.setAcl('/app/late', onlyAlice);
    const { connection, live } = await watch(harness);
    await alice.remove('/app/late');
    expect(succeeded(await connection.read('/app/late')).entry).toBeNull();
    await live.waitFor(() => connection.denied().total === 0, 'it is not told any more');
    expect(live.changes()).toEqual([]);
  });

  test('the access to a node is its ACL: permissions, schemes, and whether we are meant', async () => {
    const { alice, harness, options } = await stage();
    await alice.setAcl('/app/open', [new ACL(Permission.READ, new Id('world', 'anyone')), ...onlyAlice, new ACL(Permission.WRITE, new Id('ip', '10.0.0.0/8'))]);
    const stranger = await connect(harness);
    const seen = succeeded(await stranger.access('/app/open'));
    const [group] = seen.groups;
    expect(group).toMatchObject({ kind: 'acl', total: 3 });
    expect(group?.rows).toMatchObject([
      { who: 'anyone', scheme: 'world', letters: 'r', rights: ['read'], writes: false, ours: true },
      { who: 'alice:…', scheme: 'digest', letters: 'cdrwa', writes: true, ours: false },
      { who: '10.0.0.0/8', scheme: 'ip', letters: 'w', writes: true },
    ]);
    expect(seen.notes).toEqual(['hashes-hidden']);
    expect(seen.facts).toEqual([{ name: 'aversion', value: '1' }]);
    // the address may be ours
    expect(seen.mayWrite).toBeUndefined();

    const { signal } = new AbortController();
    const own = await zookeeper.connect({ options: { ...options, user: 'alice' }, secrets: { password: 'secret' }, signal });
    onTestFinished(() => own.close());
    const hers = succeeded(await own.access('/app/open'));
    expect(hers.mayWrite).toBe(true);
    expect(hers.groups[0]?.rows[1]).toMatchObject({ ours: true });
    expect(hers.groups[0]?.rows[1]?.who).toMatch(/^alice:.{6}…$/);

    await alice.setAcl('/app/open', [new ACL(Permission.READ, new Id('world', 'anyone')), ...onlyAlice]);
    expect(succeeded(await stranger.access('/app/open')).mayWrite).toBe(false);
    await alice.setAcl('/app/open', onlyAlice);
    expect(succeeded(await stranger.access('/app/open'))).toEqual({ notes: ['acl-denied'], facts: [], groups: [] });
    expect(succeeded(await stranger.access('/app/nowhere')).notes).toEqual(['missing']);
    expect(faultIn(await stranger.access('/elsewhere'))).toMatchObject({ reason: 'outside-root' });
    expect(succeeded(await stranger.access('/app/late')).mayWrite).toBe(true);
  });
});

describe('etcd', () => {
  const users = { rootPassword: 'secret', user: 'reader', password: 'pass', prefix: '/config/a/' };
  const root = { username: 'root', password: 'secret' };
  const oneKey = { permission: 'Read', range: new Range('/config/b/one') } as const;

  /** A store whose user `reader` may read and write /config/a/, read /config/b/one, and write /config/blind/. */
  const stage = async () => {
    const server = await aServer();
    const before = aClient(server);
    for (const key of ['/config/a/one', '/config/a/two', '/config/b/one', '/config/b/two', '/config/blind/x']) await before.put(key, 'x');
    await server.enableAuth(users);
    const admin = aClient(server, { auth: root });
    const role = admin.raw.role('reader-role');
    await role.grant(oneKey);
    await role.grant({ permission: 'Write', range: admin.raw.namespace('').range({ prefix: '/config/blind/' }) });
    return { server, admin, role, options: at(server.port, { user: 'reader', roots: ['/config/'] }) };
  };

  test('of a root that may be read in parts the parts are watched, and what they are is told', async () => {
    const { admin, options } = await stage();
    const followed = await following(options, 'pass');
    expect([...followed.entries.keys()].sort()).toEqual(['/config/a/one', '/config/a/two', '/config/b/one']);
    const connection = await followed.connection();
    const { readable } = connection.denied();
    expect(readable).toMatchObject([
      { shape: 'prefix', from: '/config/a/' },
      { shape: 'key', from: '/config/b/one' },
    ]);
    expect(['/config/a/x', '/config/b/one', '/config/b/two'].map((key) => connection.isHidden(key))).toEqual([false, false, true]);
    await admin.put('/config/b/two', 'unseen');
    await admin.put('/config/b/one', 'seen');
    await admin.put('/config/a/one', 'seen');
    await followed.waitFor((entries) => holds(entries, '/config/b/one', 'seen') && holds(entries, '/config/a/one', 'seen'), 'both parts');
    expect(followed.entries.has('/config/b/two')).toBe(false);
    await followed.hangUp();
    await admin.put('/config/a/two', 'while away');
    await followed.waitFor((entries) => holds(entries, '/config/a/two', 'while away'), 'what was missed');
    expect(listings(followed)).toBe(1);
    // of several roots one that may not be read leaves the others
    const two = await following({ ...options, roots: ['/config/a/', '/elsewhere/'] }, 'pass');
    expect([...two.entries.keys()].sort()).toEqual(['/config/a/one', '/config/a/two']);
    expect((await two.connection()).denied().readable).toMatchObject([{ shape: 'prefix', from: '/config/a/' }]);
    expect(await refusal({ ...options, roots: ['/elsewhere/'] }, 'pass')).toMatchObject({ code: 'denied', reason: 'root-denied', params: { root: '/elsewhere/' } });
  });

  test('parts that adjoin are one watch, and more parts than the server should be asked to watch are refused in words', async () => {
    const { server, admin, role, options } = await stage();
    for (let i = 0; i < MOST_PARTS - 2; i++) await role.grant({ permission: 'Read', range: new Range(`/config/one-by-one/${i}`) });
    await role.grant({ permission: 'Read', range: new Range('/config/a0', '/config/a5') });
    await admin.putMany(Array.from({ length: MOST_PARTS }, (_, i) => `/config/one-by-one/${i}`), 'x');
    await admin.put('/config/a4', 'adjoins');
    const followed = await following(options, 'pass');
    // /config/a/ and what follows it, /config/b/one, and the single keys
    expect([followed.entries.size, (await followed.connection()).cost().watches]).toEqual([MOST_PARTS + 2, MOST_PARTS]);
    await admin.put('/config/one-by-one/40', 'seen');
    await followed.waitFor((entries) => holds(entries, '/config/one-by-one/40', 'seen'), 'a single key');

    await role.grant({ permission: 'Read', range: new Range('/config/one-by-one/last') });
    const tooMany = { code: 'denied', reason: 'too-many-parts', params: { root: '/config/', count: `${MOST_PARTS + 1}`, limit: `${MOST_PARTS}` } };
    expect(await refusal(options, 'pass')).toMatchObject(tooMany);
    // the connection that is there learns of it when it looks again
    succeeded(await (await followed.connection()).read('/config/one-by-one/last'));
    await until(() => followed.faults.length > 0, 'the watch ends');
    expect(followed.faults[0]).toMatchObject(tooMany);
    const fewer = await following(at(server.port, { user: 'reader', roots: ['/config/a/', '/config/one-by-one/1'] }), 'pass');
    expect(fewer.entries.size).toBe(2 + 11);
  });

  test('permission that comes or goes is noticed by a read, and everything is listed again', async () => {
    const { admin, role, options } = await stage();
    const followed = await following(options, 'pass');
    const connection = await followed.connection();
    await role.revoke(oneKey);
    expect(faultIn(await connection.read('/config/b/one'))).toMatchObject({ code: 'denied', key: '/config/b/one' });
    await followed.waitFor((entries) => !entries.has('/config/b/one') && entries.has('/config/a/one'), 'it is left out');
    expect(connection.isHidden('/config/b/one')).toBe(true);
    expect(followed.faults).toEqual([]);

    await role.grant({ permission: 'Read', range: admin.raw.namespace('').range({ prefix: '/config/' }) });
    succeeded(await connection.read('/config/b/two'));
    await followed.waitFor((entries) => entries.has('/config/b/two'), 'all of the root');
    expect(connection.denied()).toEqual({ keys: [], total: 0 });
    await admin.put('/config/b/two', 'live');
    await followed.waitFor((entries) => holds(entries, '/config/b/two', 'live'), 'a put in the new part');
  });

  test('a user from whom everything is taken is told so', async () => {
    const { admin, options } = await stage();
    const followed = await following(options, 'pass');
    const connection = await followed.connection();
    await admin.raw.user('reader').removeRole('reader-role');
    expect(faultIn(await connection.read('/config/a/one')).code).toBe('denied');
    await until(() => followed.faults.length > 0, 'the watch ends');
    expect(followed.faults[0]).toMatchObject({ code: 'denied', reason: 'root-denied' });
  });

  const access = async (connection: Connection, key: string) => succeeded(await connection.access(key));

  test('the access to a key is told by our own roles; those of others are not shown to us, and it is said', async () => {
    const { options } = await stage();
    const connection = await connected(options, 'pass');
    const mine = await access(connection, '/config/a/one');
    expect(mine).toMatchObject({ mayWrite: true, notes: ['others-denied'], facts: [{ name: 'user', value: 'reader' }, { name: 'roles', value: 'reader-role' }] });
    expect(mine.groups).toHaveLength(1);
    expect(mine.groups[0]?.rows).toMatchObject([
      { who: 'reader-role', rights: ['read', 'write'], covers: true, writes: true, ours: true, span: { shape: 'prefix', from: '/config/a/' } },
      { rights: ['read'], covers: false, span: { shape: 'key', from: '/config/b/one' } },
      { rights: ['write'], covers: false, writes: false, span: { shape: 'prefix', from: '/config/blind/' } },
    ]);
    expect(await access(connection, '/config/b/one')).toMatchObject({ mayWrite: false });
    expect(await access(connection, '/config/blind/x')).toMatchObject({ mayWrite: true });
  });

  test('root sees every user and role, and which of them may write the key', async () => {
    const { server } = await stage();
    const connection = await connected(at(server.port, { user: 'root' }), 'secret');
    const { mayWrite, notes, groups } = await access(connection, '/config/a/one');
    expect([mayWrite, notes, groups.map(({ kind }) => kind)]).toEqual([true, [], ['own', 'users', 'roles']]);
    expect(groups[1]?.rows).toMatchObject([
      { who: 'reader', roles: ['reader-role'], rights: ['read', 'write'], writes: true, ours: false },
      { who: 'root', roles: ['root'], writes: true, ours: true },
    ]);
    const other = await access(connection, '/config/b/one');
    expect(other.groups[1]?.rows).toMatchObject([{ who: 'reader', rights: ['read'], writes: false }, { who: 'root', writes: true }]);
  });

  test('where authentication is off, it is said', async () => {
    const server = await aServer();
    for (const options of [at(server.port), at(server.port, { user: 'reader' })]) {
      expect(await access(await connected(options, 'pass'), '/any')).toEqual({ mayWrite: true, notes: ['auth-off'], facts: [], groups: [] });
    }
  });

  test('a connection that may read nothing of its roots rejects with their fault', async () => {
    const { options } = await stage();
    await expect(etcd.connect({ options: { ...options, roots: ['/none/', '/nor/'] }, secrets: { password: 'pass' }, signal: new AbortController().signal })).rejects.toThrow(FaultError);
  });
});
