import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Evaluation, ProfileName } from '../../../shared/rollout/engine';
import { runFeatureProbe, vectorsSchema } from '../../../shared/rollout/conformance/featureprobe';
import { makeEngine } from '../../../shared/rollout/make-engine';
import vectors from '../../../shared/rollout/vectors/featureprobe/toggle_simple_spec.json';
import { bytes } from '../../support/entries';
import { sdkAnswer, sdkRepository, sdkUser } from '../../support/featureprobe-sdk';
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
      { numRuns: 1000 },
    );
    // a generator that never comes to a rule would prove little
    for (const reason of ['match', 'default', 'disabled', 'prerequisite']) expect(seen.get(reason) ?? 0).toBeGreaterThan(100);
  });
});

const wordOf = ({ reason }: Evaluation): string => (reason === 'match' ? 'rule' : reason === 'disabled' ? 'disabled' : 'default');

const toggle = (more: object = {}) => ({ key: 't', enabled: true, disabledServe: { select: 0 }, defaultServe: { select: 1 }, rules: [], variations: ['off', 'default', 'hit'], ...more });
const asked = (attributes: Readonly<Record<string, unknown>> = {}, key: string | null = 'user') => ({ key, attributes });
const condition = (more: object = {}) => ({ type: 'string', subject: 'city', predicate: 'is one of', objects: ['Bern'], ...more });
const rule = (...conditions: object[]) => ({ serve: { select: 2 }, conditions });
const said = ({ problems }: Evaluation) => problems.map(({ code, path }) => `${code} ${path?.join('/') ?? ''}`.trim());
const answer = (toggles: Readonly<Record<string, object>>, user = asked(), name: ProfileName = 'featureprobe-node', segments: object = {}) => engineOf({ segments, toggles }, name).evaluate('t', user, CLOCK);

describe('what is odd about an answer is said, with its place', () => {
  it('a split by an attribute that the user has not', () => {
    const split = { split: { distribution: [[[0, 5000]], [[5000, 10_000]]], bucketBy: 'company' } };
    expect(said(answer({ t: toggle({ defaultServe: split }) }))).toEqual(['bucket-by-missing toggles/t/defaultServe/split']);
    // in a rule it lets the next one be looked at
    const found = answer({ t: toggle({ rules: [{ serve: split, conditions: [] }, rule()] }) });
    expect([found.rule, found.value]).toEqual([1, 'hit']);
  });

  it('an attribute that is no text', () => {
    const found = answer({ t: toggle({ rules: [rule(condition({ type: 'number', subject: 'age', predicate: '>', objects: ['3'] }))] }) }, asked({ age: 5 }));
    expect(found.value).toBe('hit');
    expect(said(found)).toEqual(['attribute-not-text toggles/t/rules/0/conditions/0']);
  });

  it('a bucket that belongs to no variation, and a variation that there is not', () => {
    expect(said(answer({ t: toggle({ defaultServe: { split: { distribution: [[[0, 0]]] } } }) }))).toEqual(['bucket-unserved toggles/t/defaultServe']);
    expect(said(answer({ t: toggle({ defaultServe: { select: 7 } }) }))).toEqual(['variation-unknown toggles/t/defaultServe']);
  });

  it('a user without a key, whom the SDK gives the time for one', () => {
    const split = { split: { distribution: [[[0, 5000]], [[5000, 10_000]]] } };
    const found = answer({ t: toggle({ defaultServe: split }) }, asked({}, null));
    expect(said(found)).toEqual(['user-key-missing toggles/t/defaultServe/split']);
    expect(found.value).toBe(answer({ t: toggle({ defaultServe: split }) }, asked({}, String(CLOCK * 1000))).value);
  });

  it('a regular expression that is none; and that there are any is known beforehand', () => {
    const rules = [rule(condition({ predicate: 'matches regex', objects: ['('] }))];
    expect(said(answer({ t: toggle({ rules }) }, asked({ city: 'Bern' })))).toEqual(['regex-invalid toggles/t/rules/0/conditions/0']);
    const engine = engineOf({ segments: { s: { uniqueId: 's', version: 1, rules: [{ conditions: [condition({ predicate: 'matches regex' })] }] } }, toggles: { t: toggle(), u: toggle({ rules: [rule(condition({ type: 'segment', predicate: 'is in', objects: ['s'] }))] }), v: toggle({ prerequisites: [{ key: 'u', value: 'hit' }] }) } });
    expect(['t', 'u', 'v', 'w'].map((flag) => engine.usesRegex(flag))).toEqual([false, true, true, false]);
  });

  it('a toggle that cannot be read', () => {
    expect(said(answer({ t: { key: 't' } }))).toEqual(['flag-unreadable']);
  });
});

describe('no repository takes for ever', () => {
  it('a segment in itself is noticed', () => {
    const segments = { s: { uniqueId: 's', version: 1, rules: [{ conditions: [condition({ type: 'segment', predicate: 'is in', objects: ['s'] })] }] } };
    const found = answer({ t: toggle({ rules: [rule(condition({ type: 'segment', predicate: 'is in', objects: ['s'] }))] }) }, asked(), 'featureprobe-node', segments);
    expect([found.value, ...said(found)]).toEqual(['default', 'segment-endless segments/s']);
  });

  it('toggles that require one another many times over are asked once', () => {
    const names = ['t', ...Array.from({ length: 18 }, (_, i) => `t${i}`)];
    const toggles = Object.fromEntries(names.map((key, i) => [key, toggle({ key, prerequisites: i === names.length - 1 ? [] : Array.from({ length: 10 }, () => ({ key: names[i + 1], value: 'default' })) })]));
    for (const name of ['featureprobe-node', 'featureprobe-spec'] as const) {
      expect(answer(toggles, asked(), name).value).toBe('default');
      expect(engineOf({ segments: {}, toggles }, name).explain('t', asked(), CLOCK).value).toBe('default');
    }
  });

  it('more than twenty in a row are too many, as for the SDK', () => {
    const chain = (length: number) => Object.fromEntries(Array.from({ length }, (_, i) => [i === 0 ? 't' : `t${i}`, toggle({ key: `t${i}`, prerequisites: i === length - 1 ? [] : [{ key: `t${i + 1}`, value: 'default' }] })]));
    expect(said(answer(chain(20)))).toEqual([]);
    expect(said(answer(chain(21)))).toEqual(['prerequisite-depth toggles/t20']);
    expect(sdkAnswer(sdkRepository({ toggles: chain(20) }), 't', sdkUser('user', {}), '')?.reason).toBe('default.');
    expect(sdkAnswer(sdkRepository({ toggles: chain(21) }), 't', sdkUser('user', {}), '')?.reason).toContain('overflow');
  });
});

describe('where the two profiles differ', () => {
  const requiring = (value: unknown, more: object = {}) => ({ t: toggle({ prerequisites: [{ key: 'p', value }] }), p: toggle({ key: 'p', ...more }) });
  const both = (toggles: Readonly<Record<string, object>>, user = asked()) => (['featureprobe-spec', 'featureprobe-node'] as const).map((name) => answer(toggles, user, name).value);

  it('a prerequisite that is not met serves what is served when disabled, or the default', () => {
    expect(both(requiring('hit'))).toEqual(['off', 'default']);
  });

  it('a text of white space is one, or is none', () => {
    expect(both({ t: toggle({ rules: [rule(condition({ predicate: 'is not any of' }))] }) }, asked({ city: ' ' }))).toEqual(['hit', 'default']);
  });

  it('a required object is met by its like, or by none', () => {
    expect(both(requiring({ a: 1 }, { variations: [{}, { a: 1 }, {}] }))).toEqual(['default', 'default']);
    expect(answer(requiring({ a: 1 }, { variations: [{}, { a: 1 }, {}] }), asked(), 'featureprobe-spec').reason).toBe('default');
    expect(answer(requiring({ a: 1 }, { variations: [{}, { a: 1 }, {}] }), asked(), 'featureprobe-node').reason).toBe('prerequisite');
  });

  it('a prerequisite of a prerequisite fails that one, or all', () => {
    const toggles = { t: toggle({ prerequisites: [{ key: 'p', value: 'off' }], defaultServe: { select: 2 } }), p: toggle({ key: 'p', prerequisites: [{ key: 'q', value: 'hit' }] }), q: toggle({ key: 'q' }) };
    const reasons = (['featureprobe-spec', 'featureprobe-node'] as const).map((name) => answer(toggles, asked(), name).reason);
    expect(reasons).toEqual(['default', 'prerequisite']);
  });
});
