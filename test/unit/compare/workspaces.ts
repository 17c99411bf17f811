/** Live sessions of real workspaces, to compare. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { drivers } from '../../../electron/drivers/index';
import { HeldSource } from '../../../electron/sessions/held-source';
import { failed, fault, ok, type Result } from '../../../shared/fault';
import type { Key } from '../../../shared/model/key';
import type { Source } from '../../../shared/model/source';
import { until } from '../../support/wait';

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

export function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.fault.message);
  return result.value;
}

/** A folder that goes with its test. */
export function scratch(): string {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'flagscope-compare-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A live workspace that holds these texts. */
export async function aWorkspace(id: string, values: Readonly<Record<Key, string>>): Promise<HeldSource> {
  const source: Source = { id, name: id, backend: 'local', endpoints: [], roots: [path.join(scratch(), 'workspace')], environment: 'development', access: 'read-write' };
  const held = new HeldSource({ source, driver: drivers.local, readOnly: false, locate: (one) => one, secrets: () => ({}), onStatus: () => {} });
  onTestFinished(() => held.session.close());
  held.session.open();
  await until(() => held.session.phase.kind === 'live', 'it is live');
  const edits = Object.entries(values).map(([key, value]) => ({ kind: 'put', key, value: bytes(value), base: 'absent' }) as const);
  if (edits.length > 0) unwrap(await held.session.apply({ title: 'Fill', reason: '', edits }));
  await until(() => held.session.mirror.size === edits.length, 'it is filled');
  return held;
}

/** How a registry finds them. */
export const heldAmong =
  (...sources: readonly HeldSource[]) =>
  (id: string): Result<HeldSource> => {
    const held = sources.find(({ source }) => source.id === id);
    return held ? ok(held) : failed(fault('invalid', 'source-unknown'));
  };
