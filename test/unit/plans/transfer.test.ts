import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Key } from '../../../shared/model/key';
import { compareTrees } from '../../../shared/plans/compare';
import { spanOf, subtree } from '../../../shared/plans/tree';
import { exportText, type Exported } from '../../../shared/plans/transfer/export';
import { exportFlagd, readFlagd } from '../../../shared/plans/transfer/flagd';
import { readImport } from '../../../shared/plans/transfer/import';
import { bytes } from '../../support/entries';
import { likeEtcd, ModelStore } from './model-store';

const span = { top: '/a', below: '/a/' };
const format = fc.constantFrom('json' as const, 'yaml' as const);
const key = fc.oneof(fc.constantFrom('__proto__', '1', '', 'é', 'a: b', '# x', '\n', '\\xFF', '<<', '~', 'yes', ' pad '), fc.string({ unit: 'grapheme' })).map((name) => `/a/${name}`);
const text = fc.oneof(
  fc.constantFrom('', 'true', '1.10', 'null', '~', ' lead', 'trail \n', 'two\nlines\n\n', '\r\n', '---\n', '# no comment', '\ufeffmark', '\u0085\u2028', '\u0000', '\u007f', '{"a": [1]}', '\t', '&a *b !c'),
  fc.string({ unit: 'binary' }),
);
const value = fc.oneof(
  text.map((one) => new TextEncoder().encode(one)),
  fc.uint8Array({ maxLength: 20 }),
  fc.constant(null),
);
const entries = fc.uniqueArray(fc.record({ key, value }), { selector: (entry) => entry.key, maxLength: 8 });
const plain = (records: readonly Exported[]) => records.map((record) => [record.key, record.value && [...record.value]]);
const problemsOf = (source: string, as: 'json' | 'yaml' = 'json') => readImport(source, as).problems.map(({ place, fault }) => `${place.line}:${place.column} ${fault.reason}`);
const fileOf = (keys: string) => `{"format": "flagscope-keys", "version": 1, "below": "/",\n"keys": {\n${keys}\n}}`;

describe('an export', () => {
  it('is imported as it was, byte for byte', () => {
    fc.assert(
      fc.property(entries, format, (all, as) => {
        const { records, problems, span: from } = readImport(exportText(all, span, as), as);
        expect(problems).toEqual([]);
        expect(plain(records)).toEqual(plain(all));
        expect(from).toEqual(span);
      }),
      { numRuns: 500 },
    );
  });

  it('reads as a person would write it', () => {
    const some = [
      { key: '/a', value: bytes('1') },
      { key: '/a/b', value: bytes('two\nlines\n') },
      { key: '/a/c', value: Uint8Array.of(0xff) },
      { key: '/a/d', value: null },
    ];
    expect(exportText(some, span, 'yaml')).toBe('format: flagscope-keys\nversion: 1\ntop: /a\nbelow: /a/\nkeys:\n  /a: "1"\n  /a/b: |\n    two\n    lines\n  /a/c:\n    base64: /w==\n  /a/d: null\n');
    expect(exportText(some.slice(2), span, 'json')).toBe(
      '{\n  "format": "flagscope-keys",\n  "version": 1,\n  "top": "/a",\n  "below": "/a/",\n  "keys": {\n    "/a/c": {"base64":"/w=="},\n    "/a/d": null\n  }\n}\n',
    );
    expect(JSON.parse(exportText([], { below: '' }, 'json'))).toEqual({ format: 'flagscope-keys', version: 1, below: '', keys: {} });
  });
});

describe('an import', () => {
  it('of a hundred thousand keys finds the one that comes twice', () => {
    const lines = Array.from({ length: 100_000 }, (_, i) => `"/k/${i}": "v"`);
    lines[99_000] = '"/k/7": "again"';
    const { records, problems } = readImport(fileOf(lines.join(',\n')), 'json');
    expect(records).toHaveLength(99_999);
    expect(problems).toMatchObject([{ place: { line: 99_003, column: 1 }, fault: { reason: 'import-twice', params: { key: '/k/7', first: '10', line: '99003' } } }]);
  });

  it('tells each bad record with its place, and shows the others', () => {
    const { records, problems } = readImport(fileOf('"/a": "1",\n "/b": [1],\n"/c": {"base64": "%"},\n"/d": {"base64": "AA==", "x": 1},\n"/e": true, "/f": 1.10'), 'json');
    expect(plain(records)).toEqual(plain([{ key: '/a', value: bytes('1') }, { key: '/e', value: bytes('true') }, { key: '/f', value: bytes('1.10') }]));
    expect(problems.map(({ place, fault }) => `${place.line}:${place.column} ${fault.message}`)).toEqual([
      '4:8 The value of /b at line 4, column 8 is neither a text nor {"base64": "..."}, so it is left out.',
      '5:7 The value of /c at line 5, column 7 is neither a text nor {"base64": "..."}, so it is left out.',
      '6:7 The value of /d at line 6, column 7 is neither a text nor {"base64": "..."}, so it is left out.',
    ]);
  });

  it('of a broken file shows what can be read and where it breaks', () => {
    const { records, problems } = readImport(fileOf('"/a": "1",\n"/b" "2",\n"/c": "3"'), 'json');
    expect(records.map((record) => record.key)).toEqual(expect.arrayContaining(['/a', '/c']));
    expect(problems[0]).toMatchObject({ place: { line: 4 }, fault: { reason: 'import-syntax' } });
    expect(problemsOf('format: flagscope-keys\nversion: 1\nkeys:\n  /a: "x\n  /b: [\n', 'yaml').length).toBeGreaterThan(0);
  });

  it('finds names that come twice in YAML, and aliases, which are no values', () => {
    expect(problemsOf('format: flagscope-keys\nversion: 1\nkeys:\n  /a: &x one\n  /b: *x\n  /a: two\n', 'yaml')).toEqual(['5:7 import-value', '6:3 import-twice']);
  });

  it('is of a file that says what it is, in a version that is known', () => {
    expect(problemsOf('{"/a": "1"}')).toEqual(['1:1 import-envelope']);
    expect(problemsOf('')).toEqual(['1:1 import-syntax', '1:1 import-envelope']);
    expect(problemsOf('"text"', 'yaml')).toEqual(['1:1 import-envelope']);
    expect(problemsOf('{"format": "flagscope-keys", "version": 2, "keys": {}}')).toEqual(['1:41 import-version']);
  });

  it('is compared with the tree before anything is written, at another place if wanted', () => {
    const store = new ModelStore({ backend: 'etcd', roots: [''] }, likeEtcd, { '/b/x': '1', '/b/y': '2', '/b/z': '3' });
    const file: Exported[] = [{ key: '/a/y', value: bytes('9') }, { key: '/a/x', value: bytes('1') }, { key: '/elsewhere', value: null }, { key: '/a', value: bytes('') }];
    const read = readImport(exportText(file, span, 'json'), 'json');
    const items = ['/a', '/a/x', '/a/y'].flatMap((key) => read.records.filter((record) => record.key === key));
    const side = { span: read.span, items };
    const found = [...compareTrees(side, { span: spanOf(store.place, '/b'), items: subtree(store.tree, '/b') })];
    expect(found.map(({ kind, at }) => `${kind} ${at}`)).toEqual(['only-left ', 'same /x', 'different /y', 'only-right /z']);
  });
});

describe('a flagd file', () => {
  const definition = '{"state": "ENABLED", "variants": {"a": 1.10}, "defaultVariant": "a"}';
  const flags: [Key, string][] = [['/a/new-cart', 'true'], ['/a/old/cart', 'false'], ['/a/rate', definition], ['/a/text', 'hello'], ['/a/other', '{"a":1}'], ['/a', 'true']];

  it('has the flags of a subtree, booleans as well as definitions', () => {
    const { text: file, skipped } = exportFlagd(flags.map(([at, source]) => ({ key: at, value: bytes(source) })), span);
    const boolean = (defaultVariant: string) => ({ state: 'ENABLED', variants: { on: true, off: false }, defaultVariant });
    expect(JSON.parse(file).flags).toEqual({ 'new-cart': boolean('on'), 'old/cart': boolean('off'), rate: JSON.parse(definition) });
    expect(file).toContain('1.10');
    expect(skipped).toEqual(['/a/text', '/a/other', '/a']);
  });

  it('becomes keys whose values are its definitions as they are written', () => {
    const { records, problems } = readFlagd(`{"flags": {\n"x": ${definition},\n"y": 1,\n"x": {}}}`, { below: '/b/' });
    expect(plain(records)).toEqual(plain([{ key: '/b/x', value: bytes(definition) }]));
    expect(problems.map(({ place, fault }) => `${place.line}:${place.column} ${fault.reason}`)).toEqual(['3:6 import-flag', '4:1 import-twice']);
    expect(readFlagd('{"a": 1}', span).problems.map(({ fault }) => fault.reason)).toEqual(['import-no-flags']);
  });
});
