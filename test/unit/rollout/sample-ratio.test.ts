/** Sample ratios: the chi-square test of two samples agrees with published tables and with counted chance. */
import { describe, expect, test } from 'vitest';
import { MISMATCH_BELOW, sampleRatio } from '../../../shared/rollout/sample-ratio';
import { fractionAt } from '../../../shared/rollout/population/random';

/** Two samples of one size whose chi-square is x with so many degrees of freedom: all but two counts are the same. */
const countsWith = (x: number, degreesOfFreedom: number): { observed: number[]; simulated: number[] } => {
  const e = 1e6;
  const simulated = Array.from({ length: degreesOfFreedom + 1 }, () => e);
  // d^2 / (2e + d) + d^2 / (2e - d) = x
  const d = Math.sqrt((4 * e * e * x) / (4 * e + x));
  return { observed: simulated.map((count, at) => count + (at === 0 ? d : at === 1 ? -d : 0)), simulated };
};

/** So many users drawn from shares of 50, 30 and 20 percent. */
function drawn(stream: number, users: number): number[] {
  const counts = [0, 0, 0];
  for (let user = 0; user < users; user++) {
    const fraction = fractionAt(stream, user);
    const at = fraction < 0.5 ? 0 : fraction < 0.8 ? 1 : 2;
    counts[at] = (counts[at] as number) + 1;
  }
  return counts;
}

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
    const { observed, simulated } = countsWith(x, degreesOfFreedom);
    const found = sampleRatio(observed, simulated);
    expect(found?.degreesOfFreedom).toBe(degreesOfFreedom);
    expect(found?.chiSquare).toBeCloseTo(x, 5);
    expect((found?.pValue ?? 0) / p).toBeCloseTo(1, 2);
  });

  test('of a published table is what is published', () => {
    // Agresti, An Introduction to Categorical Data Analysis, 2nd edition, table 2.5: X-squared 30.07, 2 degrees of freedom, p 2.954e-07
    const found = sampleRatio([762, 327, 468], [484, 239, 477]);
    expect(found?.chiSquare).toBeCloseTo(30.07, 2);
    expect(found?.degreesOfFreedom).toBe(2);
    expect((found?.pValue ?? 0) / 2.954e-7).toBeCloseTo(1, 2);
  });

  test('takes the chance in the simulation into account: an even split is no mismatch because ten thousand simulated users fell unevenly', () => {
    expect(sampleRatio([100_000, 100_000], [5050, 4950])?.pValue).toBeGreaterThan(0.1);
  });

  test.each([[200, 200], [2000, 200], [150, 600]])('of honest splits is called a mismatch as seldom as the threshold says: %i observed, %i simulated', (observed, simulated) => {
    let called = 0;
    const rounds = 5000;
    for (let round = 0; round < rounds; round++) if ((sampleRatio(drawn(2 * round, observed), drawn(2 * round + 1, simulated))?.pValue ?? 1) < 0.05) called++;
    expect(Math.abs(called / rounds - 0.05)).toBeLessThan(0.015);
  });

  test('that is off is a mismatch, and one that is exact is none', () => {
    expect(sampleRatio([5000, 4500], [50_000, 50_000])?.pValue).toBeLessThan(MISMATCH_BELOW);
    expect(sampleRatio([5000, 5000], [2000, 2000])).toMatchObject({ chiSquare: 0, pValue: 1, expected: [5000, 5000], tooFew: false });
  });

  test('with many where the simulation had nobody is a mismatch; a variant that neither has says nothing', () => {
    expect(sampleRatio([500, 500, 100], [500, 500, 0])?.pValue).toBeLessThan(MISMATCH_BELOW);
    expect(sampleRatio([50, 50, 0], [10, 10, 0])?.degreesOfFreedom).toBe(1);
  });

  test('of too few, in either sample, says so, and of nobody says nothing', () => {
    expect(sampleRatio([3, 3], [100, 100])?.tooFew).toBe(true);
    expect(sampleRatio([1000, 1000], [3, 3])?.tooFew).toBe(true);
    expect(sampleRatio([0, 0], [1, 1])).toBeUndefined();
    expect(sampleRatio([5, 5], [0, 0])).toBeUndefined();
    expect(sampleRatio([7], [1])).toBeUndefined();
  });
});
