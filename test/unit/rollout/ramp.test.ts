/** Ramps: planned steps, and documents of which none takes from anybody what an earlier one gave, checked by the engines themselves. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readValue, type Value } from '../../../shared/flags/value';
import type { Profile } from '../../../shared/rollout/engine';
import { makeEngine } from '../../../shared/rollout/make-engine';
import { rampPlaces, type RampPlace } from '../../../shared/rollout/ramp/places';
import { plannedSteps, readPercents, type RampPlan } from '../../../shared/rollout/ramp/plan';
import { rampRanges, rampTexts, shareNow } from '../../../shared/rollout/ramp/steps';

const USERS = 4000;

const read = (text: string): Value => readValue('/f', new TextEncoder().encode(text));
const names = ['a', 'b', 'c', 'd'];
const targeted = (targeting: unknown, more = {}): string => `// said by hand\n${JSON.stringify({ flags: { f: { state: 'ENABLED', variants: { a: 1, b: 2, c: 3, d: 4 }, defaultVariant: 'a', ...(targeting !== undefined && { targeting }), ...more } }, other: [1.50, 'x'] }, null, 2)}`.slice('// said by hand\n'.length);
const flagd = (shares: readonly (readonly [string, number])[]): string => targeted({ if: [{ '==': [{ var: 'plan' }, 'pro'] }, 'b', { fractional: shares }] });
const yaml = (shares: readonly (readonly [string, number])[]): string =>
  `# kept\nflags:\n  f:\n    state: ENABLED # on\n    variants: { a: 1, b: 2, c: 3, d: 4 }\n    defaultVariant: a\n    targeting:\n      fractional:\n${shares.map(([name, weight]) => `        - [${name}, ${weight}] # ${name}\n`).join('')}    metadata: { owner: x }\n`;
const probe = (shares: readonly number[]): string => {
  let from = 0;
  const distribution = shares.map((share) => (share === 0 ? [] : [[from, (from += share)]]));
  return JSON.stringify({ key: 'f', enabled: true, version: 1, disabledServe: { select: 0 }, defaultServe: { split: { distribution } }, rules: [], variations: [1, 2, 3, 4] }, null, 2);
};

/** The texts of a ramp of a variant by percents, at the only place that there is. */
function ramp(text: string, variant: string, percents: readonly number[]): { readonly place: RampPlace; readonly texts: readonly string[] } {
  const value = read(text);
  const [place, another] = rampPlaces(value, 'f').places;
  if (place === undefined || another !== undefined || !('structure' in value)) throw new Error('no single place');
  const made = rampTexts(value.structure, rampRanges(place, variant, percents).map(place.change));
  if ('problem' in made) throw new Error(made.problem.code);
  return { place, texts: made.texts };
}

/** What each user is served. */
function served(text: string, profile: Profile): unknown[] {
  const engine = makeEngine(new TextEncoder().encode(text), profile, 'f');
  expect(engine.problems('f').filter(({ severity }) => severity === 'error')).toEqual([]);
  return Array.from({ length: USERS }, (_, index) => engine.evaluate('f', { key: `user-${index}`, attributes: {} }, 0).value);
}

/** Checks each document against the one before it: the value goes up to its percent, and only from others to it. */
function onlyAdds(texts: readonly string[], percents: readonly number[], value: unknown, profile: Profile): void {
  let before: unknown[] | undefined;
  for (const [at, text] of texts.entries()) {
    const now = served(text, profile);
    const share = (percents[at] as number) / 100;
    const users = now.filter((each) => each === value).length;
    expect(Math.abs(users - share * USERS)).toBeLessThanOrEqual(5 * Math.sqrt(USERS * share * (1 - share)) + 1);
    const moved = before?.flatMap((old, user) => (old === now[user] ? [] : [now[user]])) ?? [];
    expect(moved.every((to) => to === value)).toBe(true);
    before = now;
  }
}

const weights = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 4, maxLength: 4 }).filter((all) => all.some((weight) => weight > 0));
const named = fc.tuple(weights, fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 })).map(([all, order]) => order.map((at) => [names[at], all[at]] as [string, number]));
const upwards = fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 6 }).map((all) => all.toSorted((a, b) => a - b).map((hundredths) => hundredths / 100));
const tenThousand = weights.map((all) => {
  const total = all.reduce((sum, each) => sum + each, 0);
  const shares = all.map((each) => Math.floor((each / total) * 10_000));
  return shares.map((share, at) => (at === all.findIndex((each) => each > 0) ? share + 10_000 - shares.reduce((sum, each) => sum + each, 0) : share));
});
const above = (percents: readonly number[], now: number): number[] => percents.filter((percent) => percent >= now);

describe('the documents of a ramp that grows', () => {
  test.each([
    ['JSON', flagd],
    ['YAML', yaml],
  ] as const)('of flagd in %s never take the variant from anybody, and move nobody between others', (_, write) => {
    fc.assert(
      fc.property(named, fc.integer({ min: 0, max: 3 }), upwards, (shares, variant, percents) => {
        const live = write(shares);
        const name = names[variant] as string;
        const now = (100 * (shares.find(([each]) => each === name)?.[1] ?? 0)) / shares.reduce((sum, [, weight]) => sum + weight, 0);
        const steps = above(percents, now);
        const { texts } = ramp(live, name, steps);
        onlyAdds([live, ...texts], [now, ...steps], variant + 1, { name: 'flagd-v2' });
        // what stands before and behind the shares is as it was
        const shared = (text: string): string[] => [text.slice(0, text.indexOf('fractional')), text.slice(text.indexOf(write === yaml ? '    metadata' : '"other"'))];
        for (const text of texts) expect(shared(text)).toEqual(shared(live));
      }),
      { numRuns: 20 },
    );
  });

  test.each(['featureprobe-spec', 'featureprobe-node'] as const)('of FeatureProbe, %s, neither', (name) => {
    fc.assert(
      fc.property(tenThousand, fc.integer({ min: 0, max: 3 }), upwards, (shares, variant, percents) => {
        const live = probe(shares);
        const now = (shares[variant] as number) / 100;
        const steps = above(percents, now);
        onlyAdds([live, ...ramp(live, String(variant), steps).texts], [now, ...steps], variant + 1, { name });
      }),
      { numRuns: 20 },
    );
  });

  test('have percents exactly and proportions of the others, however odd their weights are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 900_000_000 }), { minLength: 2, maxLength: 2 }), upwards, ([x, y], percents) => {
        const place = { ranges: [{ variant: 'x', units: x as number }, { variant: 'y', units: y as number }], finer: true, otherwise: 'x' };
        for (const [at, ranges] of rampRanges(place, 'x', percents).entries()) {
          const total = ranges.reduce((sum, { units }) => sum + units, 0);
          expect(total).toBeLessThanOrEqual(2 ** 31 - 1);
          expect(ranges.every(({ units }) => Number.isInteger(units) && units > 0)).toBe(true);
          const units = ranges.filter(({ variant }) => variant === 'x').reduce((sum, range) => sum + range.units, 0);
          expect(Math.abs((100 * units) / total - (percents[at] as number))).toBeLessThan(1e-4);
        }
      }),
    );
  });
});

test('none of the others gains a single bucket where the variant grows, however they are rounded', () => {
  fc.assert(
    fc.property(tenThousand, fc.uniqueArray(fc.integer({ min: 0, max: 10_000 }), { minLength: 20, maxLength: 23 }), (shares, hundredths) => {
      const place = { ranges: shares.map((units, at) => ({ variant: String(at), units })).filter(({ units }) => units > 0), finer: false, otherwise: '0' };
      const now = (shares[3] as number) / 100;
      const percents = above(hundredths.toSorted((a, b) => a - b).map((each) => each / 100), now);
      const units = (ranges: readonly { readonly variant: string; readonly units: number }[], variant: number): number => ranges.filter((range) => range.variant === String(variant)).reduce((sum, range) => sum + range.units, 0);
      const all = [place.ranges, ...rampRanges(place, '3', percents)];
      for (const [at, ranges] of all.entries()) for (const other of [0, 1, 2]) expect(units(ranges, other)).toBeLessThanOrEqual(units(all[Math.max(0, at - 1)] ?? [], other));
    }),
  );
});

describe('a ramp', () => {
  test('changes weights and nothing else, in percent where they will do', () => {
    const live = targeted({ fractional: [['a', 75], ['b', 25]] });
    const { texts } = ramp(live, 'b', [50, 62.5, 100]);
    expect(texts[0]).toBe(live.replace('75', '50').replace('25', '50'));
    expect(texts[1]).toBe(live.replace('75', '375').replace('25', '625'));
    expect(texts[2]).toBe(live.replace('75', '0').replace('25', '100'));
  });

  test('makes a split of what everybody else is served, in whatever form that stands', () => {
    const split = { fractional: [['a', 95], ['b', 5]] };
    const rule = [{ '==': [{ var: 'plan' }, 'pro'] }, 'b'];
    const first = (targeting: unknown): unknown => (JSON.parse(ramp(targeted(targeting), 'b', [5]).texts[0] as string) as { flags: { f: { targeting: unknown } } }).flags.f.targeting;
    expect(first(undefined)).toEqual(split);
    expect(first({})).toEqual(split);
    expect(first({ if: rule })).toEqual({ if: [...rule, split] });
    expect(first({ if: [...rule, 'a'] })).toEqual({ if: [...rule, split] });
    expect(first({ if: [...rule, null] })).toEqual({ if: [...rule, split] });
    const toggle = { key: 'f', enabled: true, version: 1, disabledServe: { select: 0 }, defaultServe: { select: 1 }, rules: [], variations: ['x', 'y', 'z'] };
    expect(JSON.parse(ramp(JSON.stringify(toggle), '2', [2.5]).texts[0] as string)).toEqual({ ...toggle, defaultServe: { split: { distribution: [[], [[0, 9750]], [[9750, 10_000]]] } } });
  });

  test('gives what a variant lets go that had everything to what is served by default', () => {
    expect(ramp(targeted({ fractional: [['b', 100]] }), 'b', [60]).texts[0]).toContain('"a"');
    expect(shareNow(ramp(targeted({ fractional: [['b', 1], ['a', 3]] }), 'b', []).place, 'b')).toBe(25);
  });

  test('says why it cannot be', () => {
    const why = (text: string): string[] => rampPlaces(read(text), 'f').unfit.map((each) => each.why);
    expect(why('true')).toEqual(['plain']);
    expect(why(targeted({ fractional: [['a', { var: 'x' }], ['b', 1]] }))).toEqual(['computed']);
    expect(why(targeted({ cat: ['a', 'b'] }))).toEqual(['computed']);
    expect(why(targeted(undefined, { defaultVariant: null }))).toEqual(['app-default']);
    expect(why(targeted(undefined, { variants: { a: 1 } }))).toEqual(['one-variant']);
    expect(why(probe([5000, 5000, 0, 0]).replace('5000', '6000'))).toEqual(['overlaps']);
    const shared = JSON.parse(targeted({ $ref: 'all' })) as object;
    expect(why(JSON.stringify({ ...shared, $evaluators: { all: { if: [true, 'b', 'a'] } } }))).toEqual(['shared']);
    expect(rampPlaces(read(JSON.stringify({ ...shared, $evaluators: { all: { fractional: [['a', 1], ['b', 1]] } } })), 'f').places).toMatchObject([{ shared: true, made: false }]);
  });
});

describe('planned steps', () => {
  const plan = { curve: 'linear', now: 25, target: 100, count: 3, listed: [], start: 1000, duration: 600 } as const satisfies RampPlan;
  const percents = (changed: Partial<RampPlan>): number[] => plannedSteps({ ...plan, ...changed }).steps.map(({ percent }) => percent);

  test('go by the same number of percent, or by the same factor, from the start to the end', () => {
    expect(plannedSteps(plan).steps).toEqual([{ at: 1000, percent: 50 }, { at: 1300, percent: 75 }, { at: 1600, percent: 100 }]);
    expect(percents({ curve: 'exponential', now: 12.5 })).toEqual([25, 50, 100]);
    expect(percents({ curve: 'exponential', now: 0 })).toEqual([1, 10, 100]);
    expect(percents({ curve: 'exponential', now: 100, target: 12.5 })).toEqual([50, 25, 12.5]);
    expect(percents({ curve: 'exponential', now: 100, target: 0 })).toEqual([10, 1, 0]);
    expect(percents({ count: 1 })).toEqual([100]);
    // from some shares the last step would come to less than nothing by rounding
    for (let now = 0; now <= 10_000; now++) expect(percents({ now: now / 100, target: 0, count: 7 }).at(-1)).toBe(now === 0 ? undefined : 0);
  });

  test('end at their target, whatever way they go there', () => {
    const percent = fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100);
    fc.assert(
      fc.property(fc.constantFrom('linear' as const, 'exponential' as const), percent, percent, fc.integer({ min: 1, max: 23 }), (curve, now, target, count) => {
        const { steps, dropped } = plannedSteps({ ...plan, curve, now, target, count });
        const way = [now, ...steps.map((step) => step.percent)];
        expect(way.at(-1)).toBe(target);
        expect(steps.length + dropped).toBe(count);
        expect(way.every((each, at) => at === 0 || Math.sign(each - (way[at - 1] as number)) === Math.sign(target - now))).toBe(true);
      }),
    );
  });

  test('that change nothing are left out and counted', () => {
    expect(plannedSteps({ ...plan, curve: 'stepped', listed: [25, 50, 50, 100] })).toMatchObject({ steps: [{ percent: 50 }, { percent: 100 }], dropped: 2 });
    expect(plannedSteps({ ...plan, target: 25 })).toEqual({ steps: [], dropped: 3 });
  });

  test('are read from a list of percents', () => {
    expect(readPercents('1, 5 %, 25;50 100%')).toEqual([1, 5, 25, 50, 100]);
    expect(readPercents('1, two')).toBeNull();
    expect(readPercents('101')).toBeNull();
    expect(readPercents('-1')).toBeNull();
  });
});
