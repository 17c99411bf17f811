/** A registry over settings of the test's own, with a ZooKeeper that is played, and what is asked of it. Importing this sets it up before each test. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { drivers } from '../../../electron/drivers/index';
import { Outbox } from '../../../electron/sessions/outbox';
import { Registry, type RegistryOptions } from '../../../electron/sessions/registry';
import { Secrets, type Keyring } from '../../../electron/settings/secrets';
import { openSettings } from '../../../electron/settings/settings';
import type { PortMessage } from '../../../shared/contract';
import type { Result } from '../../../shared/fault';
import type { Source, SourceDraft, SourceSecrets } from '../../../shared/model/source';
import { until } from '../../support/wait';
import { ScriptedDriver } from './scripted-driver';

export let directory: string;
export let running: Registry[];
export let driver: ScriptedDriver;
export let secrets: Secrets;

/** A keyring that can be read back. */
export const reversing: Keyring = {
  encrypt: (text) => Buffer.from([...text].reverse().join('')),
  decrypt: (bytes) => [...bytes.toString()].reverse().join(''),
};

beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'flagscope-changes-'));
  running = [];
  driver = new ScriptedDriver();
});
afterEach(async () => {
  await Promise.all(running.map((registry) => registry.shutDown()));
  rmSync(directory, { recursive: true, force: true });
});

/** A registry over the settings in `directory`; ZooKeeper is played. */
export function start(more: Partial<RegistryOptions> = {}): Registry {
  const settings = openSettings(directory, (notice) => {
    throw new Error(notice.message);
  });
  secrets = new Secrets(settings.secrets, () => reversing);
  const registry = new Registry({
    drivers: { ...drivers, zookeeper: driver },
    remembered: settings.sources,
    secrets,
    sandboxDirectory: path.join(directory, 'workspace'),
    readOnly: false,
    ...more,
  });
  running.push(registry);
  return registry;
}

export const draft = (name: string, more: Partial<SourceDraft> = {}): SourceDraft => ({
  backend: 'zookeeper',
  endpoints: [{ host: name.toLowerCase(), port: 2181 }],
  roots: ['/'],
  name,
  environment: 'development',
  access: 'read-write',
  ...more,
});

export const workspace = (name: string, more: Partial<SourceDraft> = {}): SourceDraft =>
  draft(name, { backend: 'local', endpoints: [], roots: [path.join(directory, name)], ...more });

export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.fault.message);
  return result.value;
}
export const costOf = (registry: Registry, id: string) => registry.costs().find(({ sourceId }) => sourceId === id)?.cost;
export const names = (registry: Registry): string[] => registry.list().map(({ source }) => source.name);
export const sourceOf = (registry: Registry, id: string): Source | undefined => registry.list().find(({ source }) => source.id === id)?.source;

export function attach(registry: Registry): PortMessage[] {
  const messages: PortMessage[] = [];
  registry.attach(new Outbox((message) => messages.push(message)));
  return messages;
}
export const offersIn = (messages: readonly PortMessage[]) => messages.flatMap((message) => (message.kind === 'offers' ? [message] : [])).at(-1);

/** Adds a source and waits until it is live. */
export async function addLive(registry: Registry, source: SourceDraft, given: SourceSecrets = {}): Promise<string> {
  const before = driver.connections.length;
  const { id } = value(registry.add(source, { secrets: given }));
  await until(() => driver.connections.length > before, 'it connects');
  driver.connection(before).send({ kind: 'listing', seq: 0, at: 1n, entries: [] });
  await until(() => registry.list().some((info) => info.source.id === id && info.open), 'it is open');
  const status = attach(registry);
  await until(() => status.some((message) => message.kind === 'status' && message.sourceId === id && message.status.phase.kind === 'live'), 'it is live');
  return id;
}
