/** Comparisons of live workspaces, and what is made of the places that somebody chose. */
import { expect, test } from 'vitest';
import { Comparer } from '../../../electron/compare/comparer';
import { KeyFiles } from '../../../electron/compare/key-files';
import type { Comparison, PlaceKind } from '../../../shared/model/comparison';
import { keyCommands } from '../../../electron/compare/shell';
import { unpackChanges } from '../../../shared/plans/packed';
import { until } from '../../support/wait';
import { aWorkspace, bytes, heldAmong, unwrap } from './workspaces';

const every: PlaceKind[] = ['only-left', 'only-right', 'different', 'same', 'unknown'];
const text = (value: Uint8Array | null | undefined): string => new TextDecoder().decode(value ?? undefined);

async function aComparison() {
  const staging = await aWorkspace('staging', { '/staging/a': '1', '/staging/b': 'new', '/staging/d/e': 'same', '/other': 'x' });
  const prod = await aWorkspace('prod', { '/prod/b': 'old', '/prod/c': 'here', '/prod/d/e': 'same' });
  const comparer = new Comparer(heldAmong(staging, prod), new KeyFiles(''));
  const run = async (): Promise<Comparison> =>
    unwrap(await comparer.compare({ kind: 'source', sourceId: 'staging', prefix: '/staging' }, { kind: 'source', sourceId: 'prod', prefix: '/prod/' }));
  return { staging, prod, comparer, run };
}

test('two prefixes of two sources are compared place by place, whatever stands before it', async () => {
  const { comparer, run } = await aComparison();
  const { id, counts, left, right } = await run();
  expect(counts).toEqual({ 'only-left': 1, 'only-right': 1, different: 1, same: 1, unknown: 0 });
  expect([left.keys, right.keys]).toEqual([3, 3]);
  const indexes = unwrap(comparer.view(id, { kinds: every, text: '' }));
  const rows = unwrap(comparer.rows(id, [...indexes]));
  expect(rows.map(({ at, kind }) => `${kind} ${at}`)).toEqual(['only-left /a', 'different /b', 'only-right /c', 'same /d/e']);
  expect([...unwrap(comparer.view(id, { kinds: ['same', 'different'], text: 'D  E' }))]).toEqual([3]);
  const values = unwrap(comparer.values(id, 1));
  expect({ ...values, left: text(values.left), right: text(values.right) }).toEqual({ leftKey: '/staging/b', rightKey: '/prod/b', left: 'new', right: 'old' });
});

const changesOf = async (comparer: Comparer, ...choice: Parameters<Comparer['changes']>) => unpackChanges({ title: '', reason: '', intentions: unwrap(await comparer.changes(...choice)) }).intentions;

test('what is chosen is promoted on what was compared, and deletes only where that was asked for', async () => {
  const { comparer, run, prod } = await aComparison();
  const { id } = await run();
  const all = Uint32Array.from([0, 1, 2, 3]);
  const stamp = (key: string) => {
    // when it was written guards nothing
    const { modifiedAt: _, ...guard } = prod.session.mirror.get(key)?.stamp ?? { modifiedAt: 0 };
    return guard;
  };
  const without = await changesOf(comparer, id, { direction: 'to-right', indexes: all, deletions: false });
  expect(without).toMatchObject([
    { kind: 'set', key: '/prod/a', base: 'absent' },
    { kind: 'set', key: '/prod/b', base: stamp('/prod/b') },
  ]);
  const withDeletions = await changesOf(comparer, id, { direction: 'to-right', indexes: all, deletions: true });
  expect(withDeletions.at(-1)).toEqual({ kind: 'delete', key: '/prod/c', base: stamp('/prod/c') });
  const back = await changesOf(comparer, id, { direction: 'to-left', indexes: Uint32Array.from([2, 1]), deletions: false });
  expect(back.map((intention) => intention.kind === 'set' && `${intention.key}=${text(intention.value)}`)).toEqual(['/staging/b=old', '/staging/c=here']);
});

test('a source that is not live, or does not hold the prefix, is said and not taken for empty', async () => {
  const { comparer, run, staging } = await aComparison();
  const { id } = await run();
  await staging.session.close();
  const answer = await comparer.compare({ kind: 'source', sourceId: 'staging', prefix: '' }, { kind: 'source', sourceId: 'prod', prefix: '' });
  expect(answer).toMatchObject({ ok: false, fault: { code: 'unreachable', message: expect.stringContaining('staging') } });
  // what was compared before is still there to be read
  expect(unwrap(comparer.view(id, { kinds: every, text: '' }))).toHaveLength(4);
});

test('the last comparisons are kept, and older ones are said to be forgotten', async () => {
  const { comparer, run } = await aComparison();
  const first = await run();
  await run();
  await run();
  expect(comparer.view(first.id, { kinds: every, text: '' })).toMatchObject({ ok: false, fault: { reason: 'comparison-forgotten' } });
});

test('an etcd or ZooKeeper shell has commands for what would be written, a workspace says that it has none', async () => {
  const { comparer, run } = await aComparison();
  const { id } = await run();
  expect(await comparer.commands(id, { direction: 'to-right', indexes: Uint32Array.of(0), deletions: false })).toMatchObject({ ok: false, fault: { reason: 'no-shell' } });
});

test('a place whose key looks like a secret on either side is marked, so that its value is not shown unasked', async () => {
  const one = await aWorkspace('one', { '/secrets/a': '1', '/plain/b': '1' });
  const comparer = new Comparer(heldAmong(one), new KeyFiles(''));
  const { id } = unwrap(await comparer.compare({ kind: 'source', sourceId: 'one', prefix: '/secrets' }, { kind: 'source', sourceId: 'one', prefix: '/plain' }));
  expect(unwrap(comparer.rows(id, [0, 1])).map(({ at, secret }) => [at, secret])).toEqual([['/a', true], ['/b', true]]);
  const { id: other } = unwrap(await comparer.compare({ kind: 'source', sourceId: 'one', prefix: '/plain' }, { kind: 'source', sourceId: 'one', prefix: '/plain' }));
  expect(unwrap(comparer.rows(other, [0])).map(({ secret }) => secret)).toEqual([false]);
});

test('commands hold no secret that nobody asked for, and leave a key with its lease', async () => {
  const { source, session, capabilities } = await aWorkspace('one', { '/app/a': '1', '/app/db/password': 'hunter2' });
  const held = { source: { ...source, backend: 'etcd' as const, roots: [''], endpoints: [{ host: 'etcd', port: 2379 }] }, session, capabilities };
  const below = unwrap(keyCommands(held, '/app', 'write-subtree'));
  expect(below).toMatchObject({ count: 1, text: 'etcdctl --endpoints=etcd:2379 put --ignore-lease -- /app/a 1\n', problems: [{ reason: 'command-secret', key: '/app/db/password' }] });
  expect(unwrap(keyCommands(held, '/app/a', 'read-write')).text).toBe('etcdctl --endpoints=etcd:2379 get -- /app/a\netcdctl --endpoints=etcd:2379 put --ignore-lease -- /app/a 1\n');
  expect(unwrap(keyCommands(held, '/app/db/password', 'write')).text).toContain('hunter2');
});

test('what a source held at a revision is compared with what it holds now, and nothing is written to the past', async () => {
  const now = await aWorkspace('one', { '/app/a': '1', '/app/b': 'old', '/app/gone': 'x', '/other': 'y' });
  const { session } = now;
  const then = session.mirror.at;
  const stamp = (key: string) => {
    // when a key was written is no part of a guard
    const { created, modified, version } = session.mirror.get(key)?.stamp ?? expect.fail(key);
    return { created, modified, version };
  };
  unwrap(
    await session.apply({
      title: 'Change',
      reason: '',
      edits: [
        { kind: 'put', key: '/app/b', value: bytes('new'), base: stamp('/app/b') },
        { kind: 'delete', key: '/app/gone', base: stamp('/app/gone') },
        { kind: 'put', key: '/app/c', value: bytes('2'), base: 'absent' },
      ],
    }),
  );
  await until(() => session.mirror.get('/app/c') !== undefined, 'it is seen');
  const comparer = new Comparer(heldAmong(now), new KeyFiles(''));
  const side = { kind: 'source', sourceId: 'one', prefix: '/app' } as const;
  const { id, counts, left, right } = unwrap(await comparer.compare({ ...side, moment: { revision: then } }, side));
  expect(counts).toEqual({ 'only-left': 1, 'only-right': 1, different: 1, same: 1, unknown: 0 });
  expect(left).toMatchObject({ keys: 3, at: then, past: { at: then, told: 'store' } });
  expect(right.past).toBeUndefined();
  const indexes = Uint32Array.from([0, 1, 2, 3]);
  expect(await changesOf(comparer, id, { direction: 'to-right', indexes, deletions: true })).toMatchObject([
    { kind: 'set', key: '/app/b', base: stamp('/app/b') },
    { kind: 'delete', key: '/app/c', base: stamp('/app/c') },
    { kind: 'set', key: '/app/gone', base: 'absent' },
  ]);
  expect(await comparer.changes(id, { direction: 'to-left', indexes, deletions: true })).toMatchObject({ ok: false, fault: { reason: 'compare-into-past' } });
  expect(await comparer.compare({ ...side, moment: { revision: session.mirror.at + 5n } }, side)).toMatchObject({ ok: false, fault: { reason: 'past-ahead' } });
});
