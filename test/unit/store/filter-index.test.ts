import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FilterIndex, narrows, termsOf } from '../../../renderer/store/filter-index';

const aKey = fc.array(fc.constantFrom('a', 'B', 'ab', '/', ' ', 'é', 'İ', 'Straße'), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
const aQuery = fc.array(fc.constantFrom('a', 'b', 'AB', '/', ' ', 'É', 'i', 'ss', '  '), { maxLength: 5 }).map((parts) => parts.join(''));

type Step =
  | { readonly kind: 'change'; readonly add: string[]; readonly remove: number }
  | { readonly kind: 'query'; readonly text: string }
  | { readonly kind: 'go on' };

const someSteps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('change' as const), add: fc.array(aKey, { maxLength: 5 }), remove: fc.nat(10) }),
    fc.record({ kind: fc.constant('query' as const), text: aQuery }),
    fc.constant({ kind: 'go on' as const }),
  ),
  { maxLength: 20 },
);

/** So many that a scan of them stops on its way. */
const many = Array.from({ length: 10_000 }, (_, i) => (i % 100 === 0 ? `A/b${i}` : `key-${i}`));

const finish = <T>(work: Generator<undefined, T>): T => {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
};

/** A filter over keys, beside a plain search over all of them. */
function aFilter() {
  const index = new FilterIndex();
  const keys: string[] = [];
  const standing = new Set<number>();
  let terms: string[] = [];
  let scan: Generator<undefined, Int32Array | null> | undefined;
  let held = new Set<number>();
  const change = (add: readonly string[], remove: readonly number[]) => {
    for (const handle of remove) standing.delete(handle);
    // directories have handles as well, so handles of entries leave gaps
    const handles = add.map((key) => keys.push('', key) - 1);
    for (const handle of handles) standing.add(handle);
    for (const handle of index.change(remove, handles, keys)) held.add(handle);
  };
  change(many, []);
  return {
    run(step: Step) {
      if (step.kind === 'change') return change(step.add, [...standing].slice(-step.remove));
      if (step.kind === 'query') {
        terms = termsOf(step.text);
        scan = index.query(step.text);
      }
      const at = scan?.next();
      if (at?.done === true && at.value !== undefined) held = new Set(at.value);
    },
    /** What it says now, and what it should. */
    compare() {
      if (scan !== undefined) {
        const rest = finish(scan);
        if (rest !== undefined) held = new Set(rest);
      }
      const found = [...held].filter((handle) => standing.has(handle)).sort((a, b) => a - b);
      const naive = terms.length === 0 ? [] : [...standing].filter((handle) => terms.every((term) => keys[handle]?.toLowerCase().includes(term)));
      return { found, naive };
    },
  };
}

describe('the filter', () => {
  it('finds what a plain search over all keys finds, whatever was asked before and comes while it searches', () => {
    fc.assert(
      fc.property(someSteps, (steps) => {
        const filter = aFilter();
        for (const step of steps) filter.run(step);
        const { found, naive } = filter.compare();
        expect(found).toEqual(naive);
      }),
      { numRuns: 100 },
    );
  });

  it('narrows only where every old word stands in a new one', () => {
    expect(narrows(['fl'], ['flag'])).toBe(true);
    expect(narrows(['fl'], ['flag', 'dark'])).toBe(true);
    expect(narrows(['fl', 'da'], ['flag'])).toBe(false);
    expect(narrows(['flag'], ['fl'])).toBe(false);
  });

  it('returns the shortest keys first in a search', () => {
    const index = new FilterIndex();
    index.change([], [1, 2, 3], ['', 'services/auth/features/login', 'auth', 'services/auth']);
    expect(finish(index.search('AUTH', 2))).toEqual([2, 3]);
  });
});
