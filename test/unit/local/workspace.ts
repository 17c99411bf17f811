/** Workspaces for these tests: plans built from words, and the state that a list of plans ought to give. */
import fs from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Connection } from '../../../electron/drivers/driver';
import { local } from '../../../electron/drivers/local/index';
import type { HistoryBounds } from '../../../electron/drivers/local/history';
import { Store } from '../../../electron/drivers/local/store';
import type { Fault, Result } from '../../../shared/fault';
import type { Entry } from '../../../shared/model/entry';
import type { Edit, Plan, Receipt } from '../../../shared/model/plan';
import { removeScratch, scratchFolder } from '../../support/process';

/** A new directory, removed when the test is over. */
export function directory(): string {
  const folder = scratchFolder('workspace');
  onTestFinished(() => removeScratch(folder));
  return folder;
}

/** A directory that holds a copy of this journal. */
export function directoryWith(journal: Uint8Array | string): string {
  const folder = directory();
  fs.writeFileSync(journalOf(folder), journal);
  return folder;
}

export const journalOf = (folder: string): string => path.join(folder, 'workspace.journal');

/** Opens a store, closed when the test is over. */
export async function openStore(folder: string, bounds?: Partial<HistoryBounds>): Promise<Store> {
  const store = await Store.open(folder, undefined, bounds);
  onTestFinished(() => store.close());
  return store;
}

/** Connects the driver, closed when the test is over. */
export async function openConnection(root: string): Promise<Connection> {
  const connection = await local.connect({ options: { backend: 'local', endpoints: [], roots: [root] }, signal: new AbortController().signal });
  onTestFinished(() => connection.close());
  return connection;
}

export const planOf = (...edits: Edit[]): Plan => ({ title: 'test', reason: '', edits });

/** A put of text, or of bytes or null, on what `now` is. */
export const put = (key: string, value: string | Uint8Array | null, now?: Entry): Edit => ({
  kind: 'put',
  key,
  value: typeof value === 'string' ? new TextEncoder().encode(value) : value,
  base: now?.stamp ?? 'absent',
});

export function accepted<T = Receipt>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${result.fault.message}`);
  return result.value;
}

export function refused(result: Result<unknown>): Fault {
  if (result.ok) throw new Error('accepted, though it ought to be refused');
  return result.fault;
}

/** Everything about a state that has to survive, in a form that compares and prints well. */
export const picture = (entries: Iterable<Entry>): string[] =>
  [...entries]
    .map(({ key, value, stamp }) =>
      JSON.stringify([key, value === null ? null : Buffer.from(value).toString('hex'), `${stamp.created}/${stamp.modified}/${stamp.version}`, stamp.modifiedAt]),
    )
    .sort();
