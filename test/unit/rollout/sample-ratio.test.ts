/** Sample ratios: the chi-square test agrees with published tables and with counted chance. */
import { describe, expect, test } from 'vitest';
import { MISMATCH_BELOW, sampleRatio } from '../../../shared/rollout/sample-ratio';
import { fractionAt } from '../../../shared/rollout/population/random';

/** Counts whose chi-square is x with so many degrees of freedom: all but two as expected. */
const countsWith = (x: number, degreesOfFreedom: number): { observed: number[]; weights: number[] } => {
  const weights = Array.from({ length: degreesOfFreedom + 1 }, () => 1);
  // (d^2 + d^2) / e = x
  const e = 1e6;
  const d = Math.sqrt((x * e) / 2);
  return { observed: weights.map((_, at) => e + (at === 0 ? d : at === 1 ? -d : 0)), weights };
};

describe('a sample ratio', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.4, upper critical values
  test.each([
    [1, 0.1, 2.706], [1, 0.05, 3.841], [1, 0.01, 6.635], [1, 0.001, 10.828],
    [2, 0.1, 4.605], [2, 0.05, 5.991], [2, 0.001, 13.816],
    [3, 0.1, 6.251], [3, 0.05, 7.815], [3, 0.001, 16.266],
    [4, 0.05, 9.488], [4, 0.001, 18.467],
    [9, 0.05, 16.919], [10, 0.05, 18.307], [10, 0.001, 29.588],
    [29, 0.05, 42.557], [30, 0.05, 43.773], [99, 0.01, 134.642], [100, 0.01, 135.807],
  ])('with %i degrees of freedom, p %f is reached at %f', (degreesOfFreedom, p, x) => {
    const { observed, weights } = countsWith(x, degreesOfFreedom);
    const found = sampleRatio(observed, weights);
    expect(found?.degreesOfFreedom).toBe(degreesOfFreedom);
    expect(found?.chiSquare).toBeCloseTo(x, 5);
    expect((found?.pValue ?? 0) / p).toBeCloseTo(1, 2);
  });

  test('of honest splits is called a mismatch as seldom as the threshold says', () => {
    let called = 0;
    const rounds = 20_000;
    for (let round = 0; round < rounds; round++) {
      const observed = [0, 0, 0];
      for (let user = 0; user < 200; user++) {
        const drawn = fractionAt(round, user);
        const at = drawn < 0.5 ? 0 : drawn < 0.8 ? 1 : 2;
        observed[at] = (observed[at] as number) + 1;
      }
      if ((sampleRatio(observed, [50, 30, 20])?.pValue ?? 1) < 0.05) called++;
    }
    expect(Math.abs(called / rounds - 0.05)).toBeLessThan(0.01);
  });

  test('that is off is a mismatch, and one that is exact is none', () => {
    expect(sampleRatio([5000, 4500], [1, 1])?.pValue).toBeLessThan(MISMATCH_BELOW);
    expect(sampleRatio([5000, 5000], [1, 1])).toMatchObject({ chiSquare: 0, pValue: 1, expected: [5000, 5000], tooFew: false });
  });

  test('with somebody where nobody was expected is a mismatch for certain', () => {
    expect(sampleRatio([50, 50, 1], [1, 1, 0])?.pValue).toBe(0);
    expect(sampleRatio([50, 50, 0], [1, 1, 0])?.degreesOfFreedom).toBe(1);
  });

  test('of too few says so, and of nobody says nothing', () => {
    expect(sampleRatio([3, 3], [1, 1])?.tooFew).toBe(true);
    expect(sampleRatio([0, 0], [1, 1])).toBeUndefined();
    expect(sampleRatio([7], [1])).toBeUndefined();
  });
});
