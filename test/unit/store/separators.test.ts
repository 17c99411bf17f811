import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, isFlagKey } from '../../../shared/flags/flag';
import { packEntries } from '../../../shared/model/columns';
import { SourceData } from '../../../renderer/store/source-data';
import { ancestorsOf, baseOf, lastSegment, segmentOf } from '../../../renderer/store/segments';
import { anEntry, bytes } from '../../support/entries';
import { finish } from './finish';

const listed = (base: string, keys: readonly string[], separator: string): SourceData => {
  const data = new SourceData(base, separator);
  data.list(1n, packEntries(keys.map((key) => anEntry(key, 'x'))));
  data.settle();
  data.rows.openNewborn(new Set(data.rows.rows), Number.POSITIVE_INFINITY);
  data.settle(true);
  return data;
};

/** The rows as they are seen: names and depths. */
const rowsOf = (data: SourceData): string[] =>
  Array.from(data.rows.rows.subarray(0, data.rows.count), (handle) => {
    const { name, rooted } = segmentOf(data.base, data.tree.keys[handle] as string, data.separator);
    return `${data.tree.depth[handle]} ${rooted ? '|' : ''}${name}`;
  });

const matching = (data: SourceData, text: string): string[] =>
  Array.from(finish(data.filter.query(text)) ?? [], (handle) => data.tree.keys[handle] as string).sort();

describe('the base of several roots', () => {
  it('is what all begin with, up to and including its last separator', () => {
    expect(baseOf({ backend: 'zookeeper', roots: ['/app/b', '/app/c'] })).toBe('/app/');
    expect(baseOf({ backend: 'zookeeper', roots: ['/bee', '/beetle'] })).toBe('/');
    expect(baseOf({ backend: 'etcd', roots: ['a/x/', 'a/y/'] })).toBe('a/');
    expect(baseOf({ backend: 'etcd', roots: ['a/', '/b/'] })).toBe('');
  });

  it('is cut at the separator of the source, which for ZooKeeper is always a slash', () => {
    expect(baseOf({ backend: 'etcd', roots: ['app:flags:'], separator: ':' })).toBe('app:flags:');
    expect(baseOf({ backend: 'etcd', roots: ['app::flags', 'app::limits'], separator: '::' })).toBe('app::');
    expect(baseOf({ backend: 'etcd', roots: ['a/b.c'], separator: '.' })).toBe('a/b.');
    expect(baseOf({ backend: 'zookeeper', roots: ['/a.b'], separator: '.' })).toBe('/');
  });
});

describe('another separator', () => {
  const segment = fc.constantFrom('', 'a', 'b', 'A', 'a-b', 'ab', '__proto__', 'é', '😀', '\uffee', '\\xFF', ' ', '\n', 'flags', 'x'.repeat(30));
  const segments = fc.array(segment, { minLength: 1, maxLength: 6 });
  const separator = fc.constantFrom(':', '.', '::', '->', '|', '树', '%%', ':/:');

  it('makes the tree that a slash makes', () => {
    fc.assert(
      fc.property(fc.array(segments, { maxLength: 20 }), separator, fc.constantFrom('', 'config', 'a|b'), (all, mark, above) => {
        // top rows that begin with the separator are sorted by it, and beside empty segments `::` may be read at two places
        const clear = (key: string[]) => (above !== '' || key[0] !== '') && (mark.length === 1 || !key.includes(''));
        const keys = all.filter(clear);
        const join = (by: string) => keys.map((key) => (above === '' ? '' : above + by) + key.join(by));
        const base = (by: string) => (above === '' ? '' : above + by);
        expect(rowsOf(listed(base(mark), join(mark), mark))).toEqual(rowsOf(listed(base('/'), join('/'), '/')));
      }),
      { examples: [[[['a', 'b'], ['a', '', 'x'], ['b', '']], ':', '']] },
    );
  });

  it('names rows, ancestors and what stands before the first', () => {
    expect(ancestorsOf('', 'app::flags::dark', '::')).toEqual(['app', 'app::flags']);
    expect(segmentOf('', '::app', '::')).toEqual({ name: 'app', rooted: true });
    expect(lastSegment({ backend: 'etcd', roots: ['app.'], separator: '.' }, 'app.a/b')).toBe('a/b');
    expect(lastSegment({ backend: 'etcd', roots: [''] }, 'a.b/c')).toBe('c');
  });

  it('leaves the filter right where a letter is lower-cased by what follows it', () => {
    // Σ is σ before a letter, also beyond a colon, and ς at the end of a word
    const keys = Array.from({ length: 12 }, (_, i) => `ΟΔΟΣ:${i % 2 === 0 ? 'a' : '1'}${i}`);
    const data = listed('', keys, ':');
    for (const text of ['οδος', 'οδοσ', 'οδο', 'οδος 1', 'a4']) {
      const terms = text.split(' ');
      expect(matching(data, text)).toEqual(keys.filter((key) => terms.every((term) => key.toLowerCase().includes(term))).sort());
    }
  });
});

describe('flag patterns in a store with another separator', () => {
  const patterns = ['/feature_flags/*/*', '**/features/*'];

  it.each([
    ['feature_flags.app.flag', '.'],
    ['.feature_flags.app.flag', '.'],
    ['feature_flags::app::a:b', '::'],
    ['feature_flags.a/b.c/d', '.'],
    ['features:x', ':'],
    ['config:services:pay:features:fast', ':'],
    ['feature_flags*app*flag', '*'],
  ])('%s is a flag under "%s"', (key, separator) => expect(isFlagKey(key, patterns, separator)).toBe(true));

  it.each([
    ['feature_flags/app/flag', '.'],
    ['/feature_flags/app/flag', ':'],
    ['feature_flags.app', '.'],
    ['feature_flags.app.a.b', '.'],
    ['my.feature_flags.app.a', '.'],
    ['config:xfeatures:a', ':'],
    ['feature_flagsXappXflag', '.'],
  ])('%s is none under "%s"', (key, separator) => expect(isFlagKey(key, patterns, separator)).toBe(false));

  it('want their leading slash where the separator is one', () => {
    expect(isFlagKey('feature_flags/app/flag')).toBe(false);
    expect(isFlagKey('feature_flags/app/flag', patterns, '/')).toBe(false);
  });

  it('decide what a value is', () => {
    expect(decode('feature_flags:app:dark', bytes('1'), true, ':')).toMatchObject({ kind: 'boolean', on: false, suspicious: true });
    expect(decode('feature_flags:app:dark', bytes('1'))).toMatchObject({ kind: 'number' });
  });
});
