/** Drafts rewritten so that nobody moves who need not: checked by the engines themselves over many users. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readValue, type Value } from '../../../shared/flags/value';
import type { Profile } from '../../../shared/rollout/engine';
import { makeEngine } from '../../../shared/rollout/make-engine';
import { fewestMoves } from '../../../shared/rollout/rewrite';

const USERS = 20_000;

const flagd = (shares: readonly (readonly [string, number])[]): string =>
  JSON.stringify({ flags: { f: { state: 'ENABLED', variants: { a: 1, b: 2, c: 3, d: 4 }, defaultVariant: 'a', targeting: { if: [{ '==': [{ var: 'plan' }, 'pro'] }, 'b', { fractional: shares }] } } } }, null, 2);

const probe = (shares: readonly number[]): string => {
  let from = 0;
  const distribution = shares.map((share) => (share === 0 ? [] : [[from, (from += share)]]));
  const serve = { split: { distribution } };
  return JSON.stringify({ key: 'f', enabled: true, version: 1, disabledServe: { select: 0 }, defaultServe: serve, rules: [], variations: ['a', 'b', 'c', 'd'] });
};

const read = (text: string): Value => readValue('/f', new TextEncoder().encode(text));

/** What each user is served. */
function served(text: string, profile: Profile): unknown[] {
  const engine = makeEngine(new TextEncoder().encode(text), profile, 'f');
  return Array.from({ length: USERS }, (_, index) => engine.evaluate('f', { key: `user-${index}`, attributes: {} }, 0).value);
}

const count = <T>(all: readonly T[]): Map<T, number> => all.reduce((counts, each) => counts.set(each, (counts.get(each) ?? 0) + 1), new Map<T, number>());

/** Users who move, and the fewest who must for the counts to become what they are. */
function churn(before: readonly unknown[], after: readonly unknown[]): { moved: number; fewest: number } {
  const [a, b] = [count(before), count(after)];
  const fewest = [...a].reduce((sum, [value, users]) => sum + Math.max(0, users - (b.get(value) ?? 0)), 0);
  return { moved: before.filter((value, index) => value !== after[index]).length, fewest };
}

const weights = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 4, maxLength: 4 }).filter((all) => all.some((weight) => weight > 0));
const named = fc.tuple(weights, fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 })).map(([all, order]) => order.map((at) => [['a', 'b', 'c', 'd'][at], all[at]] as [string, number]));
const tenThousand = weights.map((all) => {
  const total = all.reduce((sum, each) => sum + each, 0);
  const shares = all.map((each) => Math.floor((each / total) * 10_000));
  return shares.map((share, at) => (at === all.findIndex((each) => each > 0) ? share + 10_000 - shares.reduce((sum, each) => sum + each, 0) : share));
});

describe('a rewritten draft', () => {
  test('of flagd moves no more users than must move, a thousandth aside, and keeps every share', () => {
    fc.assert(
      fc.property(named, named, (live, draft) => {
        const { text, rewrites } = fewestMoves(read(flagd(live)), read(flagd(draft)), 'f');
        const profile = { name: 'flagd-v2' } as const;
        const [before, asIs, rewritten] = [served(flagd(live), profile), served(flagd(draft), profile), served(text, profile)];
        const { moved, fewest } = churn(before, rewritten);
        expect(moved).toBeLessThanOrEqual(fewest + USERS / 1000);
        expect(moved).toBeLessThanOrEqual(churn(before, asIs).moved);
        const total = (all: readonly (readonly [string, number])[]): number => all.reduce((sum, [, weight]) => sum + weight, 0);
        for (const [variant, weight] of draft) {
          const share = weight / total(draft);
          const users = count(rewritten).get({ a: 1, b: 2, c: 3, d: 4 }[variant]) ?? 0;
          expect(Math.abs(users - share * USERS)).toBeLessThanOrEqual(5 * Math.sqrt(USERS * share * (1 - share)) + 1);
        }
        if (rewrites.length === 0) expect(text).toBe(flagd(draft));
      }),
      { numRuns: 15 },
    );
  });

  test.each(['featureprobe-spec', 'featureprobe-node'] as const)('of FeatureProbe, %s, moves no more users than must move', (name) => {
    fc.assert(
      fc.property(tenThousand, tenThousand, (live, draft) => {
        const { text } = fewestMoves(read(probe(live)), read(probe(draft)), 'f');
        const [before, rewritten] = [served(probe(live), { name }), served(text, { name })];
        const { moved, fewest } = churn(before, rewritten);
        expect(moved).toBeLessThanOrEqual(fewest + USERS / 1000);
      }),
      { numRuns: 15 },
    );
  });

  test('of the shares it had before has nothing to gain', () => {
    const text = flagd([['a', 25], ['b', 75]]);
    expect(fewestMoves(read(text), read(text), 'f')).toEqual({ text, rewrites: [] });
  });

  test('keeps one range a variant where the order alone does it', () => {
    const { text, rewrites } = fewestMoves(read(flagd([['a', 25], ['b', 75]])), read(flagd([['b', 60], ['a', 40]])), 'f');
    expect(JSON.parse(text)).toMatchObject({ flags: { f: { targeting: { if: [{}, 'b', { fractional: [['a', 40], ['b', 60]] }] } } } });
    expect(rewrites).toEqual([{ path: ['flags', 'f', 'targeting', 'if', 2, 'fractional'], moved: 0.65, rewritten: 0.15, several: false }]);
  });

  test('leaves splits alone that hash something else now, or that compute their shares', () => {
    const by = (attribute: string, shares: unknown[]) => JSON.stringify({ flags: { f: { state: 'ENABLED', variants: { a: 1, b: 2 }, defaultVariant: 'a', targeting: { fractional: [{ var: attribute }, ...shares] } } } });
    expect(fewestMoves(read(by('email', [['a', 1], ['b', 3]])), read(by('id', [['b', 1], ['a', 1]])), 'f').rewrites).toEqual([]);
    expect(fewestMoves(read(by('id', [['a', 1], ['b', 3]])), read(by('id', [['b', { var: 'x' }], ['a', 1]])), 'f').rewrites).toEqual([]);
    expect(fewestMoves(read(by('id', [['a', 1], ['b', 3]])), read(by('id', [['b', 1], ['a', 1]])), 'f').rewrites).toHaveLength(1);
  });

  /** A flag whose rules go one by one to a split each. */
  const many = (rules: number, shares: readonly (readonly [string, number])[], padding = ''): string =>
    JSON.stringify({
      note: padding,
      flags: { f: { state: 'ENABLED', variants: { a: 1, b: 2 }, defaultVariant: 'a', targeting: { if: Array.from({ length: rules }, (_, at) => [{ '==': [{ var: 'n' }, at] }, { fractional: shares }]).flat() } } },
    });

  test('has all of its splits rewritten as one edit, in either syntax', () => {
    const [live, draft] = [many(10, [['a', 25], ['b', 75]]), many(10, [['b', 60], ['a', 40]])];
    const { text, rewrites } = fewestMoves(read(live), read(draft), 'f');
    expect(rewrites).toHaveLength(10);
    expect(text).toBe(many(10, [['a', 40], ['b', 60]]));
    const yaml = (shares: string): string => `flags:\n  f:\n    state: ENABLED\n    variants: { a: 1, b: 2 }\n    defaultVariant: a\n    targeting:\n      if:\n${[0, 1, 2].map((at) => `        - { "==": [{ var: n }, ${at}] }\n        - fractional: ${shares} # ${at}\n`).join('')}`;
    const found = fewestMoves(read(yaml('[[a, 25], [b, 75]]')), read(yaml('[[b, 60], [a, 40]]')), 'f');
    expect(found.rewrites).toHaveLength(3);
    expect(found.text.match(/# \d/g)).toEqual(['# 0', '# 1', '# 2']);
    expect(fewestMoves(read(yaml('[[a, 25], [b, 75]]')), read(found.text), 'f').rewrites).toEqual([]);
  });

  test('keeps what can be written where one split is an alias of another', () => {
    const yaml = (shares: string): string => `flags:\n  f:\n    state: ENABLED\n    variants: { a: 1, b: 2 }\n    defaultVariant: a\n    targeting:\n      if:\n        - { "==": [{ var: n }, 0] }\n        - fractional: &shares ${shares}\n        - { "==": [{ var: n }, 1] }\n        - fractional: *shares\n        - fractional: ${shares}\n`;
    const { text, rewrites } = fewestMoves(read(yaml('[[a, 25], [b, 75]]')), read(yaml('[[b, 60], [a, 40]]')), 'f');
    expect(rewrites.map(({ path }) => path.at(-2))).toEqual([4]);
    expect(text).toContain('&shares [[b, 60], [a, 40]]');
  });
});
