/** Users who are looked for land where they were wanted, by the engine itself; where nobody does, it is said what nobody has. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Profile } from '../../../shared/rollout/engine';
import { candidates, type AttributesOf } from '../../../shared/rollout/find/candidates';
import { find, type Found, type Target } from '../../../shared/rollout/find/find';
import { makeEngine } from '../../../shared/rollout/make-engine';
import { synthetic } from '../../../shared/rollout/population/synthetic';
import { bytes } from '../../support/entries';

const CLOCK = 1_700_000_000;
const people = synthetic({
  seed: 'people',
  size: 1000,
  key: 'p{n}',
  attributes: [{ name: 'plan', missing: 0.2, distribution: { kind: 'choice', choices: ['free', 'pro', 'enterprise'].map((value) => ({ value, weight: 1 })) } }],
});
const flagd = (targeting: unknown): string => JSON.stringify({ flags: { f: { state: 'ENABLED', variants: { on: true, off: false, blue: 'b' }, defaultVariant: 'off', targeting } } }, null, 2);
const toggle = (distribution: readonly (readonly [number, number][])[]): string =>
  JSON.stringify({
    key: 'f',
    enabled: true,
    disabledServe: { select: 0 },
    defaultServe: { split: { distribution } },
    rules: [{ serve: { select: 1 }, conditions: [{ type: 'string', subject: 'plan', predicate: 'is one of', objects: ['pro'] }] }],
    variations: ['a', 'b', 'c'],
  });

/** `looks` is how often 256 users are tried at most. */
function searched(document: string, profile: Profile, target: Target, { count = 20, attributes = people as AttributesOf, pattern = 'user-{n}', looks = 150 } = {}): Found {
  const engine = makeEngine(bytes(document), profile, 'f');
  let looked = 0;
  return find({ engine, flag: 'f', clock: CLOCK, target, users: candidates(pattern, attributes), count }, () => looked++ < looks);
}

const rules = { if: [{ '==': [{ var: 'plan' }, 'enterprise'] }, 'on', { '==': [{ var: 'plan' }, 'pro'] }, { fractional: [['on', 10], ['blue', 90]] }, 'off'] };

describe('users who are looked for', () => {
  it('land where they were wanted, for any target, pattern and count', () => {
    const targets = fc.oneof<fc.Arbitrary<Target>[]>(
      fc.constantFrom('on', 'off', 'blue').map((name) => ({ kind: 'variant' as const, name })),
      fc.constantFrom(0, 1, 2).map((rule) => ({ kind: 'rule' as const, rule })),
    );
    fc.assert(
      fc.property(targets, fc.constantFrom('user-{n}', '{id}', 'ü{n}@{id}'), fc.integer({ min: 1, max: 60 }), (target, pattern, count) => {
        const engine = makeEngine(bytes(flagd(rules)), { name: 'flagd-v2' });
        const { users } = searched(flagd(rules), { name: 'flagd-v2' }, target, { pattern, count });
        expect(users).toHaveLength(count);
        expect(new Set(users.map(({ key }) => key)).size).toBe(count);
        for (const { key, attributes, outcome, why, bucket } of users) {
          const answer = engine.evaluate('f', { key, attributes }, CLOCK);
          const name = engine.variants('f')[answer.index]?.name;
          expect(target.kind === 'variant' ? name : answer.rule).toBe(target.kind === 'variant' ? target.name : target.kind === 'rule' && target.rule);
          expect([outcome?.name, why.rule]).toEqual([name, answer.rule]);
          // a bucket is told where a split decided, and nowhere else
          expect(bucket === null).toBe(answer.rule !== 1);
          if (bucket !== null) expect(bucket.range?.share).toBe(name === 'on' ? 0 : 1);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('land in a variation and by a rule of FeatureProbe', () => {
    const document = toggle([[[0, 5000]], [], [[5000, 10_000]]]);
    const byRule = searched(document, { name: 'featureprobe-spec' }, { kind: 'rule', rule: 0 });
    expect(byRule.users.map(({ attributes }) => attributes['plan'])).toEqual(Array.from({ length: 20 }, () => 'pro'));
    const byVariation = searched(document, { name: 'featureprobe-spec' }, { kind: 'variant', name: '2' });
    for (const { outcome, why, bucket } of byVariation.users) expect({ value: outcome?.value, rule: why.rule, above: (bucket?.bucket ?? 0) >= 5000 }).toEqual({ value: 'c', rule: null, above: true });
    expect(byVariation.users).toHaveLength(20);
  });

  it('have the same attributes where these are typed', () => {
    const { users } = searched(flagd(rules), { name: 'flagd-v2' }, { kind: 'variant', name: 'on' }, { attributes: { typed: { plan: 'pro' } }, count: 5 });
    expect(users.map(({ attributes }) => attributes)).toEqual(Array.from({ length: 5 }, () => ({ plan: 'pro' })));
  });
});

describe('where nobody is found', () => {
  it('the attributes are named that the rules look at and nobody has', () => {
    const beta = flagd({ if: [{ and: [{ '==': [{ var: 'country' }, 'CH'] }, { '!=': [{ var: 'plan' }, 'pro'] }] }, 'on', 'off'] });
    const { users, tried, missing } = searched(beta, { name: 'flagd-v2' }, { kind: 'variant', name: 'on' }, { attributes: { typed: { plan: 'free' } } });
    expect({ users, tried, missing }).toEqual({ users: [], tried: 150 * 256, missing: ['country'] });
    const alone = searched(toggle([[[0, 10_000]]]), { name: 'featureprobe-spec' }, { kind: 'rule', rule: 0 }, { attributes: { typed: {} } });
    expect(alone).toMatchObject({ users: [], missing: ['plan'] });
  });

  it('nothing is named where all is there, and the search ends when it is told to', () => {
    const found = searched(flagd(rules), { name: 'flagd-v2' }, { kind: 'rule', rule: 7 }, { looks: 4 });
    expect(found).toEqual({ users: [], tried: 1024, triedAll: false, wanted: 20, boundaries: 0, missing: [] });
  });

  it('a flag without a split has no boundary', () => {
    expect(searched(flagd('on'), { name: 'flagd-v2' }, { kind: 'boundary' })).toMatchObject({ users: [], boundaries: 0 });
  });
});

/** All buckets of the users that were tried, who came to the split. */
function buckets(document: string, profile: Profile, { tried }: Pick<Found, 'tried'>): readonly number[] {
  const engine = makeEngine(bytes(document), profile, 'f');
  const users = candidates('user-{n}', { typed: {} });
  return Array.from({ length: tried }, (_, index) => {
    const serve = engine.explain('f', users.at(index), CLOCK).steps.at(-1);
    return serve?.bucket?.bucket ?? -1;
  }).filter((bucket) => bucket >= 0);
}

describe('users at a boundary', () => {
  const shapes: readonly (readonly [string, string, Profile, readonly number[]])[] = [
    ['flagd v2', flagd({ fractional: [['on', 2500], ['off', 4000], ['blue', 3500]] }), { name: 'flagd-v2' }, [2500, 6500]],
    ['FeatureProbe', toggle([[[0, 1000], [9000, 9500]], [[1000, 9000]], []]), { name: 'featureprobe-spec' }, [1000, 9000, 9500]],
  ];
  it.each(shapes)('of %s are the nearest of all that were tried, on both sides', (_, document, profile, edges) => {
    const found = searched(document, profile, { kind: 'boundary' }, { count: 24, attributes: { typed: {} } });
    expect(found.boundaries).toBe(edges.length);
    const all = buckets(document, profile, found);
    const each = Math.floor(24 / (2 * edges.length));
    for (const at of edges) {
      const near = found.users.filter((user) => user.near?.at === at);
      const distances = near.map((user) => user.near?.distance ?? -1);
      expect(distances).toEqual(distances.toSorted((a, b) => a - b));
      const of = (side: string) => near.filter((user) => user.near?.side === side).map((user) => user.bucket?.bucket ?? -1);
      // worked out from all of them at once
      expect(of('below').toSorted((a, b) => b - a)).toEqual(all.filter((bucket) => bucket < at).toSorted((a, b) => b - a).slice(0, each));
      expect(of('above').toSorted((a, b) => a - b)).toEqual(all.filter((bucket) => bucket >= at).toSorted((a, b) => a - b).slice(0, each));
    }
  });

  it('are the first who were tried of all in one bucket, on both sides', () => {
    const { users } = searched(flagd({ fractional: [['on', 40], ['off', 60]] }), { name: 'flagd-v2' }, { kind: 'boundary' }, { count: 8, attributes: { typed: {} } });
    const all = buckets(flagd({ fractional: [['on', 40], ['off', 60]] }), { name: 'flagd-v2' }, { tried: 16_384 });
    for (const bucket of [39, 40]) {
      const first = all.flatMap((each, index) => (each === bucket ? [`user-${index + 1}`] : [])).slice(0, 4);
      expect(users.filter((user) => user.bucket?.bucket === bucket).map(({ key }) => key)).toEqual(first);
    }
  });

  it('of flagd v1 lie a fraction of a hundredth from it, on both sides', () => {
    const { users } = searched(flagd({ fractional: [['on', 1], ['off', 2]] }), { name: 'flagd-v1' }, { kind: 'boundary' }, { count: 4, attributes: { typed: {} } });
    expect(users.map((user) => user.near?.side).toSorted()).toEqual(['above', 'above', 'below', 'below']);
    for (const { outcome, near } of users) {
      expect(near?.distance).toBeLessThan(0.01);
      expect(outcome?.name).toBe(near?.side === 'below' ? 'on' : 'off');
    }
  });

  it('are told for each split of a flag', () => {
    const two = flagd({ if: [{ '==': [{ var: 'plan' }, 'pro'] }, { fractional: [['on', 10], ['off', 90]] }, { fractional: [['on', 50], ['blue', 50]] }] });
    const { users, boundaries } = searched(two, { name: 'flagd-v2' }, { kind: 'boundary' }, { count: 40 });
    expect(boundaries).toBe(2);
    expect(new Set(users.map(({ near, why }) => `rule ${why.rule} at ${near?.at}, line ${near?.place?.line === undefined ? '-' : 'known'}`))).toEqual(new Set(['rule 0 at 10, line known', 'rule 1 at 50, line known']));
  });

  it('of weights that are worked out are so many and no more, of those who were tried first', () => {
    const each = { size: 100_000, attributes: ['n'], at: (index: number) => ({ key: 'p', attributes: { n: index } }) };
    const { users, boundaries } = searched(flagd({ fractional: [['on', { var: 'n' }], ['off', 1000]] }), { name: 'flagd-v2' }, { kind: 'boundary' }, { count: 500, attributes: each });
    expect(boundaries).toBeGreaterThan(900);
    expect(boundaries).toBeLessThanOrEqual(1000);
    expect(users.length).toBeGreaterThan(200);
    for (const { near, bucket } of users) expect(near?.side).toBe((bucket?.bucket ?? -1) >= (near?.at ?? 0) ? 'above' : 'below');
  });
});
