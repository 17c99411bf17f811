import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createHandlers } from '../../../electron/commands';
import { drivers } from '../../../electron/drivers/index';
import { dispatch, type Handlers } from '../../../electron/ipc';
import { createSimulation } from '../../../electron/rollout-commands';
import { Registry } from '../../../electron/sessions/registry';
import { PreferenceBook } from '../../../electron/settings/preferences';
import { ChangeSets } from '../../../electron/settings/change-sets';
import { Drafts } from '../../../electron/settings/drafts';
import { Secrets } from '../../../electron/settings/secrets';
import { openSettings } from '../../../electron/settings/settings';
import { AuditLog } from '../../../electron/writes/audit';
import { Writer } from '../../../electron/writes/writer';
import { commands, type CommandName } from '../../../shared/contract';
import { failed, fault, ok } from '../../../shared/fault';
import { anEntry } from '../../support/entries';
import { noDialogs } from '../../support/dialogs';
import { until } from '../../support/wait';
import { ScriptedDriver } from './scripted-driver';

const about = { app: '0', electron: '0', chromium: '0', node: '0', system: 'a test' };

/** Answers every command with what it was given, so that one sees what came through. */
const echo = Object.fromEntries(Object.keys(commands).map((name) => [name, (input: unknown) => ok(input)])) as unknown as Handlers;

test('a command comes through with what its schema knows, and nothing else', async () => {
  expect(await dispatch(echo, 'source:open', { sourceId: 'x', extra: 1 })).toEqual({ ok: true, value: { sourceId: 'x' } });
});

test.each([
  ['nothing:such', {}, 'there is no such command'],
  ['toString', {}, 'there is no such command'],
  ['__proto__', {}, 'there is no such command'],
  [7, {}, 'there is no such command'],
  ['source:open', undefined, 'source:open: '],
  ['source:open', { sourceId: '' }, 'source:open: sourceId: '],
  ['entry:read', { sourceId: 'x', key: 5 }, 'entry:read: key: '],
  ['plan:apply', { sourceId: 'x', plan: { title: '', reason: '', edits: [] } }, 'plan:apply: plan.edits: '],
  ['settings:set', { theme: 'pink' }, 'settings:set: theme: '],
])('%j with %j is refused with a sentence', async (name, input, detail) => {
  const result = await dispatch(echo, name, input);
  if (result.ok) throw new Error('it was accepted');
  expect(result.fault).toMatchObject({ code: 'invalid', reason: 'invalid-request' });
  expect(result.fault.message).toContain(detail);
});

test('what is nested too deeply to be checked is refused, not thrown', async () => {
  let deep: unknown = 1;
  for (let i = 0; i < 3000; i++) deep = [deep];
  const result = await dispatch(echo, 'rollout:explain', { sides: [{ sourceId: 'x', key: '/flag', flag: '', profile: { name: 'flagd-v2' }, clock: 0 }], user: { key: 'ada', attributes: { deep } } });
  if (result.ok) throw new Error('it was accepted');
  expect(result.fault).toMatchObject({ code: 'invalid', reason: 'invalid-request' });
  expect(result.fault.message).toContain('rollout:explain: it is nested too deeply');
});

test('a plan keeps its bytes and its 64-bit numbers', async () => {
  const stamp = { created: 1n, modified: 2n ** 62n, version: 3 };
  const plan = { title: 't', reason: 'r', edits: [{ kind: 'put', key: '__proto__', value: Uint8Array.of(0, 255), base: stamp }] };
  expect(await dispatch(echo, 'plan:apply', { sourceId: 'x', plan })).toEqual({ ok: true, value: { sourceId: 'x', plan } });
});

test('a plan that nobody has prepared comes without an approval, whatever the window says', async () => {
  const plan = { title: 't', reason: 'r', edits: [{ kind: 'put', key: '/a', value: Uint8Array.of(1), base: 'absent' }] };
  const input = { sourceId: 'x', plan, approval: { reviewed: true, reason: 'r' } };
  expect(await dispatch(echo, 'plan:apply', input)).toEqual({ ok: true, value: { sourceId: 'x', plan } });
});

test('a bug in a handler is an internal fault, never an exception', async () => {
  const broken = Object.fromEntries(
    Object.keys(commands).map((name) => [
      name,
      () => {
        throw new Error('a bug');
      },
    ]),
  ) as unknown as Handlers;
  const silenced = console.error;
  const told: unknown[] = [];
  console.error = (...what) => told.push(...what);
  try {
    expect(await dispatch(broken, 'window:ready', {})).toMatchObject({ ok: false, fault: { code: 'internal', params: { detail: 'a bug' } } });
  } finally {
    console.error = silenced;
  }
  expect(told.map(String).join(' ')).toContain('window:ready failed: Error: a bug');
});

test('a fault of a handler comes through as it is', async () => {
  const faulty = { ...echo, 'source:retry': () => failed(fault('invalid', 'source-unknown')) } as Handlers;
  const name: CommandName = 'source:retry';
  expect(await dispatch(faulty, name, { sourceId: 'x' })).toMatchObject({ ok: false, fault: { reason: 'source-unknown' } });
});

test('a value that shares its memory with others goes to the window alone', async () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'flagscope-commands-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const settings = openSettings(directory, () => {});
  const driver = new ScriptedDriver();
  const registry = new Registry({
    drivers: { ...drivers, zookeeper: driver },
    remembered: settings.sources,
    secrets: new Secrets(settings.secrets, () => undefined),
    sandboxDirectory: path.join(directory, 'workspace'),
    readOnly: false,
  });
  onTestFinished(() => registry.shutDown());
  const audit = new AuditLog(directory);
  const desk = {
    about,
    connectPage: () => {},
    changeSettings: () => {},
    setActive: () => {},
    tellSimulation: () => {},
    transferProgram: '',
    drafts: new Drafts(settings.drafts, () => false),
    changeSets: new ChangeSets(settings.changeSets, () => false, () => ''),
    preferences: new PreferenceBook(settings.preferences),
  };
  const simulation = createSimulation(settings.populations, '', { registry, formatRules: () => [], tell: () => {} });
  const handlers = createHandlers(registry, desk, noDialogs, { audit, writer: new Writer(audit), simulation });
  const added = registry.add({
    backend: 'zookeeper',
    endpoints: [{ host: 'h', port: 1 }],
    roots: ['/'],
    name: 'Scripted',
    environment: 'development',
    access: 'read-write',
  });
  if (!added.ok) throw new Error(added.fault.message);
  const sourceId = added.value.id;
  await until(() => driver.connections.length === 1, 'it connects');

  const block = new Uint8Array(1_000_000).fill(1);
  const key = '/a';
  driver.connection(0).send(
    { kind: 'listing', seq: 0, at: 1n, entries: [] },
    { kind: 'listing', seq: 1, at: 2n, entries: [anEntry(key, block.subarray(10, 20))] },
  );
  driver.connection(0).breakWith(fault('unreachable', 'link-lost', { endpoint: 'h:1' }));
  await until(() => driver.connection(0).closed, 'it has listed and is gone');

  const memory = (value: Uint8Array | null | undefined): number[] => [value?.length ?? -1, value?.buffer.byteLength ?? -1];
  const read = await handlers['entry:read']({ sourceId, key });
  const history = await handlers['entry:history']({ sourceId, key });
  if (!read.ok || !history.ok) throw new Error('it cannot be read');
  expect(memory(read.value.entry?.value)).toEqual([10, 10]);
  expect(memory(history.value.items[0]?.entry?.value)).toEqual([10, 10]);
});
