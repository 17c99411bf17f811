/** Records of writes in the store itself, on real servers and in a workspace: whatever becomes of them, the write stays applied. */
import zookeeperLibrary from 'node-zookeeper-client';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { AuditLog } from '../../electron/writes/audit';
import { MOST_RECORD_BYTES, recordKey } from '../../electron/writes/beside';
import { Preparer } from '../../electron/writes/preparer';
import { Writer } from '../../electron/writes/writer';
import type { AuditEntry } from '../../shared/model/audit';
import type { Plan } from '../../shared/model/plan';
import type { Source } from '../../shared/model/source';
import type { Intention } from '../../shared/plans/intention';
import { packChanges } from '../../shared/plans/packed';
import { etcdClient } from '../support/clients-etcd';
import { zookeeperClient } from '../support/clients-zookeeper';
import { startEtcd } from '../support/etcd';
import { removeScratch, scratchFolder } from '../support/process';
import { openTarget, type OpenTarget } from '../support/write-target';
import { startZookeeper } from '../support/zookeeper';
import { plan, put, succeeded } from './harness';

type Place = Pick<Source, 'backend' | 'endpoints' | 'roots'>;

interface Record {
  readonly id: string;
  readonly edits: readonly unknown[];
  readonly [field: string]: unknown;
}

/** A live source with a writer that keeps records below this prefix. */
async function stage(place: Place, prefix: string, more: Partial<Source> = {}) {
  const directory = scratchFolder('beside');
  const target = await openTarget({ id: 's', name: 'store', environment: 'staging', access: 'read-write', ...place, ...more });
  const audit = new AuditLog(directory);
  onTestFinished(async () => {
    await target.session.close();
    await audit.close();
    removeScratch(directory);
  });
  const writer = new Writer(audit, (id) => (id === 's' ? prefix : undefined));
  const apply = async (wanted: Plan) => succeeded(await writer.apply(target, wanted, {}));
  const last = async (): Promise<AuditEntry> => {
    const [entry] = succeeded(await audit.read({}, { limit: 1 })).entries;
    if (!entry) throw new Error('nothing is recorded');
    return entry;
  };
  return { target, writer, apply, last };
}

const valueAt = async ({ session }: OpenTarget, key: string): Promise<string | undefined> => {
  const { entry } = succeeded(await session.read(key));
  return entry ? Buffer.from(entry.value ?? []).toString() : undefined;
};

async function recordOf(target: OpenTarget, prefix: string, { intent }: AuditEntry): Promise<Record> {
  const text = await valueAt(target, recordKey(prefix, intent));
  if (text === undefined) throw new Error('there is no record');
  return JSON.parse(text) as Record;
}

const hosts = (port: number) => [{ host: '127.0.0.1', port }];

describe.each([
  {
    backend: 'etcd',
    start: async () => {
      const server = await startEtcd();
      return { place: (): Place => ({ backend: 'etcd', endpoints: hosts(server.port), roots: ['/'] }), stop: () => server.stop() };
    },
  },
  {
    backend: 'zookeeper',
    start: async () => {
      const server = await startZookeeper();
      return { place: (): Place => ({ backend: 'zookeeper', endpoints: hosts(server.port), roots: ['/'] }), stop: () => server.stop() };
    },
  },
  {
    backend: 'local',
    start: async () => {
      const folder = scratchFolder('beside-workspace');
      let count = 0;
      return { place: (): Place => ({ backend: 'local', endpoints: [], roots: [path.join(folder, String(count++))] }), stop: async () => removeScratch(folder) };
    },
  },
])('$backend', ({ start }) => {
  let store: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    store = await start();
  });
  afterAll(() => store.stop());

  test('a write is recorded below the prefix, missing parents included, and so is its undo', async () => {
    const prefix = '/flagscope/audit/';
    const { target, writer, apply, last } = await stage(store.place(), prefix);
    const receipt = await apply({ ...plan(put('/first', 'on')), title: 'Switched on', reason: 'asked for' });
    expect(receipt.warnings).toEqual([]);
    const entry = await last();
    expect(entry.beside).toEqual({ record: 'beside', id: receipt.id, at: expect.any(String), key: recordKey(prefix, entry.intent) });
    const record = await recordOf(target, prefix, entry);
    expect(record).toMatchObject({ format: 'flagscope-audit', version: 1, id: receipt.id, title: 'Switched on', reason: 'asked for', environment: 'staging', revision: String(receipt.at) });
    expect(record.edits).toEqual([{ kind: 'put', key: '/first', base: 'absent', after: { text: 'on' } }]);

    succeeded(await writer.undo(target, receipt.id, {}));
    const taken = await last();
    expect(await recordOf(target, prefix, taken)).toMatchObject({ undoes: receipt.id });
    expect(taken.intent.id).not.toBe(receipt.id);
  });

  test('values of keys that look secret are masked in the record', async () => {
    const { target, apply, last } = await stage(store.place(), '/records/');
    await apply(plan(put('/db-password', 'hunter2')));
    const entry = await last();
    expect(JSON.stringify(await recordOf(target, '/records/', entry))).not.toContain('hunter2');
    expect((await recordOf(target, '/records/', entry)).edits).toMatchObject([{ after: { masked: true, size: 7 } }]);
  });

  test('a write as large as a transaction may be is recorded as far as there is room', async () => {
    const { target, apply, last } = await stage(store.place(), '/r-');
    const edits = Array.from({ length: 128 }, (_, at) => put(`/many-${at}-${'k'.repeat(700)}`, 'v'.repeat(2000)));
    const receipt = await apply(plan(...edits));
    expect(receipt.warnings).toEqual([]);
    const entry = await last();
    const record = await recordOf(target, '/r-', entry);
    expect(Buffer.byteLength(JSON.stringify(record))).toBeLessThanOrEqual(MOST_RECORD_BYTES);
    expect(record.edits.length).toBeGreaterThan(50);
    expect(record['editsLeftOut']).toBe(128 - record.edits.length);
    expect(await valueAt(target, edits[127]?.key ?? '')).toBe('v'.repeat(2000));
  });

  test('a write that was refused leaves no record in the store', async () => {
    const { target, writer, apply, last } = await stage(store.place(), '/none-');
    await apply(plan(put('/twice', '1')));
    expect(await writer.apply(target, plan(put('/twice', '2')), {})).toMatchObject({ ok: false, fault: { code: 'conflict' } });
    const refused = await last();
    expect(refused).toMatchObject({ state: 'refused' });
    expect(refused.beside).toBeUndefined();
    expect(await valueAt(target, recordKey('/none-', refused.intent))).toBeUndefined();
  });
});

test('etcd: a user who may not write below the prefix has the change applied, and is told that it is not recorded there', async () => {
  const server = await startEtcd();
  onTestFinished(() => server.stop());
  const client = etcdClient(server.port);
  await client.put('/app/one', '1');
  await client.close();
  await server.enableAuth({ rootPassword: 'r', user: 'ada', password: 'pw', prefix: '/app/' });
  const directory = scratchFolder('beside-denied');
  onTestFinished(() => removeScratch(directory));
  const { drivers } = await import('../../electron/drivers/index');
  const { Session } = await import('../../electron/sessions/session');
  const source: Source = { id: 's', name: 'store', environment: 'staging', access: 'read-write', backend: 'etcd', endpoints: hosts(server.port), roots: ['/'], user: 'ada' };
  const session = new Session({ driver: drivers.etcd, terms: () => ({ connect: source, writable: true, loading: 'everything', secrets: { password: 'pw' } }) });
  session.open();
  onTestFinished(() => session.close());
  await expect.poll(() => session.phase.kind, { timeout: 20_000 }).toBe('live');
  const audit = new AuditLog(directory);
  onTestFinished(() => audit.close());
  const target = { source, session, capabilities: drivers.etcd.capabilities, tellWrites: () => undefined };
  const receipt = succeeded(await new Writer(audit, () => '/flagscope/audit/').apply(target, plan(put('/app/two', '2')), {}));
  expect(receipt.warnings).toMatchObject([{ kind: 'not-recorded-beside', fault: { code: 'denied' } }]);
  expect(succeeded(await session.read('/app/two')).entry).not.toBeNull();
  const [entry] = succeeded(await audit.read({}, { limit: 1 })).entries;
  expect(entry).toMatchObject({ state: 'applied', beside: { fault: { code: 'denied' } } });
});

describe('ZooKeeper, with ACLs and roots', () => {
  const { ACL, Id, Permission } = zookeeperLibrary;
  const others = [new ACL(Permission.READ, new Id('world', 'anyone'))];

  async function server() {
    const running = await startZookeeper();
    onTestFinished(() => running.stop());
    const alice = await zookeeperClient(running.port, 'alice:secret');
    onTestFinished(() => alice.close());
    const place = (...roots: string[]): Place => ({ backend: 'zookeeper', endpoints: hosts(running.port), roots });
    return { alice, place };
  }

  test('a folder in which nothing may be created: the change is applied, and that it is not recorded there is told', async () => {
    const { alice, place } = await server();
    await alice.put('/audit', '');
    await alice.setAcl('/audit', [new ACL(Permission.ALL, new Id('auth', '')), ...others]);
    const { target, apply, last } = await stage(place('/'), '/audit/');
    const receipt = await apply(plan(put('/one', '1')));
    expect(receipt.warnings).toMatchObject([{ kind: 'not-recorded-beside', fault: { code: 'denied' } }]);
    expect(await valueAt(target, '/one')).toBe('1');
    expect(await last()).toMatchObject({ state: 'applied', beside: { fault: { code: 'denied' } } });
  });

  test('nothing is written outside of the roots of a source', async () => {
    const { alice, place } = await server();
    await alice.put('/app', '');
    const { apply, last } = await stage(place('/app'), '/elsewhere/audit/');
    const receipt = await apply(plan(put('/app/one', '1')));
    expect(receipt.warnings).toMatchObject([{ kind: 'not-recorded-beside', fault: { reason: 'outside-root' } }]);
    expect(await alice.get('/elsewhere')).toBeUndefined();
    expect((await last()).state).toBe('applied');
  });

  test('a value that not everybody may read is not readable in the record either', async () => {
    const { alice, place } = await server();
    await alice.put('/guarded', 'old value');
    await alice.put('/open', 'old value');
    await alice.setAcl('/guarded', [new ACL(Permission.ALL, new Id('ip', '127.0.0.1'))]);
    const { target, apply, last } = await stage(place('/'), '/audit/');
    const stamps = ['/guarded', '/open'].map((key) => target.session.mirror.get(key)?.stamp);
    await apply(plan(...['/guarded', '/open'].map((key, at) => put(key, 'new value', stamps[at]))));
    const record = await recordOf(target, '/audit/', await last());
    expect(record.edits).toMatchObject([
      { key: '/guarded', before: { size: 9, sha256: expect.any(String) }, after: { size: 9, sha256: expect.any(String) } },
      { key: '/open', before: { text: 'old value' }, after: { text: 'new value' } },
    ]);
  });

  test('what holds the records themselves is not deleted or moved in the review, however many transactions that takes', async () => {
    const { alice, place } = await server();
    for (const key of ['/app', '/app/one', '/other']) await alice.put(key, 'v');
    const { target, writer } = await stage(place('/'), '/app/audit/');
    await expect.poll(() => target.session.mirror.get('/other')).toBeDefined();
    const preparer = new Preparer(writer);
    const prepare = async (intention: Intention) => succeeded(await preparer.prepare(target, packChanges({ title: 'Change', reason: '', intentions: [intention] })));
    const refused = { id: null, problems: [{ fault: { reason: 'holds-records', key: '/app', params: { prefix: '/app/audit/' } } }] };
    expect(await prepare({ kind: 'delete-subtree', top: '/app' })).toMatchObject(refused);
    expect(await prepare({ kind: 'move', from: '/app', to: '/moved' })).toMatchObject(refused);
    expect(await prepare({ kind: 'delete-subtree', top: '/app/one' })).toMatchObject({ problems: [], transactions: 1 });
    expect(await prepare({ kind: 'delete-subtree', top: '/other' })).toMatchObject({ problems: [], transactions: 1 });
  });

  test('a record never brings back a folder that its own change has deleted, and the deletion is taken back', async () => {
    const { alice, place } = await server();
    await alice.put('/app', 'v');
    const { target, writer, apply, last } = await stage(place('/'), '/app/audit/');
    await expect.poll(() => target.session.mirror.get('/app')).toBeDefined();
    const base = target.session.mirror.get('/app')?.stamp;
    if (base === undefined) throw new Error('there is no /app');
    const receipt = await apply(plan({ kind: 'delete', key: '/app', base }));
    expect(receipt.warnings).toMatchObject([{ kind: 'not-recorded-beside', fault: { reason: 'records-deleted' } }]);
    expect(await alice.get('/app')).toBeUndefined();
    expect(await last()).toMatchObject({ state: 'applied', beside: { fault: { reason: 'records-deleted' } } });
    succeeded(await writer.undo(target, receipt.id, {}));
    expect(await valueAt(target, '/app')).toBe('v');
  });
});
