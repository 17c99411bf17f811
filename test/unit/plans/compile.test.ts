import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Intention } from '../../../shared/plans/intention';
import { changeSetSchema } from '../../../shared/plans/packed';
import type { Compiled } from '../../../shared/plans/compile';
import { totalsOf } from '../../../shared/plans/preview';
import { compile, previewOf } from '../../support/plans';
import { WholeTree, type Held } from '../../../shared/plans/tree';
import { bytes } from '../../support/entries';
import { aStore, meaningOf, someIntentions } from './intentions';
import { likeEtcd, likeZookeeper, ModelStore } from './model-store';

const znodes = (values: Record<string, string | null>) => new ModelStore({ backend: 'zookeeper', roots: ['/'] }, likeZookeeper, values);
const etcd = (values: Record<string, string | null>) => new ModelStore({ backend: 'etcd', roots: [''] }, likeEtcd, values);
const compiled = (store: ModelStore, ...intentions: Intention[]): Compiled => compile({ title: 't', reason: '', intentions }, store.tree);
const stampOf = (store: ModelStore, key: string) => store.tree.get(key)?.stamp ?? expect.fail(`no ${key}`);
const reasons = ({ problems }: Compiled) => problems.map(({ fault }) => `${fault.reason} ${fault.key}`);
const written = ({ plan }: Compiled) => plan?.edits.map(({ kind, key }) => `${kind} ${key}`);

/** A store and what somebody wants of it that nothing stands in the way of. */
const wished = aStore.chain((store) => fc.tuple(fc.constant(store), someIntentions(store)));

describe('a compiled change set', () => {
  it('does what its intentions say, one after another, on both kinds of store', () => {
    let done = 0;
    fc.assert(
      fc.property(wished, ([store, intentions]) => {
        const { plan, problems } = compiled(store, ...intentions);
        const meaning = meaningOf(intentions, store);
        if (problems.length > 0) return;
        if (plan) {
          done += 1;
          expect(store.apply(plan)).toMatchObject({ ok: true });
        }
        expect(store.values).toEqual(meaning);
      }),
      { numRuns: 2000 },
    );
    expect(done).toBeGreaterThan(300);
  });

  it('is taken back by its inverse', () => {
    fc.assert(
      fc.property(wished, ([store, intentions]) => {
        const before = store.values;
        const { plan } = compiled(store, ...intentions);
        if (!plan) return;
        const receipt = store.apply(plan);
        if (!receipt.ok) expect.fail(receipt.fault.message);
        expect(store.apply(receipt.value.inverse)).toMatchObject({ ok: true });
        expect(store.values).toEqual(before);
      }),
    );
  });

  it('is refused as a whole when a key that it writes or copies was changed meanwhile', () => {
    fc.assert(
      fc.property(wished, fc.nat(), ([store, intentions], choice) => {
        const { plan } = compiled(store, ...intentions);
        if (!plan) return;
        const { key } = plan.edits[choice % plan.edits.length] ?? expect.fail();
        store.write(key, 'by somebody else');
        const before = store.values;
        expect(store.apply(plan)).toMatchObject({ ok: false });
        expect(store.values).toEqual(before);
      }),
    );
  });

  it('leaves out what is as wanted already', () => {
    const store = etcd({ '/a': '1', '/b': '2' });
    const result = compiled(store, { kind: 'bulk', keys: ['/a', '/b'], change: { kind: 'value', value: bytes('1') } });
    expect(written(result)).toEqual(['put /b']);
    expect(result.unchanged).toEqual(['/a']);
  });

  it('never brings back a key that somebody deleted: only who asks to create creates', () => {
    const store = etcd({ '/a': '1' });
    const base = stampOf(store, '/a');
    store.entries.delete('/a');
    expect(reasons(compiled(store, { kind: 'set', key: '/a', value: bytes('2'), base }))).toEqual(['conflict-absent /a']);
    expect(written(compiled(store, { kind: 'set', key: '/a', value: bytes('2'), base: 'absent' }))).toEqual(['put /a']);
  });

  it('shows that a base has moved before anything is sent', () => {
    const store = etcd({ '/a': '1' });
    const base = stampOf(store, '/a');
    store.write('/a', '2');
    expect(reasons(compiled(store, { kind: 'set', key: '/a', value: bytes('3'), base }, { kind: 'delete', key: '/a', base }))).toEqual(['conflict /a', 'conflict /a']);
  });

  it('makes no parent for a key that is created and deleted again on the way', () => {
    const store = znodes({});
    expect(compiled(store, { kind: 'set', key: '/a/b', value: bytes('1'), base: 'absent' }, { kind: 'delete-subtree', top: '/a/b' })).toMatchObject({ plan: null, problems: [] });
  });

  it('creates missing parents first and deletes children first where there are parents', () => {
    const store = znodes({ '/a': '', '/a/b': '1', '/a/b/c': '2' });
    expect(written(compiled(store, { kind: 'move', from: '/a/b', to: '/x/y' }))).toEqual(['put /x', 'put /x/y', 'put /x/y/c', 'delete /a/b/c', 'delete /a/b']);
    expect(written(compiled(etcd({ '/a/b': '1' }), { kind: 'move', from: '/a/b', to: '/x/y' }))).toEqual(['put /x/y', 'delete /a/b']);
  });

  it('checks what it copies, once', () => {
    const store = etcd({ '/a': '1', '/a/b': '2' });
    const result = compiled(store, { kind: 'copy', from: '/a', to: '/x' }, { kind: 'copy', from: '/a', to: '/y' });
    expect(written(result)).toEqual(['check /a', 'put /x', 'check /a/b', 'put /x/b', 'put /y', 'put /y/b']);
  });

  it('lets the later of two edits of one key win', () => {
    const store = etcd({ '/a': '1' });
    const base = stampOf(store, '/a');
    const twice = compiled(store, { kind: 'set', key: '/a', value: bytes('2'), base }, { kind: 'set', key: '/a', value: bytes('3'), base });
    expect(twice.plan?.edits).toEqual([{ kind: 'put', key: '/a', value: bytes('3'), base }]);
    expect(written(compiled(store, { kind: 'set', key: '/a', value: bytes('2'), base }, { kind: 'delete', key: '/a', base }))).toEqual(['delete /a']);
  });

  it('names the key where two steps contradict each other', () => {
    const store = etcd({ '/a': '1', '/b': '2' });
    const base = stampOf(store, '/a');
    expect(reasons(compiled(store, { kind: 'delete-subtree', top: '/a' }, { kind: 'set', key: '/a', value: bytes('2'), base }))).toEqual(['deleted-before /a']);
    expect(reasons(compiled(store, { kind: 'copy', from: '/b', to: '/c' }, { kind: 'set', key: '/c', value: bytes('2'), base: 'absent' }))).toEqual(['created-before /c']);
    const nodes = znodes({ '/a': '', '/a/b': '' });
    expect(reasons(compiled(nodes, { kind: 'delete-subtree', top: '/a' }, { kind: 'set', key: '/a/c', value: bytes('2'), base: 'absent' }))).toEqual(['parent-deleted /a/c']);
  });

  it('replaces a subtree by another as edits of what is there', () => {
    const store = znodes({ '/a': '1', '/a/b': '2', '/n': '3' });
    const result = compiled(store, { kind: 'delete-subtree', top: '/a' }, { kind: 'move', from: '/n', to: '/a' });
    expect(written(result)).toEqual(['put /a', 'delete /n', 'delete /a/b']);
  });

  it.each<[string, (store: ModelStore) => Intention[], string[]]>([
    ['a target that exists', () => [{ kind: 'copy', from: '/a', to: '/b' }], ['target-exists /b']],
    ['a target inside the source', () => [{ kind: 'move', from: '/a', to: '/a/b/c' }], ['target-inside-source /a/b/c']],
    ['the source itself', () => [{ kind: 'rename', top: '/a', name: 'a' }], ['target-inside-source /a']],
    ['a source that is not there', () => [{ kind: 'move', from: '/none', to: '/x' }], ['source-missing /none']],
    ['a name of two levels', () => [{ kind: 'rename', top: '/a', name: 'x/y' }], ['name-separator /a']],
    ['a newline in a key', () => [{ kind: 'set', key: '/x\ny', value: null, base: 'absent' }], ['invalid-key /x\ny']],
    ['NUL in a key', () => [{ kind: 'copy', from: '/a', to: '/x\0' }], ['invalid-key /x\0']],
    ['a parent that is ephemeral', () => [{ kind: 'set', key: '/live/x', value: null, base: 'absent' }], ['parent-ephemeral /live/x']],
    ['a value that is too large', () => [{ kind: 'set', key: '/x', value: new Uint8Array(100_001), base: 'absent' }], ['value-too-large /x']],
    ['children that stay', (store) => [{ kind: 'delete', key: '/a', base: stampOf(store, '/a') }], ['has-children /a']],
    ['the root of all', () => [{ kind: 'delete-subtree', top: '/' }], ['invalid-key /']],
    ['text in what holds none', () => [{ kind: 'bulk', keys: ['/bin', '/a'], change: { kind: 'replace-text', find: 'x', replacement: 'y' } }], ['value-not-text /bin']],
    ['a text that is not there', () => [{ kind: 'bulk', keys: ['/a'], change: { kind: 'replace-text', find: 'x', replacement: 'y' } }], ['text-missing /a']],
  ])('says what stands in the way: %s', (_, intentions, expected) => {
    const store = znodes({ '/': '', '/a': '1', '/a/b': '2', '/b': '3' });
    store.write('/live', '', { owner: '1f' });
    store.entries.set('/bin', { key: '/bin', value: Uint8Array.of(0xff), stamp: stampOf(store, '/a') });
    const result = compiled(store, ...intentions(store));
    expect(reasons(result)).toEqual(expected);
    expect(result.plan).toBeNull();
  });

  it('refuses null in etcd, and keys outside the roots', () => {
    const store = new ModelStore({ backend: 'etcd', roots: ['/a/'] }, likeEtcd, { '/a/x': '1' });
    expect(reasons(compiled(store, { kind: 'set', key: '/a/y', value: null, base: 'absent' }, { kind: 'copy', from: '/a/x', to: '/b' }))).toEqual(['not-supported /a/y', 'outside-root /b']);
  });

  it('writes keys as etcd will report them', () => {
    expect(written(compiled(etcd({}), { kind: 'set', key: '/\\x41', value: bytes(''), base: 'absent' }))).toEqual(['put /A']);
  });

  it('makes no copy of a value that is not here', () => {
    const store = etcd({ '/a': '1', '/a/large': '2' });
    const { key, stamp } = store.entries.get('/a/large') ?? expect.fail();
    const tree = new WholeTree(store.place, store.capabilities, new Map<string, Held>([...store.entries, [key, { key, stamp }]]));
    const result = compile({ title: 't', reason: '', intentions: [{ kind: 'copy', from: '/a', to: '/b' }] }, tree);
    expect(result.plan).toBeNull();
    expect(reasons(result)).toEqual(['not-loaded /a/large']);
    expect(written(compile({ title: 't', reason: '', intentions: [{ kind: 'move', from: '/a', to: '/b' }] }, store.tree))).toHaveLength(4);
  });

  it('does not take a directory that was not read for an empty one', () => {
    const store = etcd({ '/a/x': '1' });
    const tree = Object.assign(store.tree, { knowsBelow: (key: string) => key !== '/closed', knows: () => true });
    expect(reasons(compile({ title: 't', reason: '', intentions: [{ kind: 'delete-subtree', top: '/closed' }] }, tree))).toEqual(['not-loaded /closed']);
  });

  it('tells that a copy of an entry with an owner will stay, and which deletions are open below', () => {
    const store = etcd({ '/a/x': '1' });
    store.write('/a/live', 'me', { owner: '7f' });
    const result = compiled(store, { kind: 'move', from: '/a', to: '/b' });
    expect(result.orphans).toEqual([{ key: '/b/live', from: '/a/live', owner: '7f' }]);
    expect(result.openTops).toEqual(['/a']);
    expect(compiled(znodes({ '/a': '' }), { kind: 'delete-subtree', top: '/a' }).openTops).toEqual([]);
  });

  it('is previewed with what is there and what would be', () => {
    const store = etcd({ '/a': '1', '/b': '22' });
    const { plan } = compiled(store, { kind: 'set', key: '/c', value: bytes('333'), base: 'absent' }, { kind: 'delete-subtree', top: '/a' }, { kind: 'bulk', keys: ['/b'], change: { kind: 'replace-text', find: '2', replacement: '$&x' } });
    const previews = previewOf(plan ?? expect.fail(), store.tree);
    const stampOf = (key: string) => store.entries.get(key)?.stamp;
    expect(previews).toEqual([
      { key: '/b', kind: 'changed', base: stampOf('/b'), before: bytes('22'), after: bytes('$&x$&x') },
      { key: '/c', kind: 'created', base: 'absent', before: undefined, after: bytes('333') },
      { key: '/a', kind: 'deleted', base: stampOf('/a'), before: bytes('1'), after: undefined },
    ]);
    expect(totalsOf(previews)).toEqual({ created: 1, changed: 1, deleted: 1, bytes: 9 });
  });

  it('may have ten thousand keys in one intention, or as many intentions', () => {
    const store = znodes(Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`/all/${i}`, String(i)])));
    store.write('/all', '');
    expect(compiled(store, { kind: 'move', from: '/all', to: '/other' }).plan?.edits).toHaveLength(20_002);
    const deletions = [...store.entries.values()].map(({ key, stamp }): Intention => ({ kind: 'delete', key, base: stamp }));
    expect(compiled(store, ...deletions).plan?.edits).toHaveLength(10_001);
  });

  it('comes over IPC as it was sent, and nothing else does', () => {
    const sent = { title: 't', reason: 'r', intentions: [{ kind: 'copy', from: '/a', to: '/b' }, { kind: 'set', key: '/a', value: bytes('1'), base: 'absent' }] };
    expect(changeSetSchema.parse(sent)).toEqual(sent);
    expect(changeSetSchema.safeParse({ ...sent, intentions: [{ kind: 'delete', key: '/a', base: 'absent' }] }).success).toBe(false);
  });
});
