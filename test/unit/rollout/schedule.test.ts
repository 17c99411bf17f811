/** Moments of a flag's own rules, checked by evaluating every second around them; and the line of time they share with a ramp's steps. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readValue } from '../../../shared/flags/value';
import { makeEngine } from '../../../shared/rollout/make-engine';
import { scheduleOf } from '../../../shared/rollout/ramp/schedule';
import { timelineOf } from '../../../shared/rollout/ramp/timeline';

const time = { var: '$flagd.timestamp' };
const bytes = (document: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(document));
const flagd = (condition: unknown, evaluators: unknown = {}): unknown => ({
  $evaluators: evaluators,
  flags: { f: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting: { if: [condition, 'on', 'off'] } }, other: { state: 'ENABLED', variants: { x: 1 }, defaultVariant: 'x', targeting: { if: [{ '>': [time, 77] }, 'x'] } } },
});
const schedule = (document: unknown) => scheduleOf(readValue('/f', bytes(document)), 'f');

/** Seconds, from 1 below a limit, at which a user is served something else than in the second before. */
function changes(document: unknown, name: 'flagd-v2' | 'featureprobe-spec' | 'featureprobe-node', limit = 60): number[] {
  const engine = makeEngine(bytes(document), { name }, 'f');
  const at = (clock: number): unknown => engine.evaluate('f', { key: 'u', attributes: {} }, clock).value;
  return Array.from({ length: limit }, (_, second) => second + 1).filter((second) => at(second) !== at(second - 1));
}

const number = fc.oneof(fc.integer({ min: 2, max: 50 }), fc.double({ min: 2, max: 50, noNaN: true }));
const operator = fc.constantFrom('<', '<=', '>', '>=', '==', '!=');

describe('the moments of a flagd flag', () => {
  test('are exactly the seconds at which a comparison with the time changes its answer, on either side of the operator', () => {
    fc.assert(
      fc.property(operator, number, fc.boolean(), (compare, than, turned) => {
        const document = flagd({ [compare]: turned ? [than, time] : [time, than] });
        const { moments, computed } = schedule(document);
        expect(computed).toBe(false);
        expect(moments).toEqual(changes(document, 'flagd-v2'));
      }),
    );
  });

  test('are all of those at which conditions that hold together change, between bounds and through shared rules too', () => {
    const document = flagd({ and: [{ '<': [10, time, 20.5] }, { $ref: 'late' }] }, { late: { or: [{ '>=': [time, 15] }, { '!': { $ref: 'early' } }] }, early: { '<=': [{ var: ['$flagd.timestamp'] }, 30] } });
    expect(schedule(document)).toEqual({ moments: [11, 15, 21, 31], computed: false });
    expect(changes(document, 'flagd-v2')).toEqual([15, 21]);
  });

  test('are not all known where the time is computed with, or compared with what a user has', () => {
    expect(schedule(flagd({ '>': [{ '-': [time, 3] }, 10] })).computed).toBe(true);
    expect(schedule(flagd({ '>': [time, { var: 'since' }] }))).toEqual({ moments: [], computed: true });
    expect(schedule(flagd({ in: [time, [10]] })).computed).toBe(true);
    expect(schedule(flagd({ '==': [{ var: 'timestamp' }, 10] }))).toEqual({ moments: [], computed: false });
    // names that are no more than like it
    for (const condition of [{ '==': [{ var: '$flagd.flagKey' }, 'f'] }, { some: [[1, 2], { '>': [{ var: '' }, 1] }] }, { missing: ['email'] }]) expect(schedule(flagd(condition))).toEqual({ moments: [], computed: false });
    const endless = flagd({ $ref: 'a' }, { a: { and: [{ $ref: 'b' }, { '>': [time, 5] }] }, b: { $ref: 'a' } });
    expect(schedule(endless).moments).toEqual([6]);
  });
});

test.each([
  { '>=': [{ val: ['$flagd', 'timestamp'] }, 50] },
  { '>=': [{ var: { cat: ['$flagd', '.timestamp'] } }, 50] },
  { '>=': [{ get: [{ var: '$flagd' }, 'timestamp'] }, 50] },
  { some: [[{ var: '$flagd' }], { '>=': [{ var: 'timestamp' }, 50] }] },
  { some: [[{ var: '' }], { '>=': [{ var: '$flagd.timestamp' }, 50] }] },
])('a rule that comes to the time by another way is said to, %j', (condition) => {
  const { moments, computed } = schedule(flagd(condition));
  if (!changes(flagd(condition), 'flagd-v2').every((second) => moments.includes(second))) expect(computed).toBe(true);
  expect(changes(flagd(condition), 'flagd-v2')).toEqual([50]);
});

test('no second at which a rule of any kind changes is missed without a word', () => {
  const named = fc.constantFrom<unknown>('$flagd.timestamp', '$flagd', '', '../$flagd.timestamp', 'age', ['$flagd', 'timestamp'], { cat: ['$flagd', '.timestamp'] });
  const { logic } = fc.letrec<{ logic: unknown }>((tie) => ({
    logic: fc.oneof(
      { maxDepth: 3 },
      { weight: 2, arbitrary: fc.constantFrom<unknown>(10, 20, 'f', 'timestamp') },
      { weight: 3, arbitrary: fc.tuple(fc.constantFrom('var', 'val', 'exists'), named).map(([as, name]) => ({ [as]: name })) },
      { weight: 3, arbitrary: fc.tuple(fc.constantFrom('>=', '<', '==', '!', 'get', 'map', 'some', 'cat', 'merge', 'missing', 'if', 'try'), fc.array(tie('logic'), { minLength: 1, maxLength: 3 })).map(([as, args]) => ({ [as]: args })) },
    ),
  }));
  let changed = 0;
  fc.assert(
    fc.property(logic, (condition) => {
      const document = flagd(condition);
      const { moments, computed } = schedule(document);
      const seconds = changes(document, 'flagd-v2', 30);
      changed += seconds.length;
      if (!computed) expect(moments).toEqual(expect.arrayContaining(seconds));
    }),
    { numRuns: 1000 },
  );
  expect(changed).toBeGreaterThan(20);
});

describe('the moments of a FeatureProbe toggle', () => {
  const toggle = (conditions: unknown[], more = {}): object => ({ key: 'f', enabled: true, version: 1, disabledServe: { select: 0 }, defaultServe: { select: 0 }, rules: [{ serve: { select: 1 }, conditions }], variations: [false, true], ...more });
  const date = (predicate: string, ...objects: string[]) => ({ type: 'datetime', subject: 'joined', predicate, objects });

  test.each(['featureprobe-spec', 'featureprobe-node'] as const)('are the seconds at which its times are compared with now, %s', (name) => {
    fc.assert(
      fc.property(fc.constantFrom('after', 'before'), fc.integer({ min: 2, max: 50 }), (predicate, than) => {
        const document = toggle([date(predicate, String(than))]);
        expect(schedule(document)).toEqual({ moments: changes(document, name), computed: false });
      }),
    );
    const both = toggle([date('after', '20', '10'), date('before', '30')]);
    expect(schedule(both).moments).toEqual([10, 20, 30]);
    expect(changes(both, name)).toEqual([10, 30]);
  });

  test('are those of the toggles it depends on as well, but not those of segments, which are never asked of now', () => {
    const segments = { old: { uniqueId: 'old', version: 1, rules: [{ conditions: [date('after', '40')] }] } };
    const base = toggle([date('after', '20')], { key: 'base', prerequisites: [{ key: 'f', value: true }] });
    const document = { toggles: { f: toggle([{ type: 'segment', predicate: 'is not in', objects: ['old'] }], { prerequisites: [{ key: 'base', value: true }] }), base: { ...base, prerequisites: [] } }, segments };
    expect(schedule(document)).toEqual({ moments: [20], computed: false });
    expect(changes(document, 'featureprobe-spec')).toEqual([20]);
    expect(schedule({ ...document, toggles: { ...document.toggles, base } }).moments).toEqual([20]);
  });
});

describe('a line of time', () => {
  const steps = [{ at: 100, percent: 10 }, { at: 200, percent: 20 }];

  test('begins with what is live and goes over steps and moments, one for both where they meet', () => {
    expect(timelineOf(50, steps, [100, 150], 24).stations).toEqual([
      { at: 50, step: 0, applied: false, moment: false },
      { at: 100, step: 1, applied: true, moment: true },
      { at: 150, step: 1, applied: false, moment: true },
      { at: 200, step: 2, applied: true, moment: false },
    ]);
  });

  test('of a ramp has the moments that come within twice its length, those that come next first where there is no room', () => {
    const { stations, leftOut, outside } = timelineOf(120, steps, [10, 110, 130, 140, 299, 301], 5);
    expect(stations.map(({ at }) => at)).toEqual([99, 100, 130, 140, 200]);
    expect(leftOut).toEqual([110, 299]);
    expect(outside).toEqual([10, 301]);
  });

  test('of a schedule alone has all its moments, and what was before them', () => {
    expect(timelineOf(1000, [], [20, 5000], 24).stations.map(({ at, step }) => [at, step])).toEqual([[19, 0], [20, 0], [5000, 0]]);
    expect(timelineOf(1000, [], [], 24).stations).toHaveLength(1);
  });

  test('never has more than there is room for, and tells every moment', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 60 }), fc.integer({ min: 0, max: 23 }), (now, all, count) => {
        const moments = all.toSorted((a, b) => a - b);
        const planned = Array.from({ length: count }, (_, at) => ({ at: 100 + at * 3, percent: at + 1 }));
        const { stations, leftOut, outside } = timelineOf(now, planned, moments, 24);
        expect(stations.length).toBeLessThanOrEqual(24);
        expect(planned.every(({ at }) => stations.some((station) => station.at === at && station.applied))).toBe(true);
        expect([...stations.filter(({ moment }) => moment).map(({ at }) => at), ...leftOut, ...outside].toSorted((a, b) => a - b)).toEqual(moments);
        expect(stations.every(({ at }, index) => index === 0 || at > (stations[index - 1] as { at: number }).at)).toBe(true);
      }),
    );
  });
});
