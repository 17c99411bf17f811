import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FilterIndex, narrows, termsOf } from '../../../renderer/store/filter-index';
import { KeyTree } from '../../../renderer/store/tree';
import { finish } from './finish';

const aKey = fc.array(fc.constantFrom('a', 'B', 'ab', '/', ' ', 'é', 'İ', 'Straße'), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
// mostly such that narrow one another
const aQuery = fc.oneof(
  fc.constantFrom('', 'a', 'ab', 'A b', 'ab É', '/', 'b', 'b/é', 'ße/1/k', 'straße', 'few', 'key-1 2', 'ss a'),
  fc.array(fc.constantFrom('a', 'b', 'AB', '/', ' ', 'É', 'i', 'ss', '  '), { maxLength: 5 }).map((parts) => parts.join('')),
);

interface Change {
  readonly add: string[];
  readonly remove: number;
  /** How many of those that went come back under their old handles. */
  readonly back: number;
}

const aChange = fc.record({ add: fc.array(aKey, { maxLength: 3 }), remove: fc.nat(3), back: fc.nat(2) });

/** A query, with what changes before, while and after it is answered; perhaps the next one comes first. */
const someRounds = fc.array(fc.record({ before: aChange, text: aQuery, during: aChange, finished: fc.boolean(), after: aChange }), { minLength: 1, maxLength: 6 });

/** So many that a scan of them stops on its way, in directories of many and of few. */
const many = Array.from({ length: 10_000 }, (_, i) => (i % 100 === 99 ? `few${i}/Ab` : i % 10 === 0 ? `A${i % 7}B/é${i}` : `straße/${i % 3}/key-${i}`));

/** A filter over keys, beside a plain search over all of them. */
function aFilter() {
  // a key that somebody shows keeps its handle
  const tree = new KeyTree('', () => true);
  const index = new FilterIndex(tree);
  const standing = new Set<number>();
  let terms: string[] = [];
  let scan: Generator<undefined, Int32Array | null> | undefined;
  let held = new Set<number>();
  const gone: string[] = [];
  const change = ({ add, remove, back }: Change) => {
    const again = gone.splice(0, back);
    const removed = remove === 0 ? [] : [...standing].slice(-remove);
    for (const handle of removed) {
      gone.push(tree.keys[handle] ?? '');
      tree.remove(handle);
      standing.delete(handle);
    }
    const added = [...again, ...add].map((key) => tree.add(key, tree.handleOf.get(key))).filter((handle) => !standing.has(handle));
    for (const handle of added) standing.add(handle);
    for (const handle of index.change(removed, added)) held.add(handle);
  };
  const goOn = (): boolean => {
    const at = scan?.next();
    if (at?.done !== true) return at !== undefined;
    if (at.value !== undefined) held = new Set(at.value);
    scan = undefined;
    return false;
  };
  change({ add: many, remove: 0, back: 0 });
  return {
    change,
    query(text: string) {
      terms = termsOf(text);
      scan = index.query(text);
      goOn();
    },
    finish() {
      while (goOn());
    },
    /** What it says now, and what it should. */
    compare() {
      while (goOn());
      const found = [...held].filter((handle) => standing.has(handle)).sort((a, b) => a - b);
      const naive = [...standing].filter((handle) => terms.length > 0 && terms.every((term) => tree.keys[handle]?.toLowerCase().includes(term)));
      return { found, naive: naive.sort((a, b) => a - b) };
    },
  };
}

describe('the filter', () => {
  it('finds what a plain search over all keys finds, whatever was asked before and comes while it searches', () => {
    fc.assert(
      fc.property(someRounds, (rounds) => {
        const filter = aFilter();
        for (const { before, text, during, finished, after } of rounds) {
          filter.change(before);
          filter.query(text);
          filter.change(during);
          if (finished) filter.finish();
          filter.change(after);
        }
        const { found, naive } = filter.compare();
        expect(found).toEqual(naive);
      }),
      { numRuns: 200 },
    );
  });

  it('finds an answer again that was given on the way, with what has come since', () => {
    const tree = new KeyTree('');
    const index = new FilterIndex(tree);
    const add = (...keys: string[]) => index.change([], keys.map((key) => tree.add(key, undefined)));
    add('flag', 'fly', 'other');
    const answer = finish(index.query('f'));
    expect(finish(index.query('fl'))).toBe(answer);
    expect(finish(index.query('fla'))).toHaveLength(1);
    expect(finish(index.query('f'))).toBe(answer);
    finish(index.query('fla'));
    add('flat', 'fox');
    expect([...(finish(index.query('f')) ?? [])].map((handle) => tree.keys[handle])).toEqual(['flag', 'fly', 'flat', 'fox']);
  });

  it('narrows only where every old word stands in a new one', () => {
    expect(narrows(['fl'], ['flag'])).toBe(true);
    expect(narrows(['fl'], ['flag', 'dark'])).toBe(true);
    expect(narrows(['fl', 'da'], ['flag'])).toBe(false);
    expect(narrows(['flag'], ['fl'])).toBe(false);
  });

  it('returns the shortest keys first in a search, however many match', () => {
    const tree = new KeyTree('');
    const index = new FilterIndex(tree);
    const handles = many.map((key) => tree.add(key, undefined));
    index.change([], handles);
    index.change(handles.splice(0, 5), []);
    const named = handles.map((handle) => tree.keys[handle] ?? '').filter((key) => key.includes('/key-') && key.includes('7'));
    const shortest = named.sort((a, b) => a.length - b.length || (a < b ? -1 : 1)).slice(0, 20);
    expect(finish(index.search('KEY- 7', 20)).map((handle) => tree.keys[handle])).toEqual(shortest);
    expect(finish(index.search('few99/', 20)).map((handle) => tree.keys[handle])).toEqual(['few99/Ab']);
    expect(finish(index.search(' ', 20))).toEqual([]);
  });
});
