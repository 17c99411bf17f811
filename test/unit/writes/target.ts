import path from 'node:path';
import { onTestFinished } from 'vitest';
import { AuditLog } from '../../../electron/writes/audit';
import { Writer } from '../../../electron/writes/writer';
import type { Result } from '../../../shared/fault';
import type { AuditEntry, AuditFilter } from '../../../shared/model/audit';
import type { Base, Edit, Plan } from '../../../shared/model/plan';
import type { Source } from '../../../shared/model/source';
import { bytes } from '../../support/entries';
import { removeScratch, scratchFolder } from '../../support/process';
import { openTarget, type OpenTarget } from '../../support/write-target';

/** A folder that goes with the test. */
export function folder(): string {
  const made = scratchFolder('writes');
  onTestFinished(() => removeScratch(made));
  return made;
}

/** A workspace of its own, live, with a writer that keeps its audit beside it. */
export async function aTarget(more: Partial<Source> = {}): Promise<{ target: OpenTarget; writer: Writer; audit: AuditLog; directory: string }> {
  const directory = folder();
  const source: Source = {
    id: 'w',
    backend: 'local',
    endpoints: [],
    roots: [path.join(directory, 'workspace')],
    name: 'Workspace',
    environment: 'development',
    access: 'read-write',
    ...more,
  };
  const target = await openTarget(source);
  const audit = new AuditLog(directory);
  onTestFinished(async () => {
    await target.session.close();
    await audit.close();
  });
  return { target, writer: new Writer(audit), audit, directory };
}

export const put = (key: string, value: string | Uint8Array, base: Base = 'absent'): Edit => ({ kind: 'put', key, value: typeof value === 'string' ? bytes(value) : value, base });

export const plan = (...edits: Edit[]): Plan => ({ title: 'a test', reason: '', edits });

export function succeeded<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.fault.message);
  return result.value;
}

/** What a key holds in the store, as text; undefined where there is none. */
export async function textAt({ session }: OpenTarget, key: string): Promise<string | undefined> {
  const { entry } = succeeded(await session.read(key));
  return entry ? Buffer.from(entry.value ?? []).toString() : undefined;
}

export const stampAt = async ({ session }: OpenTarget, key: string) => {
  const { entry } = succeeded(await session.read(key));
  if (!entry) throw new Error(`there is no ${key}`);
  return entry.stamp;
};

/** What the audit holds, the latest first. */
export const recorded = async (audit: AuditLog, filter: AuditFilter = {}): Promise<readonly AuditEntry[]> => succeeded(await audit.read(filter, { limit: 1000 })).entries;
