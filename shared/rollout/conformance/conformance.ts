/** All vectors that come with the app, run on demand: counts by suite, for a badge that shows what is known to hold. */
import featureProbe from '../vectors/featureprobe/toggle_simple_spec.json';
import flagd from '../vectors/flagd/golden.json';
import { runFeatureProbe, vectorsSchema } from './featureprobe';
import { goldenSchema, runFlagd, ways } from './flagd';
import { counted, type SuiteResult } from './suite';

/**
 * Runs everything; it takes some tens of milliseconds. The Node SDK itself fails FeatureProbe's vectors where README.md says so, and so does its profile:
 * of these profiles only `featureprobe-spec` stands here.
 */
export function conformance(): readonly SuiteResult[] {
  const vectors = vectorsSchema.parse(featureProbe);
  const golden = goldenSchema.parse(flagd);
  const ours = (Object.keys(ways) as (keyof typeof ways)[]).map((way) => counted(`flagd ${way}`, ways[way], runFlagd(golden, way)));
  const specification = { name: 'featureprobe-spec' } as const;
  return [counted('FeatureProbe specification', specification, runFeatureProbe(vectors, specification)), ...ours];
}
