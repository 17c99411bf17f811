import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTrees, keyAt, type Side } from '../../../shared/plans/compare';
import { compile, promotion } from '../../support/plans';
import { spanOf, subtree } from '../../../shared/plans/tree';
import { anEntry, bytes } from '../../support/entries';
import { aStore } from './intentions';
import { likeEtcd, ModelStore } from './model-store';

const sideOf = (store: ModelStore, top: string): Side => ({ span: spanOf(store.place, top), items: subtree(store.tree, top) });
const etcd = (values: Record<string, string>) => new ModelStore({ backend: 'etcd', roots: [''] }, likeEtcd, values);

describe('a comparison of two trees', () => {
  it('finds nothing different in a tree and itself', () => {
    fc.assert(
      fc.property(aStore, fc.constantFrom('/a', '/b', '/'), (store, top) => {
        const kinds = [...compareTrees(sideOf(store, top), sideOf(store, top))].map(({ kind }) => kind);
        expect(kinds).toEqual(kinds.map(() => 'same'));
        expect(kinds).toHaveLength([...subtree(store.tree, top)].length);
      }),
    );
  });

  it('tells every key once, and on which side it is', () => {
    fc.assert(
      fc.property(aStore, aStore, (one, two) => {
        for (const { kind, at } of compareTrees(sideOf(one, '/a'), sideOf(two, '/b'))) {
          const [left, right] = [one.values[keyAt(spanOf(one.place, '/a'), at) ?? ''], two.values[keyAt(spanOf(two.place, '/b'), at) ?? '']];
          expect(kind).toBe(left === undefined ? 'only-right' : right === undefined ? 'only-left' : left === right ? 'same' : 'different');
        }
      }),
    );
  });

  it('lays one part of a tree over another', () => {
    const store = etcd({ '/staging': '', '/staging/a': '1', '/staging/b/c': '2', '/staging-2/a': '9', '/production/a': '1', '/production/b/c': '3', '/production/d': '4' });
    const found = [...compareTrees(sideOf(store, '/staging'), sideOf(store, '/production'))];
    expect(found.map(({ kind, at }) => `${kind} ${at}`)).toEqual(['only-left ', 'same /a', 'different /b/c', 'only-right /d']);
  });

  it('lays a prefix over another, whatever the prefixes end in', () => {
    const store = etcd({ 'a.x': '1', 'a.y': '2', b__x: '1', b__z: '3' });
    const side = (below: string): Side => ({ span: { below }, items: store.tree.startingWith(below) });
    const found = [...compareTrees(side('a.'), side('b__'))];
    expect(found.map(({ kind, at }) => `${kind} ${at}`)).toEqual(['same /x', 'only-left /y', 'only-right /z']);
    expect(promotion(found, { below: 'b__' }).map((one) => `${one.kind} ${'key' in one ? one.key : ''}`)).toEqual(['set b__y', 'delete b__z']);
  });

  it('says where a value has to be read', () => {
    const { key, stamp } = anEntry('/a', null);
    const side = (items: Side['items']): Side => ({ span: { top: '/a', below: '/a/' }, items });
    expect([...compareTrees(side([{ key, stamp }]), side([{ key, stamp, value: bytes('1') }]))][0]?.kind).toBe('unread');
  });

  it('becomes a change set that makes the right side as the left one', () => {
    fc.assert(
      fc.property(aStore, aStore, (one, two) => {
        // where there are parents, those that only the right side has may be needed by what comes from the left one
        fc.pre(one.place.backend === two.place.backend || two.place.backend === 'etcd');
        const right = sideOf(two, '/b');
        const intentions = promotion(compareTrees(sideOf(one, '/b'), right), right.span);
        const { plan, problems } = compile({ title: 't', reason: '', intentions }, two.tree);
        expect(problems).toEqual([]);
        if (plan) expect(two.apply(plan)).toMatchObject({ ok: true });
        const held = (store: ModelStore) => [...subtree(store.tree, '/b')].map(({ key }) => [key, store.values[key]]);
        expect(held(two)).toEqual(held(one));
      }),
    );
  });

  it('promotes nothing whose value is not here', () => {
    const { key, stamp } = anEntry('/a', null);
    expect(promotion([{ kind: 'only-left', at: '', left: { key, stamp } }], { top: '/a', below: '/a/' })).toEqual([]);
  });
});
