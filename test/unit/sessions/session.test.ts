import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Driver } from '../../../electron/drivers/driver';
import { local } from '../../../electron/drivers/local/index';
import { Session } from '../../../electron/sessions/session';
import type { SessionTerms } from '../../../electron/sessions/terms';
import { fault } from '../../../shared/fault';
import type { Change } from '../../../shared/model/frame';
import type { Phase } from '../../../shared/model/phase';
import type { Plan } from '../../../shared/model/plan';
import { anEntry, bytes } from '../../support/entries';
import { until } from '../../support/wait';
import { ScriptedDriver } from './scripted-driver';

const opened: Session[] = [];
const directories: string[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((session) => session.close()));
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

function workspace(): string {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'flagscope-session-'));
  directories.push(directory);
  return directory;
}

interface Watched {
  readonly session: Session;
  readonly phases: Phase[];
  readonly changes: Change[];
  listings(): number;
  is(kind: Phase['kind']): Promise<unknown>;
}

function watched(driver: Driver, root: string, terms: Partial<SessionTerms> = {}): Watched {
  const session = new Session({
    driver,
    terms: () => ({ connect: { backend: driver.name, endpoints: [], roots: [root] }, writable: true, ...terms }),
  });
  opened.push(session);
  const phases: Phase[] = [];
  const changes: Change[] = [];
  let listings = 0;
  session.listen({
    phase: (phase) => phases.push(phase),
    listed: () => (listings += 1),
    changed: (more) => changes.push(...more),
  });
  return {
    session,
    phases,
    changes,
    listings: () => listings,
    is: (kind) => until(() => session.phase.kind === kind, `the session is ${kind}`),
  };
}

const creating = (key: string, value: string): Plan => ({ title: 't', reason: '', edits: [{ kind: 'put', key, value: bytes(value), base: 'absent' }] });

describe('what may not be read', () => {
  const listing = (seq: number, ...keys: string[]) => ({ kind: 'listing', seq, at: BigInt(seq + 1), entries: keys.map((key) => anEntry(key, 'x')) }) as const;

  test('is told before the changes that come with it, and what it takes away is no deletion in the history', async () => {
    const driver = new ScriptedDriver();
    const { session, is } = watched(driver, '/');
    const told: string[] = [];
    session.listen({ denied: () => told.push(`denied ${session.denied.keys.join()}`), changed: (changes) => told.push(`${changes.length} changed`) });
    session.open();
    await until(() => driver.connections.length > 0, 'it connects');
    const connection = driver.connection(0);
    connection.send(listing(0, '/open', '/late', '/gone'));
    await is('live');
    connection.hidden = { keys: ['/late'], total: 1 };
    connection.send({ kind: 'delta', seq: 1, at: 2n, changes: [{ kind: 'delete', key: '/late' }, { kind: 'delete', key: '/gone' }] });
    await until(() => session.history('/gone').length > 0, 'the changes are in');
    expect(told).toEqual(['denied /late', '2 changed']);
    expect(session.history('/late')).toMatchObject([{ kind: 'denied' }]);
    expect(session.history('/gone')).toMatchObject([{ kind: 'delete' }]);
  });

  test('is kept over an outage, and what was taken away meanwhile is no deletion either', async () => {
    const driver = new ScriptedDriver();
    const { session, is } = watched(driver, '/');
    session.open();
    await until(() => driver.connections.length > 0, 'it connects');
    driver.connection(0).send(listing(0, '/open', '/late'));
    await is('live');
    driver.connection(0).breakWith(fault('unreachable', 'link-lost', { endpoint: 'x' }));
    await until(() => driver.connections.length > 1, 'it connects again');
    driver.connection(1).hidden = { keys: ['/late'], total: 1 };
    driver.connection(1).send(listing(0, '/open'));
    await until(() => session.history('/late').length > 0, 'the new listing is in');
    expect(session.history('/late')).toMatchObject([{ kind: 'denied' }]);
    await session.close();
    expect(session.denied.keys).toEqual(['/late']);
  });
});

describe('a session on a workspace', () => {
  test('connects, lists, and tells what changes; history holds it', async () => {
    const { session, phases, changes, is, listings } = watched(local, workspace());
    expect(session.phase).toEqual({ kind: 'closed' });
    expect(session.status().watchedSince).toBeUndefined();
    const before = Date.now();
    session.open();
    await is('live');
    expect(session.status().watchedSince).toBeGreaterThanOrEqual(before);
    expect([...new Set(phases.map(({ kind }) => kind))]).toEqual(['connecting', 'syncing', 'live']);
    expect(listings()).toBe(1);
    const receipt = await session.apply(creating('/a', 'true'));
    expect(receipt.ok).toBe(true);
    await until(() => changes.length === 1, 'the change comes');
    expect(session.mirror.get('/a')?.value).toEqual(bytes('true'));
    expect(session.history('/a')).toMatchObject([{ kind: 'put', at: receipt.ok ? receipt.value.at : 0n, entry: { value: bytes('true'), size: 4 } }]);
    expect(session.status()).toMatchObject({ phase: { kind: 'live' }, nodes: 1, changes: 1, cost: { watches: 1 } });
    const reading = await session.read('/a');
    expect(reading.ok && reading.value.entry?.value).toEqual(bytes('true'));
  });

  test('closed, keeps its data; opened again, is told only what is new', async () => {
    const directory = workspace();
    const { session, changes, is, listings } = watched(local, directory);
    session.open();
    await is('live');
    await session.apply(creating('/a', '1'));
    await until(() => changes.length === 1, 'the change comes');
    await session.close();
    expect(session.phase).toEqual({ kind: 'closed' });
    expect(session.mirror.size).toBe(1);
    expect(await session.read('/a')).toMatchObject({ ok: true, value: { entry: { key: '/a' } } });

    const other = watched(local, directory);
    other.session.open();
    await other.is('live');
    await other.session.apply(creating('/b', '2'));
    await other.session.close();

    session.open();
    await until(() => changes.length === 2, 'the change made while away comes');
    expect(changes[1]).toMatchObject({ kind: 'put', entry: { key: '/b' } });
    expect(listings()).toBe(1);
  });

  test('does not write while it is not live, nor where it may not', async () => {
    const closed = watched(local, workspace());
    expect(await closed.session.apply(creating('/a', '1'))).toMatchObject({ ok: false, fault: { reason: 'not-live' } });
    const { session, is } = watched(local, workspace(), { writable: false });
    session.open();
    await is('live');
    expect(await session.apply(creating('/a', '1'))).toMatchObject({ ok: false, fault: { code: 'read-only', reason: 'read-only' } });
    expect(await session.createRoot()).toMatchObject({ ok: false, fault: { reason: 'read-only' } });
    expect(session.mirror.size).toBe(0);
  });

  test('that is damaged is suspended with the reason, and live once it is mended and tried again', async () => {
    const directory = workspace();
    writeFileSync(path.join(directory, 'workspace.journal'), 'this is no journal\nnor this\n');
    const { session, is } = watched(local, directory);
    session.open();
    await is('suspended');
    expect(session.phase).toMatchObject({ fault: { reason: 'workspace-corrupt' } });
    rmSync(path.join(directory, 'workspace.journal'));
    session.retry();
    await is('live');
  });
});

describe('a session whose connection breaks', () => {
  const lost = fault('unreachable', 'link-lost', { endpoint: 'x:1' });

  test('keeps its data, comes back from where it was, and takes a delta', async () => {
    const driver = new ScriptedDriver();
    const { session, phases, changes, listings, is } = watched(driver, '/');
    session.open();
    await until(() => driver.connections.length === 1, 'it connects');
    const point = { revision: 1 };
    driver.connection(0).point = point;
    driver.connection(0).send({ kind: 'listing', seq: 0, at: 1n, entries: [anEntry('/a', '1')] });
    await is('live');
    driver.connection(0).breakWith(lost);
    await is('suspended');
    expect(session.phase).toMatchObject({ fault: lost });
    expect(session.mirror.size).toBe(1);
    session.retry();
    await until(() => driver.connections.length === 2, 'it connects again');
    expect(driver.connection(0).closed).toBe(true);
    expect(driver.connection(1).resume).toBe(point);
    driver.connection(1).send({ kind: 'delta', seq: 1, at: 2n, changes: [{ kind: 'delete', key: '/a' }] });
    await until(() => changes.length === 1, 'the change comes');
    expect(listings()).toBe(1);
    expect(phases.map(({ kind }) => kind)).toEqual(['connecting', 'syncing', 'live', 'suspended', 'connecting', 'syncing', 'live']);
    expect(session.status().cost).toEqual({ requests: 2, watches: 1 });
  });

  test('is told a new listing as the changes it brings', async () => {
    const driver = new ScriptedDriver();
    const { session, phases, changes, listings, is } = watched(driver, '/');
    session.open();
    await until(() => driver.connections.length === 1, 'it connects');
    driver.connection(0).send({ kind: 'listing', seq: 0, at: 1n, entries: [anEntry('/a', '1'), anEntry('/b', '1')] });
    await is('live');
    const expired = fault('session-expired', 'session-expired');
    driver.connection(0).breakWith(expired);
    await until(() => driver.connections.length === 2, 'it connects again without being asked');
    expect(phases.find((phase) => phase.kind === 'suspended')).toMatchObject({ fault: expired });
    driver.connection(1).send({ kind: 'listing', seq: 0, at: 9n, entries: [anEntry('/a', '1')] });
    await until(() => changes.length > 0, 'the changes come');
    expect(changes).toEqual([{ kind: 'delete', key: '/b' }]);
    expect(listings()).toBe(1);
  });

  test('drops a resume point that the fault made worthless', async () => {
    const driver = new ScriptedDriver();
    const { session, is } = watched(driver, '/');
    session.open();
    await until(() => driver.connections.length === 1, 'it connects');
    driver.connection(0).point = { revision: 1 };
    driver.connection(0).send({ kind: 'listing', seq: 0, at: 1n, entries: [] });
    await is('live');
    driver.connection(0).breakWith(fault('compacted', 'compacted', { revision: 1 }));
    await until(() => driver.connections.length === 2, 'it connects again');
    expect(driver.connection(1).resume).toBeUndefined();
  });

  test('asks for everything when a frame is missing', async () => {
    const driver = new ScriptedDriver();
    const { session, is } = watched(driver, '/');
    session.open();
    await until(() => driver.connections.length === 1, 'it connects');
    driver.connection(0).point = { revision: 1 };
    driver.connection(0).send({ kind: 'listing', seq: 0, at: 1n, entries: [] }, { kind: 'delta', seq: 2, at: 3n, changes: [] });
    await is('suspended');
    session.retry();
    await until(() => driver.connections.length === 2, 'it connects again');
    expect(driver.connection(1).resume).toBeUndefined();
  });

  test('keeps trying by itself', async () => {
    const driver = new ScriptedDriver();
    driver.refusal = lost;
    const { session, phases, is } = watched(driver, '/');
    session.open();
    await until(() => phases.filter(({ kind }) => kind === 'suspended').length === 2, 'it has failed twice');
    const [first] = phases.filter((phase) => phase.kind === 'suspended');
    expect(first?.retryAt).toBeGreaterThan(0);
    driver.refusal = undefined;
    await until(() => driver.connections.length === 1, 'it connects');
    driver.connection(0).send({ kind: 'listing', seq: 0, at: 1n, entries: [] });
    await is('live');
  });

  test('counts what attempts cost that failed', async () => {
    const driver = new ScriptedDriver();
    driver.refusal = lost;
    const { session, phases, is } = watched(driver, '/');
    session.open();
    await until(() => phases.filter(({ kind }) => kind === 'suspended').length === 2, 'it has failed twice');
    expect(session.status().cost).toEqual({ requests: 2, watches: 0, bytesIn: 20, bytesOut: 40 });
    driver.refusal = undefined;
    session.retry();
    await until(() => driver.connections.length === 1, 'it connects');
    driver.connection(0).send({ kind: 'listing', seq: 0, at: 1n, entries: [] });
    await is('live');
    expect(session.status().cost).toEqual({ requests: 3, watches: 1, bytesIn: 20, bytesOut: 40 });
  });

  test('remembers what happened and since when, also once it is live again, until it is opened anew', async () => {
    const driver = new ScriptedDriver();
    const { session, phases, is } = watched(driver, '/');
    session.open();
    await until(() => driver.connections.length === 1, 'it connects');
    driver.connection(0).send({ kind: 'listing', seq: 0, at: 1n, entries: [] });
    await is('live');
    expect(session.status().lastFault).toBeUndefined();
    driver.refusal = fault('unreachable', 'refused', { endpoint: 'x:1' });
    driver.connection(0).breakWith(lost);
    await is('suspended');
    const brokeAt = session.status().lastFault?.at;
    expect(session.status().lastFault).toMatchObject({ fault: lost });
    await until(() => phases.filter(({ kind }) => kind === 'suspended').length === 3, 'it was refused twice');
    driver.refusal = undefined;
    session.retry();
    await until(() => driver.connections.length === 2, 'it connects again');
    driver.connection(1).send({ kind: 'listing', seq: 0, at: 1n, entries: [] });
    await is('live');
    expect(session.status().lastFault).toEqual({ fault: fault('unreachable', 'refused', { endpoint: 'x:1' }), at: brokeAt });
    await session.close();
    session.open();
    expect(session.status().lastFault).toBeUndefined();
  });

  test('is closed at once, even while it waits', async () => {
    const driver = new ScriptedDriver();
    driver.refusal = fault('invalid', 'root-missing', { root: '/r' });
    const { session, is } = watched(driver, '/r');
    session.open();
    await is('suspended');
    await session.close();
    expect(session.phase).toEqual({ kind: 'closed' });
    expect(session.isOpen).toBe(false);
  });
});

test('a bug in what listens ends the session in words, and it can be opened again', async () => {
  const driver = new ScriptedDriver();
  driver.refusal = fault('unreachable', 'refused', { endpoint: 'x:1' });
  const { session, phases, is } = watched(driver, '/');
  const stopListening = session.listen({
    phase: ({ kind }) => {
      if (kind === 'suspended') throw new Error('a bug');
    },
  });
  session.open();
  await until(() => phases.at(-1)?.kind === 'closed', 'the session has ended');
  expect(session.phase).toMatchObject({ kind: 'closed', fault: { code: 'internal' } });
  stopListening();
  driver.refusal = undefined;
  session.open();
  await until(() => driver.connections.length === 1, 'it connects');
  driver.connection(0).send({ kind: 'listing', seq: 0, at: 1n, entries: [] });
  await is('live');
});

test('creating a missing root tries again at once', async () => {
  const driver = new ScriptedDriver();
  const { session, is } = watched(driver, '/r');
  session.open();
  await until(() => driver.connections.length === 1, 'it connects');
  driver.connection(0).breakWith(fault('invalid', 'root-missing', { root: '/r' }));
  await is('suspended');
  expect(await session.createRoot()).toEqual({ ok: true, value: undefined });
  expect(driver.rootsCreated).toBe(1);
  expect(driver.connection(1).closed).toBe(true);
  await until(() => driver.connections.length === 3, 'it connects again');
  driver.connection(2).send({ kind: 'listing', seq: 0, at: 1n, entries: [] });
  await is('live');
});
