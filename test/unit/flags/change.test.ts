import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Path } from '../../../shared/flags/problem';
import { edit, type Change } from '../../../shared/flags/syntax/change';
import { readJson } from '../../../shared/flags/syntax/json';
import { nodeAt, plain, type Structure } from '../../../shared/flags/syntax/node';
import { applyEdits } from '../../../shared/flags/syntax/text-edit';
import { readYaml } from '../../../shared/flags/syntax/yaml';

function read(text: string): Structure {
  const { structure } = /^\s*[[{]/.test(text) ? readJson(text) : readYaml(text);
  if (structure === null) throw new Error(`nothing in ${text}`);
  return structure;
}

function changed(text: string, ...changes: Change[]): string {
  const edited = edit(read(text), changes);
  return edited.ok ? edited.text : edited.problem.code;
}

const insert = (path: Path, index: number, ...values: unknown[]): Change => ({ kind: 'insert', path, index, values });
const remove = (path: Path, index: number, count = 1): Change => ({ kind: 'remove', path, index, count });
const pretty = '{\r\n  "a": [\r\n    1,\r\n    2.0\r\n  ],\r\n  "b": {}\r\n}';

describe('items', () => {
  it.each<[string, string, Change, string]>([
    ['at the end', '{"a":[1,2]}', insert(['a'], 2, 3), '{"a":[1,2,3]}'],
    ['at the beginning', '{"a":[1,2]}', insert(['a'], 0, 3), '{"a":[3,1,2]}'],
    ['in the middle', '[1, 2]', insert([], 1, 'x'), '[1, "x", 2]'],
    ['into nothing', '{"a": []}', insert(['a'], 0, { b: [1, 2] }), '{"a": [{"b": [1, 2]}]}'],
    ['on lines of their own, with their line ends', pretty, insert(['a'], 2, 3), pretty.replace('2.0', '2.0,\r\n    3')],
    ['before others on their lines', pretty, insert(['a'], 0, 3), pretty.replace('1,', '3,\r\n    1,')],
    ['beside the only one', '[1 ]', insert([], 1, 2), '[1,2 ]'],
    ['in pairs, spaced as pairs are', '[\n  1, "a",\n  2, "b"\n]', insert([], 4, 3, 'c'), '[\n  1, "a",\n  2, "b",\n  3, "c"\n]'],
    ['in pairs before another', '[\n  1, "a",\n  2, "b"\n]', insert([], 2, 3, 'c'), '[\n  1, "a",\n  3, "c",\n  2, "b"\n]'],
    ['in a block of YAML', 'a:\n  - 1 # one\n  - 2 # two\nb: 3\n', insert(['a'], 2, 'x'), 'a:\n  - 1 # one\n  - 2 # two\n  - x\nb: 3\n'],
    ['first in a block of YAML', 'a:\r\n- 1\r\n', insert(['a'], 0, { b: 1 }), 'a:\r\n- {"b": 1}\r\n- 1\r\n'],
  ])('are put in %s', (_, text, change, after) => expect(changed(text, change)).toBe(after));

  it.each<[string, string, Change, string]>([
    ['the last', '[1, 2.0, 3]', remove([], 2), '[1, 2.0]'],
    ['the first', '[1, 2.0, 3]', remove([], 0), '[2.0, 3]'],
    ['two', '[1, 2.0, 3]', remove([], 1, 2), '[1]'],
    ['all', '{"a": [ 1 ]}', remove(['a'], 0), '{"a": []}'],
    ['a line', pretty, remove(['a'], 0), pretty.replace('1,\r\n    ', '')],
    ['a member', pretty, { kind: 'drop', path: ['b'] }, pretty.replace(',\r\n  "b": {}', '')],
    ['a line of YAML', 'a:\n  - 1 # one\n  - 2\nb: 3', remove(['a'], 0), 'a:\n  - 2\nb: 3'],
    ['the last line of YAML', 'a:\n  - 1\n  - 2', remove(['a'], 1), 'a:\n  - 1'],
    ['the only line of YAML', 'a:\n  - 1\nb: 3', remove(['a'], 0), 'a:\n   []\nb: 3'],
    ['a member of YAML', 'a:\n  x: 1 # one\n  y: {z: 2}\nb: 3', { kind: 'drop', path: ['a', 'x'] }, 'a:\n  y: {z: 2}\nb: 3'],
    ['a member behind a dash', '- x: 1\n  y: 2\n', { kind: 'drop', path: [0, 'x'] }, '- y: 2\n'],
  ])('are taken out: %s', (_, text, change, after) => expect(changed(text, change)).toBe(after));

  it.each<[string, string, unknown, string]>([
    ['a line an item', '{\n  "a": [\n    ["on", 25],\n    ["off", 75]\n  ]\n}', [['on', 20], ['off', 60], ['on', 20]], '{\n  "a": [\n    ["on", 20],\n    ["off", 60],\n    ["on", 20]\n  ]\n}'],
    ['a line a scalar, by tabs', '{\r\n\t"a": [\r\n\t\t[\r\n\t\t\t1\r\n\t\t]\r\n\t]\r\n}', [[1], [2]], '{\r\n\t"a": [\r\n\t\t[\r\n\t\t\t1\r\n\t\t],\r\n\t\t[\r\n\t\t\t2\r\n\t\t]\r\n\t]\r\n}'],
    ['members', '{\n  "a": {\n    "x": { "y": 1 }\n  }\n}', { x: { y: 1 }, z: [] }, '{\n  "a": {\n    "x": {"y": 1},\n    "z": []\n  }\n}'],
    ['on one line', '{"a":[1,2]}', [1, 2, 3], '{"a":[1,2,3]}'],
    ['nothing on several lines', '{\n  "a": [\n    1\n  ]\n}', [], '{\n  "a": []\n}'],
  ])('are written anew as they stood: %s', (_, text, value, after) => expect(changed(text, { kind: 'set', path: ['a'], value })).toBe(after));

  it('change places as they are spelled', () => {
    expect(changed('[1.0, {"a" : 2}, 3]', { kind: 'swap', path: [0], other: [1] })).toBe('[{"a" : 2}, 1.0, 3]');
    expect(changed('- a: 1\n  b: 2 # two\n- x\n', { kind: 'swap', path: [0], other: [1] })).toBe('- x\n- a: 1\n  b: 2 # two\n');
  });
});

describe('comments', () => {
  const two = '{\n  // about a\n  "a": 1, // 1\n  /* about b */\n  "b": 2 // 2\n  // the end\n}';
  it.each<[string, string, Change, string]>([
    ['of the last, and the one before keeps its own', '{\n"a":1, // about a\n"b":2 // about b\n}', { kind: 'drop', path: ['b'] }, '{\n"a":1 // about a\n}'],
    ['of the last on a line with the end', '{"a":1, // about a\n"b":2}', { kind: 'drop', path: ['b'] }, '{"a":1 // about a\n}'],
    ['above and behind the last', two, { kind: 'drop', path: ['b'] }, '{\n  // about a\n  "a": 1 // 1\n  // the end\n}'],
    ['above and behind the first', two, { kind: 'drop', path: ['a'] }, '{\n  /* about b */\n  "b": 2 // 2\n  // the end\n}'],
    ['of one in the middle', '[\n  1, // 1\n  // 2\n  2, // II\n\n  // 3\n  3\n]', remove([], 1), '[\n  1, // 1\n  // 3\n  3\n]'],
    ['on the same line', '[1, /* 2 */ 2, /* 3 */ 3]', remove([], 1), '[1, /* 3 */ 3]'],
    ['of the only one', '[ // all\n  1 // 1\n]', remove([], 0), '[ // all\n]'],
    ['of none, if one stands before the comma', '[1 // 1\n, 2]', remove([], 1), 'edit-unfit'],
    ['of YAML in brackets', 'a: [\n  1, # 1\n  2 # 2\n]\n', remove(['a'], 1), 'a: [\n  1 # 1\n]\n'],
    ['above a line of YAML', 'a:\n  - 1 # 1\n  # 2\n  - 2 # II\n  # 3\n  - 3\n', remove(['a'], 1), 'a:\n  - 1 # 1\n  # 3\n  - 3\n'],
    ['of what stands behind a dash', '- x: 1 # x\n  # about y\n  y: 2\n', { kind: 'drop', path: [0, 'x'] }, '- # about y\n  y: 2\n'],
  ])('go with what is taken out: %s', (_, text, change, after) => expect(changed(text, change)).toBe(after));

  const set = (name: string, value: unknown): Change => ({ kind: 'set', path: [name], value });
  it.each<[string, string, readonly Change[], string]>([
    ['a member', two, [set('c', 3)], two.replace('2 // 2', '2, // 2\n  "c": 3')],
    ['two members', '{\n  "a": 1 // 1\n}', [set('b', 2), set('c', 3)], '{\n  "a": 1, // 1\n  "b": 2,\n  "c": 3\n}'],
    ['a member of YAML in braces, behind a comma,', 'a: {\n  x: 1, # 1\n}\n', [{ kind: 'set', path: ['a', 'y'], value: 2 }], 'a: {\n  x: 1, # 1\n  "y": 2,\n}\n'],
    ['items', '[\n  1, // 1\n  2 // 2\n]', [insert([], 2, 3, 4)], '[\n  1, // 1\n  2, // 2\n  3,\n  4\n]'],
    ['items of YAML in brackets', 'a: [\n  1, # 1\n  2 # 2\n]\n', [insert(['a'], 2, 3)], 'a: [\n  1, # 1\n  2, # 2\n  3\n]\n'],
    ['a member on the same line', '{"a": 1 /* 1 */}', [set('b', 2)], '{"a": 1,"b": 2 /* 1 */}'],
  ])('stay with the last one when %s is put behind it', (_, text, changes, after) => expect(changed(text, ...changes)).toBe(after));

  it.each<[string, string, string]>([
    ['behind', '[\n  1, // 1\n  2, // 2\n  3\n]', '[\n  2, // 2\n  1, // 1\n  3\n]'],
    ['above one', '[\n  // 1\n  1,\n  2\n]', '[\n  2,\n  // 1\n  1\n]'],
    ['behind the last', '[\n  1, // 1\n  2\n]', '[\n  2,\n  1 // 1\n]'],
    ['on the same line', '[/* 1 */ 1, 2]', '[2, /* 1 */ 1]'],
    ['in YAML', 'a:\r\n  # 1\r\n  - 1 # I\r\n  - x: 2 # II\r\n    y: 3\r\n', 'a:\r\n  - x: 2 # II\r\n    y: 3\r\n  # 1\r\n  - 1 # I\r\n'],
    ['before the end on its line, which stays', '[1, // 1\n2]', 'edit-unfit'],
  ])('go with what changes places: %s', (_, text, after) => {
    const path: Path = text.startsWith('a') ? ['a'] : [];
    expect(changed(text, { kind: 'swap', path: [...path, 0], other: [...path, 1] })).toBe(after);
  });

  it('stay with what they stand at, whatever is taken out or changes places', () => {
    const item = fc.record({ above: fc.constantFrom('', 'line', 'inline'), behind: fc.boolean(), breaks: fc.boolean() });
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 4 }), fc.nat(), fc.nat(), fc.boolean(), (items, first, second, swaps) => {
        const own = (index: number) => [...(items[index]?.above === '' ? [] : [`<${index}>`]), String(index), ...(items[index]?.behind ? [`<${index}>`] : [])];
        const spelled = items.map(({ above, behind, breaks }, index) => {
          const next = items[index + 1];
          const lead = above === 'line' ? `// <${index}>\n  ` : above === 'inline' ? `/* <${index}> */ ` : '';
          const end = behind ? ` // <${index}>\n  ` : breaks || next === undefined || next.above === 'line' ? '\n  ' : ' ';
          return `${lead}${index}${next === undefined ? '' : ','}${end}`;
        });
        const text = `[\n  ${spelled.join('')}]`;
        const [one, other] = [first % items.length, second % items.length];
        const order = items.map((_, index) => index);
        if (swaps) [order[one], order[other]] = [other, one];
        else order.splice(one, 1);
        if (swaps && one === other) return;
        const after = changed(text, swaps ? { kind: 'swap', path: [one], other: [other] } : remove([], one));
        if (after === 'edit-unfit' && swaps) return;
        expect(after.match(/<\d>|\d/g) ?? [], text).toEqual(order.flatMap(own));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('members', () => {
  it('get another name and keep their place', () => {
    expect(changed('{"a" : 1.0, "b": 2}', { kind: 'rename', path: ['a'], name: 'x"y' })).toBe('{"x\\"y" : 1.0, "b": 2}');
    expect(changed("'a': 1\nb: 2\n", { kind: 'rename', path: ['a'], name: "it's" })).toBe("'it''s': 1\nb: 2\n");
    expect(changed('a: 1\n', { kind: 'rename', path: ['a'], name: 'on' })).toBe('"on": 1\n');
    expect(changed('{"a": 1, "b": 2}', { kind: 'rename', path: ['a'], name: 'b' })).toBe('name-taken');
  });

  it('are written as they are spelled', () => {
    expect(changed('{"a": 1}', { kind: 'write', path: ['a'], json: '12345678901234567890' })).toBe('{"a": 12345678901234567890}');
    expect(changed('{"a": 1}', { kind: 'write', path: ['b'], json: '[1, 2]' })).toBe('{"a": 1,"b": [1, 2]}');
    expect(changed('{"a": 1}', { kind: 'write', path: ['a'], json: '1, "b": 2' })).toBe('edit-unfit');
  });
});

describe('changes that belong together', () => {
  it('are one edit, with the paths of the text before it', () => {
    expect(changed('{"a": [1, 2, 3], "b": "x"}', remove(['a'], 0), insert(['a'], 3, 4), { kind: 'set', path: ['b'], value: 'y' }, { kind: 'rename', path: ['b'], name: 'c' })).toBe('{"a": [2, 3, 4], "c": "y"}');
  });

  it('are refused where one of them has no place, or two touch the same', () => {
    expect(changed('[1]', insert([], 3, 4))).toBe('edit-missing');
    expect(changed('[1', insert([], 1, 4))).toBe('edit-broken');
    expect(changed('[1, 2]', remove([], 0), { kind: 'set', path: [0], value: 3 })).toBe('edit-unfit');
  });

  it('give what was meant and leave all else as it is, byte for byte, in JSON and YAML', () => {
    const scalar = fc.oneof(fc.constantFrom('a', 'b', 'x y', '', 'true', '- x'), fc.integer(), fc.boolean(), fc.constant(null));
    const item = fc.oneof(scalar, fc.array(scalar, { maxLength: 2 }), fc.dictionary(fc.constantFrom('k', 'l'), scalar, { maxKeys: 2 }));
    const shape = fc.record({ list: fc.array(item, { maxLength: 5 }), other: fc.dictionary(fc.constantFrom('p', 'q', 'r'), item, { maxKeys: 3 }) });
    const written = shape.chain((data) => fc.constantFrom(JSON.stringify(data), JSON.stringify(data, null, 2), JSON.stringify(data, null, '\t').replaceAll('\n', '\r\n'), yamlOf(data)).map((text) => ({ data, text })));
    fc.assert(
      fc.property(written, fc.nat(), fc.nat(), item, fc.constantFrom('insert', 'remove', 'swap', 'set'), ({ data, text }, at, to, value, kind) => {
        const size = data.list.length;
        const list = structuredClone(data.list) as unknown[];
        let change: Change;
        if (kind === 'insert' || size === 0) {
          change = insert(['list'], at % (size + 1), value);
          list.splice(at % (size + 1), 0, value);
        } else if (kind === 'remove') {
          change = remove(['list'], at % size);
          list.splice(at % size, 1);
        } else if (kind === 'set' || at % size === to % size) {
          change = { kind: 'set', path: ['list', at % size], value };
          list[at % size] = value;
        } else {
          change = { kind: 'swap', path: ['list', at % size], other: ['list', to % size] };
          [list[at % size], list[to % size]] = [list[to % size], list[at % size]];
        }
        const before = read(text);
        const edited = edit(before, [change]);
        // YAML's blocks cannot all be moved; what cannot be is refused, and never made something else
        if (!edited.ok) return expect([before.syntax, edited.problem.code]).toEqual(['yaml', 'edit-unfit']);
        expect(JSON.parse(JSON.stringify(plain(read(edited.text).root)))).toEqual({ ...data, list });
        expect(applyEdits(text, edited.edits)).toBe(edited.text);
        const node = nodeAt(before.root, ['list']);
        for (const { offset, length } of edited.edits) {
          expect(text.slice(offset, Math.max(offset, node?.start ?? 0)).trim()).toBe('');
          // a comment's room behind the last item of a block, and the end of its line
          expect(offset + length).toBeLessThanOrEqual((node?.end ?? 0) + (before.syntax === 'yaml' ? 2 : 0));
        }
      }),
      { numRuns: 2000 },
    );
  });
});

/** Data as blocks of YAML, its scalars as JSON. */
function yamlOf(data: unknown, indent = ''): string {
  if (Array.isArray(data) && data.length > 0) return data.map((item) => `${indent}- ${yamlOf(item, `${indent}  `).trimStart()}`).join('');
  if (typeof data === 'object' && data !== null && !Array.isArray(data) && Object.keys(data).length > 0) {
    return Object.entries(data)
      .map(([name, value]) => (typeof value === 'object' && value !== null && Object.keys(value).length > 0 ? `${indent}${name}:\n${yamlOf(value, `${indent}  `)}` : `${indent}${name}: ${JSON.stringify(value)}\n`))
      .join('');
  }
  return `${indent}${JSON.stringify(data)}\n`;
}
