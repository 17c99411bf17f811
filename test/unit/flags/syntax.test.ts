import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replaceNumber, setValue } from '../../../shared/flags/syntax/edit';
import type { Edited } from '../../../shared/flags/syntax/text-edit';
import { readJson } from '../../../shared/flags/syntax/json';
import { plain, type Structure, type SyntaxNode } from '../../../shared/flags/syntax/node';
import { prettyPrinted } from '../../../shared/flags/syntax/pretty';
import { readYaml } from '../../../shared/flags/syntax/yaml';
import { yamlDepth } from '../../../shared/flags/syntax/yaml-depth';

function json(text: string): Structure {
  const { structure } = readJson(text);
  if (structure === null) throw new Error(`no JSON: ${text}`);
  return structure;
}

function yaml(text: string): Structure {
  const { structure } = readYaml(text);
  if (structure === null) throw new Error(`no YAML: ${text}`);
  return structure;
}

const textOf = (edited: Edited) => (edited.ok ? edited.text : edited.problem.code);
const problemsOf = (text: string, read = readJson) => read(text).problems.map(({ code, place }) => `${code} ${place?.line}:${place?.column}`);

describe('JSON', () => {
  it('has a problem exactly where a strict reader refuses it', () => {
    const pieces = fc.array(fc.constantFrom('{', '}', '[', ']', '"a"', '"', ':', ',', '1', '01', '-', '1.', '.5', '1e', '1e5', 'true', 'nul', 'null', ' ', '\n', '\t', '\\u12', '\\n', '//x', '\u0001', '\uFEFF', "'"), { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(pieces, fc.json(), fc.string()), (text) => {
        let strict = true;
        try {
          JSON.parse(text);
        } catch {
          strict = false;
        }
        const { structure, problems } = readJson(text);
        const found = problems.filter(({ code }) => code !== 'duplicate-key' && code !== 'number-inexact');
        expect(structure !== null && found.length === 0).toBe(strict);
        if (strict && structure !== null) expect(JSON.stringify(plain(structure.root))).toBe(JSON.stringify(JSON.parse(text)));
      }),
      { numRuns: 1500 },
    );
  });

  it('says where what is wrong', () => {
    expect(problemsOf('{"a": 1,\n "a": 2, // why\n "b": 9007199254740993}')).toEqual(['json-comment 2:10', 'duplicate-key 2:2', 'number-inexact 3:7']);
    expect(problemsOf('\uFEFF{"a" 1}')).toEqual(['byte-order-mark 1:1', 'json-colon-expected 1:7']);
    expect(readJson('[1e400]').problems).toMatchObject([{ code: 'number-inexact', params: { read: 'Infinity' } }]);
  });

  it('keeps all but the value that is set', () => {
    const text = '\uFEFF{\r\n\t"a" :  1.0e+2 , // why\r\n\t"a": [ 1,2 ,  30 ],"b":{"x":true}}\r\n';
    expect(textOf(setValue(json(text), ['a', 2], 31))).toBe(text.replace('30', '31'));
    expect(textOf(setValue(json(text), ['a'], [1, 5, 30]))).toBe(text.replace('1,2 ,', '1,5 ,'));
    expect(textOf(setValue(json(text), ['b', 'x'], 'é"'))).toBe(text.replace('true', '"é\\""'));
    expect(textOf(setValue(json(text), ['a', 0], 1))).toBe(text);
  });

  it('takes a new member as the last one, spaced like the one before', () => {
    expect(textOf(setValue(json('{"a":1,"b":2}'), ['c'], 3))).toBe('{"a":1,"b":2,"c":3}');
    expect(textOf(setValue(json('{\n  "a": 1,\n  "b": {\n  }\n}\n'), ['c'], 3))).toBe('{\n  "a": 1,\n  "b": {\n  },\n  "c": 3\n}\n');
    expect(textOf(setValue(json('{ "a": {} }'), ['a', 'c'], 3))).toBe('{ "a": {"c": 3} }');
    expect(textOf(setValue(json('{"a":1}'), ['b', 'c'], 3))).toBe('edit-missing');
  });

  it('takes numbers as they are spelled, within their range', () => {
    expect(textOf(replaceNumber('1', '9007199254740993.10'))).toBe('9007199254740993.10');
    expect(textOf(replaceNumber('1', '0x1'))).toBe('not-a-number');
    expect(textOf(replaceNumber('1', '101', { least: 0, most: 100 }))).toBe('number-outside');
    expect(textOf(replaceNumber(' 5\n', '6'))).toBe(' 6\n');
  });

  it('is not edited but as text while it is broken', () => {
    expect(textOf(setValue(json('{"a": 1'), ['a'], 2))).toBe('edit-broken');
    expect(textOf(prettyPrinted(json('{"a": 1')))).toBe('edit-broken');
  });

  it('whatever it holds, is changed at the place that is set and at no other', () => {
    const scalar = fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.string());
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(scalar, fc.array(scalar)), { minKeys: 1 }), fc.nat(), scalar, fc.constantFrom(0, 2, '\t'), (data, pick, value, indent) => {
        const text = JSON.stringify(data, null, indent);
        const name = Object.keys(data)[pick % Object.keys(data).length] ?? '';
        const edited = setValue(json(text), [name], value);
        if (!edited.ok) throw new Error(edited.problem.code);
        const expected = Object.fromEntries(Object.entries(data).map(([key, old]) => [key, key === name ? value : old]));
        expect(edited.text).toBe(JSON.stringify(expected, null, indent));
      }),
    );
  });

  it('laid out for reading differs in white space only, and in nothing when it was already', () => {
    const spelled = fc.tuple(fc.bigInt(), fc.constantFrom('', '.0', '.50', 'e3', 'E-07')).map(([digits, rest]) => `${digits}${rest}`);
    const document = fc.array(fc.oneof(spelled, fc.string().map((text) => JSON.stringify(text)), fc.constant('{"a":1,"a":9007199254740993}'), fc.constant('[ ]')), { maxLength: 6 }).map((items) => `[${items.join(' ,\n')}]`);
    fc.assert(
      fc.property(document, (text) => {
        const once = textOf(prettyPrinted(json(text)));
        const bare = (some: string) => some.match(/"(?:[^"\\]|\\.)*"|[^\s"]+/g)?.join('');
        expect(bare(once)).toBe(bare(text));
        expect(textOf(prettyPrinted(json(once)))).toBe(once);
      }),
    );
    expect(textOf(prettyPrinted(json('{"n":12345678901234567890,"a":[1,{"b":2}] /* why */}\r\n')))).toBe('{\r\n  "n": 12345678901234567890,\r\n  "a": [\r\n    1,\r\n    {\r\n      "b": 2\r\n    }\r\n  ] /* why */\r\n}\r\n');
  });
});

describe('YAML', () => {
  const text = "# flags\r\nname: 'old'   # why\r\nlist:\r\n- 1\r\n-  0x10\r\nmap: {a: 1,  b: two}\r\ntext: |\r\n  a\r\n  b\r\nempty:\r\nbase: &base\r\n  x: 1\r\nuse: *base\r\n";

  it('keeps all but the value that is set', () => {
    expect(textOf(setValue(yaml(text), ['name'], "it's"))).toBe(text.replace("'old'", "'it''s'"));
    expect(textOf(setValue(yaml(text), ['list', 1], 17))).toBe(text.replace('0x10', '17'));
    expect(textOf(setValue(yaml(text), ['map', 'b'], 'yes'))).toBe(text.replace('two', '"yes"'));
    expect(textOf(setValue(yaml(text), ['text'], 'c'))).toBe(text.replace('|\r\n  a\r\n  b', 'c'));
    expect(textOf(setValue(yaml(text), ['empty'], true))).toBe(text.replace('empty:', 'empty: true'));
    expect(textOf(setValue(yaml(text), ['list'], [1, 16, [2]]))).toBe(text.replace('- 1\r\n-  0x10', ' [1,16,[2]]'));
  });

  it('takes a new member where the indent is known', () => {
    expect(textOf(setValue(yaml(text), ['map', 'c'], 3))).toBe(text.replace('two', 'two,  c: 3'));
    expect(textOf(setValue(yaml('- a: 1\n  b: 2\n'), [0, 'c'], 'x y'))).toBe('- c: "x y"\n  a: 1\n  b: 2\n');
  });

  it('is not edited where that would change more than was asked for', () => {
    expect(textOf(setValue(yaml(text), ['base', 'x'], 2))).toBe('edit-unfit');
    expect(textOf(setValue(yaml(text), ['use', 'x'], 2))).toBe('edit-unfit');
    expect(textOf(prettyPrinted(yaml(text)))).toBe('yaml-layout');
  });

  it('says where what is wrong', () => {
    expect(problemsOf('a: 1\na: 2\n', readYaml)).toEqual(['duplicate-key 2:1']);
    expect(problemsOf('a: "x\n', readYaml)).toEqual(['yaml-missing 2:1']);
    expect(problemsOf('a: 1\n---\nb: 2\n', readYaml)).toEqual(['many-documents 2:1']);
    expect(readYaml('a: *nobody\n').problems.map(({ code }) => code)).toContain('yaml-alias');
  });

  it('whatever it holds, is changed at the place that is set and at no other', () => {
    const scalar = fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.oneof(scalar, fc.array(scalar, { minLength: 1 })), { minKeys: 1 }), fc.nat(), scalar, (data, pick, value) => {
        const lines = Object.entries(data).map(([key, item]) => `${key}: # ${key}\n${Array.isArray(item) ? item.map((one) => `- ${JSON.stringify(one)}\n`).join('') : `  ${JSON.stringify(item)}\n`}`);
        const names = Object.keys(data);
        const index = pick % names.length;
        const edited = setValue(yaml(lines.join('')), [names[index] ?? ''], value);
        if (!edited.ok) throw new Error(`${edited.problem.code} ${lines.join('')}`);
        expect(plain(yaml(edited.text).root)).toEqual({ ...data, [names[index] ?? '']: value });
        for (const [at, line] of lines.entries()) if (at !== index) expect(edited.text).toContain(line);
      }),
    );
  });

  it('is not much deeper than was found without nesting calls', () => {
    const depthOf = (node: SyntaxNode): number => {
      if (node.type === 'scalar') return 0;
      const parts = node.type === 'list' ? node.items : [...node.members.values()].map((member) => member.node);
      return 1 + Math.max(0, ...parts.map(depthOf));
    };
    const piece = fc.constantFrom('- ', '? ', ': ', 'a: ', 'b', '[', '[', ']', '{', '}', ', ', '\n', '\n  ', '\n    ', '\n      ', '"x"', '|\n', '# c', '&a ', '--- ');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const { structure } = readYaml(text);
        if (structure !== null) expect(4 * yamlDepth(text) + 1).toBeGreaterThanOrEqual(depthOf(structure.root));
      }),
      { numRuns: 1000 },
    );
    expect(yamlDepth('a:\n  - - b: [[1]]\n    - x\nc: |\n  [[[[\n')).toBe(6);
  });
});
