/** Which rule of flagd's decided: the one that the form shows under that number, whatever the targeting is like. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rulesOf, sharedRulesOf } from '../../../shared/flags/flagd/targeting';
import { makeEngine } from '../../../shared/rollout/make-engine';
import { bytes } from '../../support/entries';
import { flagdUsers, part } from './rules';

const CLOCK = 1_700_000_000;
const user = (attributes: Readonly<Record<string, unknown>> = {}) => ({ key: 'user-1', attributes });
const documentOf = (targeting: unknown, $evaluators: object = {}) => ({ $evaluators, flags: { f: { state: 'ENABLED', variants: { a: 1, b: 2 }, defaultVariant: 'b', targeting } } });
const engineOf = (document: unknown) => makeEngine(bytes(JSON.stringify(document)), { name: 'flagd-v2' });
const decidedBy = (targeting: unknown, attributes: Readonly<Record<string, unknown>> = {}, evaluators: object = {}) => engineOf(documentOf(targeting, evaluators)).evaluate('f', user(attributes), CLOCK).rule;

const is = (plan: string) => ({ '==': [{ var: 'plan' }, plan] });

describe('the rule that decided', () => {
  it.each<[string, unknown, string, number | null]>([
    ['is the first whose condition holds', { if: [is('x'), 'a', is('y'), 'b', 'a'] }, 'y', 1],
    ['is the one without a condition where none holds', { if: [is('x'), 'a', is('y'), 'b', 'a'] }, 'z', 2],
    ['is counted on through an if in the place of the last part', { if: [is('x'), 'a', { if: [is('y'), 'b', 'a'] }] }, 'y', 1],
    ['is one rule where what it serves is an if', { if: [is('x'), { if: [is('x'), 'a', 'b'] }, 'a'] }, 'z', 1],
    ['is told where it serves nothing, so that the default is', { if: [is('x'), null, 'a'] }, 'x', 0],
    ['is none where no condition holds and nothing stands without', { if: [is('x'), 'a'] }, 'z', null],
    ['is the split that stands alone', { fractional: [['a', 1], ['b', 1]] }, 'z', 0],
    ['is told where all conditions are the same for everybody', { if: [false, 'a', true, 'b', 'a'] }, 'z', 1],
    ['is told where the last part is the same for everybody', { if: [is('x'), 'a', { if: [false, 'a', 'b'] }] }, 'z', 2],
    ['is none where nothing is served', { if: [is('x'), 'a', {}] }, 'z', null],
  ])('%s', (_, targeting, plan, expected) => {
    expect(decidedBy(targeting, { plan })).toBe(expected);
  });

  it('is counted through shared rules, however many name one another', () => {
    const names = Array.from({ length: 60 }, (_, at) => `s${at}`);
    const evaluators = Object.fromEntries(names.map((name, at) => [name, at === 59 ? 'a' : { if: [is(name), 'a', { $ref: `s${at + 1}` }] }]));
    const rules = rulesOf({ $ref: 's0' }, [], sharedRulesOf(evaluators));
    expect([0, 30, 49].map((at) => decidedBy({ $ref: 's0' }, { plan: `s${at}` }, evaluators))).toEqual([0, 30, 49]);
    // from there on the form shows what is left as one
    expect(rules).toHaveLength(51);
    expect(['s50', 's58', 'other'].map((plan) => decidedBy({ $ref: 's0' }, { plan }, evaluators))).toEqual([50, 50, 50]);
  });

  it('is which of the rules of the form holds, for random rules and users', () => {
    const seen = { rules: 0, none: 0, otherwise: 0 };
    const chain: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
      chain: fc.oneof(
        { maxDepth: 3 },
        { weight: 1, arbitrary: fc.constantFrom<unknown>('a', 'b', null, {}, { $ref: 'shared' }, { fractional: [['a', 1], ['b', 1]] }) },
        { weight: 3, arbitrary: fc.tuple(part, fc.constantFrom('a', 'b', null), tie('chain')).map((args) => ({ if: args })) },
        { weight: 2, arbitrary: fc.tuple(part, fc.constantFrom('a', 'b'), part, fc.constantFrom('a', 'b')).map((args) => ({ if: args })) },
        { weight: 1, arbitrary: fc.tuple(fc.boolean(), fc.constantFrom('a', 'b'), tie('chain')).map((args) => ({ if: args })) },
      ),
    })).chain;
    fc.assert(
      fc.property(chain, part, flagdUsers, (targeting, shared, users) => {
        const evaluators = { shared: { if: [shared, 'a'] }, staff: { '==': [{ var: 'age' }, 3] }, beta: true };
        const engine = engineOf(documentOf(targeting, evaluators));
        const rules = rulesOf(targeting, [], sharedRulesOf(evaluators));
        for (const asked of users) {
          const found = engine.evaluate('f', asked, CLOCK);
          // a targeting of null is none to flagd
          if (found.reason === 'error' || found.reason === 'static') continue;
          // each condition on its own
          const first = rules.findIndex(({ condition }) => condition === null || engineOf(documentOf({ if: [condition.logic, 'a', 'b'] }, evaluators)).evaluate('f', asked, CLOCK).value === 1);
          expect(found.rule).toBe(first < 0 ? null : first);
          expect(engine.explain('f', asked, CLOCK).rule).toBe(found.rule);
          if (first < 0) seen.none++;
          else if (engine.otherwise('f') === first) seen.otherwise++;
          else seen.rules++;
        }
      }),
      { numRuns: 1000 },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(20);
  });
});
