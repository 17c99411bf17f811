import zookeeperLibrary from 'node-zookeeper-client';
import { expect, onTestFinished, test } from 'vitest';
import { zookeeper } from '../../../electron/drivers/zookeeper/index';
import { FaultError, type Fault } from '../../../shared/fault';
import type { ConnectOptions } from '../../../shared/model/source';
import { zookeeperClient, type ZookeeperClient } from '../../support/clients-zookeeper';
import { startProxy } from '../../support/proxy';
import { startZookeeper } from '../../support/zookeeper';
import { collect, until } from '../../support/wait';
import {
  connect,
  create,
  differences,
  faultIn,
  followed,
  freshListing,
  holds,
  plan,
  put,
  readEntry,
  remove,
  succeeded,
  watch,
} from '../harness';
import type { ZookeeperHarness } from '../zookeeper-harness';

const { ACL, Id, Permission } = zookeeperLibrary;

/** What only ZooKeeper has: sessions, ACLs, roots that can be missing, very many children. */
export function zookeeperClauses(harness: () => ZookeeperHarness): void {
  const client = async (auth?: string): Promise<ZookeeperClient> => {
    const opened = await zookeeperClient(harness().server.port, auth);
    onTestFinished(() => opened.close());
    return opened;
  };
  const at = (root: string): ConnectOptions => ({ ...harness().options, roots: [root] });
  /** The fault with which connecting or watching ends. */
  const faultOf = async (options: ConnectOptions, password?: string): Promise<Fault> => {
    const { signal } = new AbortController();
    try {
      const connection = await zookeeper.connect({ options, signal, ...(password !== undefined && { secrets: { password } }) });
      onTestFinished(() => connection.close());
      const error = await collect(connection.frames({ signal, onReceived: () => {} })).ended;
      throw error instanceof Error ? error : new Error('the frames ended without a fault');
    } catch (error) {
      if (error instanceof FaultError) return error.fault;
      throw error;
    }
  };

  test('a root that is missing is reported, never created silently, and created when asked with its parents', async () => {
    const other = await client();
    const root = harness().key('no/such/root');
    expect(await faultOf(at(root))).toMatchObject({ code: 'invalid', reason: 'root-missing' });
    expect(await other.get(harness().key('no'))).toBeUndefined();

    const connection = await connect(harness(), at(root));
    succeeded(await connection.createRoot());
    succeeded(await connection.createRoot());
    expect(await other.get(root)).toBeNull();
    const { live } = await watch(harness(), at(root));
    expect(live.frames[0]?.kind).toBe('listing');
    await other.put(`${root}/flag`, 'true');
    await live.waitFor((entries) => holds(entries, `${root}/flag`, 'true'), 'a put under the new root');
  });

  test('a listing tells what is held already by the very same entries, and everything else anew', async () => {
    const other = await client();
    const root = harness().key('held');
    for (const name of ['same', 'written', 'recreated', 'gone']) await other.put(`${root}/${name}`, name);
    const held = new Map((await watch(harness(), at(root))).live.entries);
    await other.put(`${root}/written`, 'now');
    await other.remove(`${root}/recreated`);
    await other.put(`${root}/recreated`, 'recreated');
    await other.remove(`${root}/gone`);

    const { signal } = new AbortController();
    const connection = await zookeeper.connect({ options: at(root), signal, held });
    onTestFinished(() => connection.close());
    const again = collect(connection.frames({ signal, onReceived: () => {} }));
    await again.waitFor((entries) => holds(entries, `${root}/written`, 'now'), 'the listing');
    expect(again.entries.get(`${root}/same`)).toBe(held.get(`${root}/same`));
    expect(again.entries.get(`${root}/recreated`)?.stamp.created).not.toBe(held.get(`${root}/recreated`)?.stamp.created);
    expect(again.entries.has(`${root}/gone`)).toBe(false);
    expect(differences(again.entries, await freshListing(zookeeper, at(root)))).toEqual([]);
  });

  test('a root that is deleted and created again while it is watched is followed', async () => {
    const other = await client();
    const root = harness().key('moving');
    await other.put(`${root}/old`, 'x');
    const following = await followed(harness(), at(root));
    await other.removeTree(root);
    await until(async () => following.faults.length > 0 || !following.entries.has(`${root}/old`), 'the loss is noticed');
    await other.put(`${root}/new`, 'y');
    await following.waitFor((entries) => holds(entries, `${root}/new`, 'y') && !entries.has(`${root}/old`), 'the new tree');
    expect(differences(following.entries, await freshListing(zookeeper, at(root)))).toEqual([]);
  });

  test('a root that may not be read is reported as denied, and is readable with the right password', async () => {
    const owner = await client('alice:secret');
    const root = harness().key('closed');
    await owner.put(root, 'x');
    await owner.put(`${root}/flag`, 'true');
    for (const path of [`${root}/flag`, root]) await owner.setAcl(path, [new ACL(Permission.ALL, new Id('auth', ''))]);
    onTestFinished(() => owner.removeTree(root));

    expect(await faultOf(at(root))).toMatchObject({ code: 'denied', reason: 'root-denied' });
    const { signal } = new AbortController();
    const connection = await zookeeper.connect({ options: { ...at(root), user: 'alice' }, secrets: { password: 'secret' }, signal });
    onTestFinished(() => connection.close());
    const live = collect(connection.frames({ signal, onReceived: () => {} }));
    await live.waitFor((entries) => holds(entries, `${root}/flag`, 'true'), 'the listing');
    succeeded(await connection.apply(plan(put(`${root}/flag`, 'false', (await readEntry(connection, `${root}/flag`)).stamp))));
    await live.waitFor((entries) => holds(entries, `${root}/flag`, 'false'), 'the edit');
  });

  test('a node that may not be read is left out, and one that may not be written is denied by name', async () => {
    const owner = await client('alice:secret');
    const [hidden, fixed, open] = ['hidden', 'fixed', 'open'].map((name) => harness().key(name)) as [string, string, string];
    for (const key of [hidden, fixed, open]) await owner.put(key, 'x');
    onTestFinished(() => owner.remove(hidden));
    await owner.setAcl(hidden, [new ACL(Permission.ALL, new Id('auth', ''))]);
    await owner.setAcl(fixed, [new ACL(Permission.READ, new Id('world', 'anyone'))]);
    const { connection, live } = await watch(harness());
    expect([live.entries.has(hidden), live.entries.has(fixed), live.entries.has(open)]).toEqual([false, true, true]);
    const fault = faultIn(await connection.apply(plan(put(fixed, 'y', (await readEntry(connection, fixed)).stamp))));
    expect(fault).toMatchObject({ code: 'denied', key: fixed });
    await owner.put(open, 'still followed');
    await live.waitFor((entries) => holds(entries, open, 'still followed'), 'a put elsewhere');
  });

  test('an edit keeps the ACL of its node', async () => {
    const owner = await client('alice:secret');
    const key = harness().key('guarded');
    await owner.put(key, 'x');
    await owner.setAcl(key, [
      new ACL(Permission.READ | Permission.WRITE, new Id('world', 'anyone')),
      new ACL(Permission.ALL, new Id('auth', '')),
    ]);
    const acl = (): Promise<string> =>
      new Promise((resolve, reject) => owner.raw.getACL(key, (error, acls) => (error ? reject(error) : resolve(JSON.stringify(acls)))));
    const before = await acl();
    const connection = await connect(harness());
    succeeded(await connection.apply(plan(put(key, 'y', (await readEntry(connection, key)).stamp))));
    expect(await acl()).toBe(before);
  });

  test('a session that expired while away is replaced by a new one and everything is listed again', async () => {
    const server = await startZookeeper({ config: ['maxSessionTimeout=2000'] });
    onTestFinished(() => server.stop());
    const proxy = await startProxy(server.port);
    onTestFinished(() => proxy.close());
    const options = { ...harness().options, endpoints: [{ host: '127.0.0.1', port: proxy.port }], roots: ['/'] };
    const following = await followed(harness(), options);
    const [session] = /sid=0x[0-9a-f]+/.exec(await server.fourLetter('cons')) ?? [''];
    expect(session).not.toBe('');
    const other = await zookeeperClient(server.port);
    onTestFinished(() => other.close());
    await other.put('/flag', 'before');
    await following.waitFor((entries) => holds(entries, '/flag', 'before'), 'the first put');

    await proxy.refuse(true);
    await until(
      async () => !(await server.fourLetter('dump')).includes(session.slice('sid='.length)),
      'the server has expired the session',
    );
    await other.put('/flag', 'after');
    await proxy.refuse(false);
    await following.waitFor((entries) => holds(entries, '/flag', 'after'), 'the write made while away');
    expect(following.faults.map((fault) => fault.code)).toContain('session-expired');
    expect(differences(following.entries, await freshListing(zookeeper, options))).toEqual([]);
  });

  test('a hundred thousand children of one parent are listed and followed', async () => {
    const server = await startZookeeper({ heap: '700m' });
    onTestFinished(() => server.stop());
    const other = await zookeeperClient(server.port);
    onTestFinished(() => other.close());
    await other.put('/crowd', null);
    const names = Array.from({ length: 100_000 }, (_, i) => `/crowd/member-${String(i).padStart(6, '0')}`);
    await other.createMany(names, 'on');
    const options = { ...harness().options, endpoints: [server.endpoint], roots: ['/crowd'] };
    const { live, received } = await watch(harness(), options);

    expect(live.entries.size).toBe(100_001);
    expect(received.length).toBeGreaterThan(3);
    await other.put('/crowd/member-050000', 'off');
    await other.remove('/crowd/member-099999');
    await other.put('/crowd/late', 'on');
    await live.waitFor((entries) => entries.has('/crowd/late') && !entries.has('/crowd/member-099999'), 'later changes');
    expect(holds(live.entries, '/crowd/member-050000', 'off')).toBe(true);
    expect(live.entries.size).toBe(100_001);
  });

  test('a subtree that is created and deleted at once leaves nothing behind', async () => {
    const other = await client();
    const { connection, live } = await watch(harness());
    const top = harness().key('deep');
    for (let round = 0; round < 20; round++) {
      await other.put(`${top}/a/b/c`, `${round}`);
      await other.removeTree(top);
    }
    await create(connection, [harness().key('sentinel'), 'x']);
    await live.waitFor((entries) => entries.has(harness().key('sentinel')), 'the sentinel');
    await live.waitFor((entries) => [...entries.keys()].every((key) => !key.startsWith(top)), 'the last delete');
    succeeded(await connection.apply(plan(remove(await readEntry(connection, harness().key('sentinel'))))));
    await live.waitFor((entries) => !entries.has(harness().key('sentinel')), 'the end');
    expect(differences(live.entries, await freshListing(zookeeper, harness().options))).toEqual([]);
  });

  test('one recursive watch is all that it costs the server', async () => {
    const other = await client();
    for (let i = 0; i < 50; i++) await other.put(harness().key(`node-${i}`), 'x');
    await watch(harness());
    expect(await harness().network?.watches()).toBe(1);
  });
}
