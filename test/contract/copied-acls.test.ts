/** Copies and moves on a real ZooKeeper: what was closed to others stays closed where it is copied to, or it is told that it does not. */
import zookeeperLibrary from 'node-zookeeper-client';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { AuditLog } from '../../electron/writes/audit';
import { Preparer } from '../../electron/writes/preparer';
import { Writer } from '../../electron/writes/writer';
import type { Intention } from '../../shared/plans/intention';
import { zookeeperClient } from '../support/clients-zookeeper';
import { until } from '../support/wait';
import { openTarget } from '../support/write-target';
import { startZookeeper } from '../support/zookeeper';
import { succeeded } from './harness';

const { ACL, Id, Permission } = zookeeperLibrary;
/** We may do everything, for we come from here; others may read. */
const ours = [new ACL(Permission.ALL, new Id('ip', '127.0.0.1')), new ACL(Permission.READ, new Id('world', 'anyone'))];

async function stage() {
  const server = await startZookeeper();
  onTestFinished(() => server.stop());
  const alice = await zookeeperClient(server.port, 'alice:secret');
  onTestFinished(() => alice.close());
  for (const key of ['/app/one', '/app/two']) await alice.put(key, 'x');
  await alice.setAcl('/app/one', ours);
  const directory = mkdtempSync(path.join(os.tmpdir(), 'flagscope-acl-'));
  const target = await openTarget({
    id: 'zk', name: 'zk', backend: 'zookeeper', endpoints: [{ host: '127.0.0.1', port: server.port }], roots: ['/'], environment: 'development', access: 'read-write',
  });
  const audit = new AuditLog(directory);
  onTestFinished(async () => {
    await target.session.close();
    await audit.close();
    rmSync(directory, { recursive: true, force: true });
  });
  await until(() => target.session.mirror.get('/app/two') !== undefined, 'it is listed');
  const preparer = new Preparer(new Writer(audit));
  const prepare = async (intention: Intention) => succeeded(await preparer.prepare(target, { title: 'Copy', reason: '', intentions: [intention] }));
  const commit = async (id: string | null) => succeeded(await preparer.commit(target, id ?? '', {}));
  return { alice, prepare, commit };
}

test.each(['copy', 'move'] as const)('a %s has the ACLs of what it comes from', async (kind) => {
  const { alice, prepare, commit } = await stage();
  const prepared = await prepare({ kind, from: '/app', to: '/new' });
  expect(prepared.warnings.filter(({ code }) => code === 'acl-unread')).toEqual([]);
  await commit(prepared.id);
  expect(await alice.getAcl('/new/one')).toEqual([{ bits: 31, scheme: 'ip', id: '127.0.0.1' }, { bits: 1, scheme: 'world', id: 'anyone' }]);
  expect(await alice.getAcl('/new/two')).toEqual([{ bits: 31, scheme: 'world', id: 'anyone' }]);
});

test('a copy of what hides who may change it is said to be open', async () => {
  const { alice, prepare } = await stage();
  await alice.setAcl('/app/two', [new ACL(Permission.ALL, new Id('auth', '')), new ACL(Permission.READ, new Id('world', 'anyone'))]);
  const prepared = await prepare({ kind: 'copy', from: '/app', to: '/new' });
  expect(prepared.warnings.filter(({ code }) => code === 'acl-unread')).toEqual([{ code: 'acl-unread', key: '/new/two', params: { from: '/app/two' } }]);
});
