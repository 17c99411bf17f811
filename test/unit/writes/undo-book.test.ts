/** What can be taken back is kept over a restart, and is guarded like any write. Each `start` is a run of the app of its own. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { drivers } from '../../../electron/drivers/index';
import { Registry } from '../../../electron/sessions/registry';
import { Secrets } from '../../../electron/settings/secrets';
import { openSettings } from '../../../electron/settings/settings';
import { AuditLog } from '../../../electron/writes/audit';
import { MOST_KEPT_BYTES, MOST_KEPT_EDITS, MOST_KEPT_WRITES, UndoBook } from '../../../electron/writes/undo-book';
import { Writer } from '../../../electron/writes/writer';
import { isSecretKey } from '../../../shared/model/secret-keys';
import type { Source, SourceDraft } from '../../../shared/model/source';
import { until } from '../../support/wait';
import { openTarget } from '../../support/write-target';
import { folder, plan, put, stampAt, succeeded, textAt } from './target';

const fileIn = (directory: string): string => path.join(directory, 'undo', 'undo.json');

/** A run over the workspace in this directory; `end` is how its user ends it. */
async function start(directory: string, { told = [], isSecret = isSecretKey, ...more }: Partial<Source> & { told?: string[]; isSecret?: (key: string) => boolean } = {}) {
  const source: Source = { id: 'w', backend: 'local', endpoints: [], roots: [path.join(directory, 'workspace')], name: 'Workspace', environment: 'development', access: 'read-write', ...more };
  const target = await openTarget(source);
  const audit = new AuditLog(directory);
  const book = new UndoBook({ userData: directory, sourceOf: (id) => (id === 'w' ? target.source : undefined), isSecret: (_, key) => isSecret(key), report: ({ message }) => told.push(message) });
  const writer = new Writer(audit, undefined, book);
  writer.live(target);
  await book.loaded;
  let over = false;
  const end = async (): Promise<void> => {
    if (over) return;
    over = true;
    await target.session.close();
    await audit.close();
    await book.close();
  };
  onTestFinished(end);
  const write = async (...edits: Parameters<typeof plan>) => succeeded(await writer.apply(target, plan(...edits), { reviewed: true, reason: 'a test' }));
  const inOrder = async (...plans: Parameters<Writer['applyInOrder']>[2]) => succeeded(await writer.applyInOrder(target, 'Steps', plans, {}));
  const undo = () => writer.undo(target, target.told.undo?.id ?? '', { reviewed: true, reason: 'a test' });
  const redo = () => writer.redo(target, target.told.redo?.id ?? '', {});
  return { target, book, write, inOrder, undo, redo, end };
}

test('a write is taken back after a restart, and done again after another', async () => {
  const directory = folder();
  const first = await start(directory);
  await first.write(put('/a', '1'));
  await first.write(put('/a', '2', await stampAt(first.target, '/a')));
  await first.end();
  expect(statSync(fileIn(directory)).mode & 0o777).toBe(0o600);

  const second = await start(directory);
  await until(() => second.target.told.undo, 'it is offered');
  expect(second.target.told.undo).toEqual({ id: expect.any(String), title: 'a test' });
  succeeded(await second.undo());
  expect(await textAt(second.target, '/a')).toBe('1');
  await second.end();

  const third = await start(directory);
  await until(() => third.target.told.redo, 'it is offered');
  // the write before it stands on what the undo has left
  succeeded(await third.redo());
  expect(await textAt(third.target, '/a')).toBe('2');
  succeeded(await third.undo());
  succeeded(await third.undo());
  expect(await textAt(third.target, '/a')).toBeUndefined();
  expect(third.target.told.undo).toBeUndefined();
});

test('a write of several steps is kept while it is taken back: a crash there leaves the rest of it on offer', async () => {
  const directory = folder();
  const first = await start(directory);
  await first.write(put('/before', '1'));
  await first.inOrder(...['/a', '/b', '/c'].map((key) => plan(put(key, '1'))));
  const apply = first.target.session.apply.bind(first.target.session);
  let [sent, release] = [0, (): void => undefined];
  first.target.session.apply = async (inverse) => {
    // the second step hangs for as long as the app lives
    if (++sent === 2) await new Promise<void>((resolve) => (release = resolve));
    return apply(inverse);
  };
  const undoing = first.undo();
  await until(() => sent === 2, 'one step is taken back');
  await first.book.close();
  const atCrash = readFileSync(fileIn(directory), 'utf8');
  release();
  succeeded(await undoing);
  await first.end();

  writeFileSync(fileIn(directory), atCrash);
  const second = await start(directory);
  await until(() => second.target.told.undo, 'one is offered');
  expect(second.target.told.undo).toMatchObject({ title: 'Steps' });
  const { steps, back } = second.book.historyOf(second.target.source, () => undefined).next('undo') ?? {};
  expect([steps, back].map((some) => some?.map(({ edits }) => edits[0]?.edit.key))).toEqual([['/a', '/b'], ['/c']]);
});

test('what somebody else has changed meanwhile is a conflict and stays', async () => {
  const directory = folder();
  const first = await start(directory);
  await first.write(put('/a', '1'));
  await first.end();
  const second = await start(directory);
  await until(() => second.target.told.undo, 'it is offered');
  succeeded(await second.target.session.apply(plan(put('/a', 'theirs', await stampAt(second.target, '/a')))));
  expect(await second.undo()).toMatchObject({ ok: false, fault: { code: 'conflict' } });
  expect(await textAt(second.target, '/a')).toBe('theirs');
});

test('an undo that a crash kept from the file is refused by its guard', async () => {
  const directory = folder();
  const first = await start(directory);
  await first.write(put('/a', '1'));
  await first.end();
  const before = readFileSync(fileIn(directory), 'utf8');
  const second = await start(directory);
  await until(() => second.target.told.undo, 'it is offered');
  succeeded(await second.undo());
  await second.end();
  writeFileSync(fileIn(directory), before);
  const third = await start(directory);
  await until(() => third.target.told.undo, 'it is offered');
  expect(await third.undo()).toMatchObject({ ok: false, fault: { code: 'conflict' } });
});

test('nothing of production is kept, also not of a source that has become it', async () => {
  const directory = folder();
  const first = await start(directory, { environment: 'production', access: 'guarded' });
  await first.write(put('/a', 'of production'));
  expect(first.target.told.undo).toMatchObject({ notKept: 'production' });
  await first.end();
  expect(readFileSync(fileIn(directory), 'utf8')).not.toContain('"/a"');

  const second = await start(directory);
  await second.write(put('/b', 'before'));
  await second.write(put('/b', 'after', await stampAt(second.target, '/b')));
  second.target.change({ environment: 'production' });
  await second.end();
  expect(readFileSync(fileIn(directory), 'utf8')).not.toContain('/b');
});

test('a write whose undo would hold a secret is not kept, those around it are', async () => {
  const directory = folder();
  const base64 = Buffer.from('hunter2').toString('base64');
  const first = await start(directory);
  await first.write(put('/a', '1'));
  // to take its creation back no value is needed
  await first.write(put('/db-password', 'hunter2'));
  expect(first.target.told.undo).not.toHaveProperty('notKept');
  await first.write(put('/db-password', 'next', await stampAt(first.target, '/db-password')));
  expect(first.target.told.undo).toMatchObject({ notKept: 'secret' });
  await first.end();
  expect(readFileSync(fileIn(directory), 'utf8')).not.toContain(base64);

  const second = await start(directory);
  await until(() => second.target.told.undo, 'one is offered');
  // the key has moved since by the write that was not kept
  expect(await second.undo()).toMatchObject({ ok: false, fault: { code: 'conflict' } });
  expect(await textAt(second.target, '/db-password')).toBe('next');
});

test('what was renamed from a key that looks secret is not kept under its other name', async () => {
  const directory = folder();
  const first = await start(directory);
  await first.write(put('/db-password', 'hunter2'));
  await first.write(put('/db-pw', 'hunter2'), { kind: 'delete', key: '/db-password', base: await stampAt(first.target, '/db-password') });
  succeeded(await first.undo());
  // to do it again the value is needed
  expect(first.target.told.redo).toMatchObject({ notKept: 'secret' });
  await first.end();
  expect(readFileSync(fileIn(directory), 'utf8')).not.toContain(Buffer.from('hunter2').toString('base64'));
});

test('a value that comes to look secret leaves the file', async () => {
  const directory = folder();
  let isSecret = false;
  const first = await start(directory, { isSecret: () => isSecret });
  await first.write(put('/a', 'visa 4111'));
  await first.write(put('/a', 'x', await stampAt(first.target, '/a')));
  const base64 = Buffer.from('visa 4111').toString('base64');
  await until(() => existsSync(fileIn(directory)) && readFileSync(fileIn(directory), 'utf8').includes(base64), 'it is in the file');
  isSecret = true;
  first.book.changed();
  await until(() => !readFileSync(fileIn(directory), 'utf8').includes(base64), 'it has left the file');
});

test('what was kept of a source leaves the file when it becomes production or is removed, and comes back with it', async () => {
  const directory = folder();
  const settings = openSettings(directory, ({ message }) => expect.fail(message));
  const registry: Registry = new Registry({ drivers, remembered: settings.sources, secrets: new Secrets(settings.secrets, () => undefined), sandboxDirectory: path.join(directory, 'sandbox'), readOnly: false, onSources: () => book.changed() });
  const sourceOf = (id: string): Source | undefined => {
    const held = registry.held(id);
    return held.ok ? held.value.source : undefined;
  };
  const book = new UndoBook({ userData: directory, sourceOf, isSecret: (_, key) => isSecretKey(key), report: ({ message }) => expect.fail(message) });
  onTestFinished(async () => {
    await registry.shutDown();
    await book.close();
  });
  const audit = new AuditLog(directory);
  onTestFinished(() => audit.close());
  mkdirSync(path.join(directory, 'workspace'));
  const draft: SourceDraft = { backend: 'local', endpoints: [], roots: [path.join(directory, 'workspace')], name: 'Workspace', environment: 'development', access: 'read-write' };
  const { id } = succeeded(registry.add(draft));
  const held = succeeded(registry.held(id));
  await until(() => held.session.phase.kind === 'live', 'it is live');
  const writer = new Writer(audit, undefined, book);
  const edit = put('/a', 'of before');
  succeeded(await writer.apply(held, plan(edit), {}));
  const isKept = (): boolean => existsSync(fileIn(directory)) && readFileSync(fileIn(directory), 'utf8').includes('"/a"');
  // each time the file is written by itself, a moment later
  await until(isKept, 'it is in the file');
  succeeded(await registry.editor.change(id, { ...draft, environment: 'production', access: 'guarded' }));
  await until(() => !isKept(), 'it has left the file');
  succeeded(await registry.editor.change(id, draft));
  await until(isKept, 'it is in the file again');
  succeeded(await registry.editor.remove(id));
  await until(() => !isKept(), 'it has left the file');
  succeeded(registry.editor.restore(id));
  await until(isKept, 'it is in the file again');
});

test('what a file may not hold any more leaves it as the app starts', async () => {
  const directory = folder();
  const first = await start(directory);
  await first.write(put('/a', '1'));
  await first.end();
  const open = (sourceOf: Source): UndoBook => {
    const book = new UndoBook({ userData: directory, sourceOf: () => sourceOf, isSecret: () => false, report: ({ message }) => expect.fail(message) });
    onTestFinished(() => book.close());
    return book;
  };
  const text = (): string => readFileSync(fileIn(directory), 'utf8');
  expect(text()).toContain('"/a"');
  open({ ...first.target.source, environment: 'production' });
  await until(() => !text().includes('"/a"'), 'it has left the file');
});

test('the latest writes are kept, as far as there is room', async () => {
  const directory = folder();
  const first = await start(directory);
  for (let at = 0; at < MOST_KEPT_WRITES + 10; at++) await first.write(put(`/k${at}`, '1'));
  await first.end();
  const second = await start(directory);
  await until(() => second.target.told.undo, 'one is offered');
  for (let at = MOST_KEPT_WRITES + 9; at >= 10; at--) {
    succeeded(await second.undo());
    expect(await textAt(second.target, `/k${at}`)).toBeUndefined();
  }
  expect(second.target.told.undo).toBeUndefined();
  expect(await textAt(second.target, '/k9')).toBe('1');
});

test('one that is too large is told to be, and takes nothing from the others', async () => {
  const directory = folder();
  const first = await start(directory);
  await first.write(put('/small', '1'));
  const edits = Array.from({ length: 8 }, (_, at) => put(`/large${at}`, new Uint8Array(MOST_KEPT_BYTES / 10)));
  await first.write(...edits.slice(0, 4));
  await first.write(...edits.slice(4));
  const stamps = await Promise.all(edits.map(({ key }) => stampAt(first.target, key)));
  await first.write(...edits.map(({ key }, at) => put(key, 'x', stamps[at])));
  expect(first.target.told.undo).toMatchObject({ notKept: 'large' });
  await first.end();
  expect(statSync(fileIn(directory)).size).toBeLessThan(MOST_KEPT_BYTES);
  const many = Array.from({ length: MOST_KEPT_EDITS + 1 }, (_, at) => ({ edit: put(`/${at}`, '') }));
  const history = first.book.historyOf(first.target.source, () => undefined);
  const notKept = (count: number) => {
    const write = { id: 'w', title: '', order: 1000, steps: [{ id: 'w', edits: many.slice(0, count) }], back: [] };
    history.keep('undo', write);
    return first.book.notKept(first.target.source, write);
  };
  expect([notKept(MOST_KEPT_EDITS), notKept(MOST_KEPT_EDITS + 1)]).toEqual([undefined, 'large']);
  const second = await start(directory);
  await until(() => second.target.told.undo, 'one is offered');
});

test('what is told of a write is what is kept: it shares the room with what can be done again', async () => {
  const directory = folder();
  const first = await start(directory);
  const many = (name: string, count: number) => Array.from({ length: count }, (_, at) => put(`/${name}/${at}`, '1'));
  await first.write(...many('small', 10));
  await first.write(...many('large', MOST_KEPT_EDITS / 2 + 1));
  await first.write(...many('other', MOST_KEPT_EDITS / 2));
  succeeded(await first.undo());
  // it has no room beside what can be done again; what is smaller has
  expect(first.target.told.redo).not.toHaveProperty('notKept');
  expect(first.target.told.undo).toMatchObject({ notKept: 'large' });
  await first.end();
  const text = readFileSync(fileIn(directory), 'utf8');
  expect(['/small/0"', '/large/0"', '/other/0"'].map((key) => text.includes(key))).toEqual([true, false, true]);
});

test('a store that has been set back offers nothing: its stamps may come again for something else', async () => {
  const directory = folder();
  const first = await start(directory);
  for (let at = 0; at < 5; at++) await first.write(put(`/k${at}`, '1'));
  await first.end();
  const text = readFileSync(fileIn(directory), 'utf8');
  writeFileSync(fileIn(directory), text.replace('"revision":{"$bigint":"5"}', '"revision":{"$bigint":"5000"}'));
  expect(text).toContain('"revision":{"$bigint":"5"}');
  const second = await start(directory);
  await second.write(put('/later', '1'));
  succeeded(await second.undo());
  expect(second.target.told.undo).toBeUndefined();
});

test('another store under the same source offers nothing', async () => {
  const directory = folder();
  const first = await start(directory);
  await first.write(put('/a', '1'));
  await first.end();
  const second = await start(directory, { roots: [path.join(directory, 'other')] });
  await second.write(put('/b', '1'));
  succeeded(await second.undo());
  expect(second.target.told.undo).toBeUndefined();
});

test('a broken file is kept aside and said, and writes go on', async () => {
  const directory = folder();
  const first = await start(directory);
  await first.write(put('/a', '1'));
  await first.end();
  writeFileSync(fileIn(directory), readFileSync(fileIn(directory), 'utf8').replace('"delete"', '"erase"'));
  const told: string[] = [];
  const second = await start(directory, { told });
  expect(told).toHaveLength(1);
  expect(readdirSync(path.dirname(fileIn(directory))).some((name) => name.endsWith('.unreadable'))).toBe(true);
  await second.write(put('/b', '1'));
  expect(second.target.told.undo).toBeDefined();
});
