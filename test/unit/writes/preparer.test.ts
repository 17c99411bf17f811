/** Change sets prepared over a live session of a real workspace, and committed. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { drivers } from '../../../electron/drivers/index';
import { AuditLog } from '../../../electron/writes/audit';
import { Preparer } from '../../../electron/writes/preparer';
import { Writer } from '../../../electron/writes/writer';
import { HeldSource } from '../../../electron/sessions/held-source';
import type { Result } from '../../../shared/fault';
import type { Key } from '../../../shared/model/key';
import type { Source } from '../../../shared/model/source';
import type { Intention } from '../../../shared/plans/intention';
import { until } from '../../support/wait';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.fault.message);
  return result.value;
}

async function aWorkspace(values: Readonly<Record<Key, string>>, change: Partial<Source> = {}) {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'flagscope-prepare-'));
  const workspace = path.join(directory, 'workspace');
  const source: Source = {
    id: 'one', name: 'One', backend: 'local', endpoints: [], roots: [workspace], environment: 'development', access: 'read-write', ...change,
  };
  const held = new HeldSource({ source, driver: drivers.local, readOnly: false, locate: (one) => one, secrets: () => ({}), onStatus: () => {} });
  const audit = new AuditLog(directory);
  onTestFinished(async () => {
    await held.session.close();
    await audit.close();
    rmSync(directory, { recursive: true, force: true });
  });
  held.session.open();
  await until(() => held.session.phase.kind === 'live', 'it is live');
  const edits = Object.entries(values).map(([key, value]) => ({ kind: 'put', key, value: bytes(value), base: 'absent' }) as const);
  if (edits.length > 0) unwrap(await held.session.apply({ title: 'Fill', reason: '', edits }));
  await until(() => held.session.mirror.size === edits.length, 'it is filled');
  const preparer = new Preparer(new Writer(audit));
  const prepare = (...intentions: Intention[]) => unwrap(preparer.prepare(held, { title: 'Change', reason: '', intentions }));
  const values_ = (): Record<Key, string> =>
    Object.fromEntries([...held.session.mirror.entries.values()].map(({ key, value }) => [key, new TextDecoder().decode(value ?? undefined)]));
  return { held, preparer, prepare, values: values_ };
}

test('a change set is looked at first and committed as it was looked at', async () => {
  const { held, preparer, prepare, values } = await aWorkspace({ '/a/x': '1', '/a/y': '2', '/b': 'keep' });
  const prepared = prepare({ kind: 'move', from: '/a', to: '/c' });
  expect(prepared).toMatchObject({ totals: { created: 2, changed: 0, deleted: 2 }, transactions: 1, problems: [], demands: { review: false } });
  expect(prepared.rows.map(({ kind, key }) => `${kind} ${key}`)).toEqual(['created /c/x', 'created /c/y', 'deleted /a/y', 'deleted /a/x']);
  expect(values()).toEqual({ '/a/x': '1', '/a/y': '2', '/b': 'keep' });

  unwrap(await preparer.commit(held, prepared.id ?? '', {}));
  await until(() => values()['/c/x'] === '1' && values()['/a/y'] === undefined, 'it is committed');
  expect(values()).toEqual({ '/b': 'keep', '/c/x': '1', '/c/y': '2' });
});

test('what moved after it was looked at is a conflict, and nothing of the change set is written', async () => {
  const { held, preparer, prepare, values } = await aWorkspace({ '/a': '1', '/b': '2' });
  const prepared = prepare({ kind: 'bulk', keys: ['/a', '/b'], change: { kind: 'value', value: bytes('9') } });
  const b = held.session.mirror.get('/b');
  unwrap(await held.session.apply({ title: 'Meanwhile', reason: '', edits: [{ kind: 'put', key: '/b', value: bytes('3'), base: b?.stamp ?? 'absent' }] }));
  expect(await preparer.commit(held, prepared.id ?? '', {})).toMatchObject({ ok: false, fault: { code: 'conflict', key: '/b' } });
  await until(() => values()['/b'] === '3', 'the other write is seen');
  expect(values()).toEqual({ '/a': '1', '/b': '3' });
});

test('production is written with a reason, and with its name typed where it is more than one key', async () => {
  const { held, preparer, prepare, values } = await aWorkspace({}, { environment: 'production' });
  const set = (key: Key): Intention => ({ kind: 'set', key, value: bytes('1'), base: 'absent' });
  const prepared = prepare(set('/a'), set('/b'));
  expect(prepared.demands).toEqual({ review: true, reason: true, typedName: 'production' });
  const commit = (approval: { reason?: string; typedName?: string }) => preparer.commit(held, prepared.id ?? '', approval);
  expect(await commit({})).toMatchObject({ ok: false, fault: { reason: 'reason-demanded' } });
  expect(await commit({ reason: 'INC-1' })).toMatchObject({ ok: false, fault: { reason: 'name-demanded' } });
  expect(values()).toEqual({});
  expect(await commit({ reason: 'INC-1', typedName: 'production' })).toMatchObject({ ok: true });
  await until(() => values()['/b'] === '1', 'both are written');
});

test('what cannot be done is said for each wish, and there is nothing to commit', async () => {
  const { prepare } = await aWorkspace({ '/a': '1' });
  const prepared = prepare({ kind: 'delete-subtree', top: '/nothing' }, { kind: 'move', from: '/a', to: '/a' });
  expect(prepared.id).toBeNull();
  expect(prepared.problems.map(({ intention, fault }) => [intention, fault.code])).toEqual([[0, 'invalid'], [1, 'invalid']]);
});

test('a review that was committed, or belongs to another source, is not kept', async () => {
  const { held, preparer, prepare } = await aWorkspace({});
  const other = await aWorkspace({});
  const prepared = prepare({ kind: 'set', key: '/a', value: bytes('1'), base: 'absent' });
  expect(await preparer.commit(other.held, prepared.id ?? '', {})).toMatchObject({ ok: false, fault: { reason: 'plan-forgotten' } });
  unwrap(await preparer.commit(held, prepared.id ?? '', {}));
  expect(await preparer.commit(held, prepared.id ?? '', {})).toMatchObject({ ok: false, fault: { reason: 'plan-forgotten' } });
});
