/** A secret stays one under another name: what is renamed, moved, copied or promoted from a key that looks secret is written out nowhere. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Comparer } from '../../../electron/compare/comparer';
import { KeyFiles } from '../../../electron/compare/key-files';
import { planCommands } from '../../../electron/compare/shell';
import type { HeldSource } from '../../../electron/sessions/held-source';
import { AuditLog } from '../../../electron/writes/audit';
import { changeSetsFileSchema, ChangeSets, type ChangeSetSettings } from '../../../electron/settings/change-sets';
import { SettingsFile } from '../../../electron/settings/file';
import { Preparer } from '../../../electron/writes/preparer';
import { Writer } from '../../../electron/writes/writer';
import type { Intention } from '../../../shared/plans/intention';
import { packChanges, unpackChanges } from '../../../shared/plans/packed';
import { aWorkspace, heldAmong, scratch, unwrap } from '../compare/workspaces';

const asEtcd = (held: HeldSource): void => {
  held.source = { ...held.source, backend: 'etcd', endpoints: [{ host: 'etcd', port: 2379 }], roots: [''] };
};

test.each<readonly [string, Intention]>([
  ['renamed', { kind: 'rename', top: '/app/db-password', name: 'db-pw' }],
  ['moved', { kind: 'move', from: '/app/db-password', to: '/app/db-pw' }],
  ['copied', { kind: 'copy', from: '/app/db-password', to: '/app/db-pw' }],
])('what is %s is masked in the record and in commands under its new name', async (_, intention) => {
  const held = await aWorkspace('one', { '/app/db-password': 'hunter2', '/app/a': '1' });
  const directory = scratch();
  const audit = new AuditLog(directory);
  onTestFinished(() => audit.close());
  const preparer = new Preparer(new Writer(audit));
  const { id } = unwrap(await preparer.prepare(held, packChanges({ title: 'Change', reason: '', intentions: [intention, { kind: 'set', key: '/app/b', value: Buffer.from('plain'), base: 'absent' }] })));
  const plans = unwrap(preparer.plans(held, id ?? ''));
  const { source } = held;
  asEtcd(held);
  const { text } = unwrap(planCommands(held, plans));
  held.source = source;
  expect(text).not.toContain('hunter2');
  expect(text).toContain('plain');
  unwrap(await preparer.commit(held, id ?? '', {}));
  const record = readFileSync(path.join(directory, 'audit', 'audit.jsonl'), 'utf8');
  expect(record).toContain('/app/db-pw');
  expect(record).toContain('plain');
  expect(record).not.toContain('hunter2');
});

test('what is promoted from a place that is secret on either side is masked in the commands', async () => {
  const from = await aWorkspace('from', { '/secrets/a': 'hunter2', '/secrets/on': 'x' });
  const to = await aWorkspace('to', { '/plain/on': 'y' });
  const comparer = new Comparer(heldAmong(from, to), new KeyFiles(''));
  const { id } = unwrap(await comparer.compare({ kind: 'source', sourceId: 'from', prefix: '/secrets' }, { kind: 'source', sourceId: 'to', prefix: '/plain' }));
  asEtcd(to);
  const { text } = unwrap(await comparer.commands(id, { direction: 'to-right', indexes: Uint32Array.from([0, 1]), deletions: false }));
  expect(text).toContain('/plain/a');
  expect(text).not.toContain('hunter2');
});

test('what is promoted from a place that is secret on either side is written out nowhere, whatever key it gets and whatever is written with it', async () => {
  const from = await aWorkspace('from', { '/secrets/a': 'correct horse' });
  const to = await aWorkspace('to', { '/plain/b': '1' });
  const comparer = new Comparer(heldAmong(from, to), new KeyFiles(''));
  const { id: comparison } = unwrap(await comparer.compare({ kind: 'source', sourceId: 'from', prefix: '/secrets' }, { kind: 'source', sourceId: 'to', prefix: '/plain' }));
  const packed = unwrap(await comparer.changes(comparison, { direction: 'to-right', indexes: Uint32Array.from([0]), deletions: false }));
  const changes = { title: 'Promote', reason: '', intentions: packed };
  const directory = scratch();
  const file = path.join(directory, 'change-sets.json');
  const settings = new SettingsFile<ChangeSetSettings>({ path: file, schema: changeSetsFileSchema, defaults: { version: 1, sets: [] }, report: ({ message }) => expect.fail(message) });
  const sets = new ChangeSets(settings, () => false, () => 'store');
  expect(sets.keep({ sourceId: 'to', intentions: unpackChanges(changes).intentions, lost: 0 })).toBe('running');
  expect(readFileSync(file, 'utf8')).toContain('"lost": 1');
  expect(sets.keep({ sourceId: 'to', intentions: [{ kind: 'set', key: '/plain/b', value: Buffer.from('2'), base: 'absent' }], lost: 0 })).toBe('lasting');

  const audit = new AuditLog(directory);
  onTestFinished(() => audit.close());
  const preparer = new Preparer(new Writer(audit));
  const { id } = unwrap(await preparer.prepare(to, changes));
  unwrap(await preparer.commit(to, id ?? '', {}));
  const record = readFileSync(path.join(directory, 'audit', 'audit.jsonl'), 'utf8');
  expect(record).toContain('/plain/a');
  expect(record).not.toContain('correct horse');

  // the key it went to holds a secret, wherever that goes; the same value elsewhere is none
  const moved = unwrap(await preparer.prepare(to, packChanges({ title: 'Rename', reason: '', intentions: [{ kind: 'rename', top: '/plain/a', name: 'c' }] })));
  unwrap(await preparer.commit(to, moved.id ?? '', {}));
  expect(readFileSync(path.join(directory, 'audit', 'audit.jsonl'), 'utf8')).not.toContain('correct horse');
  const other = unwrap(await preparer.prepare(to, packChanges({ title: 'Set', reason: '', intentions: [{ kind: 'set', key: '/plain/d', value: Buffer.from('correct horse'), base: 'absent' }] })));
  unwrap(await preparer.commit(to, other.id ?? '', {}));
  expect(readFileSync(path.join(directory, 'audit', 'audit.jsonl'), 'utf8')).toContain('correct horse');
});
