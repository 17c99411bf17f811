/** Whether observed counts fit the shares that were expected of them: Pearson's chi-square test of goodness of fit. */

/** What the test says. */
export interface SampleRatio {
  readonly chiSquare: number;
  /** Variants with an expected share, less one. */
  readonly degreesOfFreedom: number;
  /** How likely counts at least as far from the expected ones are by chance alone: 0 to 1. */
  readonly pValue: number;
  /** Counts expected of each variant, of the sum of those observed. */
  readonly expected: readonly number[];
  /** Below 5 expected in some variant the test says little. */
  readonly tooFew: boolean;
}

/** A mismatch is told below this, as is usual for experiments that are looked at again and again. */
export const MISMATCH_BELOW = 0.001;

/**
 * Tests counts against weights of the same length, both 0 or more. Undefined where there is nothing to test: fewer than two variants with a
 * weight, or nobody observed. Somebody observed where the weight is 0 is a mismatch for certain.
 */
export function sampleRatio(observed: readonly number[], weights: readonly number[]): SampleRatio | undefined {
  const total = observed.reduce((sum, count) => sum + count, 0);
  const weight = weights.reduce((sum, each) => sum + each, 0);
  const degreesOfFreedom = weights.filter((each) => each > 0).length - 1;
  if (total === 0 || degreesOfFreedom < 1) return undefined;
  const expected = weights.map((each) => (total * each) / weight);
  const terms = expected.map((each, at) => {
    const found = observed[at] ?? 0;
    return each === 0 ? (found === 0 ? 0 : Infinity) : (found - each) ** 2 / each;
  });
  const chiSquare = terms.reduce((sum, term) => sum + term, 0);
  const tooFew = expected.some((each) => each > 0 && each < 5);
  return { chiSquare, degreesOfFreedom, pValue: above(chiSquare, degreesOfFreedom), expected, tooFew };
}

/**
 * The share of the chi-square distribution above x. Closed sums for whole degrees of freedom (Abramowitz and Stegun 26.4.4 and 26.4.5): each
 * term is a density that the one before gives.
 */
function above(x: number, degreesOfFreedom: number): number {
  if (x === 0) return 1;
  if (x === Infinity) return 0;
  const half = x / 2;
  const odd = degreesOfFreedom % 2 === 1;
  let term = odd ? Math.sqrt((2 * x) / Math.PI) * Math.exp(-half) : Math.exp(-half);
  let sum = odd ? twoTails(Math.sqrt(x)) : term;
  for (let k = odd ? 3 : 2; k <= degreesOfFreedom - (odd ? 0 : 2); k += 2) {
    if (odd) {
      sum += term;
      term *= x / k;
    } else {
      term *= x / k;
      sum += term;
    }
  }
  return Math.min(1, sum);
}

/** How likely a standard normal number is further from 0 than x. Within 1.2e-7 of itself everywhere (Press et al., Numerical Recipes, erfc). */
function twoTails(x: number): number {
  const z = x / Math.SQRT2;
  const t = 1 / (1 + z / 2);
  const coefficients = [0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196, 1.00002368, -1.26551223];
  return t * Math.exp(coefficients.reduce((sum, coefficient) => sum * t + coefficient, 0) - z * z);
}
