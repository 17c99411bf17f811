/** What a form comes to for a flag, over the whole of a ramp's life; and what a simulation says of its steps. */
import { describe, expect, test } from 'vitest';
import { exposuresOf, isSameTimes, placeOf } from '../../../renderer/views/rollout/ramp/exposure';
import { readValue, type Value } from '../../../shared/flags/value';
import { makeEngine } from '../../../shared/rollout/make-engine';
import { begunRamp, blankRamp, isTypedRamp, type TypedRamp } from '../../../shared/rollout/ramp/form';
import { rampOf, type Ramp } from '../../../shared/rollout/ramp/typed';
import { evaluatePart, outcomesOf, pendingColumns, transitions } from '../../../shared/rollout/simulation';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string): Value => readValue('/f', bytes(text));
const flag = (targeting: unknown, more = {}): string => JSON.stringify({ flags: { f: { state: 'ENABLED', variants: { on: true, off: false, other: null }, defaultVariant: 'off', targeting, ...more } } });
const split = (...shares: unknown[]): string => flag({ fractional: shares });
/** A full hour. */
const NOW = 1_800_000_000;
const ramp = (text: string, typed: Partial<TypedRamp> = {}): Ramp => rampOf(read(text), 'f', { ...blankRamp(NOW), ...typed }, NOW);

describe('a ramp in a form', () => {
  test('is at first one of a day in five steps, of a variant that has a share and is not served by default', () => {
    const { variant, now, curve, steps, texts, timeline } = ramp(split(['off', 75], ['on', 25]));
    expect([variant?.id, now, curve]).toEqual(['on', 25, 'linear']);
    expect(steps.map(({ percent }) => percent)).toEqual([40, 55, 70, 85, 100]);
    expect(steps.map(({ at }) => (at - NOW) / 3600)).toEqual([1, 7, 13, 19, 25]);
    expect(texts).toHaveLength(5);
    expect(timeline.stations).toHaveLength(6);
  });

  test('goes on from where it was planned once a step is live, with the same splits', () => {
    const typed = { curve: 'exponential', count: '4' } as const;
    const planned = ramp(split(['off', 50], ['other', 30], ['on', 20]), typed);
    const [first, ...rest] = planned.texts as [string, ...string[]];
    const next = ramp(first, { ...typed, from: planned.from });
    expect([next.done, next.steps, next.now]).toEqual([1, planned.steps, planned.steps[0]?.percent]);
    // who has nothing may keep a place in one and not in the other
    const served = (text: string): string => text.replaceAll(/\["\w+",0\],/g, '');
    expect(next.texts.map(served)).toEqual(rest.map(served));
    const all = ramp(rest.at(-1) as string, { ...typed, from: planned.from });
    expect([all.done, all.texts]).toEqual([4, []]);
  });

  test('that makes a split stays where it is when that is live', () => {
    const planned = ramp(flag({ if: [{ '==': [{ var: 'plan' }, 'pro'] }, { fractional: [['on', 1], ['other', 1]] }, 'off'] }), { place: 'everybody', variant: 'on' });
    expect([planned.place?.made, planned.now]).toEqual([true, 0]);
    const next = ramp(planned.texts[1] as string, { place: 'everybody', variant: 'on', from: 0 });
    expect([next.place?.made, next.place?.rule, next.now, next.done]).toEqual([false, null, 40, 2]);
  });

  test('has no two steps on one second, so that each is simulated', () => {
    const live = split(['off', 75], ['on', 25]);
    const { steps, timeline } = ramp(live, { count: '3', duration: '0.05', unit: 'minutes' });
    expect(steps.map(({ at }) => at - NOW - 3600)).toEqual([0, 2, 3]);
    expect(timeline.stations).toHaveLength(4);
    expect(ramp(live, { count: '1', duration: '0' })).toMatchObject({ unread: [], steps: [{ percent: 100 }] });
  });

  test('has begun once a step of it is what the store holds, not before', () => {
    const before = split(['off', 75], ['on', 25]);
    const planned = ramp(before);
    const typed: TypedRamp = { ...blankRamp(NOW), put: { text: planned.texts[1] as string, number: 2, from: 25, variant: 'on', curve: 'linear' } };
    // it was only looked at, and others set the flag
    const others = split(['off', 37], ['on', 63]);
    for (const live of [before, others]) expect(begunRamp(typed, live)).toBe(typed);
    expect(ramp(others, typed)).toMatchObject({ from: 63, done: 0 });

    const begun = begunRamp(typed, planned.texts[1] as string);
    expect(begun).toMatchObject({ from: 25, done: 2, variant: 'on', curve: 'linear', put: null });
    expect(ramp(planned.texts[1] as string, begun)).toMatchObject({ from: 25, now: 55, done: 2 });
  });

  test('knows its place among steps of the same percent, and among those that hardly differ', () => {
    const begun = (listed: string, from: number, done: number, now: number): Ramp => ramp(split(['off', 10_000 - now * 100], ['on', now * 100]), { curve: 'stepped', listed, from, done });
    expect(begun('5, 20, 5, 50', 0, 1, 5)).toMatchObject({ done: 1, texts: { length: 3 } });
    expect(begun('5, 20, 5, 50', 0, 3, 5)).toMatchObject({ done: 3, texts: { length: 1 } });
    expect(begun('50, 0', 0, 1, 50)).toMatchObject({ done: 1, texts: { length: 1 } });
    expect(begun('0.02, 0.03, 1', 0, 1, 0.02)).toMatchObject({ done: 1, texts: { length: 2 } });
    // others have gone on, or back
    expect(begun('5, 20, 50', 0, 1, 50)).toMatchObject({ done: 3 });
    expect(begun('5, 20, 50', 0, 3, 20)).toMatchObject({ done: 2 });
  });

  test('is kept as text and read again, but nothing else is', () => {
    const kept: unknown = JSON.parse(JSON.stringify(blankRamp(NOW)));
    expect(isTypedRamp(kept)).toBe(true);
    for (const broken of [null, 'x', {}, { ...blankRamp(NOW), unit: 'years' }, { ...blankRamp(NOW), curve: 'steep' }, { ...blankRamp(NOW), start: 'now' }]) expect(isTypedRamp(broken)).toBe(false);
  });

  test('is planned anew from what others set the flag to, where that is no step of it', () => {
    const { from, done, now, steps } = ramp(split(['off', 37], ['on', 63]), { from: 25 });
    expect([from, done, now]).toEqual([63, 0, 63]);
    expect(steps.map(({ percent }) => percent)).toEqual([70.4, 77.8, 85.2, 92.6, 100]);
  });

  test('names each field that cannot be read, and plans nothing then', () => {
    const live = split(['off', 75], ['on', 25]);
    for (const [unread, typed] of [
      ['target', { target: '101' }],
      ['count', { count: '24' }],
      ['count', { count: '1.5' }],
      ['duration', { duration: '-1' }],
      ['duration', { duration: '0' }],
      ['duration', { curve: 'stepped', listed: '30, 40, 50', duration: '0.03', unit: 'minutes' }],
      ['listed', { curve: 'stepped', listed: '1, x' }],
      ['listed', { curve: 'stepped', listed: '' }],
    ] as const) {
      const broken = ramp(live, typed);
      expect([broken.unread, broken.steps, broken.texts]).toEqual([[unread], [], []]);
    }
  });

  test('of a flag with a schedule and no split is none until somebody chooses one', () => {
    const scheduled = flag({ if: [{ '>=': [{ var: '$flagd.timestamp' }, NOW + 50] }, 'on', 'off'] });
    expect(ramp(scheduled)).toMatchObject({ curve: 'none', steps: [], timeline: { stations: [{ at: NOW }, { at: NOW + 50, moment: true }] } });
    expect(ramp(scheduled, { curve: 'linear' }).steps).toHaveLength(5);
  });

  test('says that a flag is disabled, which its steps do not change', () => {
    expect(ramp(flag({ fractional: [['on', 1], ['off', 1]] }, { state: 'DISABLED' })).enabled).toBe(false);
    expect(ramp(split(['on', 1], ['off', 1])).enabled).toBe(true);
  });
});

describe('exposures', () => {
  test('stand beside another plan where the same happens at the same times', () => {
    const live = split(['off', 75], ['on', 25]);
    const { stations } = ramp(live).timeline;
    expect(isSameTimes(stations, ramp(live, { target: '90' }).timeline.stations)).toBe(true);
    for (const typed of [{ count: '4' }, { start: NOW + 7200 }, { duration: '2' }]) expect(isSameTimes(stations, ramp(live, typed).timeline.stations)).toBe(false);
    expect(isSameTimes(stations, stations.map((each) => ({ ...each, moment: !each.moment })))).toBe(false);
  });

  test('count who gets it at each station, who is added and lost, and who moves between others', () => {
    const stations = [split(['off', 60], ['other', 20], ['on', 20]), split(['on', 20], ['off', 60], ['other', 20]), split(['off', 50], ['on', 50])];
    const sides = stations.map((text) => ({ engine: makeEngine(bytes(text), { name: 'flagd-v2' }), flag: 'f', columns: pendingColumns(1000), clock: 0 }));
    const population = { size: 1000, attributes: [], at: (index: number) => ({ key: `u${index}`, attributes: {} }) };
    evaluatePart(population, sides, { from: 0, to: 1000 }, () => true);
    const columns = sides.map((side) => side.columns);
    const outcomes = outcomesOf(sides);
    const whole = { from: 0, to: 1000 };
    const news = { outcomes: outcomes.list, matrices: [transitions(columns, outcomes, [0, 1], whole), transitions(columns, outcomes, [1, 2], whole)] };
    const place = placeOf(news, { name: 'on', value: true });
    const answers = sides.map(({ engine }) => Array.from({ length: 1000 }, (_, index) => engine.evaluate('f', population.at(index), 0).value));
    for (const [at, exposure] of exposuresOf(news, place, 3).entries()) {
      const sum = (moves: readonly { readonly count: number }[]): number => moves.reduce((total, { count }) => total + count, 0);
      const moved = (is: (before: unknown, after: unknown) => boolean): number => (at === 0 ? 0 : (answers[at] as unknown[]).filter((after, user) => after !== answers[at - 1]?.[user] && is(answers[at - 1]?.[user], after)).length);
      expect(exposure.users).toBe(1000);
      expect(exposure.exposed).toBe((answers[at] as unknown[]).filter((value) => value === true).length);
      expect(sum(exposure.added)).toBe(moved((_, after) => after === true));
      expect(sum(exposure.lost)).toBe(moved((before) => before === true));
      expect(sum(exposure.others)).toBe(moved((before, after) => before !== true && after !== true));
    }
    expect(placeOf(news, { name: 'on', value: 1 })).toBe(-1);
  });
});
