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
    const found = segments(Array.from({ length: 100 }, (_, at) => (at < 80 ? at % 10 : at)));
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

  test('are of those users who were evaluated', () => {
    expect(segments(['pro', 'pro', 'free'], 1)).toEqual([{ kind: 'value', value: 'pro', users: 1, exposed: [1, 1] }]);
  });
});
