import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { predicates } from '../../../shared/flags/featureprobe/checks';
import { addPrerequisite, addToggleCondition, addToggleRule, removeItem, setPrerequisite, setPrerequisiteValue, setSelect, setSplit, setToggleCondition, swapToggleRules } from '../../../shared/flags/featureprobe/edit-rules';
import { addVariation, isVariationUsed, removeVariation, setVariation } from '../../../shared/flags/featureprobe/edit-variations';
import type { Edited } from '../../../shared/flags/syntax/text-edit';
import { readValue, type Value } from '../../../shared/flags/value';
import { bytes } from '../../support/entries';

function read(text: string) {
  const value: Value = readValue('/toggles/x', bytes(text), { rules: [{ pattern: '**', format: 'featureprobe' }] });
  const found = value.kind === 'featureprobe' ? value.view.toggles[0] : undefined;
  if (value.kind !== 'featureprobe' || found === undefined) throw new Error(`read as ${value.kind}: ${JSON.stringify(value.problems)}`);
  return { ...value, ...found };
}

const textOf = (edited: Edited) => (edited.ok ? edited.text : edited.problem.code);
const written = (more: string, variations = '["old", "new", "third"]') =>
  `{ "key": "a", "enabled": true,\r\n "disabledServe": {"select": 0}, "defaultServe": {"split": {"distribution": [[[0, 1000]], [[1000,10000]], []]}},\r\n "variations": ${variations}, "rules": ${more} }`;
const one = '{"serve": {"select": 1}, "conditions": [{"type":"string", "subject":"city", "predicate":"is one of", "objects":["Paris"]}]}';
const two = '{"serve" : {"select":0}, "conditions": []}';

describe('rules of a toggle', () => {
  it('are added, taken out, and change places as they are spelled', () => {
    const { structure } = read(written(`[${one}, ${two}]`));
    expect(textOf(swapToggleRules(structure, [], 0, 1))).toBe(written(`[${two}, ${one}]`));
    expect(textOf(removeItem(structure, ['rules'], 0))).toBe(written(`[${two}]`));
    const added = textOf(addToggleRule(structure, []));
    expect(added).toBe(written(`[${one}, ${two}, {"serve": {"select": 0}, "conditions": [{"type": "string", "subject": "", "predicate": "is one of", "objects": []}]}]`));
    expect(textOf(addToggleCondition(structure, ['rules', 1]))).toBe(written(`[${one}, ${two.replace('[]', '[{"type": "string", "subject": "", "predicate": "is one of", "objects": []}]')}]`));
  });

  it('have conditions of every type and predicate, of which only what is chosen changes', () => {
    const all = Object.entries(predicates).flatMap(([type, known]) => known.map((predicate) => ({ type, predicate })));
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.constantFrom(...all), fc.string(), (from, to, subject) => {
        const condition = `{"note": 1.0,  "type":"${from.type}", "subject":"city", "predicate":"${from.predicate}", "objects":["1"]}`;
        const { structure } = read(written(`[{"serve": {"select": 1}, "conditions": [${condition}]}]`));
        const at = ['rules', 0, 'conditions', 0];
        const typed = textOf(setToggleCondition(structure, at, { type: to.type }));
        expect(read(typed).toggle.rules[0]?.conditions[0]).toMatchObject({ type: to.type, predicate: predicates[to.type]?.[0], objects: ['1'] });
        const chosen = textOf(setToggleCondition(structure, at, to));
        expect(chosen).toBe(structure.text.replace(`"type":"${from.type}"`, `"type":"${to.type}"`).replace(`"predicate":"${from.predicate}"`, `"predicate":"${to.predicate}"`));
        expect(textOf(setToggleCondition(structure, at, { subject }))).toBe(structure.text.replace('"subject":"city"', () => `"subject":${JSON.stringify(subject)}`));
      }),
    );
  });

  it('serve one variation or a split, which gives all that was selected', () => {
    const { structure, toggle } = read(written(`[${one}]`));
    const [rule] = toggle.rules;
    if (rule === undefined) throw new Error('no rule');
    expect(textOf(setSelect(structure, ['rules', 0, 'serve'], rule.serve, 2))).toBe(written(`[${one.replace('1', '2')}]`));
    expect(textOf(setSplit(structure, ['rules', 0, 'serve'], rule.serve, toggle))).toBe(written(`[${one.replace('{"select": 1}', '{"split":{"distribution":[[],[[0,10000]],[]]}}')}]`));
    expect(textOf(setSelect(structure, ['defaultServe'], toggle.defaultServe, 0))).toContain('"defaultServe": {"select":0},');
  });
});

describe('variations', () => {
  it('are added behind the others and valued as it is typed', () => {
    const { structure, toggle, view } = read(written('[]'));
    expect(textOf(addVariation(structure, [], toggle))).toBe(written('[]', '["old", "new", "third", ""]'));
    expect(textOf(setVariation(structure, [], toggle, view, 1, '{"a": 1.0}'))).toBe(written('[]', '["old", {"a": 1.0}, "third"]'));
  });

  it('take along the prerequisites of others that ask for their value', () => {
    const part = '"enabled": true, "disabledServe": {"select":0}, "defaultServe": {"select":0}, "rules": []';
    const repository = (variations: string, asked: string, other = 'b') => `{"segments": {}, "toggles": {
  "a": {"key": "a", ${part}, "variations": ${variations}},
  "b": {"key": "b", ${part}, "variations": [1], "prerequisites": [{"key": "a", "value": ${asked}}, {"key": "${other}", "value": "on"}]}}}`;
    const changed = (variations: string, json: string, index = 0) => {
      const { structure, path, toggle, view } = read(repository(variations, '"on"'));
      return textOf(setVariation(structure, path, toggle, view, index, json));
    };
    expect(changed('["on", "off"]', '1.50')).toBe(repository('[1.50, "off"]', '1.50'));
    // another that is asked for stays what it is
    expect(changed('["on", "off"]', '"no"', 1)).toBe(repository('["on", "no"]', '"on"'));
    expect(changed('["on", "on"]', '"off"')).toBe(repository('["off", "on"]', '"on"'));
    expect(changed('["on", "off"]', '"\\u006fn"')).toBe(repository('["\\u006fn", "off"]', '"on"'));
  });

  it('lose the last one only where nothing serves it, with its empty place in splits', () => {
    const { structure, toggle, view } = read(written(`[${one}]`));
    const removed = textOf(removeVariation(structure, [], toggle, view));
    expect(removed).toBe(written(`[${one}]`, '["old", "new"]').replace('[[1000,10000]], []]', '[[1000,10000]]]'));
    const less = read(removed);
    expect(textOf(removeVariation(less.structure, [], less.toggle, less.view))).toBe('variant-in-use');
    const asked = read(`{"segments": {}, "toggles": {"a": ${written('[]')}, "b": {"key": "b", "enabled": true, "disabledServe": {"select":0}, "defaultServe": {"select":0}, "rules": [], "variations": [1], "prerequisites": [{"key": "a", "value": "third"}]}}}`);
    expect(isVariationUsed(asked.toggle, asked.view)).toBe(true);
  });
});

describe('prerequisites', () => {
  it('are added, changed and taken out', () => {
    const { structure } = read(written('[]'));
    const added = textOf(addPrerequisite(structure, [], 'b', true));
    expect(added).toBe(written('[], "prerequisites": [{"key": "b", "value": true}]'));
    const more = read(added);
    const at = ['prerequisites', 0];
    expect(textOf(addPrerequisite(more.structure, [], 'c', 'x'))).toBe(added.replace('true}]', 'true}, {"key": "c", "value": "x"}]'));
    expect(textOf(setPrerequisite(more.structure, at, 'c', 'x'))).toBe(added.replace('"b", "value": true', '"c", "value": "x"'));
    expect(textOf(setPrerequisiteValue(more.structure, at, '1.50'))).toBe(added.replace('"value": true', '"value": 1.50'));
    expect(textOf(removeItem(more.structure, ['prerequisites'], 0))).toBe(added.replace('[{"key": "b", "value": true}]', '[]'));
  });
});
