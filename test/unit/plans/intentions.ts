/** Trees and change sets at random, and what change sets mean: intentions carried out one after another, with no plan between. */
import fc from 'fast-check';
import type { Key } from '../../../shared/model/key';
import { parentPath } from '../../../shared/model/znode-path';
import type { Intention } from '../../../shared/plans/intention';
import { isUnder, rerooted } from '../../../shared/plans/tree';
import { bytes } from '../../support/entries';
import { likeEtcd, likeZookeeper, ModelStore } from './model-store';

const name = fc.constantFrom('a', 'b', 'c', 'a-b');
const key = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => `/${names.join('/')}`);
const value = fc.constantFrom('', '1', 'two', 'true');

const withParents = (keys: readonly Key[]): Key[] =>
  keys.flatMap((at) => {
    const parents: Key[] = [at];
    for (let parent = parentPath(at); parent !== '/'; parent = parentPath(parent)) parents.push(parent);
    return parents;
  });

/** A store like ZooKeeper or like etcd, of up to thirty keys. */
export const aStore: fc.Arbitrary<ModelStore> = fc
  .record({ paths: fc.boolean(), keys: fc.array(fc.tuple(key, value), { maxLength: 30 }) })
  .map(({ paths, keys }) => {
    const values: Record<Key, string> = {};
    if (paths) for (const parent of withParents(keys.map(([at]) => at)).sort()) values[parent] = '';
    for (const [at, text] of keys) values[at] = text;
    return new ModelStore({ backend: paths ? 'zookeeper' : 'etcd', roots: [paths ? '/' : ''] }, paths ? likeZookeeper : likeEtcd, values);
  });

/** What somebody wants of this store; `draw` numbers choose among its keys. */
export const someIntentions = (store: ModelStore): fc.Arbitrary<Intention[]> => {
  const present = [...store.entries.values()];
  const entry = present.length === 0 ? fc.constant(undefined) : fc.constantFrom(...present);
  const one = fc.record({ kind: fc.constantFrom('create', 'put', 'delete', 'delete-subtree', 'copy', 'move', 'rename', 'bulk'), entry, key, name, value }).map((drawn): Intention => {
    const { kind, entry: at, key: to } = drawn;
    if (kind === 'create' || at === undefined) return { kind: 'set', key: to, value: bytes(drawn.value), base: 'absent' };
    switch (kind) {
      case 'put':
        return { kind: 'set', key: at.key, value: bytes(drawn.value), base: at.stamp };
      case 'delete':
        return { kind: 'delete', key: at.key, base: at.stamp };
      case 'delete-subtree':
        return { kind: 'delete-subtree', top: at.key };
      case 'rename':
        return { kind: 'rename', top: at.key, name: drawn.name };
      case 'bulk':
        return { kind: 'bulk', keys: [at.key], change: { kind: 'value', value: bytes(drawn.value) } };
      default:
        return { kind: kind === 'copy' ? 'copy' : 'move', from: at.key, to };
    }
  });
  return fc.array(one, { minLength: 1, maxLength: 4 });
};

/** What a store holds once these intentions have been carried out, where nothing stands in their way. */
export function meaningOf(intentions: readonly Intention[], store: ModelStore): Record<Key, string | null> {
  const values = new Map(Object.entries(store.values));
  const text = (of: Uint8Array | null): string | null => of && new TextDecoder().decode(of);
  for (const intention of intentions) {
    switch (intention.kind) {
      case 'set':
        values.set(intention.key, text(intention.value));
        break;
      case 'delete':
        values.delete(intention.key);
        break;
      case 'delete-subtree':
        for (const at of [...values.keys()]) if (isUnder(store.place, at, intention.top)) values.delete(at);
        break;
      case 'bulk':
        for (const at of intention.keys) if (intention.change.kind === 'value') values.set(at, text(intention.change.value));
        break;
      default: {
        const from = intention.kind === 'rename' ? intention.top : intention.from;
        const to = intention.kind === 'rename' ? `${parentPath(from) === '/' ? '' : parentPath(from)}/${intention.name}` : intention.to;
        const taken = [...values].filter(([at]) => isUnder(store.place, at, from));
        if (intention.kind !== 'copy') for (const [at] of taken) values.delete(at);
        for (const [at, held] of taken) values.set(rerooted(store.place, at, from, to), held);
      }
    }
  }
  // parents are made for what is there in the end: one that was wanted on the way only is not
  if (store.place.backend === 'zookeeper') for (const parent of withParents([...values.keys()])) if (!values.has(parent)) values.set(parent, '');
  return Object.fromEntries(values);
}
