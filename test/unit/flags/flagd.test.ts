import { describe, expect, it } from 'vitest';
import { setDefaultVariant, setState, setWeights } from '../../../shared/flags/flagd/edit';
import type { Edited } from '../../../shared/flags/syntax/text-edit';
import type { Structure } from '../../../shared/flags/syntax/node';
import { readValue, type Value } from '../../../shared/flags/value';
import { bytes } from '../../support/entries';

type Flagd = Extract<Value, { kind: 'flagd' }>;

function read(value: unknown): Flagd {
  const found = readValue('/config/x', bytes(typeof value === 'string' ? value : JSON.stringify(value)), { rules: [{ pattern: '**', format: 'flagd' }] });
  if (found.kind !== 'flagd') throw new Error(`read as ${found.kind}`);
  return found;
}

const textOf = (edited: Edited) => (edited.ok ? edited.text : edited.problem.code);
const found = (value: unknown) => read(value).problems.map(({ code, path }) => `${code} ${path?.join('/') ?? ''}`.trim());
const variants = { on: true, off: false };
const flag = (targeting: unknown, more: object = {}) => ({ state: 'ENABLED', variants, defaultVariant: 'off', targeting, ...more });
const isStaff = { '==': [{ var: 'role' }, 'staff'] };

const document = `{
  "$schema": "https://flagd.dev/schema/v0/flags.json",
  "flags": {
    "new-cart": {
      "state": "ENABLED", // who reads it: checkout
      "variants": { "on": true, "off": false },
      "defaultVariant": "off",
      "targeting": {
        "if": [ { "$ref": "staff" }, "on", { "in": [{ "var": "country" }, ["CH"]] }, { "fractional": [ ["on", 10], ["off", 90.0] ] }, null ]
      },
      "metadata": { "owner": "checkout" }
    }
  },
  "$evaluators": { "staff": { "==": [{ "var": "role" }, "staff"] } }
}
`;

describe('a flagd document', () => {
  it('reads a shared rule once, and the same for every flag that names it', () => {
    const evaluators = { first: { if: [isStaff, 'on', { $ref: 'second' }] }, second: { if: [isStaff, 'off', { $ref: 'first' }] }, shares: { fractional: [['on', 1], ['off', 1]] } };
    const targetings = [{ $ref: 'first' }, { $ref: 'second' }, { if: [isStaff, { $ref: 'shares' }, { $ref: 'first' }] }, { if: [false, { $ref: 'shares' }] }, { $ref: 'first' }];
    const rules = (all: readonly unknown[]) => read({ flags: Object.fromEntries(all.map((targeting, index) => [`flag${index}`, flag(targeting)])), $evaluators: evaluators }).view.flags.map((each) => each.rules);
    const together = rules(targetings);
    targetings.forEach((targeting, index) => {
      const [alone] = rules([targeting]);
      expect(JSON.stringify(together[index]).replaceAll(`flag${index}`, 'flag0')).toBe(JSON.stringify(alone));
    });
    // not a copy for each flag: there may be thousands of either
    expect(together[4]?.[0]).toBe(together[0]?.[0]);
    expect(together[3]?.[0]?.serve).toBe(together[2]?.[0]?.serve);
  });

  it('is shown as flags and their rules from top to bottom', () => {
    const { view, problems } = read(document);
    expect(problems.map(({ code, place }) => `${code} ${place?.line}`)).toEqual(['json-comment 5']);
    expect(view).toMatchObject({
      shape: 'document',
      flags: [
        {
          key: 'new-cart',
          state: 'ENABLED',
          defaultVariant: 'off',
          variants: [
            { name: 'on', value: true },
            { name: 'off', value: false },
          ],
          rules: [
            { condition: { logic: { $ref: 'staff' } }, serve: { kind: 'variant', variant: 'on' } },
            {
              serve: {
                kind: 'split',
                buckets: [
                  { variant: 'on', weight: 10 },
                  { variant: 'off', weight: 90 },
                ],
              },
            },
            { condition: null, serve: { kind: 'default' } },
          ],
          metadata: { owner: 'checkout' },
        },
      ],
    });
  });

  it('may list its flags, be one flag alone, or be YAML', () => {
    expect(read({ flags: [{ key: 'a', ...flag({}) }] }).view.flags).toMatchObject([{ key: 'a', path: ['flags', 0] }]);
    expect(read(flag(undefined)).view).toMatchObject({ shape: 'flag', flags: [{ key: null, path: [], rules: [] }] });
    expect(found('flags:\n  a:\n    state: ENABLED\n    variants: {on: true, off: false}\n    defaultVariant: maybe\n')).toEqual(['default-variant-unknown flags/a/defaultVariant']);
  });

  it('is changed by its form in one place', () => {
    const { structure, view } = read(document.replace(' // who reads it: checkout', ''));
    const text = structure.text;
    const [only] = view.flags;
    const split = only?.rules[1]?.serve;
    if (only === undefined || split?.kind !== 'split') throw new Error('no flag with a split');
    expect(textOf(setState(structure, only.path, false))).toBe(text.replace('"ENABLED"', '"DISABLED"'));
    expect(textOf(setDefaultVariant(structure, only.path, 'on'))).toBe(text.replace('"defaultVariant": "off"', '"defaultVariant": "on"'));
    expect(textOf(setWeights(structure, split.path, [25, 75]))).toBe(text.replace('"on", 10', '"on", 25').replace('90.0', '75'));
    expect(textOf(setWeights(structure, split.path, [10, 90]))).toBe(text);
    expect(textOf(setWeights(structure, split.path, [1, 2, 3]))).toBe('edit-missing');
  });

  it('gets weights where it had none', () => {
    const { structure } = read('{"state":"ENABLED","variants":{"a":1,"b":2},"targeting":{"fractional":[{"var":"id"},["a"],["b"]]}}');
    const edit = (weights: number[], of: Structure = structure) => textOf(setWeights(of, ['targeting', 'fractional'], weights));
    expect(edit([1, 1])).toBe(structure.text);
    expect(edit([1, 3])).toBe(structure.text.replace('["b"]', '["b",3]'));
  });
});

describe('what flagd’s schema asks for', () => {
  it.each<[string, unknown, string[]]>([
    ['a state', { variants, defaultVariant: 'on' }, ['required']],
    ['one of two states', { ...flag(undefined), state: 'enabled' }, ['not-one-of state']],
    ['variants of one type', { ...flag(undefined), variants: { on: true, off: 'no' } }, ['wrong-type variants/off']],
    ['a variant at least', { state: 'ENABLED', variants: {} }, ['empty variants', 'default-variant-absent']],
    ['metadata that is plain', flag(undefined, { metadata: { owner: ['a'] } }), ['wrong-type metadata/owner']],
    ['objects for flags', { flags: { a: 1 } }, ['wrong-type flags/a']],
    ['flags', { flags: 1 }, ['wrong-type flags']],
    ['names in a list', { flags: [flag(undefined)] }, ['required flags/0']],
    ['arguments that operators take', flag({ if: [{ sem_ver: [{ var: 'v' }, '=>', '1.0.0'] }, 'on'] }), ['arguments targeting/if/0']],
    ['whole weights', flag({ fractional: [['on', 0.5], ['off', 1]] }), ['arguments targeting']],
  ])('%s', (_, value, problems) => expect(found(value)).toEqual(problems));

  it('is satisfied by each operator in its right form', () => {
    const email = { var: 'email' };
    const conditions = [
      { and: [{ starts_with: [email, 'a'] }, { '!': [{ ends_with: [email, 'z'] }] }] },
      { or: [{ in: ['@', email] }, { '!!': email }] },
      { '<': [1, { var: 'age' }, 9] },
      { '>=': [{ '%': [{ var: ['age', 3] }, 2] }, 1] },
      { sem_ver: [{ var: 'version' }, '^', '1.2.3'] },
      { some: [{ var: 'roles' }, { '===': [{ var: '' }, 'admin'] }] },
      { missing: ['email'] },
      { '==': [{ var: '$flagd.flagKey' }, { cat: ['a', { substr: [email, 0, 2] }] }] },
    ];
    expect(found(flag({ if: [...conditions.flatMap((condition) => [condition, 'on']), { fractional: [{ var: 'id' }, ['on', { '-': [9, 1] }], ['off', 1]] }] }))).toEqual([]);
  });
});

describe('what flagd’s schema cannot say', () => {
  it.each<[string, unknown, string[]]>([
    ['a default that is no variant', { ...flag(undefined), defaultVariant: 'maybe' }, ['default-variant-unknown defaultVariant']],
    ['no default', { state: 'ENABLED', variants }, ['default-variant-absent']],
    ['a rule for a variant that is none', flag({ if: [isStaff, 'maybe', 'off'] }), ['variant-unknown targeting/if/1']],
    ['a share of a variant that is none', flag({ fractional: [['on', 1], ['maybe', 1]] }), ['variant-unknown targeting/fractional/1/0']],
    ['a boolean result that is no variant', { ...flag(isStaff ? true : null), variants }, ['variant-unknown targeting']],
    ['an operator that is none', flag({ if: [{ matches: [{ var: 'x' }, 'y'] }, 'on'] }), ['operator-unknown targeting/if/0']],
    ['two operators', flag({ if: [{ ...isStaff, '!=': [{ var: 'x' }, 1] }, 'on'] }), ['operators-many targeting/if/0']],
    ['weights of nothing', flag({ fractional: [['on', 0], ['off', 0]] }), ['weights-zero targeting/fractional']],
    ['weights beyond 31 bits', flag({ fractional: [['on', 2 ** 31 - 1], ['off', 1]] }), ['weights-too-large targeting/fractional']],
    ['a condition nobody meets', flag({ if: [false, 'on'] }), ['never-matches targeting/if/0']],
    ['a list with nothing in it', flag({ if: [{ in: [{ var: 'x' }, []] }, 'on'] }), ['never-matches targeting/if/0', 'list-empty targeting/if/0/in/1']],
    ['an attribute that is two things', flag({ if: [{ and: [isStaff, { '===': ['guest', { var: 'role' }] }] }, 'on'] }), ['never-matches targeting/if/0', 'contradiction targeting/if/0']],
    ['an attribute that is and is not', flag({ if: [{ and: [isStaff, { '!=': [{ var: 'role' }, 'staff'] }] }, 'on'] }), ['never-matches targeting/if/0', 'contradiction targeting/if/0']],
    ['a comparison of constants', flag({ if: [{ '>': [1, 2] }, 'on'] }), ['never-matches targeting/if/0']],
    ['rules behind one for everyone', flag({ if: [{ '!': [false] }, 'on', isStaff, 'off'] }), ['always-matches targeting/if/0']],
    ['a rule said twice', flag({ if: [isStaff, 'on', { '==': [{ var: 'x' }, 1] }, 'off', isStaff, 'off'] }), ['condition-repeated targeting/if/4']],
    ['a shared rule that is none', flag({ if: [{ $ref: 'staff' }, 'on'] }), ['evaluator-unknown targeting/if/0']],
    [
      'shared rules in a circle',
      { flags: { a: flag({ $ref: 'x' }) }, $evaluators: { x: { $ref: 'y' }, y: { '!': [{ $ref: 'x' }] }, z: isStaff } },
      ['evaluator-cycle $evaluators/x', 'evaluator-cycle $evaluators/y'],
    ],
    ['a shared rule’s variant that is none', { flags: { a: flag({ $ref: 'x' }), b: flag({ $ref: 'x' }, { variants: { maybe: true, off: false } }) }, $evaluators: { x: 'maybe' } }, ['variant-unknown $evaluators/x']],
  ])('%s', (_, value, problems) => expect(found(value)).toEqual(problems));

  it.each<[string, unknown]>([
    ['a last rule for everyone', flag({ if: [isStaff, 'on', true, 'off'] })],
    ['one attribute or another', flag({ if: [{ or: [isStaff, { '==': [{ var: 'role' }, 'guest'] }] }, 'on'] })],
    ['two attributes at once', flag({ if: [{ and: [isStaff, { '==': [{ var: 'country' }, 'CH'] }] }, 'on'] })],
    ['a computed weight', flag({ fractional: [['on', { '-': [1, 1] }], ['off', 0]] })],
    ['a member that has a prototype’s name', { flags: JSON.parse('{"__proto__":{"state":"ENABLED","variants":{"on":1},"defaultVariant":"on"}}') as unknown }],
  ])('finds nothing in %s', (_, value) => expect(found(value)).toEqual([]));

  it('stands at its place in the text', () => {
    const { problems } = read('{\n "state": "ENABLED",\n "variants": {"on": true},\n "defaultVariant": "off"\n}');
    expect(problems).toMatchObject([{ code: 'default-variant-unknown', place: { line: 4, column: 20, length: 5 }, params: { variant: 'off' } }]);
  });
});
