/** Exposure by what users are, counted from a simulation's columns. */
import { describe, expect, test } from 'vitest';
import { makeEngine } from '../../../shared/rollout/make-engine';
import type { Attribute, Population } from '../../../shared/rollout/population/user';
import { segmentsOf } from '../../../shared/rollout/segments';
import { evaluatePart, outcomesOf, pendingColumns } from '../../../shared/rollout/simulation';

const bytes = (targeting: unknown): Uint8Array =>
  new TextEncoder().encode(JSON.stringify({ flags: { f: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting } } }));

/** Segments of users with these values of `plan`; of as many as are evaluated. */
function segments(values: readonly (Attribute | undefined)[], evaluated = values.length) {
  const population: Population = { size: values.length, attributes: ['plan'], at: (index) => ({ key: `u${index}`, attributes: values[index] === undefined ? {} : { plan: values[index] } }) };
  const sides = [{ if: [{ '==': [{ var: 'plan' }, 'pro'] }, 'on'] }, { if: [true, 'on'] }].map((targeting) => ({ engine: makeEngine(bytes(targeting), { name: 'flagd-v2' }), flag: 'f', columns: pendingColumns(values.length), clock: 0 }));
  evaluatePart(population, sides, { from: 0, to: evaluated }, () => true);
  const outcomes = outcomesOf(sides);
  return segmentsOf(population, 'plan', sides.map(({ columns }) => columns), outcomes, outcomes.list.findIndex(({ name }) => name === 'on'));
}

describe('segments', () => {
  test('are the values of an attribute, the largest first, and those who have none', () => {
    expect(segments(['free', 'pro', undefined, 'free', 'free', undefined, 'pro', true, 'true'])).toEqual([
      { kind: 'value', value: 'free', users: 3, exposed: [0, 3] },
      { kind: 'value', value: 'pro', users: 2, exposed: [2, 2] },
      { kind: 'value', value: true, users: 1, exposed: [0, 1] },
      { kind: 'value', value: 'true', users: 1, exposed: [0, 1] },
      { kind: 'missing', users: 2, exposed: [0, 2] },
    ]);
  });

  test('beyond the twelve largest are told together', () => {
    const found = segments(Array.from({ length: 100 }, (_, at) => `c${at < 80 ? at % 10 : at}`));
    expect(found).toHaveLength(13);
    expect(found.at(-1)).toEqual({ kind: 'others', users: 18, exposed: [0, 18] });
    expect(found.reduce((sum, { users }) => sum + users, 0)).toBe(100);
  });

  test('leave out who is evaluated while they are counted, or on some sides only', () => {
    const engine = makeEngine(bytes({ if: [true, 'on'] }), { name: 'flagd-v2' });
    const sides = [0, 1].map(() => ({ engine, flag: 'f', columns: pendingColumns(4), clock: 0 }));
    const [first] = sides as [(typeof sides)[number]];
    const people: Population = { size: 4, attributes: ['plan'], at: (index) => ({ key: `u${index}`, attributes: { plan: 'pro' } }) };
    evaluatePart(people, sides, { from: 2, to: 3 }, () => true);
    evaluatePart(people, [first], { from: 3, to: 4 }, () => true);
    const meanwhile: Population = { ...people, at: (index) => (evaluatePart(people, sides, { from: 0, to: 1 }, () => true), people.at(index)) };
    const found = segmentsOf(meanwhile, 'plan', sides.map(({ columns }) => columns), outcomesOf(sides), 0);
    expect(found).toEqual([{ kind: 'value', value: 'pro', users: 1, exposed: [1, 1] }]);
  });

  test('of many different numbers are ranges from the least on, whatever the order of users', () => {
    const ages = Array.from({ length: 80 }, (_, at) => 18 + ((at * 7) % 80));
    expect(segments([undefined, ...ages])).toEqual([
      ...Array.from({ length: 8 }, (_, at) => ({ kind: 'range', from: 18 + at * 10, to: 27 + at * 10, users: 10, exposed: [0, 10] })),
      { kind: 'missing', users: 1, exposed: [0, 1] },
    ]);
  });

  test('of a number that a third of all have stand beside ranges of the others', () => {
    const found = segments([...Array.from({ length: 40 }, () => 5), ...Array.from({ length: 80 }, (_, at) => 10 + at)]);
    expect(found[0]).toEqual({ kind: 'range', from: 5, to: 5, users: 40, exposed: [0, 40] });
    expect(found.every(({ users }) => users > 0)).toBe(true);
    expect(found.reduce((sum, { users }) => sum + users, 0)).toBe(120);
    for (const [at, { from = 0 }] of found.slice(1).entries()) expect(from).toBe((found[at]?.to ?? 0) + (at === 0 ? 5 : 1));
  });

  test('of many different numbers and something else are values', () => {
    expect(segments([...Array.from({ length: 40 }, (_, at) => at), 'x']).every(({ kind }) => kind === 'value' || kind === 'others')).toBe(true);
  });

  test('are of those users who were evaluated', () => {
    expect(segments(['pro', 'pro', 'free'], 1)).toEqual([{ kind: 'value', value: 'pro', users: 1, exposed: [1, 1] }]);
  });
});
