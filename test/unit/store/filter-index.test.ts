import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FilterIndex, narrows, termsOf } from '../../../renderer/workers/filter-index';

const aKey = fc.array(fc.constantFrom('a', 'B', 'ab', '/', ' ', 'é', 'İ', 'Straße'), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
const aQuery = fc.array(fc.constantFrom('a', 'b', 'AB', '/', ' ', 'É', 'i', 'ss', '  '), { maxLength: 5 }).map((parts) => parts.join(''));

type Step = { readonly kind: 'change'; readonly add: string[]; readonly remove: number } | { readonly kind: 'query'; readonly text: string };

const someSteps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('change' as const), add: fc.array(aKey, { maxLength: 5 }), remove: fc.nat(10) }),
    fc.record({ kind: fc.constant('query' as const), text: aQuery }),
  ),
  { maxLength: 20 },
);

describe('the filter', () => {
  it('finds what a plain search over all keys finds, whatever was asked before', () => {
    fc.assert(
      fc.property(someSteps, (steps) => {
        const index = new FilterIndex();
        const keys = new Map<number, string>();
        let next = 1;
        let terms: string[] = [];
        const naive = () => (terms.length === 0 ? [] : [...keys].filter(([, key]) => terms.every((term) => key.toLowerCase().includes(term))).map(([handle]) => handle));
        let held = new Set<number>();
        for (const step of steps) {
          if (step.kind === 'query') {
            terms = termsOf(step.text);
            held = new Set(index.query(step.text));
          } else {
            const removed = [...keys.keys()].slice(0, step.remove % 3);
            for (const handle of removed) {
              keys.delete(handle);
              held.delete(handle);
            }
            // directories have handles as well, so handles of entries leave gaps
            const handles = step.add.map(() => (next += 2));
            step.add.forEach((key, i) => keys.set(handles[i] as number, key));
            for (const handle of index.change(Int32Array.from(handles), step.add.join('\0'), Int32Array.from(removed))) held.add(handle);
          }
          expect([...held].filter((handle) => keys.has(handle)).sort((a, b) => a - b)).toEqual(naive());
        }
      }),
      { numRuns: 300 },
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
    index.change(Int32Array.of(1, 2, 3), ['services/auth/features/login', 'auth', 'services/auth'].join('\0'), Int32Array.of());
    expect([...index.search('AUTH', 2)]).toEqual([2, 3]);
  });
});
