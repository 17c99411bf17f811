import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formOf, logicOf, testOperators, valueKind, withOperator, type Test, type TestOperator } from '../../../shared/flags/flagd/condition';
import { addCondition, addRule, addShare, isOwnRule, removeCondition, removeRule, removeShare, setGroup, setServe, swapRules } from '../../../shared/flags/flagd/edit-rules';
import { addVariant, isServed, removeVariant, renameVariant, setVariantValue } from '../../../shared/flags/flagd/edit-variants';
import { edit } from '../../../shared/flags/syntax/change';
import { setItems } from '../../../shared/flags/syntax/edit-items';
import { nodeAt } from '../../../shared/flags/syntax/node';
import type { Edited } from '../../../shared/flags/syntax/text-edit';
import { readValue, type Value } from '../../../shared/flags/value';
import { bytes } from '../../support/entries';

type Flagd = Extract<Value, { kind: 'flagd' }>;

function read(text: string): Flagd & { readonly flag: Flagd['view']['flags'][number] } {
  const found = readValue('/flags/x', bytes(text), { rules: [{ pattern: '**', format: 'flagd' }] });
  const flag = found.kind === 'flagd' ? found.view.flags[0] : undefined;
  if (found.kind !== 'flagd' || flag === undefined) throw new Error(`read as ${found.kind}`);
  return { ...found, flag };
}

const textOf = (edited: Edited) => (edited.ok ? edited.text : edited.problem.code);
const pretty = `{
  "state": "ENABLED",
  "variants": { "on": true, "off": false },
  "defaultVariant": "off",
  "targeting": {
    "if": [
      { "==": [ { "var": "role" }, "staff" ] }, "on",
      { "in": [ { "var": "country" }, [ "DE", "FR" ] ] }, { "fractional": [ [ "on", 10.0 ], [ "off", 90 ] ] },
      "off"
    ]
  }
}
`;
const lines = pretty.split('\n');
const [staff = '', country = ''] = lines.slice(6, 8);
const without = (line: string) => pretty.replace(`${line}\n`, '');

describe('rules', () => {
  it('are added before what everyone else gets, spaced like the others, and match nobody yet', () => {
    const { structure, flag } = read(pretty);
    const added = `${country}\n      {"==": [{"var": "targetingKey"}, ""]}, "on",`;
    expect(textOf(addRule(structure, flag, 'on'))).toBe(pretty.replace(country, added));
    const bare = (targeting: string) => `{"state":"ENABLED","variants":{"on":true},"targeting":${targeting}}`;
    const first = '{"if":[{"==":[{"var":"targetingKey"},""]},"on"]}';
    for (const none of ['{}', 'null']) {
      const empty = read(bare(none));
      expect(textOf(addRule(empty.structure, empty.flag, 'on'))).toBe(bare(first));
    }
    const absent = read('{"state":"ENABLED","variants":{"on":true}}');
    expect(textOf(addRule(absent.structure, absent.flag, null))).toBe('{"state":"ENABLED","variants":{"on":true},"targeting":{"if":[{"==":[{"var":"targetingKey"},""]},null]}}');
    const split = read(bare('{"fractional":[["on",1.0]]}'));
    expect(textOf(addRule(split.structure, split.flag, 'on'))).toBe(bare('{"if": [{"==":[{"var":"targetingKey"},""]}, "on", {"fractional":[["on",1.0]]}]}'));
  });

  it('are taken out with their line', () => {
    const { structure, flag } = read(pretty);
    const removed = (index: number) => textOf(removeRule(structure, flag, flag.rules[index] ?? expect.fail()));
    expect(removed(0)).toBe(without(staff));
    expect(removed(1)).toBe(without(country));
    expect(removed(2)).toBe(pretty.replace(',\n      "off"\n', '\n'));
    const last = read('{"state":"ENABLED","variants":{"on":1},"targeting":{"if":[{"var":"x"},"on"]}}');
    expect(textOf(removeRule(last.structure, last.flag, last.flag.rules[0] ?? expect.fail()))).toBe('{"state":"ENABLED","variants":{"on":1},"targeting":{}}');
    const nested = read('{"state":"ENABLED","variants":{"on":1},"targeting":{"if":[{"var":"x"},"on",{"if":[{"var":"y"},"on"]}]}}');
    expect(textOf(removeRule(nested.structure, nested.flag, nested.flag.rules[1] ?? expect.fail()))).toBe('{"state":"ENABLED","variants":{"on":1},"targeting":{"if":[{"var":"x"},"on"]}}');
    const bare = read('{"state":"ENABLED","variants":{"on":1},"targeting":{"fractional":[["on",1]]}}');
    expect(textOf(removeRule(bare.structure, bare.flag, bare.flag.rules[0] ?? expect.fail()))).toBe('{"state":"ENABLED","variants":{"on":1},"targeting":{}}');
  });

  it('change places as they are spelled', () => {
    const { structure, flag } = read(pretty);
    const [one, other] = flag.rules;
    if (one === undefined || other === undefined) throw new Error('no rules');
    expect(textOf(swapRules(structure, one, other))).toBe(pretty.replace(`${staff}\n${country}`, `${country}\n${staff}`));
  });

  it('serve something else; a new split gives all that was served before', () => {
    const { structure, flag } = read(pretty);
    const [one, two, rest] = flag.rules;
    if (one === undefined || two === undefined || rest === undefined) throw new Error('no rules');
    expect(textOf(setServe(structure, flag, one, { kind: 'variant', variant: 'off' }))).toBe(pretty.replace('] }, "on"', '] }, "off"'));
    expect(textOf(setServe(structure, flag, two, { kind: 'variant', variant: 'off' }))).toBe(pretty.replace('{ "fractional": [ [ "on", 10.0 ], [ "off", 90 ] ] }', '"off"'));
    expect(textOf(setServe(structure, flag, rest, { kind: 'default' }))).toBe(pretty.replace('      "off"\n', '      null\n'));
    expect(textOf(setServe(structure, flag, rest, { kind: 'split' }))).toBe(pretty.replace('      "off"\n', '      {"fractional":[["on",0],["off",100]]}\n'));
  });

  it('share their users among variants that are put in and taken out', () => {
    const { structure, flag } = read(pretty.replace('"off": false', '"off": false, "new": true'));
    const split = flag.rules[1]?.serve;
    if (split?.kind !== 'split') throw new Error('no split');
    expect(textOf(addShare(structure, split.path, 'new'))).toBe(structure.text.replace('[ "off", 90 ] ]', '[ "off", 90 ], ["new", 0] ]'));
    expect(textOf(removeShare(structure, split.buckets[0]?.path ?? []))).toBe(structure.text.replace('[ "on", 10.0 ], ', ''));
  });

  it('that several flags share are not a flag’s own', () => {
    const { flag } = read('{"flags":{"a":{"state":"ENABLED","variants":{"on":1},"targeting":{"if":[{"var":"x"},"on",{"$ref":"r"}]}}},"$evaluators":{"r":{"if":[{"var":"y"},"on"]}}}');
    expect(flag.rules.map((rule) => isOwnRule(flag, rule))).toEqual([true, false]);
  });
});

describe('conditions', () => {
  const operand = { var: 'x' };
  const value = (operator: TestOperator) => ({ any: 'a', list: ['a', 'b'], text: 'a', number: 3, version: '1.2.3' })[valueKind(operator)];

  it.each(testOperators)('have a form: %s', (operator) => {
    const logic = logicOf(operator, operand, value(operator));
    expect(formOf(logic)).toMatchObject({ kind: 'test', operator, attribute: 'x', value: value(operator) });
    const { problems } = read(JSON.stringify({ state: 'ENABLED', variants: { on: 1 }, defaultVariant: 'on', targeting: { if: [logic, 'on'] } }));
    expect(problems).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['a shared rule', { $ref: 'staff' }],
    ['two operators', { '==': [operand, 1], '!=': [operand, 2] }],
    ['what is computed', { '==': [{ '%': [operand, 2] }, 1] }],
    ['a comparison of two attributes', { '==': [operand, { var: 'y' }] }],
    ['between', { '<': [1, operand, 3] }],
    ['what is not', { '!': [{ '==': [operand, 1] }] }],
    ['the wrong way round', { '==': ['a', operand] }],
    ['a list with a line end in it', { in: [operand, ['a\nb']] }],
    ['a list of lists', { in: [operand, [['a']]] }],
    ['a constant', true],
  ])('have none, and are left alone: %s', (_, logic) => expect(formOf(logic)).toBeUndefined());

  const flag = (condition: string) => `{ "state": "ENABLED", "variants": {"on":1},\r\n "targeting": {"if": [ ${condition} , "on"]}}`;
  const path = ['targeting', 'if', 0];
  const testIn = (text: string): Test => {
    const form = formOf(read(text).flag.rules[0]?.condition?.logic);
    return form?.kind === 'test' ? form : expect.fail();
  };

  it.each<[string, TestOperator, string]>([
    ['{"==" : [{"var":"x"},  "a"]}', 'unequal', '{"!=" : [{"var":"x"},  "a"]}'],
    ['{"===" : [{"var":"x"},  "a"]}', 'unequal', '{"!==" : [{"var":"x"},  "a"]}'],
    ['{"==" : [{"var":"x"},  "a"]}', 'begins', '{"starts_with" : [{"var":"x"},  "a"]}'],
    ['{"==" : [{"var":"x"},  "7"]}', 'more', '{">" : [{"var":"x"},  7]}'],
    ['{"==": [{"var":["x", 1]}, "a"]}', 'oneOf', '{"in":[{"var":["x",1]},["a"]]}'],
    ['{"in": [{"var":"x"}, ["a", "b"]]}', 'equal', '{"==":[{"var":"x"},"a"]}'],
    ['{"in": [{"var":"x"}, ["a"]]}', 'noneOf', '{"!":[{"in":[{"var":"x"},["a"]]}]}'],
    ['{"sem_ver" : [{"var":"x"}, ">=",  "1.2.3"]}', 'sameMajor', '{"sem_ver" : [{"var":"x"}, "^",  "1.2.3"]}'],
    ['{"==": [{"var":"x"}, "a"]}', 'versionFrom', '{"sem_ver":[{"var":"x"},">=","1.0.0"]}'],
  ])('%s compared by another operator, %s', (before, operator, after) => {
    const { structure } = read(flag(before));
    expect(textOf(edit(structure, withOperator(path, testIn(flag(before)), operator)))).toBe(flag(after));
  });

  it('from any operator to any other keep the attribute and say what was chosen', () => {
    fc.assert(
      fc.property(fc.constantFrom(...testOperators), fc.constantFrom(...testOperators), (from, to) => {
        const text = flag(JSON.stringify(logicOf(from, operand, value(from))));
        const edited = edit(read(text).structure, withOperator(path, testIn(text), to));
        expect(testIn(edited.ok ? edited.text : expect.fail(edited.problem.code))).toMatchObject({ operator: to, attribute: 'x' });
      }),
    );
  });

  it('get another attribute and other values, and nothing else moves', () => {
    const scalar = fc.oneof(fc.string().filter((text) => !/[\r\n]/.test(text)), fc.integer(), fc.boolean());
    fc.assert(
      fc.property(fc.constantFrom(...testOperators), fc.string({ minLength: 1 }), fc.array(scalar, { maxLength: 4 }), fc.array(scalar, { maxLength: 4 }), (operator, attribute, before, after) => {
        const text = flag(JSON.stringify(logicOf(operator, operand, valueKind(operator) === 'list' ? before : value(operator))));
        const { structure } = read(text);
        const test = testIn(text);
        const named = edit(structure, [{ kind: 'set', path: [...path, ...test.attributePath], value: attribute }]);
        expect(testIn(textOf(named))).toMatchObject({ attribute, operator, value: test.value });
        onlyWithin(text, named, nodeAt(structure.root, [...path, ...test.attributePath]));
        if (valueKind(operator) !== 'list') return;
        const listed = setItems(structure, [...path, ...test.valuePath], after);
        expect(testIn(textOf(listed))).toMatchObject({ attribute: 'x', operator, value: after });
        onlyWithin(text, listed, nodeAt(structure.root, [...path, ...test.valuePath]));
      }),
    );
  });

  it('are joined, and come apart again', () => {
    const one = '{"==" : [{"var":"x"}, 1.0]}';
    const joined = textOf(addCondition(read(flag(one)).structure, path, null));
    expect(joined).toBe(flag(`{"and": [${one}, {"==":[{"var":"targetingKey"},""]}]}`));
    const { structure } = read(joined);
    const group = [...path, 'and'];
    expect(textOf(addCondition(structure, path, group))).toBe(flag(`{"and": [${one}, {"==":[{"var":"targetingKey"},""]}, {"==": [{"var": "targetingKey"}, ""]}]}`));
    expect(textOf(setGroup(structure, path, 'and', 'or'))).toBe(joined.replace('"and"', '"or"'));
    expect(textOf(removeCondition(structure, group, 1))).toBe(flag(one));
    const three = read(flag(`{"or":[${one}, {"var":"y"}, {"var":"z"}]}`)).structure;
    expect(textOf(removeCondition(three, [...path, 'or'], 1))).toBe(flag(`{"or":[${one}, {"var":"z"}]}`));
  });
});

/** All that changed stands within a node. */
function onlyWithin(text: string, edited: Edited, node: { readonly start: number; readonly end: number } | undefined): void {
  if (!edited.ok || node === undefined) throw new Error('no edit');
  expect(edited.text.slice(0, node.start)).toBe(text.slice(0, node.start));
  expect(edited.text.slice(edited.text.length - (text.length - node.end))).toBe(text.slice(node.end));
}

describe('variants', () => {
  const { structure, flag, view } = read(pretty);

  it('are added with a value of the others’ type, and valued as it is typed', () => {
    expect(textOf(addVariant(structure, flag))).toBe(pretty.replace('"off": false }', '"off": false, "variant-3": true }'));
    const number = read('{"state":"ENABLED","variants":{"a":1}}');
    expect(textOf(setVariantValue(number.structure, number.flag, 'a', '12345678901234567890'))).toBe('{"state":"ENABLED","variants":{"a":12345678901234567890}}');
  });

  it('take along what refers to them when they are named anew, and nothing that only looks like it', () => {
    expect(textOf(renameVariant(structure, flag, view.evaluators, 'off', 'never'))).toBe(pretty.replaceAll('"off"', '"never"'));
    const alike = '{"state":"ENABLED","variants":{"DE":1},"targeting":{"if":[{"==":[{"var":"c"},"DE"]},"DE",{"fractional":[{"var":"DE"},["DE",1]]}]}}';
    const other = read(alike);
    expect(textOf(renameVariant(other.structure, other.flag, {}, 'DE', 'x'))).toBe('{"state":"ENABLED","variants":{"x":1},"targeting":{"if":[{"==":[{"var":"c"},"DE"]},"x",{"fractional":[{"var":"DE"},["x",1]]}]}}');
    expect(textOf(renameVariant(structure, flag, view.evaluators, 'off', 'on'))).toBe('name-taken');
    expect(textOf(renameVariant(structure, flag, view.evaluators, 'off', ''))).toBe('name-empty');
    const shared = read('{"flags":{"a":{"state":"ENABLED","variants":{"on":1},"targeting":{"$ref":"r"}}},"$evaluators":{"r":{"if":[{"var":"y"},"on"]}}}');
    expect(textOf(renameVariant(shared.structure, shared.flag, shared.view.evaluators, 'on', 'x'))).toBe('variant-shared');
  });

  it.each<[string, unknown, unknown?]>([
    ['one of several texts', { or: [{ var: 'forced' }, 'b'] }],
    ['all of several', { if: [{ var: 'x' }, { and: [true, 'b'] }] }],
    ['what stands for a missing attribute', { if: [{ var: 'x' }, { var: ['v', 'b'] }, 'a'] }],
    ['a share', { fractional: [[{ or: [{ var: 'forced' }, 'b'] }, 1]] }],
    ['an if without a list', { if: 'b' }],
    ['a shared rule that computes', { if: [{ var: 'x' }, { $ref: 'r' }] }, { or: [{ var: 'forced' }, 'b'] }],
    ['a shared rule in what computes', { or: [{ var: 'forced' }, { $ref: 'r' }] }, 'b'],
  ])('keep their names where a rule computes what it serves: %s', (_, targeting, r = true) => {
    const { structure: of, flag: computed, view: { evaluators } } = read(JSON.stringify({ flags: { f: { state: 'ENABLED', variants: { a: 1, b: 2 }, targeting } }, $evaluators: { r } }));
    expect(textOf(renameVariant(of, computed, evaluators, 'b', 'c'))).toBe('variant-computed');
    expect(textOf(renameVariant(of, computed, evaluators, 'a', 'c'))).toContain('"c":1');
  });

  it('called true or false keep their names where a comparison is served', () => {
    const shorthand = read('{"state":"ENABLED","variants":{"true":1,"false":0},"targeting":{"in":["@acme.com",{"var":"email"}]}}');
    expect(textOf(renameVariant(shorthand.structure, shorthand.flag, {}, 'true', 'yes'))).toBe('variant-computed');
    const condition = read('{"state":"ENABLED","variants":{"true":1,"false":0},"targeting":{"if":[{"in":["@acme.com",{"var":"email"}]},"true"]}}');
    expect(textOf(renameVariant(condition.structure, condition.flag, {}, 'true', 'yes'))).toContain('[{"in":["@acme.com",{"var":"email"}]},"yes"]');
  });

  it('are taken out only where nothing serves them', () => {
    expect(textOf(removeVariant(structure, flag, view.evaluators, 'on'))).toBe('variant-in-use');
    expect(textOf(removeVariant(structure, flag, view.evaluators, 'off'))).toBe('variant-in-use');
    const more = pretty.replace('"off": false', '"off": false, "third": true');
    const other = read(more);
    expect(textOf(removeVariant(other.structure, other.flag, {}, 'third'))).toBe(pretty);
    const computed = read('{"state":"ENABLED","variants":{"on":1,"off":0},"targeting":{"cat":["o","off"]}}');
    expect(['on', 'off'].map((name) => isServed(computed.structure, computed.flag, {}, name))).toEqual([false, true]);
  });
});
