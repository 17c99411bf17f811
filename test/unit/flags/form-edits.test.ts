/** Whatever a form changes: reading the text again shows what was set, and all bytes outside of the place are as they were. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { formOf, logicOf, testOperators, valueKind, withOperator, type TestOperator } from '../../../shared/flags/flagd/condition';
import { addRule, removeRule, setServe, swapRules } from '../../../shared/flags/flagd/edit-rules';
import { addVariant, isServed, removeVariant, renameVariant, setVariantValue } from '../../../shared/flags/flagd/edit-variants';
import type { FlagdFlag } from '../../../shared/flags/flagd/view';
import { edit } from '../../../shared/flags/syntax/change';
import { nodeAt } from '../../../shared/flags/syntax/node';
import { applyEdits, type Edited } from '../../../shared/flags/syntax/text-edit';
import { readValue } from '../../../shared/flags/value';
import { bytes } from '../../support/entries';

function read(text: string) {
  const found = readValue('/flags/x', bytes(text), { rules: [{ pattern: '**', format: 'flagd' }] });
  const flag = found.kind === 'flagd' ? found.view.flags[1] : undefined;
  if (found.kind !== 'flagd' || flag === undefined) throw new Error(`read as ${found.kind}: ${text}`);
  return { structure: found.structure, problems: found.problems, flag };
}

const valueOf = (operator: TestOperator) => ({ any: 'a', list: ['a', 'b'], text: 'a b', number: 3, version: '1.2.3' })[valueKind(operator)];
const condition = fc.oneof(
  fc.constantFrom(...testOperators).map((operator) => logicOf(operator, { var: 'x' }, valueOf(operator))),
  fc.constantFrom<unknown>({ $ref: 'staff' }, { '<': [1, { var: 'age' }, 9] }, { and: [{ '==': [{ var: 'a' }, 1] }, { '!!': { var: 'b' } }] }),
);
const names = ['on', 'off', 'v1', 'a b'];
const serve = fc.oneof(fc.constantFrom<unknown>(...names, null), fc.constant({ fractional: [['on', 1], ['off', 3]] }));
const flags = fc.record({ rules: fc.uniqueArray(fc.tuple(condition, serve), { maxLength: 4, selector: ([logic]) => JSON.stringify(logic) }), rest: fc.option(serve, { nil: undefined }) }).map(({ rules, rest }) => ({
  flags: {
    before: { state: 'DISABLED', variants: { on: 1 }, defaultVariant: 'on' },
    changed: {
      state: 'ENABLED',
      variants: { on: true, off: false, v1: true, 'a b': false },
      defaultVariant: 'off',
      targeting: rules.length === 0 ? {} : { if: [...rules.flat(), ...(rest === undefined ? [] : [rest])] },
    },
    after: { state: 'ENABLED', variants: { on: 1 }, defaultVariant: 'on', targeting: { if: [{ var: 'x' }, 'on'] } },
  },
  $evaluators: { staff: { '==': [{ var: 'role' }, 'staff'] } },
}));
// what stands twice would become an anchor and its aliases, in which hardly anything can be edited
const documents = flags.map((data) => JSON.parse(JSON.stringify(data)) as typeof data).chain((data) =>
  fc.constantFrom(JSON.stringify(data), JSON.stringify(data, null, 2), JSON.stringify(data, null, '\t').replaceAll('\n', '\r\n'), stringify(data), stringify(data).replaceAll('\n', '\r\n'), stringify(data, { indentSeq: false })),
);

/** The part of the flag that a form is about, without the places of its parts. */
const shown = ({ variants, defaultVariant, rules }: FlagdFlag) => ({
  variants: variants.map(({ name, value }) => [name, value]),
  defaultVariant,
  rules: rules.map(({ condition: found, serve: served }) => [found?.logic ?? null, served.kind === 'variant' ? served.variant : served.kind === 'split' ? served.buckets.map(({ variant, weight }) => [variant, weight]) : served.kind]),
});

/** What the flag shows after an edit, all else being as it was. */
function after(text: string, edited: Edited, part: string): ReturnType<typeof shown> {
  const { structure } = read(text);
  if (!edited.ok) throw new Error(`${edited.problem.code} in ${text}`);
  expect(applyEdits(text, edited.edits)).toBe(edited.text);
  // neither the flags around it nor its other members are touched
  const place = nodeAt(structure.root, ['flags', 'changed', part]);
  const others = part === 'variants' ? nodeAt(structure.root, ['flags', 'changed']) : place;
  for (const { offset, length } of edited.edits) {
    expect(text.slice(offset, Math.max(offset, others?.start ?? 0)).trim()).toBe('');
    expect(text.slice(Math.min(others?.end ?? 0, offset + length), offset + length).trim()).toBe('');
  }
  return shown(read(edited.text).flag);
}

const plainData = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const same = (a: unknown, b: unknown) => expect(plainData(a)).toEqual(plainData(b));

describe('in JSON and YAML, however they are laid out', () => {
  it('rules are added, taken out, moved, and serve what is chosen', () => {
    fc.assert(
      fc.property(documents, fc.nat(), fc.constantFrom('add', 'remove', 'swap', 'serve'), fc.constantFrom(...names), (text, at, kind, name) => {
        const { structure, flag } = read(text);
        const was = shown(flag);
        const rules = [...was.rules];
        const conditions = flag.rules.filter(({ condition: found }) => found !== null).length;
        const index = at % Math.max(1, flag.rules.length);
        const rule = flag.rules[index];
        if (kind === 'add' || rule === undefined) {
          const found = after(text, addRule(structure, flag, name), 'targeting');
          rules.splice(conditions, 0, [{ '==': [{ var: 'targetingKey' }, ''] }, name]);
          same(found, { ...was, rules });
        } else if (kind === 'remove') {
          const found = after(text, removeRule(structure, flag, rule), 'targeting');
          rules.splice(index, 1);
          same(found, { ...was, rules });
        } else if (kind === 'serve') {
          const found = after(text, setServe(structure, flag, rule, { kind: 'variant', variant: name }), 'targeting');
          rules[index] = [rules[index]?.[0] ?? null, name];
          same(found, { ...was, rules });
        } else if (index + 1 < conditions) {
          const other = flag.rules[index + 1] ?? expect.fail();
          const found = after(text, swapRules(structure, rule, other), 'targeting');
          [rules[index], rules[index + 1]] = [rules[index + 1] ?? [], rules[index] ?? []];
          same(found, { ...was, rules });
        }
      }),
      { numRuns: 120 },
    );
  });

  it('conditions are compared by another operator', () => {
    fc.assert(
      fc.property(documents, fc.nat(), fc.constantFrom(...testOperators), (text, at, operator) => {
        const { structure, flag } = read(text);
        const rule = flag.rules[at % Math.max(1, flag.rules.length)];
        const form = formOf(rule?.condition?.logic);
        if (rule === undefined || !rule.condition || form?.kind !== 'test') return;
        const edited = edit(structure, withOperator(rule.condition.path, form, operator));
        const found = after(text, edited, 'targeting');
        expect(formOf(found.rules[flag.rules.indexOf(rule)]?.[0])).toMatchObject({ operator, attribute: 'x' });
      }),
      { numRuns: 120 },
    );
  });

  it('variants are added, valued, named anew with all that refers to them, and taken out', () => {
    fc.assert(
      fc.property(documents, fc.constantFrom(...names), fc.constantFrom('add', 'value', 'name', 'remove'), fc.constantFrom('new', 'yes', 'it’s "x"', '1', '- a'), (text, name, kind, fresh) => {
        const { structure, flag } = read(text);
        const was = shown(flag);
        if (kind === 'add') {
          const found = after(text, addVariant(structure, flag), 'variants');
          // in a block of YAML a new member is the first
          same([...found.variants].sort(), [...was.variants, ['variant-5', true]].sort());
        } else if (kind === 'value') {
          const found = after(text, setVariantValue(structure, flag, name, '{"a": [1, null]}'), 'variants');
          same(found, { ...was, variants: was.variants.map(([one, value]) => [one, one === name ? { a: [1, null] } : value]) });
        } else if (kind === 'name') {
          const found = after(text, renameVariant(structure, flag, {}, name, fresh), 'variants');
          const renamed = (one: unknown): unknown => (one === name ? fresh : one);
          // whole numbers come before other names in JavaScript's objects
          same({ ...found, variants: [...found.variants].sort() }, {
            variants: was.variants.map(([one, value]) => [renamed(one), value]).sort(),
            defaultVariant: renamed(was.defaultVariant),
            rules: was.rules.map(([logic, served]) => [logic, Array.isArray(served) ? served.map((bucket: unknown) => (Array.isArray(bucket) ? [renamed(bucket[0]), bucket[1]] : bucket)) : renamed(served)]),
          });
        } else if (!isServed(structure, flag, {}, name)) {
          const found = after(text, removeVariant(structure, flag, {}, name), 'variants');
          same(found, { ...was, variants: was.variants.filter(([one]) => one !== name) });
        }
      }),
      { numRuns: 120 },
    );
  });
});
