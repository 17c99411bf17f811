import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Context, Engine, Evaluation, Explanation, Profile, Step } from '../../../shared/rollout/engine';
import { makeEngine } from '../../../shared/rollout/make-engine';
import { bytes } from '../../support/entries';
import { repository, users as featureProbeUsers } from './repositories';
import { flagdDocument, flagdUsers } from './rules';

const CLOCK = 1_700_000_000;
const engineOf = (document: unknown, profile: Profile): Engine => makeEngine(bytes(JSON.stringify(document)), profile);
const flagd: readonly Profile[] = [{ name: 'flagd-v2' }, { name: 'flagd-v2', hash: 'utf8' }, { name: 'flagd-v1' }, { name: 'flagd-v1', hash: 'utf8' }];
const featureProbe: readonly Profile[] = [{ name: 'featureprobe-spec' }, { name: 'featureprobe-node' }];
const nameOf = ({ name, hash = 'js' }: Profile) => (name.startsWith('flagd') ? `${name} ${hash}` : name);

/** All explanations of a document for some users. */
function explained(document: unknown, profile: Profile, users: readonly Context[]) {
  const engine = engineOf(document, profile);
  // one that explains nothing in between
  const fresh = engineOf(document, profile);
  return users.flatMap((user) => engine.flags.map((flag) => ({ engine, flag, user, found: engine.explain(flag, user, CLOCK), evaluated: fresh.evaluate(flag, user, CLOCK) })));
}

const answerOf = ({ value, index, reason, rule, problems }: Explanation): Evaluation => ({ value, index, reason, rule, problems });
const inside = (steps: readonly Step[]): readonly Step[] => steps.flatMap((step) => [step, ...inside(step.steps)]);

describe('an explanation', () => {
  it.each(flagd.map((profile) => [nameOf(profile), profile] as const))('gives the answer of %s, and its steps come to it', (_, profile) => {
    let rules = 0;
    fc.assert(
      fc.property(flagdDocument, flagdUsers, (document, users) => {
        for (const { engine, flag, user, found, evaluated } of explained(document, profile, users)) {
          expect(answerOf(found)).toEqual(evaluated);
          expect(answerOf(found)).toEqual(engine.evaluate(flag, user, CLOCK));
          const [top] = found.steps;
          if (found.reason !== 'match' || top === undefined) continue;
          rules++;
          expect(String(top.result)).toBe(engine.variants(flag)[found.index]?.name);
          // a bucket in no share is served nothing
          for (const { name, bucket, result } of inside(found.steps)) if (name === 'fractional' && bucket !== null && bucket.range === null) expect(result).toBe(null);
        }
      }),
      { numRuns: 100 },
    );
    expect(rules).toBeGreaterThan(10);
  });

  it.each(featureProbe.map((profile) => [nameOf(profile), profile] as const))('gives the answer of %s, and its steps come to it', (_, profile) => {
    const seen = { rules: 0, splits: 0, prerequisites: 0 };
    fc.assert(
      fc.property(repository, featureProbeUsers, (document, users) => {
        for (const { engine, flag, user, found, evaluated } of explained(document, profile, users)) {
          expect(answerOf(found)).toEqual(evaluated);
          expect(answerOf(found)).toEqual(engine.evaluate(flag, user, CLOCK));
          const { steps, reason, rule, index } = found;
          const hit = steps.find((step) => step.kind === 'rule' && step.matched === true);
          expect(hit === undefined ? null : Number(hit.name)).toBe(rule);
          const serve = hit === undefined ? steps.at(-1) : hit.steps.at(-1);
          expect(serve?.kind).toBe('serve');
          if (index >= 0) expect(serve?.result).toBe(index);
          const bucket = serve?.bucket ?? null;
          if (index >= 0 && bucket !== null) expect(bucket.range?.share).toBe(index);
          if (reason === 'prerequisite') expect(steps.some((step) => step.kind === 'prerequisite' && step.matched === false)).toBe(true);
          if (rule !== null) seen.rules++;
          if (bucket !== null) seen.splits++;
          if (reason === 'prerequisite') seen.prerequisites++;
        }
      }),
      { numRuns: 200 },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(20);
  });

  it.each(['true', '12.5', 'hello', ''])('of a plain value is the value: %j', (text) => {
    const engine = makeEngine(bytes(text), { name: 'plain' });
    expect(answerOf(engine.explain('', { key: 'a', attributes: {} }, CLOCK))).toEqual(engine.evaluate('', { key: 'b', attributes: {} }, 0));
  });
});

describe('attributes that are not read', () => {
  const only = (attributes: Context['attributes'], names: readonly string[]) => Object.fromEntries(Object.entries(attributes).filter(([name]) => names.includes(name)));

  it.each(
    [...flagd.map((profile) => ({ profile, document: flagdDocument, users: flagdUsers })), ...featureProbe.map((profile) => ({ profile, document: repository, users: featureProbeUsers }))].map((each) => [nameOf(each.profile), each] as const),
  )('change no answer of %s', (_, { profile, document: documents, users }) => {
    let left = 0;
    fc.assert(
      fc.property(documents as fc.Arbitrary<unknown>, users as fc.Arbitrary<readonly Context[]>, (document, people) => {
        const engine = engineOf(document, profile);
        for (const flag of engine.flags) {
          const names = engine.reads(flag);
          if (names === null) continue;
          for (const user of people.map((each) => ({ ...each, key: each.key ?? 'u' }))) {
            const attributes = only(user.attributes, names);
            left += Object.keys(user.attributes).length - Object.keys(attributes).length;
            expect(engine.evaluate(flag, { ...user, attributes }, CLOCK)).toEqual(engine.evaluate(flag, user, CLOCK));
          }
        }
      }),
      { numRuns: 300 },
    );
    expect(left).toBeGreaterThan(50);
  });

  it('are all of them where a rule takes the whole user, computes a name, or is not known to see its arguments only', () => {
    const reads = (targeting: unknown) => engineOf({ flags: { f: { state: 'ENABLED', variants: { a: 1 }, defaultVariant: 'a', targeting } } }, { name: 'flagd-v2' }).reads('f');
    expect(reads({ '==': [{ var: 'user.plan' }, { var: ['age', 3] }] })?.toSorted()).toEqual(['__proto__', 'age', 'user']);
    expect(reads({ missing: ['email'] })).toContain('email');
    for (const rule of [{ var: '' }, { var: [] }, { var: [{ cat: ['a', 'b'] }] }, { var: '../a' }, { missing: { var: 'a' } }, { missing: 'email' }, { val: 'plan' }]) expect(reads(rule)).toBe(null);
  });
});

const everyone = Array.from({ length: 100_000 }, (_, i): Context => ({ key: `user-${i}${i % 3 === 0 ? 'é' : ''}`, attributes: {} }));

/** A document whose flag `f` splits by weights, which FeatureProbe spells as ranges of ten thousand. */
function splitBy(weights: readonly number[], profile: Profile): unknown {
  if (profile.name.startsWith('flagd')) {
    const variants = Object.fromEntries(weights.map((_, index) => [`v${index}`, index]));
    return { flags: { f: { state: 'ENABLED', variants, defaultVariant: 'v0', targeting: { fractional: weights.map((weight, index) => [`v${index}`, weight]) } } } };
  }
  let from = 0;
  const distribution = weights.map((weight) => [[from, (from += weight)]]);
  return { segments: {}, toggles: { f: { key: 'f', enabled: true, disabledServe: { select: 0 }, defaultServe: { split: { distribution } }, rules: [], variations: weights.map((_, index) => index) } } };
}

const served = (weights: readonly number[], profile: Profile, users: readonly Context[]): readonly number[] => {
  const engine = engineOf(splitBy(weights, profile), profile);
  return users.map((user) => engine.evaluate('f', user, CLOCK).index);
};

describe.each([...flagd, ...featureProbe].map((profile) => [nameOf(profile), profile] as const))('a split by %s', (_, profile) => {
  it('loses nobody of the first share when that takes from the others', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 99_000 }), (one, other, from) => {
        const users = everyone.slice(from, from + 300);
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const before = served([low, 10_000 - low], profile, users);
        const after = served([high, 10_000 - high], profile, users);
        for (const [index, share] of before.entries()) if (share === 0) expect(after[index]).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it.each([[[1000, 9000]], [[3333, 3333, 3334]], [[10, 9990]], [[2500, 0, 7500]]])('gives shares of %j to so many', (weights) => {
    const counts = weights.map(() => 0);
    for (const share of served(weights, profile, everyone)) counts[share] = (counts[share] ?? 0) + 1;
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (const [index, weight] of weights.entries()) {
      const expected = weight / total;
      // five standard deviations of a binomial distribution; the users are always the same
      expect(Math.abs((counts[index] ?? 0) - expected * everyone.length)).toBeLessThanOrEqual(5 * Math.sqrt(everyone.length * expected * (1 - expected)));
    }
  });
});

it('flagd v2 and v1 put many users elsewhere, so that the profiles are two', () => {
  const users = everyone.slice(0, 10_000);
  const [v1, v2] = [served([1000, 9000], { name: 'flagd-v1' }, users), served([1000, 9000], { name: 'flagd-v2' }, users)];
  expect(v1.filter((share, index) => share !== v2[index]).length).toBeGreaterThan(500);
});
