import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml, stringify } from 'yaml';
import { linesOf } from '../../../shared/plans/merge/lines';
import { mergeTexts, mergeValues, resolve, type TextMerge } from '../../../shared/plans/merge/merge';
import { bytes } from '../../support/entries';

const line = fc.constantFrom('a\n', 'b\n', 'c\n', 'd\n', '\n', '__proto__\n', '  x: 1\r\n');
const plain = fc.tuple(fc.array(line, { maxLength: 8 }), fc.constantFrom('', 'end')).map(([lines, end]) => lines.join('') + end);
const name = fc.constantFrom('a', 'b', 'c', 'constructor', '__proto__', 'x y', '');
const leaf = fc.oneof(fc.constantFrom<unknown>(1, 2, true, null, '', 'text', '1', 'a: b', [], [1, { a: 1 }]));
const { map } = fc.letrec<{ value: unknown; map: Record<string, unknown> }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, leaf, tie('map')),
  map: fc.array(fc.tuple(name, tie('value')), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs)),
}));
const jsonText = fc.tuple(map, fc.constantFrom(undefined, 2, '\t')).map(([value, indent]) => JSON.stringify(value, null, indent));
const anyText = fc.oneof(plain, jsonText);

const allMine = (merge: TextMerge): string => {
  let at = merge;
  for (let [conflict] = at.conflicts; conflict; [conflict] = at.conflicts) at = resolve(at, conflict, 'mine');
  return at.text;
};

describe('a merge of three texts', () => {
  it('where one side changed nothing, or both the same, is the other side', () => {
    fc.assert(
      fc.property(anyText, anyText, (base, text) => {
        expect(mergeTexts(base, base, text)).toMatchObject({ text, conflicts: [] });
        expect(mergeTexts(base, text, base)).toMatchObject({ text, conflicts: [] });
        expect(mergeTexts(base, text, text)).toMatchObject({ text, conflicts: [] });
      }),
    );
  });

  it('loses no line that either side wrote: it is in the text or in a conflict', () => {
    fc.assert(
      fc.property(plain, plain, plain, (base, mine, theirs) => {
        const { text, conflicts } = mergeTexts(base, mine, theirs);
        const old = new Set(linesOf(base));
        const kept = new Set([...linesOf(text), ...conflicts.flatMap((conflict) => linesOf(conflict.mine ?? ''))]);
        for (const written of [...linesOf(mine), ...linesOf(theirs)]) if (!old.has(written)) expect(kept).toContain(written);
      }),
      { numRuns: 300 },
    );
  });

  it('says the same whichever side is whose, once its conflicts are chosen alike', () => {
    fc.assert(
      fc.property(plain, plain, plain, (base, mine, theirs) => {
        expect(allMine(mergeTexts(base, mine, theirs))).toBe(mergeTexts(base, theirs, mine).text);
      }),
    );
  });

  it('joins changes of different lines, and marks where both changed the same', () => {
    const merge = mergeTexts('one\ntwo\nthree\nfour\nfive\n', 'ONE\ntwo\nthree\nvier\nfive\n', 'one\ntwo\nthree\nquatre\nfünf\nfive\n');
    expect(merge.text).toBe('ONE\ntwo\nthree\nquatre\nfünf\nfive\n');
    expect(merge.conflicts).toEqual([{ place: { kind: 'lines', line: 4, count: 2 }, base: 'four\n', mine: 'vier\n', theirs: 'quatre\nfünf\n' }]);
  });

  it('keeps the places of other conflicts right when one is resolved', () => {
    const merge = mergeTexts('a\n-\nb\n-\nc\n', 'a1\na2\n-\nb\n-\nc1\n', 'a3\n-\nb\n-\nc3\n');
    const [first, second] = merge.conflicts;
    const after = resolve(merge, first ?? expect.fail(), 'mine');
    expect(after).toMatchObject({ text: 'a1\na2\n-\nb\n-\nc3\n', conflicts: [{ place: { line: 6, count: 1 } }] });
    expect(resolve(merge, second ?? expect.fail(), 'theirs')).toMatchObject({ text: merge.text, conflicts: [first] });
    expect(allMine(merge)).toBe('a1\na2\n-\nb\n-\nc1\n');
  });

  it('of a large text ends, as long as the changes are few', () => {
    const many = Array.from({ length: 50_000 }, (_, i) => (i % 2 ? '},\n' : `"${i}": {\n`));
    const changed = (at: number) => many.map((text, i) => (i === at ? 'changed\n' : text)).join('');
    expect(mergeTexts(many.join(''), changed(20_000), changed(20_500)).conflicts).toEqual([]);
  });

  it('whose lines repeat too often to be searched is one conflict from the first change to the last, and loses nothing', () => {
    const base = `first\n${'same\n'.repeat(3000)}last\n`;
    const [mine, theirs] = [base.replace('first', 'mine').replace('last', 'my last'), base.replace('first\n', 'first\ntheirs\n')];
    const merge = mergeTexts(base, mine, theirs);
    expect(merge.conflicts).toMatchObject([{ mine, theirs }]);
    expect(allMine(merge)).toBe(mine);
  });

  it('that are large JSON documents goes by property all the same', () => {
    const document = (first: number, last: number) => JSON.stringify(Array.from({ length: 2000 }).reduce<Record<string, unknown>>((all, _, i) => ({ ...all, [i]: { on: true, rate: i === 0 ? first : i === 1999 ? last : 5 } }), {}), null, 2);
    const merge = mergeTexts(document(5, 5), document(6, 5), document(5, 7));
    expect(merge).toMatchObject({ text: document(6, 7), conflicts: [] });
  });
});

describe('a merge of three JSON documents', () => {
  it('never conflicts about different properties, even on one line, and keeps how the live one is laid out', () => {
    const merge = mergeTexts('{"a":1,"b":2,"c":{"d":1,"e":1}}', '{"a":9,"b":2,"c":{"d":1,"e":9},"n":[1, 2]}', '{"a": 1, "b": 8, "c": {"d": 8}}');
    expect(merge.text).toBe('{"a": 9, "b": 8, "c": {"d": 8},"n": [1, 2]}');
    expect(merge.conflicts).toEqual([{ place: { kind: 'property', path: ['c', 'e'] }, base: '1', mine: '9', theirs: undefined }]);
    expect(JSON.parse(allMine(merge))).toEqual({ a: 9, b: 8, c: { d: 8, e: 9 }, n: [1, 2] });
  });

  it('keeps every digit of a number', () => {
    const merge = mergeTexts('{"a": 1, "b": 1}', '{"a": 12345678901234567890.10, "b": 1}', '{"a": 1, "b": 2}');
    expect(merge.text).toBe('{"a": 12345678901234567890.10, "b": 2}');
  });

  it('says what the two say by property', () => {
    fc.assert(
      fc.property(map, map, map, fc.constantFrom(undefined, 2, '\t'), (base, mine, theirs, indent) => {
        const merge = mergeTexts(JSON.stringify(base), JSON.stringify(mine), JSON.stringify(theirs, null, indent));
        expect(JSON.parse(merge.text)).toEqual(expected(base, mine, theirs, 'theirs'));
        expect(JSON.parse(allMine(merge))).toEqual(expected(base, mine, theirs, 'mine'));
      }),
      { numRuns: 300 },
    );
  });

  it('that names a property twice goes by lines: which one counts is up to its readers', () => {
    expect(mergeTexts('{"a":1,"b":1}', '{"a":1,"a":2,"b":1}', '{"a":1,"b":2}').conflicts[0]?.place.kind).toBe('lines');
  });
});

describe('a merge of three YAML documents', () => {
  const base = '# limits\nrate: 10 # a second\nname: api\nnested:\n    one: 1\n    two: 2\n';

  it('goes by property, with comments and layout of the live one', () => {
    const merge = mergeTexts(base, base.replace('10 #', '20 #').replace('one: 1', 'one: 11'), base.replace('name: api', 'name: "web"').replace('two: 2', 'two: 22\n    three: 3'));
    expect(merge.conflicts).toEqual([]);
    expect(merge.text).toBe('# limits\nrate: 20 # a second\nname: "web"\nnested:\n    one: 11\n    two: 22\n    three: 3\n');
  });

  it('never conflicts about different properties on one line', () => {
    const merge = mergeTexts('limits: {a: 1, b: 1}\n', 'limits: {a: 2, b: 1}\n', 'limits: {a: 1, b: 3}\n');
    expect(merge).toMatchObject({ text: 'limits: {a: 2, b: 3}\n', conflicts: [] });
  });

  it('marks where both changed the same', () => {
    const merge = mergeTexts(base, base.replace('10 #', '20 #'), base.replace('10 #', '30 #').replace('name: api\n', ''));
    expect(merge.conflicts).toEqual([{ place: { kind: 'property', path: ['rate'] }, base: '10', mine: '20', theirs: '30' }]);
    expect(allMine(merge)).toBe('# limits\nrate: 20 # a second\nnested:\n    one: 1\n    two: 2\n');
  });

  it('leaves every number and every name as it is written', () => {
    const of = (a: string, z: string) => `a: ${a}\nlong: 12345678901234567890\nlead: 007\nhex: 0x1F\nversion: 1.10\nfar: 1e400\n"1": quoted\nz: ${z}\n`;
    expect(mergeTexts(of('1', '1'), of('2', '1'), of('1', '2'))).toMatchObject({ text: of('2', '2'), conflicts: [], format: 'yaml' });
    const merge = mergeTexts(of('1', '1'), `${of('0x2', '2')}"2": 0x0F\nb: {"3": 1}\n`, of('3', '1'));
    const [conflict] = merge.conflicts;
    expect(conflict && resolve(merge, conflict, 'mine').text).toBe(`${of('0x2', '2')}"2": 0x0F\nb: { "3": 1 }\n`);
  });

  it('with anchors goes by lines', () => {
    const anchored = 'a: &x 1\nb: *x\nc: 1\n';
    expect(mergeTexts(anchored, anchored.replace('c: 1', 'c: 2'), anchored.replace('c: 1', 'c: 3')).conflicts[0]?.place.kind).toBe('lines');
  });

  it('says what the two say by property', () => {
    fc.assert(
      fc.property(map, map, map, (one, two, three) => {
        const [o, a, b] = [stringify(one), stringify(two), stringify(three)];
        const merge = mergeTexts(o, a, b);
        if (merge.format !== 'yaml') return;
        expect(parseYaml(merge.text)).toEqual(expected(one, two, three, 'theirs'));
        expect(parseYaml(allMine(merge))).toEqual(expected(one, two, three, 'mine'));
      }),
    );
  });
});

describe('a merge of three values', () => {
  it('of bytes that are no text takes one of the two', () => {
    expect(mergeValues(Uint8Array.of(0xff), Uint8Array.of(0xfe), bytes('text'))).toEqual({ kind: 'either' });
    expect(mergeValues(bytes('a'), null, bytes('b'))).toEqual({ kind: 'either' });
    expect(mergeValues(Uint8Array.of(0xff), Uint8Array.of(0xfe), Uint8Array.of(0xff))).toEqual({ kind: 'settled', value: Uint8Array.of(0xfe) });
    expect(mergeValues(bytes('a'), bytes('a'), null)).toEqual({ kind: 'settled', value: null });
  });

  it('of texts keeps a byte order mark', () => {
    expect(mergeValues(bytes('\ufeffa\n-\nb\n'), bytes('\ufeffa\n-\nc\n'), bytes('\ufeffx\n-\nb\n'))).toMatchObject({ kind: 'text', merge: { conflicts: [] } });
  });
});

/** What merging by property means, on values. */
function expected(base: unknown, mine: unknown, theirs: unknown, choice: 'mine' | 'theirs'): unknown {
  const same = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);
  if (same(mine, base) || same(mine, theirs)) return theirs;
  if (same(theirs, base)) return mine;
  if (!isMap(mine) || !isMap(theirs)) return choice === 'mine' ? mine : theirs;
  const before = isMap(base) ? base : {};
  const of = (record: Record<string, unknown>, key: string): unknown => (Object.hasOwn(record, key) ? record[key] : undefined);
  const keys = new Set([before, mine, theirs].flatMap((record) => Object.keys(record)));
  return Object.fromEntries([...keys].map((key) => [key, expected(of(before, key), of(mine, key), of(theirs, key), choice)] as const).filter(([, value]) => value !== undefined));
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isMap(value)) return JSON.stringify(value) ?? 'undefined';
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`;
};
