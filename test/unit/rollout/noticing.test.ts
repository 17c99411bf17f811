/** What is noticed of users beside what they are served: attributes nobody has, values that rules cannot compare, and what rules come to a stop at. */
import { describe, expect, test } from 'vitest';
import type { ProfileName } from '../../../shared/rollout/engine';
import { makeEngine } from '../../../shared/rollout/make-engine';
import { joined, Noticing } from '../../../shared/rollout/noticing';
import type { Attribute } from '../../../shared/rollout/population/user';
import { problemsFor } from '../../../shared/rollout/side-problems';
import { bytes } from '../../support/entries';

const engineOf = (document: unknown, name: ProfileName = 'flagd-v2') => makeEngine(bytes(typeof document === 'string' ? document : JSON.stringify(document, null, 1)), { name }, 'f');
const flagd = (targeting: unknown, more: { flags?: object; $evaluators?: object } = {}) => ({
  flags: { f: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting }, ...more.flags },
  ...('$evaluators' in more && { $evaluators: more.$evaluators }),
});
const toggle = (more: object = {}) => ({ key: 'f', enabled: true, version: 1, disabledServe: { select: 0 }, defaultServe: { select: 0 }, rules: [] as unknown[], variations: [false, true], ...more });
const probe = (more: object, segments: object = {}, others: object = {}) => ({ toggles: { f: toggle(more), ...others }, segments });
const condition = (type: string, predicate: string, objects: unknown[]) => ({ rules: [{ serve: { select: 1 }, conditions: [{ type, subject: 'a', predicate, objects }] }] });

function noticed(document: unknown, users: readonly Record<string, Attribute>[], profile: ProfileName = 'flagd-v2') {
  const engine = engineOf(document, profile);
  const uses = engine.uses('f');
  const noticing = new Noticing(uses);
  users.forEach((attributes, index) => {
    const user = { key: `u${index}`, attributes };
    noticing.see(user, engine.evaluate('f', user, 0).problems);
  });
  return { watched: uses, ...noticing.found };
}

const said = (document: unknown, profile: ProfileName = 'flagd-v2') => problemsFor(engineOf(document, profile), 'f').map(({ code, place }) => `${code} ${place?.line ?? ''}`.trim());

describe('values that do not fit', () => {
  test.each<[string, unknown, readonly Attribute[], readonly Attribute[]]>([
    // flagd makes numbers of texts of digits, so that they compare well
    ['an order of numbers', { '>=': [{ var: 'a' }, 18] }, [18, '18', 0.5], ['eighteen', true, [18], '']],
    ['a number between two', { '<': [1, { var: 'a' }, 30] }, [18, '18'], ['x']],
    ['an order of texts', { '<': [{ var: 'a' }, 'm'] }, ['a', 5], []],
    ['a number, loosely', { '==': [{ var: 'a' }, 18] }, [18, '18'], ['x', true]],
    ['a text, loosely', { '!=': ['18', { var: 'a' }] }, ['x', 18], [true, [1]]],
    ['a word, loosely', { '==': [{ var: 'a' }, 'pro'] }, ['x'], [18]],
    ['a number, strictly', { '===': [{ var: 'a' }, 18] }, [18], ['18']],
    ['one of some texts', { in: [{ var: 'a' }, ['x', 'y']] }, ['z'], [5]],
    ['one of some of two types', { in: [{ var: 'a' }, ['x', 5]] }, ['z', 6], [true]],
    ['what a list holds', { in: ['x', { var: 'a' }] }, ['xyz', ['x']], [5]],
    ['a beginning', { starts_with: [{ var: 'a' }, 'x'] }, ['y'], [5]],
    ['a version', { sem_ver: [{ var: 'a' }, '>=', '1.0.0'] }, ['1.2.3', 'v1.2', 2], ['1.2.x', 'latest']],
  ])('of flagd, in %s', (_, logic, fitting, others) => {
    const { watched, watched: [use] } = noticed(flagd({ if: [logic, 'on', 'off'] }), []);
    expect(watched).toMatchObject([{ name: 'a', place: { line: expect.any(Number) as number } }]);
    const fits = (value: Attribute) => use?.wanted === null || use?.fits(value) === true;
    expect({ fitting: fitting.filter(fits), others: others.filter(fits) }).toEqual({ fitting, others: [] });
  });

  test.each<[string, object, readonly Attribute[], readonly Attribute[]]>([
    ['text', condition('string', 'is one of', ['x']), ['y', 5, true], [[1], { b: 1 }]],
    ['a number', condition('number', '>=', ['18']), ['19', 18, '1.2.3'], ['x', [1]]],
    ['a time', condition('datetime', 'after', ['0']), ['1700000000', 5], ['today']],
    ['a version', condition('semver', '>=', ['1.0.0']), ['1.2.3'], ['1.2', 2, 'x']],
  ])('of FeatureProbe, as %s', (_, more, fitting, others) => {
    const { watched: [use] } = noticed(probe(more), [], 'featureprobe-node');
    expect({ fitting: fitting.filter((value) => use?.fits(value)), others: others.filter((value) => use?.fits(value)) }).toEqual({ fitting, others: [] });
  });

  test('are counted with a few users, apart from those who have none', () => {
    const users: Record<string, Attribute>[] = [{ a: 20 }, {}, { a: null }, ...Array.from({ length: 5 }, (_, index): Record<string, Attribute> => ({ a: `x${index}` }))];
    expect(noticed(flagd({ if: [{ '>=': [{ var: 'a' }, 18] }, 'on', { '==': [{ var: 'b.c' }, 1] }, 'on'] }), users)).toMatchObject({
      watched: [{ name: 'a', wanted: 'number' }, { name: 'b.c', wanted: 'number' }],
      users: 8,
      uses: [{ present: 6, unfit: 5, examples: [{ key: 'u3', value: 'x0' }, { key: 'u4' }, { key: 'u5' }] }, { present: 0, unfit: 0 }],
      problems: [{ problem: { code: 'rule-failed' }, count: 5, examples: ['u3', 'u4', 'u5'] }],
    });
  });

  test('are looked for in shared rules, in segments and in what toggles require, not in what has a default', () => {
    const shared = flagd({ if: [{ $ref: 'adult' }, 'on', { '==': [{ var: ['b', 0] }, 1] }, 'on', { some: [{ var: 'list' }, { '==': [{ var: 'c' }, 1] }] }, 'on'] }, { $evaluators: { adult: { '>=': [{ var: 'age' }, 18] } } });
    expect(noticed(shared, []).watched.map(({ name, path }) => `${name} ${path.join('/')}`)).toEqual(['age $evaluators/adult', 'list flags/f/targeting/if/4']);
    const inSegment = { rules: [{ conditions: [{ type: 'string', subject: 'city', predicate: 'is one of', objects: ['x'] }] }] };
    const other = { ...toggle(condition('number', '=', ['1'])), key: 'g' };
    const required = probe({ prerequisites: [{ key: 'g', value: true }], rules: [{ serve: { select: 1 }, conditions: [{ type: 'segment', subject: '', predicate: 'is in', objects: ['s'] }] }] }, { s: inSegment }, { g: other });
    expect(noticed(required, [], 'featureprobe-spec').watched.map(({ name }) => name).toSorted()).toEqual(['a', 'city']);
  });
});

describe('what rules come to a stop at', () => {
  test('is counted once for users of one kind, over parts as in one', () => {
    const split = probe({ defaultServe: { split: { distribution: [[[0, 2000]], []] } } });
    const engine = engineOf(split, 'featureprobe-node');
    const part = (from: number, to: number) => {
      const noticing = new Noticing(engine.uses('f'));
      for (let index = from; index < to; index++) noticing.see({ key: `u${index}`, attributes: {} }, engine.evaluate('f', { key: `u${index}`, attributes: {} }, 0).problems);
      return noticing.found;
    };
    const whole = part(0, 100);
    expect(whole.problems).toMatchObject([{ problem: { code: 'bucket-unserved' }, examples: { length: 3 } }]);
    expect(joined(joined(undefined, part(0, 40)), part(40, 100))).toEqual(whole);
  });
});

describe('what is wrong with a document', () => {
  test.each<[string, unknown, ProfileName, readonly string[]]>([
    ['broken syntax, and not what is missing because of it', '{"flags": {"f": {\n"state": "ENABLED"', 'flagd-v2', ['json-brace-expected 2', 'json-brace-expected 2', 'json-brace-expected 2']],
    ['an operator that there is not', flagd({ nope: [1] }), 'flagd-v2', ['operator-unknown 10', 'rule-refused 10']],
    ['weights beyond 31 bits', flagd({ fractional: [['on', 2 ** 31], ['off', 1]] }), 'flagd-v2', ['weights-too-large 11']],
    ['shared rules in a circle, and not how to order them', flagd({ $ref: 'x' }, { $evaluators: { x: { $ref: 'x' } } }), 'flagd-v2', ['evaluator-cycle 16', 'rule-refused 10']],
    ['a flag beside it that makes flagd refuse all', flagd({}, { flags: { g: { state: 'no', variants: { a: 1 }, defaultVariant: 'a' } } }), 'flagd-v2', ['document-refused 12']],
    ['nothing of a flag beside it that is broken alone', flagd({}, { flags: { g: { state: 'ENABLED', variants: { a: 1 }, defaultVariant: 'a', targeting: { nope: 1 } } } }), 'flagd-v2', []],
    ['a toggle that requires itself', probe({ prerequisites: [{ key: 'f', value: true }] }), 'featureprobe-spec', ['prerequisite-itself 20']],
    ['what a number cannot be compared with', probe(condition('number', '>=', ['many'])), 'featureprobe-node', ['object-unreadable 24']],
    ['a regular expression that is none', probe(condition('string', 'matches regex', ['('])), 'featureprobe-node', ['regex-invalid 24']],
  ])('is %s', (_, document, profile, problems) => expect(said(document, profile)).toEqual(problems));

  test.each<[string, unknown, ProfileName, boolean | undefined]>([
    ['of broken syntax', '{"flags": {"f": {}', 'flagd-v2', false],
    ['of a rule that flagd cannot read', flagd({ nope: [1] }), 'flagd-v2', false],
    ['that flagd refuses', flagd({}, { flags: { g: { state: 'no', variants: { a: 1 }, defaultVariant: 'a' } } }), 'flagd-v2', false],
    ['of a toggle that cannot be read', { toggles: { f: { key: 'f' } } }, 'featureprobe-node', false],
    ['of a rule that fails for some', flagd({ if: [{ '>=': [{ var: 'a' }, 18] }, 'on'] }), 'flagd-v2', true],
    ['without the flag', { flags: { g: { state: 'ENABLED', variants: { a: 1 }, defaultVariant: 'a' } } }, 'flagd-v2', undefined],
  ])('says whether it can be evaluated: one %s', (_, document, profile, evaluable) => expect(engineOf(document, profile).find('f')?.evaluable).toBe(evaluable));
});
