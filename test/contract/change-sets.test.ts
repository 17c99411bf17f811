/** Change sets over real stores, from what somebody wants to what is taken back: whole subtrees, in as many transactions as they take. */
import zookeeper from 'node-zookeeper-client';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { AuditLog } from '../../electron/writes/audit';
import { Preparer } from '../../electron/writes/preparer';
import { Writer } from '../../electron/writes/writer';
import type { Result } from '../../shared/fault';
import type { AuditEntry } from '../../shared/model/audit';
import type { Entry } from '../../shared/model/entry';
import type { Source } from '../../shared/model/source';
import type { Intention } from '../../shared/plans/intention';
import { removeScratch, scratchFolder } from '../support/process';
import { openTarget, type OpenTarget } from '../support/write-target';
import { until } from '../support/wait';
import { startEtcdHarness } from './etcd-harness';
import { freshListing, independent, type Harness } from './harness';
import { startZookeeperHarness, type ZookeeperHarness } from './zookeeper-harness';

const KEYS = 1500;

function succeeded<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.fault.message);
  return result.value;
}

/** A live source on the harness's store, with everything that main keeps of writes to it. */
async function writing(harness: Harness) {
  const folder = scratchFolder('change-sets');
  const source: Source = { ...harness.options, id: 'one', name: 'One', environment: 'development', access: 'read-write' };
  const target = await openTarget(source);
  const audit = new AuditLog(folder);
  onTestFinished(async () => {
    await target.session.close();
    await audit.close();
    removeScratch(folder);
    await harness.clear();
  });
  const writer = new Writer(audit);
  const preparer = new Preparer(writer);
  const prepare = async (intention: Intention) => succeeded(await preparer.prepare(target, { title: 'Change', reason: '', intentions: [intention] }));
  const commit = (id: string | null) => preparer.commit(target, id ?? '', {});
  const recorded = async (): Promise<readonly AuditEntry[]> => succeeded(await audit.read({}, { limit: 1000 })).entries;
  const undo = () => writer.undo(target, target.told.undo?.id ?? '', {});
  return { target, writer, prepare, commit, recorded, undo };
}

/** Fills a subtree with keys of this value, and waits until the source has seen them. */
async function filled(harness: Harness, { session }: OpenTarget, count: number, value: string): Promise<string[]> {
  const client = await independent(harness);
  const keys = Array.from({ length: count }, (_, i) => harness.key(`app/key-${String(i).padStart(5, '0')}`));
  const before = session.mirror.size;
  // ZooKeeper's parent is a key of its own
  const top = harness.driver.name === 'zookeeper' ? 1 : 0;
  if (top > 0) await client.put(harness.key('app'), 'top');
  for (let from = 0; from < count; from += 50) await client.transact(new Map(keys.slice(from, from + 50).map((key) => [key, value])));
  await until(() => session.mirror.size === before + count + top, 'the source has seen them');
  return keys;
}

/** What the store holds, without our session: keys to values and owners. */
const held = async (harness: Harness): Promise<Record<string, string>> =>
  Object.fromEntries([...(await freshListing(harness.driver, harness.options)).values()].map((entry: Entry) => [entry.key, `${Buffer.from(entry.value ?? []).toString('latin1')} ${entry.owner ?? ''}`]));

/** All steps stand in the audit as applied, each once and in order. */
function expectSteps(entries: readonly AuditEntry[], count: number): void {
  expect(entries.map(({ state }) => state)).toEqual(Array.from({ length: count }, () => 'applied'));
  if (count > 1) expect(entries.map(({ intent }) => intent.step?.number).reverse()).toEqual(Array.from({ length: count }, (_, i) => i + 1));
}

const stores = { etcd: () => startEtcdHarness('/scoped/root/'), zookeeper: () => startZookeeperHarness('/scoped/root') } as const;

describe.each(['etcd', 'zookeeper'] as const)('%s', (name) => {
  let harness: Harness;
  beforeAll(async () => void (harness = await stores[name]()));
  afterAll(() => harness.stop());

  test('a subtree of 1 500 keys is renamed and taken back, and every transaction of both is on record', async () => {
    const { target, prepare, commit, recorded, undo } = await writing(harness);
    await filled(harness, target, KEYS, 'v');
    const before = await held(harness);
    const prepared = await prepare({ kind: 'rename', top: harness.key('app'), name: 'service' });
    const { transactions, totals } = prepared;
    expect(transactions > 1).toBe(name === 'etcd');
    expect([totals.created, totals.deleted]).toEqual(name === 'etcd' ? [KEYS, KEYS] : [KEYS + 1, KEYS + 1]);

    succeeded(await commit(prepared.id));
    const renamed = (key: string): string => key.replace(harness.key('app'), harness.key('service'));
    expect(await held(harness)).toEqual(Object.fromEntries(Object.entries(before).map(([key, value]) => [renamed(key), value])));
    expectSteps(await recorded(), transactions);

    succeeded(await undo());
    expect(await held(harness)).toEqual(before);
    const back = (await recorded()).slice(0, transactions);
    expectSteps(back, transactions);
    expect(new Set(back.map(({ intent }) => intent.undoes)).size).toBe(transactions);
    expect(target.told.redo?.title).toBe('Change');
  });

  test('a deleted subtree comes back with what belonged to its keys beside their values', async () => {
    const { target, prepare, commit, undo } = await writing(harness);
    const [key = ''] = await filled(harness, target, KEYS, 'v');
    const mark = name === 'etcd' ? await leased(harness, key) : await guarded(harness as ZookeeperHarness, key);
    await until(() => name === 'zookeeper' || target.session.mirror.get(key)?.owner !== undefined, 'the lease is seen');
    const before = await held(harness);
    const marked = await mark();
    succeeded(await commit((await prepare({ kind: 'delete-subtree', top: harness.key('app') })).id));
    expect(Object.keys(await held(harness)).filter((left) => left.includes('/app'))).toEqual([]);
    succeeded(await undo());
    expect(await held(harness)).toEqual(before);
    expect(await mark()).toBe(marked);
  });

  test('a deletion of more than a transaction can bring back is taken back in several', async () => {
    const { target, prepare, commit, recorded, undo } = await writing(harness);
    await filled(harness, target, 100, 'x'.repeat(20_000));
    const before = await held(harness);
    const prepared = await prepare({ kind: 'delete-subtree', top: harness.key('app') });
    expect(prepared.transactions).toBe(1);
    succeeded(await commit(prepared.id));
    succeeded(await undo());
    expect(await held(harness)).toEqual(before);
    const states = (await recorded()).map(({ state }) => state);
    expect(states.length).toBeGreaterThan(2);
    expect(new Set(states)).toEqual(new Set(['applied']));
  });
});

describe('plans of several transactions', () => {
  let harness: Harness;
  beforeAll(async () => void (harness = await startEtcdHarness('/scoped/root/')));
  afterAll(() => harness.stop());

  test('are stopped between two steps, resumed at the next one, and taken back as one', async () => {
    const { target, writer, prepare, commit, recorded, undo } = await writing(harness);
    await filled(harness, target, KEYS, 'v');
    const before = await held(harness);
    const { id, transactions } = await prepare({ kind: 'move', from: harness.key('app'), to: harness.key('moved') });
    const committed = commit(id);
    await until(() => (target.told.sequence?.done ?? 0) >= 2, 'two steps are done');
    writer.stop(target);
    const stopped = succeeded(await committed);
    const { done } = target.told.sequence ?? { done: 0 };
    expect(stopped).toMatchObject({ kind: 'steps', sequence: { state: 'stopped', done, of: transactions } });
    expectSteps(await recorded(), done);
    // what is copied is not deleted yet: nothing is lost in between
    expect(Object.keys(await held(harness)).length).toBe(KEYS + (target.told.sequence?.keysDone ?? 0));

    expect(succeeded(await writer.resume(target, {}))).toMatchObject({ state: 'finished', done: transactions });
    expectSteps(await recorded(), transactions);
    expect(Object.keys(await held(harness)).every((key) => key.startsWith(harness.key('moved/')))).toBe(true);
    succeeded(await undo());
    expect(await held(harness)).toEqual(before);
  });

  test('break off at a key that somebody else has changed: it is named, what is done can be taken back, and the record says which step was refused', async () => {
    const { target, prepare, commit, recorded, undo } = await writing(harness);
    const keys = await filled(harness, target, KEYS, 'v');
    const { id } = await prepare({ kind: 'bulk', keys, change: { kind: 'value', value: Buffer.from('w') } });
    const theirs = keys[700] ?? '';
    await (await independent(harness)).put(theirs, 'theirs');
    const { sequence } = succeeded(await commit(id)) as { sequence: { state: string; done: number; fault?: { key?: string } } };
    expect(sequence).toMatchObject({ state: 'failed', done: 5, fault: { code: 'conflict', key: theirs } });
    const [refused, ...steps] = await recorded();
    expect(refused).toMatchObject({ state: 'refused', intent: { step: { number: 6 } }, outcome: { fault: { key: theirs } } });
    expectSteps(steps, 5);
    succeeded(await undo());
    const now = await held(harness);
    expect(keys.filter((key) => now[key] !== 'v ')).toEqual([theirs]);
  });
});

/** Gives a key a lease; what comes back tells its lease at any time. */
async function leased(harness: Harness, key: string): Promise<() => Promise<string>> {
  const owner = await (await independent(harness)).putOwned(key, 'leased');
  onTestFinished(() => owner.end());
  return async () => (await freshListing(harness.driver, harness.options)).get(key)?.owner ?? 'none';
}

/** Gives a znode an ACL of its own; what comes back tells its ACL at any time. */
async function guarded(harness: ZookeeperHarness, key: string): Promise<() => Promise<string>> {
  const client = (await independent(harness)) as Awaited<ReturnType<ZookeeperHarness['client']>> & { raw: zookeeper.Client; setAcl(path: string, acls: readonly zookeeper.ACL[]): Promise<void> };
  const { ACL, Permission, Id } = zookeeper;
  await client.setAcl(key, [new ACL(Permission.READ | Permission.WRITE, new Id('world', 'anyone')), new ACL(Permission.READ, new Id('ip', '127.0.0.1'))]);
  return () => new Promise((resolve, reject) => client.raw.getACL(key, (error, acls) => (error ? reject(error) : resolve(JSON.stringify(acls)))));
}
