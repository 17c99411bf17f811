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
import { PREVIEW_ROWS } from '../../../shared/plans/prepared';
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
  const writer = new Writer(audit);
  const preparer = new Preparer(writer);
  const prepare = async (...intentions: Intention[]) => unwrap(await preparer.prepare(held, { title: 'Change', reason: '', intentions }));
  const values_ = (): Record<Key, string> =>
    Object.fromEntries([...held.session.mirror.entries.values()].map(({ key, value }) => [key, new TextDecoder().decode(value ?? undefined)]));
  return { held, preparer, writer, prepare, values: values_ };
}

test('a change set is looked at first and committed as it was looked at', async () => {
  const { held, preparer, prepare, values } = await aWorkspace({ '/a/x': '1', '/a/y': '2', '/b': 'keep' });
  const prepared = await prepare({ kind: 'move', from: '/a', to: '/c' });
  expect(prepared).toMatchObject({ totals: { created: 2, changed: 0, deleted: 2 }, transactions: 1, problems: [], demands: { review: false } });
  expect(prepared.rows.map(({ kind, key }) => `${kind} ${key}`)).toEqual(['created /c/x', 'created /c/y', 'deleted /a/y', 'deleted /a/x']);
  expect(values()).toEqual({ '/a/x': '1', '/a/y': '2', '/b': 'keep' });

  unwrap(await preparer.commit(held, prepared.id ?? '', {}));
  await until(() => values()['/c/x'] === '1' && values()['/a/y'] === undefined, 'it is committed');
  expect(values()).toEqual({ '/b': 'keep', '/c/x': '1', '/c/y': '2' });
});

test('what moved after it was looked at is a conflict, and nothing of the change set is written', async () => {
  const { held, preparer, prepare, values } = await aWorkspace({ '/a': '1', '/b': '2' });
  const prepared = await prepare({ kind: 'bulk', keys: ['/a', '/b'], change: { kind: 'value', value: bytes('9') } });
  const b = held.session.mirror.get('/b');
  unwrap(await held.session.apply({ title: 'Meanwhile', reason: '', edits: [{ kind: 'put', key: '/b', value: bytes('3'), base: b?.stamp ?? 'absent' }] }));
  expect(await preparer.commit(held, prepared.id ?? '', {})).toMatchObject({ ok: false, fault: { code: 'conflict', key: '/b' } });
  await until(() => values()['/b'] === '3', 'the other write is seen');
  expect(values()).toEqual({ '/a': '1', '/b': '3' });
});

test('production is written with a reason, and with its name typed where it is more than one key', async () => {
  const { held, preparer, prepare, values } = await aWorkspace({}, { environment: 'production' });
  const set = (key: Key): Intention => ({ kind: 'set', key, value: bytes('1'), base: 'absent' });
  const prepared = await prepare(set('/a'), set('/b'));
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
  const prepared = await prepare({ kind: 'delete-subtree', top: '/nothing' }, { kind: 'move', from: '/a', to: '/a' });
  expect(prepared.id).toBeNull();
  expect(prepared.problems.map(({ intention, fault }) => [intention, fault.code])).toEqual([[0, 'invalid'], [1, 'invalid']]);
});

test('a review that was committed, or belongs to another source, is not kept', async () => {
  const { held, preparer, prepare } = await aWorkspace({});
  const other = await aWorkspace({});
  const prepared = await prepare({ kind: 'set', key: '/a', value: bytes('1'), base: 'absent' });
  expect(await preparer.commit(other.held, prepared.id ?? '', {})).toMatchObject({ ok: false, fault: { reason: 'plan-forgotten' } });
  unwrap(await preparer.commit(held, prepared.id ?? '', {}));
  expect(await preparer.commit(held, prepared.id ?? '', {})).toMatchObject({ ok: false, fault: { reason: 'plan-forgotten' } });
});

test('an undo is looked at before it is committed, and has its reason in production', async () => {
  const { held, preparer, writer, prepare, values } = await aWorkspace({ '/a': '1', '/b': '2' }, { environment: 'production' });
  const change = await prepare({ kind: 'bulk', keys: ['/a', '/b'], change: { kind: 'value', value: bytes('9') } });
  unwrap(await preparer.commit(held, change.id ?? '', { reason: 'INC-1', typedName: 'production' }));
  await until(() => values()['/b'] === '9', 'it is committed');
  const { undo } = held.status.writes;
  const prepared = unwrap(await preparer.prepareUndo(held, 'undo', undo?.id ?? ''));
  expect(prepared).toMatchObject({ title: 'Change', totals: { changed: 2 }, demands: { reason: true, typedName: 'production' }, transactions: 1 });
  expect(prepared.rows.map(({ key, after }) => [key, new TextDecoder().decode(after ?? undefined)])).toEqual([['/b', '2'], ['/a', '1']]);
  const id = prepared.id ?? '';
  const commit = (approval: { reason?: string; typedName?: string }) => writer.undo(held, id, { ...approval, reviewed: true });
  expect(await commit({})).toMatchObject({ ok: false, fault: { reason: 'reason-demanded' } });
  expect(await commit({ reason: 'it was wrong' })).toMatchObject({ ok: false, fault: { reason: 'name-demanded' } });
  expect(values()).toEqual({ '/a': '9', '/b': '9' });
  expect(await commit({ reason: 'it was wrong', typedName: 'production' })).toMatchObject({ ok: true });
  await until(() => values()['/a'] === '1' && values()['/b'] === '2', 'it is taken back');

  const redo = unwrap(await preparer.prepareUndo(held, 'redo', held.status.writes.redo?.id ?? ''));
  expect(redo).toMatchObject({ title: 'Change', totals: { changed: 2 } });
  expect(await writer.redo(held, redo.id ?? '', { reviewed: true, reason: 'it was right', typedName: 'production' })).toMatchObject({ ok: true });
  await until(() => values()['/a'] === '9', 'it is done again');
});

test('an undo of many keys is looked at to its end, and committed as an undo alone', async () => {
  const keys = Array.from({ length: PREVIEW_ROWS + 1 }, (_, i) => `/${i}`);
  const { held, preparer, prepare } = await aWorkspace(Object.fromEntries(keys.map((key) => [key, '1'])));
  const change = await prepare({ kind: 'bulk', keys, change: { kind: 'value', value: bytes('9') } });
  unwrap(await preparer.commit(held, change.id ?? '', {}));
  const { id, rows } = unwrap(await preparer.prepareUndo(held, 'undo', held.status.writes.undo?.id ?? ''));
  const more = unwrap(preparer.rows(held, id ?? '', PREVIEW_ROWS));
  expect([...rows, ...more].map(({ key }) => key).sort()).toEqual(keys.sort());
  expect(await preparer.commit(held, id ?? '', {})).toMatchObject({ ok: false, fault: { reason: 'plan-forgotten' } });
});

test('an undo of what is no longer the last write is refused when it is looked at', async () => {
  const { held, preparer } = await aWorkspace({ '/a': '1' });
  expect(await preparer.prepareUndo(held, 'undo', 'gone')).toMatchObject({ ok: false, fault: { reason: 'undo-moved' } });
});

test('a source that is read-only is written in no way, not even by what was prepared or can be undone', async () => {
  const { held, preparer, writer, prepare, values } = await aWorkspace({ '/a': '1' });
  const set = (value: string): Intention => ({ kind: 'bulk', keys: ['/a'], change: { kind: 'value', value: bytes(value) } });
  unwrap(await preparer.commit(held, (await prepare(set('2'))).id ?? '', {}));
  await until(() => values()['/a'] === '2', 'it is written');
  const prepared = await prepare(set('3'));
  const last = held.status.writes.undo?.id ?? '';
  held.readOnly = true;
  const readOnly = { ok: false, fault: { code: 'read-only' } };
  expect(await preparer.prepare(held, { title: 'Change', reason: '', intentions: [set('4')] })).toMatchObject(readOnly);
  expect(await preparer.prepareUndo(held, 'undo', last)).toMatchObject(readOnly);
  expect(await preparer.commit(held, prepared.id ?? '', { reason: 'why' })).toMatchObject(readOnly);
  expect(await writer.undo(held, last, { reviewed: true, reason: 'why' })).toMatchObject(readOnly);
  expect(values()).toEqual({ '/a': '2' });
});

const MANY = 20_000;

test('what is worked out can be given up at any time: nothing is kept of it, and the next one is worked out', async () => {
  const { held, preparer, prepare } = await aWorkspace({ '/a': '1' });
  const intentions = Array.from({ length: MANY }, (_, i): Intention => ({ kind: 'set', key: `/many/${i}`, value: bytes('1'), base: 'absent' }));
  const givenUp = { ok: false, fault: { code: 'aborted', reason: 'plan-given-up' } };
  const first = preparer.prepare(held, { title: 'Many', reason: '', intentions });
  await new Promise(setImmediate);
  preparer.giveUp(held);
  expect(await first).toMatchObject(givenUp);
  // a second one takes the place of the first
  const second = preparer.prepare(held, { title: 'Many', reason: '', intentions });
  const third = preparer.prepare(held, { title: 'Many', reason: '', intentions: intentions.slice(1) });
  expect(await second).toMatchObject(givenUp);
  expect(unwrap(await third)).toMatchObject({ totals: { created: MANY - 1 } });
  preparer.giveUp(held);
  expect(await prepare({ kind: 'bulk', keys: ['/a'], change: { kind: 'value', value: bytes('2') } })).toMatchObject({ totals: { changed: 1 } });
});

test('what comes in while it is worked out never stands under a guard of before', async () => {
  const keys = Array.from({ length: 4000 }, (_, i) => `/${String(i).padStart(5, '0')}`);
  const { held, preparer, values } = await aWorkspace(Object.fromEntries(keys.map((key) => [key, 'old value'])));
  let over = false;
  const preparing = preparer.prepare(held, { title: 'Replace', reason: '', intentions: [{ kind: 'bulk', keys, change: { kind: 'replace-text', find: 'value', replacement: 'word' } }] }).finally(() => (over = true));
  const theirs = new Map<Key, bigint>();
  for (let i = 0; !over && i < keys.length; i += 50) {
    const key = keys[i] ?? '';
    const base = held.session.mirror.get(key)?.stamp ?? 'absent';
    theirs.set(key, unwrap(await held.session.apply({ title: 'theirs', reason: '', edits: [{ kind: 'put', key, value: bytes('their value'), base }] })).at);
  }
  const { id, totals } = unwrap(await preparing);
  expect(totals.changed).toBe(keys.length);
  expect(theirs.size).toBeGreaterThan(1);
  for (let from = 0; from < keys.length; from += PREVIEW_ROWS) {
    for (const { key, base, before, after } of unwrap(preparer.rows(held, id ?? '', from))) {
      const seen = base !== 'absent' && base.modified === theirs.get(key) ? 'their' : 'old';
      expect([before, after].map((value) => new TextDecoder().decode(value ?? undefined))).toEqual([`${seen} value`, `${seen} word`]);
    }
  }
  await until(() => [...theirs.keys()].every((key) => values()[key] === 'their value'), 'it is seen');
});
