/**
 * Whether observed counts fit those of a simulation: Pearson's chi-square test of homogeneity. Both are samples: a simulation of ten thousand
 * users has chance of its own, and its shares taken for exact would call honest counts a mismatch.
 */

/** What the test says. */
export interface SampleRatio {
  readonly chiSquare: number;
  /** Variants that anybody was served, less one. */
  readonly degreesOfFreedom: number;
  /** How likely two samples of the same shares differ at least as far by chance alone: 0 to 1. */
  readonly pValue: number;
  /** Of as many users as were observed, how many the simulation's shares give each variant. */
  readonly expected: readonly number[];
  /** Below 5 expected in some variant of either sample the test says little. */
  readonly tooFew: boolean;
}

/** A mismatch is told below this, as is usual for experiments that are looked at again and again. */
export const MISMATCH_BELOW = 0.001;

/**
 * Tests two samples of counts, of the same length, whole and 0 or more. Undefined where there is nothing to test: fewer than two variants that
 * anybody was served, or a sample of nobody.
 */
export function sampleRatio(observed: readonly number[], simulated: readonly number[]): SampleRatio | undefined {
  const pairs = observed.map((found, at) => [found, simulated[at] ?? 0] as const);
  const [ofFound, ofMade] = [0, 1].map((sample) => pairs.reduce((sum, pair) => sum + (pair[sample] ?? 0), 0)) as [number, number];
  const both = ofFound + ofMade;
  const present = pairs.filter(([found, made]) => found + made > 0);
  const degreesOfFreedom = present.length - 1;
  if (ofFound === 0 || ofMade === 0 || degreesOfFreedom < 1) return undefined;
  const chiSquare = present.reduce((sum, [found, made]) => sum + (ofFound * ofMade * (found / ofFound - made / ofMade) ** 2) / (found + made), 0);
  return {
    chiSquare,
    degreesOfFreedom,
    pValue: above(chiSquare, degreesOfFreedom),
    expected: pairs.map(([, made]) => (ofFound * made) / ofMade),
    tooFew: present.some(([found, made]) => ((found + made) * Math.min(ofFound, ofMade)) / both < 5),
  };
}

/**
 * The share of the chi-square distribution above x. Closed sums for whole degrees of freedom (Abramowitz and Stegun 26.4.4 and 26.4.5): each
 * term is a density that the one before gives.
 */
function above(x: number, degreesOfFreedom: number): number {
  if (x === 0) return 1;
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
