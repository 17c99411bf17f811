import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64, toBase64 } from '../../../shared/flags/binary';
import { encode } from '../../../shared/flags/encode';
import { decode } from '../../../shared/flags/flag';
import { formatRuleSchema, formats, type FormatRule } from '../../../shared/flags/format';
import { INFLATED_LIMIT } from '../../../shared/flags/gzip';
import { PROBLEM_LIMIT } from '../../../shared/flags/problem';
import { readValue, type Value } from '../../../shared/flags/value';
import { bytes } from '../../support/entries';

const read = (text: string, key = '/config/x', ...rules: FormatRule[]): Value => readValue(key, bytes(text), { rules });
const codesOf = ({ problems }: Value) => problems.map(({ code }) => code);
const flagd = JSON.stringify({ flags: { a: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on' } } });

describe('a value without a rule', () => {
  it.each([
    ['true', 'boolean'],
    ['1', 'number'],
    ['-2.5e3', 'number'],
    ['plain words', 'text'],
    ['{"a":1}', 'json'],
    ['[1,2]', 'json'],
    ['{"a":1,}', 'json'],
    ['{"a": 1 // why\n}', 'json'],
    ['{"a":', 'json'],
    ['a: 1\nb:\n  - x\n', 'yaml'],
    ['# why\n\n- a\n- b\n', 'yaml'],
    ['[2026-11-29] started\nready', 'text'],
    ['Error: no such file: x\n  at y', 'text'],
    ['a single line: with a colon', 'text'],
    [flagd, 'flagd'],
    ['flags:\n  a:\n    state: ENABLED\n    variants: {on: true}\n    defaultVariant: on\n', 'flagd'],
    ['{"state":"ENABLED","variants":{"on":true}}', 'flagd'],
    ['{"toggles":{},"segments":{}}', 'featureprobe'],
    ['{"key":"t","enabled":true,"variations":[1],"defaultServe":{"select":0},"disabledServe":{"select":0},"rules":[]}', 'featureprobe'],
  ])('%j is %s', (text, kind) => expect(read(text).kind).toBe(kind));

  it('is nothing when it is null or empty, and bytes when it is no text', () => {
    expect(readValue('/x', null)).toMatchObject({ kind: 'none', bytes: null, problems: [] });
    expect(read('').kind).toBe('none');
    expect(readValue('/x', Uint8Array.of(0xc3, 0x28))).toMatchObject({ kind: 'binary', text: null, problems: [] });
  });

  it('under a key of flags is off unless it is exactly true, and says where it only looks on', () => {
    expect(read('true', '/feature_flags/shop/cart')).toMatchObject({ kind: 'boolean', on: true, problems: [] });
    expect(read('TRUE', '/feature_flags/shop/cart')).toMatchObject({ kind: 'boolean', on: false, problems: [{ code: 'looks-on', severity: 'warning' }] });
    expect(readValue('/feature_flags/shop/cart', null)).toMatchObject({ kind: 'boolean', on: false, problems: [] });
  });

  it('of a kind that rows tell as well is of the same kind there', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string(), fc.double().map(String), fc.constantFrom('true', 'false', '')), (text) => {
        const kind = decode('/x', bytes(text)).kind;
        if (kind !== 'text' && kind !== 'json') expect(readValue('/x', bytes(text)).kind).toBe(kind);
      }),
    );
  });
});

describe('a rule for keys', () => {
  const rule = (format: FormatRule['format'], pattern = '/config/*'): FormatRule => ({ pattern, format });

  it('goes before guessing, and the first that matches counts', () => {
    expect(read('1', '/config/x', rule('boolean'))).toMatchObject({ kind: 'boolean', on: false });
    expect(read('{"a":1}', '/config/x', rule('text')).kind).toBe('text');
    expect(read('true', '/config/x', rule('text', '/other/*'), rule('yaml'), rule('json')).kind).toBe('yaml');
    expect(read('{}', '/config/x', rule('flagd'))).toMatchObject({ kind: 'flagd', view: { shape: 'flag' } });
    expect(read('5\n', '/config/x', rule('number'))).toMatchObject({ kind: 'number', spelling: '5', problems: [{ code: 'surrounding-space' }] });
    expect(readValue('/feature_flags/a/b', bytes('true'), { rules: [rule('text', '/feature_flags/*/*')] }).kind).toBe('text');
  });

  it('shows what keeps the bytes from being that', () => {
    expect(codesOf(read('abc', '/config/x', rule('number')))).toEqual(['not-a-number']);
    expect(codesOf(read('abc', '/config/x', rule('gzip')))).toEqual(['not-gzip']);
    expect(codesOf(read('[1]', '/config/x', rule('flagd')))).toEqual(['wrong-type']);
    expect(codesOf(read('{', '/config/x', rule('json')))).toEqual(['json-brace-expected']);
    expect(readValue('/config/x', Uint8Array.of(0xff), { rules: [rule('json')] })).toMatchObject({ kind: 'binary', problems: [{ code: 'not-text' }] });
  });

  it('is parsed by its schema', () => {
    expect(formatRuleSchema.parse({ pattern: '**/x', format: 'flagd' })).toEqual({ pattern: '**/x', format: 'flagd' });
    expect(formatRuleSchema.safeParse({ pattern: '', format: 'flagd' }).success).toBe(false);
    expect(formatRuleSchema.safeParse({ pattern: '*', format: 'toml' }).success).toBe(false);
  });
});

describe('gzip', () => {
  it('shows what it holds, layer by layer', () => {
    const value = readValue('/config/x', gzipSync(gzipSync(flagd)));
    expect(value).toMatchObject({ kind: 'gzip', text: flagd, inner: { kind: 'gzip', inner: { kind: 'flagd', view: { flags: [{ key: 'a' }] } } } });
  });

  it('leaves a rule for what it holds to that', () => {
    expect(readValue('/config/x', gzipSync('{}'), { rules: [{ pattern: '/config/*', format: 'flagd' }] })).toMatchObject({ kind: 'gzip', inner: { kind: 'flagd' } });
  });

  it('that is damaged, cut off or endless says so', () => {
    const whole = gzipSync('some text that is long enough');
    const damaged = Uint8Array.from(whole);
    damaged[damaged.length - 6] = (damaged.at(-6) ?? 0) ^ 1;
    for (const broken of [damaged, whole.subarray(0, -4), whole.subarray(0, 12)]) {
      expect(readValue('/x', broken)).toMatchObject({ kind: 'gzip', inner: null, text: null, problems: [{ code: 'gzip-broken' }] });
    }
    expect(readValue('/x', gzipSync(new Uint8Array(INFLATED_LIMIT + 1)))).toMatchObject({ kind: 'gzip', inner: null, problems: [{ code: 'gzip-too-large' }] });
  });

  it('is compressed anew only when what it holds has been edited', () => {
    const stored = gzipSync('{"a":1}', { level: 1 });
    const value = readValue('/x', stored);
    expect(encode(value, '{"a":1}')).toEqual({ bytes: stored, recompressed: false });
    const edited = encode(value, '{"a":2}');
    expect(edited.recompressed).toBe(true);
    expect(readValue('/x', edited.bytes)).toMatchObject({ kind: 'gzip', text: '{"a":2}' });
  });
});

describe('bytes as text', () => {
  it('are the same bytes when they are read back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (stored) => {
        expect(fromBase64(toBase64(stored))).toEqual(stored);
        expect(toBase64(stored)).toBe(Buffer.from(stored).toString('base64'));
      }),
    );
  });

  it('are refused where they are no such text', () => {
    expect([fromBase64('*'), fromBase64('A')]).toEqual([undefined, undefined]);
    expect(fromBase64('-_8')).toEqual(Uint8Array.of(251, 255));
  });
});

describe('reading', () => {
  const anyBytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.string({ unit: 'binary', maxLength: 200 }).map(bytes),
    fc.json().map(bytes),
    fc.array(fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '\n', '  ', '- ', 'a', '1', '&a ', '*a', '|\n', '? ', '#', 'flags', 'true', '\\', '!', "'"), { maxLength: 60 }).map((parts) => bytes(parts.join(''))),
    fc.uint8Array({ maxLength: 100 }).map((inner) => new Uint8Array(gzipSync(inner))),
  );
  const anyRules = fc.option(fc.constantFrom(...formats)).map((format): FormatRule[] => (format === null ? [] : [{ pattern: '**', format }]));

  it('never throws, and gives back the bytes it was given', () => {
    fc.assert(
      fc.property(anyBytes, anyRules, (stored, rules) => {
        const value = readValue('/a', stored, { rules });
        if (value.text !== null) expect(encode(value, value.text).bytes).toBe(stored);
        for (const { place } of value.problems) if (place !== null && value.text !== null) expect(place.offset + place.length).toBeLessThanOrEqual(value.text.length);
      }),
      { numRuns: 700 },
    );
  });

  it('never throws at flags whose parts are anything', () => {
    const names =
      'flags state variants defaultVariant targeting if fractional $ref $evaluators in and or == ! < var sem_ver metadata on toggles segments rules conditions serve split distribution select variations defaultServe disabledServe enabled prerequisites key type predicate objects __proto__ \ud800'.split(
        ' ',
      );
    const { node } = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { depthSize: 'medium' },
        fc.constantFrom(null, true, false, 0, 1, 0.5, -1, 'on', 'staff', 'segment', 'is in', 'ENABLED', '$ref'),
        fc.array(tie('node'), { maxLength: 4 }),
        fc.uniqueArray(fc.tuple(fc.constantFrom(...names), tie('node')), { maxLength: 7, selector: ([name]) => name }).map((members) => Object.fromEntries(members)),
      ),
    }));
    const flags = fc.oneof(
      node,
      fc.record({ flags: fc.record({ a: fc.record({ state: node, variants: node, targeting: node }) }), $evaluators: fc.record({ staff: node, on: node }) }),
      fc.record({ toggles: node, segments: node }),
    );
    fc.assert(
      fc.property(flags, fc.constantFrom<FormatRule['format']>('flagd', 'featureprobe'), (data, format) => {
        const value = readValue('/a', bytes(JSON.stringify(data)), { rules: [{ pattern: '**', format }] });
        for (const { path, place, code } of value.problems) if (code !== 'more-problems') expect(path ?? place).not.toBeNull();
      }),
      { numRuns: 700 },
    );
  });

  it('gives the bytes of an edited text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ unit: 'grapheme' }), (stored, edited) => {
        const value = readValue('/a', bytes(stored));
        const now = encode(value, edited).bytes;
        expect(readValue('/a', now).text).toBe(edited);
      }),
    );
  });

  it.each([
    ['brackets', '['.repeat(1_000_000)],
    ['objects in objects', '{"a":'.repeat(200_000)],
    ['YAML in brackets', `a:\n  ${'['.repeat(100_000)}`],
    ['YAML of dashes', `a:\n  ${'- '.repeat(100_000)}x`],
    ['members with one name', `{${'"a":1,'.repeat(100_000)}"a":1}`],
    ['shared rules that name each other', JSON.stringify({ flags: { f: { state: 'ENABLED', variants: { on: 1 }, targeting: { $ref: 'r0' } } }, $evaluators: Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`r${i}`, { $ref: `r${i + 1}` }])) })],
    ['fractionals in fractionals', `{"state":"ENABLED","variants":{"on":1},"targeting":${'{"fractional":[[['.slice(0, -1).repeat(60)}"on"${',1]]}'.repeat(60)}}`],
    ['aliases of aliases', `a0: &a0 [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 20 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array.from({ length: 9 }, () => `*a${i}`).join(',')}]`).join('\n')}\n`],
  ])('ends soon, and lists no more problems than one can look at: %s', (_, text) => {
    expect(read(text).problems.length).toBeLessThanOrEqual(PROBLEM_LIMIT + 1);
  });
});
