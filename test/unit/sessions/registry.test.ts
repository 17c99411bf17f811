import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { drivers } from '../../../electron/drivers/index';
import { Outbox } from '../../../electron/sessions/outbox';
import type { HeldSource } from '../../../electron/sessions/held-source';
import { Registry, type LinkTerms, type RegistryOptions } from '../../../electron/sessions/registry';
import { SANDBOX_ID } from '../../../electron/sessions/source-list';
import { Secrets } from '../../../electron/settings/secrets';
import { openSettings } from '../../../electron/settings/settings';
import type { PortMessage, SourceInfo } from '../../../shared/contract';
import type { SourceDraft, SourceId } from '../../../shared/model/source';
import { fault } from '../../../shared/fault';
import { parseSourceUrl, type SourceLink } from '../../../shared/model/source-url';
import { freePort } from '../../support/ports';
import { until } from '../../support/wait';
import { ScriptedDriver } from './scripted-driver';

let directory: string;
let running: Registry[];

beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'flagscope-registry-'));
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((registry) => registry.shutDown()));
  rmSync(directory, { recursive: true, force: true });
});

/** A registry over the settings in `directory`, as a start of the app makes one. */
function start(more: Partial<RegistryOptions> = {}): Registry {
  const settings = openSettings(directory, (notice) => {
    throw new Error(notice.message);
  });
  const registry = new Registry({
    drivers,
    remembered: settings.sources,
    secrets: new Secrets(settings.secrets, () => undefined),
    sandboxDirectory: path.join(directory, 'workspace'),
    readOnly: false,
    ...more,
  });
  running.push(registry);
  return registry;
}

function link(url: string): SourceLink {
  const parsed = parseSourceUrl(url);
  if (!parsed.ok) throw new Error(parsed.fault.message);
  return parsed.value;
}

function infoOf(registry: Registry, id: SourceId): SourceInfo {
  const info = registry.list().find(({ source }) => source.id === id);
  if (!info) throw new Error(`there is no source ${id}`);
  return info;
}

/** A window's end of the port: it keeps what it is sent and takes everything at once. */
function attach(registry: Registry): { messages: PortMessage[]; phase(id: SourceId): string | undefined; leave(): void } {
  const messages: PortMessage[] = [];
  const outbox: Outbox = new Outbox((message) => {
    messages.push(message);
    if (message.kind === 'listing' || message.kind === 'batch') queueMicrotask(() => outbox.acknowledge(message.sourceId));
  });
  const leave = registry.attach(outbox);
  return {
    messages,
    phase: (id) => messages.flatMap((message) => (message.kind === 'status' && message.sourceId === id ? [message.status.phase.kind] : [])).at(-1),
    leave,
  };
}

function sandboxOf(registry: Registry): HeldSource {
  const held = registry.held(SANDBOX_ID);
  if (!held.ok) throw new Error(held.fault.message);
  return held.value;
}

const workspaceDraft = (name: string): SourceDraft => ({
  backend: 'local',
  endpoints: [],
  roots: [path.join(directory, name)],
  name,
  environment: 'development',
  access: 'read-write',
});

test('the answer to a large store is remembered with its source, and connects it', async () => {
  const registry = start();
  const registered = registry.add(workspaceDraft('large'));
  if (!registered.ok) throw new Error(registered.fault.message);
  const { id } = registered.value;
  expect(await registry.setLoading(id, 'everything')).toMatchObject({ ok: true });
  const window = attach(registry);
  await until(() => window.phase(id) === 'live', 'it is live');
  expect(infoOf(start(), id).source.loading).toBe('everything');
  expect(await registry.setLoading(id, undefined)).toMatchObject({ ok: true });
  expect(infoOf(registry, id).source).not.toHaveProperty('loading');
  expect(await registry.setLoading(id, 'lazy')).toMatchObject({ ok: false, fault: { reason: 'loading-local' } });
  expect(await registry.setLoading('nobody', 'everything')).toMatchObject({ ok: false, fault: { reason: 'source-unknown' } });
});

describe('the sandbox', () => {
  test('is always there, first, and cannot be removed', async () => {
    const registry = start();
    expect(registry.list()).toMatchObject([{ source: { id: SANDBOX_ID, name: 'Sandbox' }, sandbox: true, open: false, writable: true }]);
    expect(await registry.editor.remove(SANDBOX_ID)).toMatchObject({ ok: false, fault: { reason: 'invalid-request' } });
    expect(registry.list()).toHaveLength(1);
  });

  test('opens filled, and stays empty once it was emptied', async () => {
    const registry = start();
    const window = attach(registry);
    registry.open(SANDBOX_ID);
    await until(() => window.phase(SANDBOX_ID) === 'live', 'it is live');
    const listing = window.messages.find((message) => message.kind === 'listing');
    const keys = listing?.entries.keys.split('\0') ?? [];
    expect(keys).toContain('/feature_flags/checkout/express_pay');

    const deletions = await Promise.all(keys.map((key) => registry.read(SANDBOX_ID, key)));
    const edits = deletions.flatMap((reading) =>
      reading.ok && reading.value.entry ? [{ kind: 'delete' as const, key: reading.value.entry.key, base: reading.value.entry.stamp }] : [],
    );
    expect(await sandboxOf(registry).session.apply({ title: 'Empty it', reason: '', edits })).toMatchObject({ ok: true });
    await registry.shutDown();

    const again = start();
    const later = attach(again);
    again.open(SANDBOX_ID);
    await until(() => later.phase(SANDBOX_ID) === 'live', 'it is live again');
    expect(later.messages.find((message) => message.kind === 'listing')?.entries.count).toBe(0);
  });

  test('has demo activity that can be started, seen and stopped; no other source has', async () => {
    const registry = start();
    const window = attach(registry);
    expect(registry.setDemo(SANDBOX_ID, true)).toMatchObject({ ok: false, fault: { reason: 'not-live' } });
    registry.open(SANDBOX_ID);
    await until(() => window.phase(SANDBOX_ID) === 'live', 'it is live');
    expect(registry.setDemo(SANDBOX_ID, true)).toMatchObject({ ok: true });
    await until(() => window.messages.some((message) => message.kind === 'batch'), 'something changes');
    const demoRunning = (): boolean | undefined => window.messages.flatMap((message) => (message.kind === 'status' ? [message.status.demoRunning] : [])).at(-1);
    expect(demoRunning()).toBe(true);
    registry.setDemo(SANDBOX_ID, false);
    expect(demoRunning()).toBe(false);
    const other = registry.add(workspaceDraft('other'));
    expect(other.ok && registry.setDemo(other.value.id, true)).toMatchObject({ ok: false, fault: { reason: 'not-supported' } });
  });
});

describe('sources', () => {
  test('that are added are opened, and remembered by the next start, closed', async () => {
    const registry = start();
    const added = registry.add(workspaceDraft('mine'));
    if (!added.ok) throw new Error(added.fault.message);
    expect(infoOf(registry, added.value.id).open).toBe(true);
    await registry.shutDown();
    expect(infoOf(start(), added.value.id)).toMatchObject({ source: { name: 'mine' }, open: false, sandbox: false });
  });

  test('have names of their own', () => {
    const registry = start();
    registry.add(workspaceDraft('mine'));
    expect(registry.add(workspaceDraft('mine'))).toMatchObject({ ok: false, fault: { reason: 'source-exists', params: { name: 'mine' } } });
    expect(registry.add({ ...workspaceDraft('x'), name: 'Sandbox' })).toMatchObject({ ok: false });
  });

  test.each(['flags/shop', '/flags/shop', '/flags/shop/', '//flags/shop//'])('in ZooKeeper with the root typed as %s mean one znode', (root) => {
    const added = start().add({ ...workspaceDraft('z'), backend: 'zookeeper', endpoints: [{ host: '127.0.0.1', port: 1 }], roots: [root] });
    expect(added).toMatchObject({ ok: true, value: { roots: ['/flags/shop'] } });
  });

  test('that are removed are gone, here and at the next start', async () => {
    const registry = start();
    const window = attach(registry);
    const added = registry.add(workspaceDraft('mine'));
    if (!added.ok) throw new Error(added.fault.message);
    const { id } = added.value;
    await until(() => window.phase(id) === 'live', 'it is live');
    expect(await registry.editor.remove(id)).toMatchObject({ ok: true });
    expect(registry.has(id)).toBe(false);
    expect(window.messages.flatMap((message) => (message.kind === 'sources' ? [message.sources.length] : [])).at(-1)).toBe(1);
    expect(start().list()).toHaveLength(1);
    expect(registry.open(id)).toMatchObject({ ok: false, fault: { reason: 'source-unknown' } });
  });

  test('can be tried without being kept', async () => {
    const registry = start();
    const mine = workspaceDraft('mine');
    expect(await registry.test(mine)).toMatchObject({ ok: true, value: { creates: true } });
    expect(existsSync(mine.roots[0] ?? '')).toBe(false);
    const kept = registry.add({ ...mine, name: 'kept' });
    await until(() => existsSync(mine.roots[0] ?? ''), 'connecting creates it');
    if (kept.ok) await registry.editor.remove(kept.value.id);
    expect(await registry.test(mine)).toMatchObject({ ok: true, value: { server: expect.stringContaining('workspace'), creates: false } });
    expect(registry.list()).toHaveLength(1);
    const port = await freePort();
    for (const backend of ['zookeeper', 'etcd'] as const) {
      const draft = { ...workspaceDraft('x'), backend, roots: ['/'], endpoints: [{ host: '127.0.0.1', port }] };
      expect(await registry.test(draft)).toMatchObject({ ok: true, value: { steps: expect.arrayContaining([expect.objectContaining({ fault: expect.objectContaining({ reason: 'refused' }) })]) } });
    }
  });

  test('that are read-only say so and are not written; production may be, under its guards', () => {
    const registry = start();
    const add = (draft: SourceDraft): SourceInfo['writable'] => {
      const added = registry.add(draft);
      if (!added.ok) throw new Error(added.fault.message);
      return infoOf(registry, added.value.id).writable;
    };
    expect(add({ ...workspaceDraft('a'), environment: 'production', access: 'guarded' })).toBe(true);
    expect(add({ ...workspaceDraft('b'), access: 'read-only' })).toBe(false);
    expect(add({ ...workspaceDraft('c'), access: 'guarded' })).toBe(true);
    expect(start({ readOnly: true }).list().map(({ writable }) => writable)).toEqual([false, false, false, false]);
  });
});

describe('links on the command line', () => {
  const open = { readOnly: false };
  const add = async (registry: Registry, given: SourceLink, terms: LinkTerms): Promise<SourceId> => {
    const added = await registry.addLink(given, terms);
    if (!added.ok) throw new Error(added.fault.message);
    return added.value;
  };

  test('add a source once, whatever the order of its servers', async () => {
    const registry = start();
    const id = await add(registry, link('etcd://a,b/c/'), open);
    expect(await add(registry, link('etcd://b,a/c/'), open)).toBe(id);
    expect(await add(registry, link('etcd://a,b/c'), open)).not.toBe(id);
    expect(await add(registry, link('etcd://a,b/c/?user=me'), open)).not.toBe(id);
    expect(start().list().map(({ source }) => source.name)).toEqual(['Sandbox', 'a:2379 +1/c/', 'a:2379 +1/c', 'a:2379 +1/c/ (2)']);
  });

  test('change only what they name of a source that is known', async () => {
    const registry = start();
    const id = await add(registry, link('etcd://a/?environment=production&name=Live'), open);
    await add(registry, link('etcd://a/'), open);
    expect(infoOf(registry, id).source).toMatchObject({ environment: 'production', access: 'guarded', name: 'Live' });
    await add(registry, link('etcd://a/?access=read-only&tls=1'), open);
    expect(infoOf(registry, id).source).toMatchObject({ environment: 'production', access: 'read-only', name: 'Live', tls: {} });
    await add(registry, link('etcd://a/?environment=staging'), open);
    expect(infoOf(registry, id).source).toMatchObject({ environment: 'staging', access: 'read-only' });
  });

  test('that name production do not leave an old read-write in place', async () => {
    const registry = start();
    const id = await add(registry, link('etcd://a/'), open);
    await add(registry, link('etcd://a/?environment=production'), open);
    expect(infoOf(registry, id)).toMatchObject({ source: { access: 'guarded' }, writable: true });
  });

  test('that name another TLS connect an open source anew, in the way that is shown', async () => {
    const driver = new ScriptedDriver();
    const registry = start({ drivers: { ...drivers, etcd: driver } });
    const id = await add(registry, link('etcd://a/?user=me'), { ...open, secrets: { password: 'first' } });
    registry.open(id);
    await until(() => driver.connections.length === 1, 'it connects in plain');
    expect(await add(registry, link('etcd://a/?user=me&tls=1'), { ...open, secrets: { password: 'second' } })).toBe(id);
    await until(() => driver.connections.length === 2, 'it connects anew');
    expect(driver.connection(0).closed).toBe(true);
    expect(driver.connection(1).request).toMatchObject({ options: { tls: {} }, secrets: { password: 'second' } });
    expect(infoOf(registry, id).source.tls).toEqual({});

    // without a password of its own, the one that was given for another TLS is not sent
    const window = attach(registry);
    await add(registry, link('etcd://a/?user=me&tls=0'), { readOnly: true });
    await until(() => window.phase(id) === 'suspended', 'it asks');
    expect(driver.connections).toHaveLength(2);
    expect(infoOf(registry, id)).toMatchObject({ writable: false });
  });

  test('are refused like any other source where they do not hold, and change nothing', async () => {
    const registry = start();
    const id = await add(registry, link('etcd://a/'), open);
    for (const [url, reason] of [
      ['etcd://b,B/', 'server-twice'],
      ['zookeeper://b/x?root=/x/y', 'roots-nested'],
      ['etcd://a/?tls=1&cert=/c.pem', 'key-not-given'],
    ] as const)
      expect(await registry.addLink(link(url), open)).toMatchObject({ ok: false, fault: { reason } });
    expect(registry.list()).toHaveLength(2);
    expect(infoOf(registry, id).source.tls).toBeUndefined();
  });

  test('mean the sandbox by local: and by its directory', async () => {
    const registry = start();
    expect(await add(registry, link('local:'), open)).toBe(SANDBOX_ID);
    expect(await add(registry, link(`local:${path.join(directory, 'workspace')}`), open)).toBe(SANDBOX_ID);
    expect(registry.list()).toHaveLength(1);
  });

  test('of a read-only launch are read-only while this process runs, and no longer', async () => {
    const registry = start();
    const id = await add(registry, link('etcd://a/'), { readOnly: true });
    expect(infoOf(registry, id).writable).toBe(false);
    expect(infoOf(registry, SANDBOX_ID).writable).toBe(true);
    expect(infoOf(start(), id).writable).toBe(true);
  });
});

test('after the machine slept, what waits for its next attempt makes it at once', async () => {
  const driver = new ScriptedDriver();
  driver.refusal = fault('auth-failed', 'auth-failed', { endpoint: 'x:1' });
  const registry = start({ drivers: { ...drivers, etcd: driver } });
  const added = registry.add(link('etcd://somewhere:2379/').source, {}, { open: false });
  if (!added.ok) throw new Error(added.fault.message);
  const { id } = added.value;
  const window = attach(registry);
  registry.open(id);
  await until(() => window.phase(id) === 'suspended', 'it waits');
  driver.refusal = undefined;
  registry.wake();
  await until(() => driver.connections.length === 1, 'it tries again');
});

describe('a window', () => {
  test('that comes again gets a fresh listing, and the old one nothing more', async () => {
    const registry = start();
    const first = attach(registry);
    registry.open(SANDBOX_ID);
    await until(() => first.phase(SANDBOX_ID) === 'live', 'it is live');
    first.leave();
    const heard = first.messages.length;
    const second = attach(registry);
    expect(second.messages.filter((message) => message.kind === 'listing')).toHaveLength(1);
    await sandboxOf(registry).session.apply({ title: '', reason: '', edits: [{ kind: 'put', key: '/new', value: null, base: 'absent' }] });
    await until(() => second.messages.some((message) => message.kind === 'batch'), 'the change comes');
    expect(first.messages).toHaveLength(heard);
  });

  test('sees a source closed and opened again without a second listing', async () => {
    const registry = start();
    const window = attach(registry);
    registry.open(SANDBOX_ID);
    await until(() => window.phase(SANDBOX_ID) === 'live', 'it is live');
    await registry.close(SANDBOX_ID);
    expect(window.phase(SANDBOX_ID)).toBe('closed');
    expect(infoOf(registry, SANDBOX_ID).open).toBe(false);
    registry.open(SANDBOX_ID);
    await until(() => window.phase(SANDBOX_ID) === 'live', 'it is live again');
    expect(window.messages.filter((message) => message.kind === 'listing')).toHaveLength(1);
  });
});
