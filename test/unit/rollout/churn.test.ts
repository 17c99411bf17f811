/** Shares changed: nobody moves who need not, and every share is met. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commonUnits, fewestMoved, fewestMovesOrder, fewestMovesSplit, movedUnits, refined, sharesOf, type Range } from '../../../shared/rollout/churn';

const variants = ['a', 'b', 'c', 'd', 'e'];
const range = fc.record({ variant: fc.constantFrom(...variants), units: fc.integer({ min: 1, max: 40 }) });
const line = fc.array(range, { minLength: 1, maxLength: 8 });
const unitsOf = (split: readonly Range[]): number => split.reduce((sum, { units }) => sum + units, 0);

/** A split and new shares over the same line. */
const change = fc.tuple(line, line).map(([from, other]): { from: Range[]; shares: Map<string, number> } => {
  const common = commonUnits(unitsOf(from), unitsOf(other));
  return { from: refined(from, common / unitsOf(from)), shares: sharesOf(refined(other, common / unitsOf(other))) };
});

/** Who stands at each unit. */
const spelled = (split: readonly Range[]): string[] => split.flatMap(({ variant, units }) => Array.from({ length: units }, () => variant));

describe('a split with other shares', () => {
  test('meets them and moves as few as can be', () => {
    fc.assert(
      fc.property(change, ({ from, shares }) => {
        const split = fewestMovesSplit(from, shares);
        expect(new Map([...sharesOf(split)].toSorted())).toEqual(new Map([...shares].toSorted()));
        expect(movedUnits(from, split)).toBe(fewestMoved(from, shares));
      }),
    );
  });

  test('is counted unit by unit', () => {
    fc.assert(
      fc.property(line, line, (from, other) => {
        const common = commonUnits(unitsOf(from), unitsOf(other));
        const [a, b] = [refined(from, common / unitsOf(from)), refined(other, common / unitsOf(other))];
        const [before, after] = [spelled(a), spelled(b)];
        expect(movedUnits(a, b)).toBe(before.filter((variant, at) => variant !== after[at]).length);
      }),
      { numRuns: 30 },
    );
  });

  test('moves nobody where nothing changes, and only adds where one share grows', () => {
    fc.assert(
      fc.property(change, ({ from, shares }) => {
        expect(movedUnits(from, fewestMovesSplit(from, sharesOf(from)))).toBe(0);
        const [before, after] = [spelled(from), spelled(fewestMovesSplit(from, shares))];
        for (const [variant, units] of shares) {
          if (units < (sharesOf(from).get(variant) ?? 0)) continue;
          // who had it keeps it
          before.forEach((had, at) => had === variant && expect(after[at]).toBe(variant));
        }
      }),
      { numRuns: 30 },
    );
  });

  test('in one range a variant is the best of all orders', () => {
    fc.assert(
      fc.property(change, ({ from, shares }) => {
        const ordered = fewestMovesOrder(from, shares);
        expect(new Map([...sharesOf(ordered)].toSorted())).toEqual(new Map([...shares].toSorted()));
        expect(new Set(ordered.map(({ variant }) => variant)).size).toBe(ordered.length);
        expect(movedUnits(from, ordered)).toBeGreaterThanOrEqual(fewestMoved(from, shares));
        const present = [...shares].filter(([, units]) => units > 0).map(([variant, units]) => ({ variant, units }));
        expect(movedUnits(from, ordered)).toBeLessThanOrEqual(movedUnits(from, present));
        expect(movedUnits(from, ordered)).toBeLessThanOrEqual(movedUnits(from, present.toReversed()));
      }),
      { numRuns: 50 },
    );
  });

  test('of an off and an on that stand in a bad order needs no second range', () => {
    const from = [{ variant: 'on', units: 25 }, { variant: 'off', units: 75 }];
    const shares = new Map([['off', 60], ['on', 40]]);
    expect(fewestMovesOrder(from, shares)).toEqual([{ variant: 'on', units: 40 }, { variant: 'off', units: 60 }]);
    expect(fewestMovesSplit(from, shares)).toEqual([{ variant: 'on', units: 40 }, { variant: 'off', units: 60 }]);
  });

  test('of three where the outer two change needs a second range', () => {
    const from = [{ variant: 'a', units: 40 }, { variant: 'b', units: 30 }, { variant: 'c', units: 30 }];
    const shares = new Map([['a', 30], ['b', 30], ['c', 40]]);
    expect(fewestMoved(from, shares)).toBe(10);
    expect(fewestMovesSplit(from, shares)).toEqual([{ variant: 'a', units: 30 }, { variant: 'c', units: 10 }, { variant: 'b', units: 30 }, { variant: 'c', units: 30 }]);
  });
});
