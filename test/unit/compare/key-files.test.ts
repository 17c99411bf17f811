/** Files of keys: read and written by the thread that the app has for it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { transferTarget } from '../../../electron/build/targets.mjs';
import { Comparer } from '../../../electron/compare/comparer';
import { KeyFiles } from '../../../electron/compare/key-files';
import { exportPreview, toExport } from '../../../electron/compare/scope';
import type { Result } from '../../../shared/fault';
import { keyRules, setKeyRules } from '../../../shared/model/key-rules';
import type { Scope } from '../../../shared/model/comparison';
import { unpackChanges, type PackedChanges } from '../../../shared/plans/packed';
import { exportText, type Exported } from '../../../shared/plans/transfer/export';
import { until } from '../../support/wait';
import { aWorkspace, bytes, heldAmong, scratch, unwrap } from './workspaces';

let bundle = '';
beforeAll(async () => {
  bundle = mkdtempSync(path.join(os.tmpdir(), 'flagscope-transfer-'));
  await build(transferTarget(bundle));
}, 60_000);
afterAll(() => rmSync(bundle, { recursive: true, force: true }));
const files = () => new KeyFiles(path.join(bundle, 'transfer-worker.cjs'));

test.each(['json', 'yaml'] as const)('what is exported as %s is read back without a difference, byte for byte', async (format) => {
  const held = await aWorkspace('one', { '/a/x': 'true', '/a/y': '{"n": 1}\n', '/a/z/1': ' \u2028é', '/a/z/empty': '', '/b': 'not exported' });
  unwrap(await held.session.apply({ title: 'Bytes', reason: '', edits: [{ kind: 'put', key: '/a/bin', value: Uint8Array.of(0, 255, 10), base: 'absent' }] }));
  await until(() => held.session.mirror.get('/a/bin') !== undefined, 'the bytes have come');
  const keyFiles = files();
  const file = path.join(scratch(), `keys.${format}`);
  const { entries, span } = unwrap(toExport(held, { kind: 'subtree', top: '/a' }, true));
  expect(unwrap(await keyFiles.write(file, format, entries, span, '/'))).toBe(0);
  const read = unwrap(await keyFiles.read(file));
  expect(read).toMatchObject({ format, records: 5, problems: [], problemCount: 0 });
  const comparer = new Comparer(heldAmong(held), keyFiles);
  const { counts } = unwrap(await comparer.compare({ kind: 'file', fileId: read.id }, { kind: 'source', sourceId: 'one', prefix: '/a' }));
  expect(counts).toEqual({ 'only-left': 0, 'only-right': 0, different: 0, same: 5, unknown: 0 });
});

const unpacked = (changes: Result<PackedChanges['intentions']>) => unpackChanges({ title: '', reason: '', intentions: unwrap(changes) }).intentions;

test('a dry run tells duplicates and broken records with their places, and what the others would do', async () => {
  const held = await aWorkspace('one', { '/app/a': '1', '/app/b': '2' });
  const keyFiles = files();
  const file = path.join(scratch(), 'keys.json');
  writeFileSync(file, '{\n  "format": "flagscope-keys", "version": 1,\n  "keys": {\n    "/a": "1",\n    "/b": "9",\n    "/b": "8",\n    "/c": ["no"],\n    "/d": "new"\n  }\n}\n');
  const read = unwrap(await keyFiles.read(file));
  expect(read.problems.map(({ place, fault }) => [place.line, fault.reason])).toEqual([[6, 'import-twice'], [7, 'import-value']]);
  const comparer = new Comparer(heldAmong(held), keyFiles);
  const { id, counts } = unwrap(await comparer.compare({ kind: 'file', fileId: read.id }, { kind: 'source', sourceId: 'one', prefix: '/app' }));
  expect(counts).toMatchObject({ 'only-left': 1, different: 1, same: 1 });
  const changes = unpacked(await comparer.changes(id, { direction: 'to-right', indexes: Uint32Array.of(0, 1, 2), deletions: false }));
  expect(changes).toMatchObject([{ kind: 'set', key: '/app/b' }, { kind: 'set', key: '/app/d', base: 'absent' }]);
  expect(await comparer.changes(id, { direction: 'to-left', indexes: Uint32Array.of(1), deletions: false })).toMatchObject({ ok: false, fault: { reason: 'compare-into-file' } });
});

test('a file that was written by hand may hold whole keys, or what follows the prefix', async () => {
  const held = await aWorkspace('one', { '/app/a': '1' });
  const keyFiles = files();
  const comparer = new Comparer(heldAmong(held), keyFiles);
  for (const key of ['/app/a', '/a']) {
    const file = path.join(scratch(), 'keys.yaml');
    writeFileSync(file, `format: flagscope-keys\nversion: 1\nkeys:\n  ${key}: "1"\n`);
    const { id } = unwrap(await keyFiles.read(file));
    const { counts } = unwrap(await comparer.compare({ kind: 'file', fileId: id }, { kind: 'source', sourceId: 'one', prefix: '/app' }));
    expect({ key, counts }).toMatchObject({ key, counts: { same: 1, 'only-left': 0, 'only-right': 0 } });
  }
});

test('a flagd file is known by what it holds', async () => {
  const file = path.join(scratch(), 'flags.json');
  writeFileSync(file, '{"flags": {"one": {"state": "ENABLED", "variants": {"on": true}, "defaultVariant": "on"}, "two": 3}}');
  expect(unwrap(await files().read(file))).toMatchObject({ format: 'flagd', records: 1, problemCount: 1 });
});

test('secrets leave a source only if that was asked for', async () => {
  const held = await aWorkspace('one', { '/app/db/password': 'hunter2', '/app/on': 'true' });
  expect(unwrap(exportPreview(held, { kind: 'all' }))).toMatchObject({ keys: 2, secrets: 1 });
  expect(unwrap(toExport(held, { kind: 'all' }, false)).entries.map(({ key }) => key)).toEqual(['/app/on']);
  expect(unwrap(toExport(held, { kind: 'filter', text: 'APP pass' }, true)).entries.map(({ key }) => key)).toEqual(['/app/db/password']);
  expect(toExport(held, { kind: 'filter', text: 'password' }, false)).toMatchObject({ ok: false, fault: { reason: 'nothing-to-export' } });
});

test('what a file leaves out, or cannot say, is unknown and never deleted', async () => {
  const held = await aWorkspace('one', { '/app/a': '1', '/app/b': '2', '/app/db/password': 'hunter2' });
  const keyFiles = files();
  const comparer = new Comparer(heldAmong(held), keyFiles);
  const file = path.join(scratch(), 'keys.json');
  const onlyThere = async (): Promise<readonly unknown[]> => {
    const { id: fileId } = unwrap(await keyFiles.read(file));
    const { id, kinds } = unwrap(await comparer.compare({ kind: 'file', fileId }, { kind: 'source', sourceId: 'one', prefix: '/app' }));
    const changes = await comparer.changes(id, { direction: 'to-right', indexes: Uint32Array.from(kinds.keys()), deletions: true });
    return unpacked(changes).flatMap((one) => (one.kind === 'delete' ? [one.key] : []));
  };
  const exported = async (format: 'json' | 'flagd', secrets: boolean, scope: Scope = { kind: 'subtree', top: '/app' }): Promise<void> => {
    const { entries, span, holds } = unwrap(toExport(held, scope, secrets));
    unwrap(await keyFiles.write(file, format, entries, span, '/', holds));
  };
  await exported('json', true);
  unwrap(await held.session.apply({ title: 'More', reason: '', edits: [{ kind: 'put', key: '/app/new-token', value: bytes('x'), base: 'absent' }, { kind: 'put', key: '/app/c', value: bytes('true'), base: 'absent' }] }));
  await until(() => held.session.mirror.get('/app/c') !== undefined, 'it has come');
  expect(await onlyThere()).toEqual(['/app/c', '/app/new-token']);
  await exported('json', false);
  expect(await onlyThere()).toEqual([]);
  await exported('json', true, { kind: 'filter', text: 'app/a' });
  expect(await onlyThere()).toEqual([]);
  await exported('flagd', true);
  expect(await onlyThere()).toEqual([]);
  const written = (keys: string): void => writeFileSync(file, `{"format": "flagscope-keys", "version": 1, "top": "/app", "below": "/app/", "keys": {${keys}}}`);
  written('"/app/a": "1", "/app/b": {"base64": "%"}');
  expect(await onlyThere()).toEqual(['/app/c']);
  written('"/app/a": "1", "/app/b" "2"');
  expect(await onlyThere()).toEqual([]);
});

test('a key that a file left out as a secret is not deleted by it, also where the rules are others by then', async () => {
  const held = await aWorkspace('one', { 'app:on': 'true', 'app:card:visa': '4111', 'app:plain': 'x' });
  held.source = { ...held.source, separator: ':' };
  const before = keyRules();
  onTestFinished(() => setKeyRules(before));
  const keyFiles = files();
  const comparer = new Comparer(heldAmong(held), keyFiles);
  const file = path.join(scratch(), 'keys.json');
  const deleted = async (): Promise<readonly unknown[]> => {
    const { id: fileId } = unwrap(await keyFiles.read(file));
    const { id, kinds } = unwrap(await comparer.compare({ kind: 'file', fileId }, { kind: 'source', sourceId: 'one', prefix: 'app:' }));
    const changes = await comparer.changes(id, { direction: 'to-right', indexes: Uint32Array.from(kinds.keys()), deletions: true });
    return unpacked(changes).flatMap((one) => (one.kind === 'delete' ? [one.key] : []));
  };
  setKeyRules({ ...before, secretPatterns: ['**/card/*'] });
  const { entries, span, holds } = unwrap(toExport(held, { kind: 'subtree', top: 'app' }, false));
  expect(entries.map(({ key }) => key)).not.toContain('app:card:visa');
  unwrap(await keyFiles.write(file, 'json', entries, span, ':', holds));
  expect(await deleted()).toEqual([]);
  setKeyRules({ ...before, secretPatterns: [] });
  expect(await deleted()).toEqual([]);
  // one that does not say is judged as its keys are cut
  writeFileSync(file, '{"format": "flagscope-keys", "version": 1, "below": "app:", "keys": {"app:on": "true"}}');
  setKeyRules({ ...before, secretPatterns: ['**/card/*'] });
  expect(await deleted()).toEqual(['app:plain']);
});

test('a file that is given up is not read, and one that cannot be written leaves nothing behind', async () => {
  const directory = scratch();
  const file = path.join(directory, 'keys.json');
  const many: Exported[] = Array.from({ length: 20_000 }, (_, index) => ({ key: `/k/${index}`, value: bytes(String(index)) }));
  writeFileSync(file, exportText(many, { below: '/' }, 'json'));
  const keyFiles = files();
  const reading = keyFiles.read(file);
  keyFiles.cancel();
  expect(await reading).toMatchObject({ ok: false, fault: { code: 'aborted' } });

  const before = readFileSync(file, 'utf8');
  const writing = keyFiles.write(file, 'json', many, { below: '/' }, '/');
  keyFiles.cancel();
  expect(await writing).toMatchObject({ ok: false, fault: { code: 'aborted' } });
  expect(readFileSync(file, 'utf8')).toBe(before);
  const large: Exported[] = [{ key: '/large', value: new Uint8Array(8 * 1024 * 1024).fill(97) }];
  const again = keyFiles.write(file, 'json', large, { below: '/' }, '/');
  await until(() => readdirSync(directory).length > 1, 'it is being written', { everyMs: 1 });
  keyFiles.cancel();
  await again;
  expect(readdirSync(directory)).toEqual(['keys.json']);
  const secret = path.join(directory, 'secret.json');
  unwrap(await keyFiles.write(secret, 'json', [{ key: '/password', value: bytes('x') }], { below: '/' }, '/'));
  expect(statSync(secret).mode & 0o777).toBe(0o600);
  expect(await keyFiles.write(path.join(directory, 'nowhere', 'keys.json'), 'json', many, { below: '/' }, '/')).toMatchObject({ ok: false, fault: { reason: 'export-unwritable' } });
  expect(await keyFiles.read(path.join(directory, 'missing.json'))).toMatchObject({ ok: false, fault: { reason: 'keys-unreadable' } });
});

test('no hundred thousand keys hold up the thread that asked for them', async () => {
  const directory = scratch();
  const file = path.join(directory, 'keys.json');
  const many: Exported[] = Array.from({ length: 100_000 }, (_, index) => ({ key: `/config/services/service-${index % 500}/features/flag-${index}`, value: bytes(`{"n":${index}}`) }));
  const keyFiles = files();
  expect(unwrap(await keyFiles.write(file, 'json', many, { below: '/' }, '/'))).toBe(0);
  expect(readdirSync(directory)).toEqual(['keys.json']);
  let turns = 0;
  const turn = setInterval(() => turns++, 1);
  const read = unwrap(await keyFiles.read(file));
  clearInterval(turn);
  expect(read).toMatchObject({ records: 100_000, problemCount: 0 });
  // the loop turned while it was read
  expect(turns).toBeGreaterThan(10);
});
