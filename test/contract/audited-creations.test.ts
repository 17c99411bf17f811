/** What creates keys on a real ZooKeeper beside edits: a missing root is on record, and what comes back from the past says that its ACL is not known. */
import { expect, onTestFinished, test } from 'vitest';
import { drivers } from '../../electron/drivers/index';
import { HeldSource } from '../../electron/sessions/held-source';
import { PastViews } from '../../electron/sessions/past-views';
import { AuditLog } from '../../electron/writes/audit';
import { Preparer } from '../../electron/writes/preparer';
import { Writer } from '../../electron/writes/writer';
import type { Source } from '../../shared/model/source';
import { unpackChanges } from '../../shared/plans/packed';
import { zookeeperClient } from '../support/clients-zookeeper';
import { removeScratch, scratchFolder } from '../support/process';
import { until } from '../support/wait';
import { startZookeeper } from '../support/zookeeper';
import { succeeded } from './harness';

/** A source on a ZooKeeper of its own, as main holds it. */
async function aSource(change: Partial<Source> = {}) {
  const server = await startZookeeper();
  const client = await zookeeperClient(server.port);
  const folder = scratchFolder('creations');
  const source: Source = {
    id: 'one', name: 'One', backend: 'zookeeper', endpoints: [{ host: '127.0.0.1', port: server.port }], roots: ['/a/root'], environment: 'development', access: 'read-write', ...change,
  };
  const held = new HeldSource({ source, driver: drivers.zookeeper, readOnly: false, locate: (one) => one, secrets: () => ({}), onStatus: () => {} });
  const audit = new AuditLog(folder);
  onTestFinished(async () => {
    await held.session.close();
    await audit.close();
    await client.close();
    await server.stop();
    removeScratch(folder);
  });
  const recorded = async () => succeeded(await audit.read({}, { limit: 100 })).entries;
  return { server, client, held, writer: new Writer(audit), recorded };
}

test('a missing root that is created is on record before and after, and is not offered to be taken back', async () => {
  const { client, held, writer, recorded } = await aSource();
  held.session.open();
  await until(() => held.session.phase.kind === 'suspended', 'its root is missing');
  expect(await recorded()).toEqual([]);
  succeeded(await writer.createRoot(held));
  expect(await client.get('/a/root')).not.toBeUndefined();
  const [entry] = await recorded();
  expect(entry).toMatchObject({ state: 'applied', intent: { title: 'Create /a/root', edits: [{ kind: 'put', key: '/a/root', base: 'absent', after: null }] } });
  expect(held.status.writes.undo).toBeUndefined();
});

test('the root of a source whose changes are reviewed is not created unreviewed, and nothing is recorded', async () => {
  for (const safety of [{ environment: 'production', access: 'guarded' }, { environment: 'staging', access: 'guarded' }] as const) {
    const { client, held, writer, recorded } = await aSource(safety);
    expect(await writer.createRoot(held)).toMatchObject({ ok: false, fault: { code: 'read-only', reason: 'root-guarded' } });
    expect([await client.get('/a/root'), await recorded()]).toEqual([undefined, []]);
  }
});

test('many keys that come back from the past are said to come back open to everybody, before they are written', async () => {
  const { client, held, writer } = await aSource();
  await client.put('/a/root/kept', 'now');
  for (const key of ['/a/root/x', '/a/root/y']) await client.put(key, 'then');
  held.session.open();
  await until(() => held.session.mirror.size === 4, 'it is live');
  for (const key of ['/a/root/x', '/a/root/y']) await client.remove(key);
  await client.put('/a/root/kept', 'later');
  await until(() => held.session.mirror.size === 2 && held.session.mirror.get('/a/root/kept')?.stamp.version === 1, 'they are gone');

  const views = new PastViews();
  const past = succeeded(await views.open(held.session, { time: held.session.status().watchedSince ?? 0 }));
  const { changes } = succeeded(await views.restore(past.id, ['/a/root/x', '/a/root/y', '/a/root/kept'], 'Restore'));
  const preparer = new Preparer(writer);
  const prepared = succeeded(await preparer.prepare(held, changes));
  expect(prepared.warnings.filter(({ code }) => code === 'acl-forgotten')).toEqual([{ code: 'acl-forgotten', key: '/a/root/x', params: { count: 2 } }]);
  // a key that stands keeps its ACL, and what anybody creates has none to lose
  const only = { ...unpackChanges(changes), intentions: unpackChanges(changes).intentions.filter(({ kind }) => kind === 'set').slice(2) };
  expect(succeeded(await preparer.prepare(held, only)).warnings).toEqual([]);
  expect(succeeded(await preparer.prepare(held, { ...changes, restores: false })).warnings.filter(({ code }) => code === 'acl-forgotten')).toEqual([]);
});
