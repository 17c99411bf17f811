import { FlagdCore } from '@openfeature/flagd-core';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Context, Profile } from '../../../shared/rollout/engine';
import { makeEngine } from '../../../shared/rollout/make-engine';
import { bytes } from '../../support/entries';
import { flagdDocument, flagdUsers } from './rules';

const CLOCK = 1_700_000_000;
const quiet = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };
const reasons: Readonly<Record<string, string>> = { STATIC: 'static', TARGETING_MATCH: 'match', DEFAULT: 'default', DISABLED: 'disabled', ERROR: 'error' };
const engineOf = (document: unknown, profile: Profile = { name: 'flagd-v2' }) => makeEngine(bytes(typeof document === 'string' ? document : JSON.stringify(document)), profile, 'alone');
const user = (key: string | null = 'user-1', attributes: Context['attributes'] = {}): Context => ({ key, attributes });
const flagOf = (targeting: unknown, more: object = {}) => ({ flags: { f: { state: 'ENABLED', variants: { on: 1, off: 0 }, defaultVariant: 'off', targeting, ...more } } });
const said = (problems: readonly { readonly code: string; readonly path: readonly (string | number)[] | null }[]) => problems.map(({ code, path }) => `${code} ${path?.join('/') ?? ''}`.trim());
const saidOf = (targeting: unknown, asked = user(), profile?: Profile) => said(engineOf(flagOf(targeting), profile).evaluate('f', asked, CLOCK).problems);
const at = 'flags/f/targeting';

afterEach(() => void vi.useRealTimers());

/** What flagd-core answers for a flag. It throws where a rule gives what has no text. */
function coreAnswer(core: FlagdCore | undefined, flag: string, context: never) {
  try {
    return core?.getFlag(flag)?.evaluate(context, quiet);
  } catch {
    return undefined;
  }
}

/** flagd-core with a document; undefined where it refuses the document. */
function coreOf(document: unknown): FlagdCore | undefined {
  const core = new FlagdCore(undefined, quiet, { disableDynamicCodeGeneration: true });
  try {
    core.setConfigurations(JSON.stringify(document));
    return core;
  } catch {
    return undefined;
  }
}

describe('the engine of flagd v2', () => {
  it('answers as flagd-core does, whatever the rule, the user and the time', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(flagdDocument, flagdUsers, fc.constantFrom(0, CLOCK, CLOCK + 0.9), (document, users, clock) => {
        vi.useFakeTimers({ now: clock * 1000, toFake: ['Date'] });
        const core = coreOf(document);
        const engine = engineOf(document);
        vi.useRealTimers();
        for (const asked of users) {
          for (const flag of ['one', 'two'] as const) {
            vi.useFakeTimers({ now: clock * 1000, toFake: ['Date'] });
            const context = { ...asked.attributes, ...(asked.key === null ? {} : { targetingKey: asked.key }) } as never;
            const own = core?.getFlag(flag);
            const expected = own?.state === 'DISABLED' ? { reason: 'DISABLED', variant: undefined, value: undefined } : coreAnswer(core, flag, context);
            vi.useRealTimers();
            const found = engine.evaluate(flag, asked, clock);
            const name = engine.variants(flag)[found.index]?.name;
            seen.set(found.reason, (seen.get(found.reason) ?? 0) + 1);
            expect({ reason: found.reason, variant: name, value: found.value }).toEqual({ reason: reasons[expected?.reason ?? 'ERROR'], variant: expected?.variant, value: expected?.value });
            // an answer that is no answer says why
            if (found.reason === 'error') expect(found.problems.length).toBeGreaterThan(0);
          }
        }
      }),
      { numRuns: 1000 },
    );
    for (const reason of ['match', 'default', 'disabled', 'error', 'static']) expect(seen.get(reason) ?? 0).toBeGreaterThan(50);
  });

  it('refuses a document for another flag than the one that is asked for where flagd-core does', () => {
    const odd = fc.constantFrom<unknown>(undefined, null, '', 0, 1, 'on', 'gone', 'constructor', [], ['on'], {}, { on: 1 }, { $ref: 'shared' }, { $ref: 'gone' }, true);
    const flag = fc.record({ state: fc.oneof(fc.constantFrom('ENABLED', 'DISABLED', 'SOMETIMES'), odd), variants: fc.oneof(fc.constant({ on: 1, off: 0 }), odd), defaultVariant: fc.oneof(fc.constant('on'), odd), targeting: odd, metadata: odd });
    const shared = fc.constantFrom<unknown>('ENABLED', 'on', { on: 1 }, { state: 'ENABLED', variants: { on: 1 }, defaultVariant: 'on' }, { $ref: 'shared' }, null);
    const seen = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: flag }, { weight: 1, arbitrary: odd }), shared, (other, evaluator) => {
        const document = { $evaluators: { shared: evaluator }, flags: { ...flagOf(undefined).flags, other } };
        const expected = coreOf(document)?.getFlag('f') === undefined ? 'error' : 'static';
        seen[expected === 'error' ? 'refused' : 'taken']++;
        expect(engineOf(document).evaluate('f', user(), 0).reason).toBe(expected);
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(100);
  });

  it('knows no time but the one it is given', () => {
    const engine = engineOf(flagOf({ if: [{ '>=': [{ var: '$flagd.timestamp' }, CLOCK] }, 'on', 'off'] }));
    expect([CLOCK - 1, CLOCK - 0.1, CLOCK, CLOCK + 1].map((clock) => engine.evaluate('f', user(), clock).value)).toEqual([0, 0, 1, 1]);
  });

  it('evaluates a flag that stands alone by the key it is given', () => {
    const rule = { fractional: [['on', 50], ['off', 50]] };
    const alone = engineOf(flagOf(rule).flags.f);
    const named = engineOf({ flags: { alone: flagOf(rule).flags.f } });
    const keys = Array.from({ length: 200 }, (_, i) => user(`user-${i}`));
    expect(alone.flags).toEqual(['alone']);
    expect(keys.map((key) => alone.evaluate('alone', key, 0).value)).toEqual(keys.map((key) => named.evaluate('alone', key, 0).value));
  });

  it('reads YAML as it reads JSON', () => {
    const engine = engineOf('flags:\n  f:\n    state: ENABLED\n    variants: {on: 1, off: 0}\n    defaultVariant: off\n    targeting:\n      if: [{"==": [{var: plan}, pro]}, "on", "off"]\n');
    expect(engine.evaluate('f', user('a', { plan: 'pro' }), 0)).toMatchObject({ reason: 'match' });
  });
});

describe('what keeps a flagd rule from an answer is said, with its place', () => {
  it.each<[string, unknown, Context, readonly string[]]>([
    ['an unknown operator', { unheard: [1] }, user(), [`rule-refused ${at}`]],
    ['a comparison of types that do not compare', { if: [{ '>': [{ var: 'age' }, 3] }, 'on'] }, user('a', { age: 'old' }), [`rule-failed ${at}`]],
    ['a variant that there is not', { if: [true, 'violet'] }, user(), [`variant-unknown ${at}`]],
    ['no targeting key', { if: [true, { fractional: [['on', 1], ['off', 1]] }] }, user(null), [`targeting-key-missing ${at}/if/1/fractional`]],
    ['weights of 0', { fractional: [['on', 0]] }, user(), [`weights-zero ${at}/fractional`]],
    ['weights above 2^31 - 1', { fractional: [['on', 2 ** 31], ['off', 1]] }, user(), [`weights-too-large ${at}/fractional`]],
    ['a weight that is no whole number', { fractional: [['on', 0.5]] }, user(), [`split-unreadable ${at}/fractional`]],
    ['a bucketing attribute that is no text', { fractional: [{ var: 'age' }, ['on', 1]] }, user('a', { age: 5 }), [`split-unreadable ${at}/fractional`]],
  ])('%s', (_, targeting, asked, expected) => {
    expect(saidOf(targeting, asked)).toEqual(expected);
  });

  it('a rule that leads back to itself', () => {
    const engine = engineOf({ $evaluators: { loop: { '!': [{ $ref: 'loop' }] } }, ...flagOf({ if: [{ $ref: 'loop' }, 'on'] }) });
    expect(said(engine.evaluate('f', user(), 0).problems)).toEqual(['evaluator-order $evaluators/loop/!/0', `rule-refused ${at}`]);
  });

  it('a shared rule that stands before the one that names it', () => {
    const document = (first: object, second: object) => ({ $evaluators: { ...first, ...second }, ...flagOf({ if: [{ $ref: 'outer' }, 'on', 'off'] }) });
    const [inner, outer] = [{ inner: { '==': [1, 1] } }, { outer: { '!!': [{ $ref: 'inner' }] } }];
    expect(engineOf(document(outer, inner)).evaluate('f', user(), 0)).toMatchObject({ value: 1, problems: [] });
    const refused = engineOf(document(inner, outer)).evaluate('f', user(), 0);
    expect(said(refused.problems)).toEqual(['evaluator-order $evaluators/outer/!!/0', `rule-refused ${at}`]);
    expect(refused.problems[0]?.place).not.toBeNull();
  });

  it('a document that flagd takes not at all, for all its flags', () => {
    const engine = engineOf({ flags: { good: flagOf(undefined).flags.f, bad: { state: 'PAUSED', variants: { on: 1 }, defaultVariant: 'on' } } });
    expect(engine.evaluate('good', user(), 0)).toMatchObject({ value: undefined, reason: 'error' });
    expect(said(engine.evaluate('good', user(), 0).problems)).toEqual(['document-refused flags/bad']);
  });

  it('a flag that there is not', () => {
    expect(engineOf(flagOf(undefined)).evaluate('g', user(), 0)).toMatchObject({ reason: 'absent', problems: [{ code: 'flag-absent', params: { name: 'g' } }] });
  });

  it.each([
    ['bytes that are no text', new Uint8Array([0xff, 0xfe, 0x00])],
    ['nothing', new Uint8Array()],
    ['a text', bytes('hello')],
    ['JSON that breaks off', bytes('{"flags": {"f": {"state": "ENABLED"')],
    ['brackets without end', bytes('['.repeat(100_000))],
    ['another list of flags', bytes('{"flags": [1, null, {"key": 5}]}')],
  ])('%s', (_, document) => {
    for (const name of ['flagd-v2', 'featureprobe-node', 'plain'] as const) {
      const engine = makeEngine(document, { name });
      expect(() => engine.evaluate('f', user(), 0)).not.toThrow();
      if (name !== 'plain') expect([...engine.problems('f'), ...engine.evaluate('f', user(), 0).problems].length).toBeGreaterThan(0);
    }
  });
});

describe('no flagd document takes for ever', () => {
  it('shared rules that double one another are refused', () => {
    const names = Array.from({ length: 40 }, (_, i) => `e${i}`);
    const $evaluators = Object.fromEntries(names.map((name, i) => [name, { and: [{ $ref: `e${i + 1}` }, { $ref: `e${i + 1}` }] }]));
    const engine = engineOf({ $evaluators, ...flagOf({ $ref: 'e0' }) });
    expect(said(engine.evaluate('f', user(), 0).problems)).toContain('rule-too-large flags/f');
  });

  it('a flag is not charged for the shared rules of those beside it', () => {
    const wide = { or: Array.from({ length: 60_000 }, () => false) };
    const { f } = flagOf({ if: [{ '!': [{ $ref: 'wide' }] }, 'on', 'off'] }).flags;
    const engine = engineOf({ $evaluators: { wide }, flags: { before: f, f } });
    expect(['before', 'f'].map((flag) => engine.evaluate(flag, user(), 0))).toMatchObject([{ value: 1, problems: [] }, { value: 1, problems: [] }]);
  });

  it('lists inside lists are gone through so many times and no more', () => {
    const list = Array.from({ length: 50 }, (_, i) => i);
    // each list depends on the item around it, so that none is known beforehand
    const nest = (level: number): unknown => (level === 0 ? { var: '' } : { map: [{ merge: [list, { var: '' }] }, nest(level - 1)] });
    expect(saidOf({ if: [{ some: [[1], nest(8)] }, 'on', 'off'] })).toEqual([`rule-endless ${at}`]);
  });

  it.each(['merge', 'cat'])('a list or a text that %s doubles at each step does not fill the memory', (operator) => {
    const twice = { [operator]: [{ var: 'accumulator' }, { var: 'accumulator' }] };
    const rule = (steps: number) => ({ if: [{ reduce: [Array.from({ length: steps }, () => 0), twice, operator === 'cat' ? 'x' : ['x']] }, 'on', 'off'] });
    expect(engineOf(flagOf(rule(10))).evaluate('f', user(), 0)).toMatchObject({ value: 1, problems: [] });
    expect(saidOf(rule(40))).toEqual([`rule-endless ${at}`]);
  });

  it('what flagd-core looks at twice at each level is not nested deep', () => {
    const nest = (level: number): unknown => (level === 0 ? 1 : { try: [nest(level - 1)] });
    expect(engineOf(flagOf({ if: [nest(6), 'on', 'off'] })).evaluate('f', user(), 0).value).toBe(1);
    const refused = engineOf(flagOf({ if: [nest(60), 'on', 'off'] })).evaluate('f', user(), 0);
    expect(said(refused.problems)).toEqual([`rule-tries ${at}/if/0${'/try/0'.repeat(6)}`]);
  });

  it('deep nesting is an answer or a problem', () => {
    const nest = (level: number): unknown => (level === 0 ? { var: 'a' } : { '!': [nest(level - 1)] });
    expect(engineOf(flagOf({ if: [nest(90), 'on', 'off'] })).evaluate('f', user('u', { a: true }), 0).value).toBe(1);
    const text = JSON.stringify(flagOf({ if: ['here', 'on', 'off'] })).replace('"here"', `${'{"!":['.repeat(5000)}1${']}'.repeat(5000)}`);
    expect(said(engineOf(text).problems('f'))).toContain('too-deep');
  });
});

describe('the other ways to split', () => {
  const split = { fractional: [{ var: 'name' }, ['on', 50], ['off', 50]] };
  const valueFor = (name: string, profile: Profile) => engineOf(flagOf(split), profile).evaluate('f', user('u', { name }), 0).value;
  const words = Array.from({ length: 400 }, (_, i) => `é${i}`);

  it('hash what is not ASCII in their own way, and ASCII in one', () => {
    const differ = (some: readonly string[]) => some.filter((name) => valueFor(name, { name: 'flagd-v2', hash: 'js' }) !== valueFor(name, { name: 'flagd-v2', hash: 'utf8' })).length;
    expect(differ(words)).toBeGreaterThan(100);
    expect(differ(words.map((name) => name.slice(1)))).toBe(0);
  });

  it('are told apart by an explanation', () => {
    const steps = words.slice(0, 50).flatMap((name) => engineOf(flagOf(split)).explain('f', user('u', { name }), 0).steps);
    for (const [index, { bucket }] of steps.entries()) {
      const name = words[index] ?? '';
      const [here, there] = [bucket?.range?.share, bucket?.otherwise?.share];
      expect(here).toBe(valueFor(name, { name: 'flagd-v2' }) === 1 ? 0 : 1);
      expect(there).toBe(valueFor(name, { name: 'flagd-v2', hash: 'utf8' }) === 1 ? 0 : 1);
    }
  });

  it('v1 splits fractions of a weight, v2 whole ones only', () => {
    expect(saidOf({ fractional: [['on', 0.5], ['off', 0.5]] }, user(), { name: 'flagd-v1' })).toEqual([]);
  });
});
