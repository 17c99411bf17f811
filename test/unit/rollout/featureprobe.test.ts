import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Evaluation, ProfileName } from '../../../shared/rollout/engine';
import { runFeatureProbe, vectorsSchema } from '../../../shared/rollout/conformance/featureprobe';
import { makeEngine } from '../../../shared/rollout/make-engine';
import vectors from '../../../shared/rollout/vectors/featureprobe/toggle_simple_spec.json';
import { bytes } from '../../support/entries';
import { sdkAnswer, sdkRepository, sdkUser } from './featureprobe-oracle';
import { repository, users } from './repositories';

const CLOCK = 1_700_000_000;
const engineOf = (value: unknown, name: ProfileName = 'featureprobe-node') => makeEngine(bytes(JSON.stringify(value)), { name });
const failedOf = (name: ProfileName): readonly string[] =>
  runFeatureProbe(vectorsSchema.parse(vectors), { name }).flatMap((one) => (one.passed ? [] : [one.name]));

afterEach(() => void vi.useRealTimers());

describe('the public vectors', () => {
  it('hold in full for the profile of the specification', () => {
    expect(runFeatureProbe(vectorsSchema.parse(vectors), { name: 'featureprobe-spec' })).toHaveLength(41);
    expect(failedOf('featureprobe-spec')).toEqual([]);
  });

  it('do not hold for the Node SDK where README.md says so, and nowhere else', () => {
    expect(failedOf('featureprobe-node')).toEqual([
      'String value get detail scenarios: test string match subject is empty get with bool_detail.',
      'Prerequisites scenarios: test prerequisites not match',
      'Prerequisites scenarios: test prerequisites not exist',
      'Prerequisites scenarios: test multi deep prerequisite not match.',
      'Prerequisites scenarios: test multi deep prerequisite not exist.',
    ]);
  });
});

describe('the profile of the Node SDK', () => {
  it('answers as the SDK does, whatever the repository and the user', () => {
    vi.useFakeTimers({ now: CLOCK * 1000, toFake: ['Date'] });
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(repository, users, (json, asked) => {
        const sdk = sdkRepository(json);
        const engine = engineOf(json);
        for (const { key, attributes } of asked) {
          for (const toggle of Object.keys(json.toggles)) {
            const expected = sdkAnswer(sdk, toggle, sdkUser(key, attributes), 'app');
            const found = engine.evaluate(toggle, { key, attributes }, CLOCK);
            seen.set(found.reason, (seen.get(found.reason) ?? 0) + 1);
            expect({ value: found.value ?? 'app', rule: found.rule, reason: wordOf(found) }).toEqual({
              // a variation that there is not is undefined to the SDK, which its client takes for a wrong type
              value: expected?.value ?? 'app',
              rule: expected?.ruleIndex,
              reason: /^(rule|disabled|default)/.exec(expected?.reason ?? '')?.[0],
            });
          }
        }
      }),
      { numRuns: 1500 },
    );
    // a generator that never comes to a rule would prove little
    for (const reason of ['match', 'default', 'disabled', 'prerequisite']) expect(seen.get(reason) ?? 0).toBeGreaterThan(500);
  });
});

const wordOf = ({ reason }: Evaluation): string => (reason === 'match' ? 'rule' : reason === 'disabled' ? 'disabled' : 'default');
