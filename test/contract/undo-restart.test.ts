/** What can be taken back is kept over a restart, on real servers: with the ACLs and leases that belong to it, and guarded as before. */
import zookeeperLibrary from 'node-zookeeper-client';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { AuditLog } from '../../electron/writes/audit';
import { Preparer } from '../../electron/writes/preparer';
import { UndoBook } from '../../electron/writes/undo-book';
import { Writer } from '../../electron/writes/writer';
import type { Source } from '../../shared/model/source';
import { isSecretKey } from '../../shared/model/secret-keys';
import { etcdClient } from '../support/clients-etcd';
import { zookeeperClient } from '../support/clients-zookeeper';
import { startEtcd } from '../support/etcd';
import { removeScratch, scratchFolder } from '../support/process';
import { until } from '../support/wait';
import { openTarget } from '../support/write-target';
import { startZookeeper } from '../support/zookeeper';
import { succeeded } from './harness';

/** A run of the app of its own. */
async function start(directory: string, backend: 'etcd' | 'zookeeper', port: number) {
  const source: Source = { id: 's', name: 'store', backend, endpoints: [{ host: '127.0.0.1', port }], roots: ['/'], environment: 'development', access: 'read-write' };
  const target = await openTarget(source);
  const audit = new AuditLog(directory);
  const book = new UndoBook({ userData: directory, sourceOf: () => source, isSecret: (_, key) => isSecretKey(key), report: ({ message }) => expect.fail(message) });
  const writer = new Writer(audit, undefined, book);
  writer.live(target);
  await book.loaded;
  const preparer = new Preparer(writer);
  const deleteBelow = async (top: string) => {
    await until(() => target.session.mirror.get(`${top}/one`) !== undefined, 'it is listed');
    const { id } = succeeded(await preparer.prepare(target, { title: 'Delete', reason: '', intentions: [{ kind: 'delete-subtree', top }] }));
    succeeded(await preparer.commit(target, id ?? '', {}));
  };
  const undo = async () => {
    await until(() => target.told.undo, 'it is offered');
    return writer.undo(target, target.told.undo?.id ?? '', {});
  };
  const end = async () => {
    await target.session.close();
    await audit.close();
    await book.close();
  };
  return { target, writer, deleteBelow, undo, end };
}

function folder(): string {
  const made = scratchFolder('undo-restart');
  onTestFinished(() => removeScratch(made));
  return made;
}

const text = (value: Uint8Array | null | undefined): string | undefined => (value === undefined ? undefined : Buffer.from(value ?? []).toString());

test('ZooKeeper: a deleted subtree comes back after a restart, with the ACL of a node', async () => {
  const server = await startZookeeper();
  onTestFinished(() => server.stop());
  const client = await zookeeperClient(server.port);
  onTestFinished(() => client.close());
  const { ACL, Id, Permission } = zookeeperLibrary;
  for (const key of ['/app/one', '/app/two']) await client.put(key, key);
  await client.setAcl('/app/two', [new ACL(Permission.ALL, new Id('ip', '127.0.0.1'))]);
  const directory = folder();
  const first = await start(directory, 'zookeeper', server.port);
  await first.deleteBelow('/app');
  expect(await client.get('/app')).toBeUndefined();
  await first.end();

  const second = await start(directory, 'zookeeper', server.port);
  succeeded(await second.undo());
  expect(text(await client.get('/app/one'))).toBe('/app/one');
  expect(await client.getAcl('/app/two')).toEqual([{ bits: 31, scheme: 'ip', id: '127.0.0.1' }]);
  await second.end();
});

test('ZooKeeper: the hash of a password in an ACL does not reach the file', async () => {
  const server = await startZookeeper();
  onTestFinished(() => server.stop());
  const alice = await zookeeperClient(server.port, 'alice:secret');
  onTestFinished(() => alice.close());
  const { ACL, Id, Permission } = zookeeperLibrary;
  await alice.put('/app/one', '1');
  await alice.setAcl('/app/one', [new ACL(Permission.READ | Permission.ADMIN, new Id('world', 'anyone')), new ACL(Permission.ALL, new Id('auth', ''))]);
  const directory = folder();
  const first = await start(directory, 'zookeeper', server.port);
  await first.deleteBelow('/app');
  await first.end();
  const file = path.join(directory, 'undo', 'undo.json');
  expect(existsSync(file) ? readFileSync(file, 'utf8') : '').not.toContain('digest');
});

test('etcd: a deleted subtree comes back after a restart, and one that somebody has filled anew does not', async () => {
  const server = await startEtcd();
  onTestFinished(() => server.stop());
  const client = etcdClient(server.port);
  onTestFinished(() => client.close());
  const directory = folder();
  for (const key of ['/app/one', '/app/two']) await client.put(key, key);
  const first = await start(directory, 'etcd', server.port);
  await first.deleteBelow('/app');
  await first.end();
  const second = await start(directory, 'etcd', server.port);
  succeeded(await second.undo());
  expect(text(await client.get('/app/two'))).toBe('/app/two');

  await second.deleteBelow('/app');
  await second.end();
  await client.put('/app/two', 'theirs');
  const third = await start(directory, 'etcd', server.port);
  expect(await third.undo()).toMatchObject({ ok: false, fault: { code: 'conflict' } });
  expect(await client.get('/app/one')).toBeUndefined();
  expect(text(await client.get('/app/two'))).toBe('theirs');
  await third.end();
});

test('etcd: nothing is offered for a store that was wiped, where what was deleted would be created anew', async () => {
  const server = await startEtcd();
  onTestFinished(() => server.stop());
  const client = etcdClient(server.port);
  onTestFinished(() => client.close());
  const directory = folder();
  await client.put('/app/one', '1');
  const first = await start(directory, 'etcd', server.port);
  await first.deleteBelow('/app');
  const { id = '' } = first.target.told.undo ?? {};
  await until(() => first.target.session.mirror.get('/app/one') === undefined, 'it is gone');
  await first.end();
  await server.wipe({ newCluster: true });
  const again = etcdClient(server.port);
  onTestFinished(() => again.close());
  await again.put('/app/other', '1');
  const second = await start(directory, 'etcd', server.port);
  expect(await second.writer.undo(second.target, id, {})).toMatchObject({ ok: false, fault: { reason: 'undo-moved' } });
  expect(await again.get('/app/one')).toBeUndefined();
  await second.end();
});
