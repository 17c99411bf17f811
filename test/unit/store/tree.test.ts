import { describe, expect, it } from 'vitest';
import { packChanges, packEntries } from '../../../shared/model/columns';
import { SourceData } from '../../../renderer/store/source-data';
import { INITIAL_ROWS } from '../../../renderer/store/rows';
import { ancestorsOf, baseOf, labelOf, MAX_DEPTH, segmentOf } from '../../../renderer/store/segments';
import { anEntry } from '../../support/entries';

const listed = (base: string, keys: readonly string[]): SourceData => {
  const data = new SourceData(base);
  data.list(1n, packEntries(keys.map((key) => anEntry(key, 'x'))));
  data.settle();
  return data;
};

const put = (data: SourceData, ...keys: string[]): boolean => {
  data.apply(2n, packChanges(keys.map((key) => ({ kind: 'put', entry: anEntry(key, 'y', { created: 2n }) }))));
  return data.settle();
};

const remove = (data: SourceData, ...keys: string[]): boolean => {
  data.apply(3n, packChanges(keys.map((key) => ({ kind: 'delete', key }))));
  return data.settle();
};

const keysOf = ({ rows, tree }: SourceData): string[] => Array.from(rows.rows.subarray(0, rows.count), (handle) => tree.keys[handle] as string);
const row = (data: SourceData, key: string): number => data.handleOf(key) as number;

describe('the base of a source', () => {
  it('is the root up to and including its last slash', () => {
    expect(baseOf({ backend: 'etcd', roots: ['/config/'] })).toBe('/config/');
    expect(baseOf({ backend: 'zookeeper', roots: ['/feature_flags'] })).toBe('/');
    expect(baseOf({ backend: 'zookeeper', roots: ['/'] })).toBe('/');
    expect(baseOf({ backend: 'etcd', roots: [''] })).toBe('');
  });

  it('is empty for a local workspace, whose root is a directory', () => {
    expect(baseOf({ backend: 'local', roots: ['/home/me/flags'] })).toBe('');
  });
});

describe('rows of keys', () => {
  it('makes the root znode the single top row', () => {
    expect(keysOf(listed('/', ['/feature_flags', '/feature_flags/shop', '/feature_flags/shop/dark']))).toEqual([
      '/feature_flags',
      '/feature_flags/shop',
      '/feature_flags/shop/dark',
    ]);
  });

  it('makes the znode / one top row beside the others, without a name', () => {
    const data = listed('/', ['/', '/a', '/a/b']);
    expect(keysOf(data)).toEqual(['/', '/a', '/a/b']);
    expect(labelOf(segmentOf('/', '/').name, 'zookeeper')).toBe('/');
  });

  it('tells a leading slash from none where the base is empty', () => {
    const data = listed('', ['config/a', '/config/a']);
    expect(keysOf(data)).toEqual(['/config', '/config/a', 'config', 'config/a']);
    expect(segmentOf('', '/config')).toEqual({ name: 'config', rooted: true });
    expect(segmentOf('', 'config')).toEqual({ name: 'config', rooted: false });
  });

  it('gives empty segments rows of their own', () => {
    expect(keysOf(listed('/config/', ['/config//a', '/config/b/', '/config/']))).toEqual(['/config/', '/config//a', '/config/b', '/config/b/']);
    expect(keysOf(listed('', ['//', '/', '///a']))).toEqual(['/', '//', '///a']);
  });

  it('orders siblings by bytes, not by UTF-16 units', () => {
    expect(keysOf(listed('', ['\u{1f600}', '\uffee', 'b', 'a', 'a-b', 'a/x']))).toEqual(['a', 'a/x', 'a-b', 'b', '\uffee', '\u{1f600}']);
  });

  it('are not nested deeper than a bound, however many slashes a key has', () => {
    const key = `/${'/'.repeat(200_000)}x`;
    const data = listed('/', [key]);
    expect(data.tree.depth[row(data, key)]).toBe(MAX_DEPTH);
    expect(ancestorsOf('/', key)).toHaveLength(MAX_DEPTH - 1);
  });

  it('hold a chain of 500 levels', () => {
    const key = Array.from({ length: 500 }, (_, level) => `s${level}`).join('/');
    const data = listed('', [key]);
    data.rows.reveal(row(data, key));
    data.settle(true);
    expect(data.rows.count).toBe(500);
  });
});

describe('what is open', () => {
  it('is everything while the tree is small', () => {
    expect(listed('', ['a/b/c', 'a/b/d', 'e/f']).rows.count).toBe(6);
  });

  it('is what fits, breadth first, when the tree is large', () => {
    const many = Array.from({ length: 1000 }, (_, i) => `big/${i}`);
    const data = listed('', [...many, 'small/one', 'small/two/three']);
    expect(keysOf(data)).toEqual(['big', 'small', 'small/one', 'small/two', 'small/two/three']);
    expect(data.rows.count).toBeLessThanOrEqual(INITIAL_ROWS);
  });

  it('stays as it is when keys come under a closed directory', () => {
    const data = listed('', ['a/b']);
    data.rows.setExpanded(row(data, 'a'), false);
    data.settle(true);
    expect(put(data, 'a/c', 'a/d/e')).toBe(false);
    expect(keysOf(data)).toEqual(['a']);
  });

  it('takes in a new directory while few rows are to be seen', () => {
    const data = listed('', []);
    expect(put(data, 'a/b/c')).toBe(true);
    expect(keysOf(data)).toEqual(['a', 'a/b', 'a/b/c']);
  });

  it('is forgotten with the directory', () => {
    const data = listed('', ['a/b', ...Array.from({ length: INITIAL_ROWS }, (_, i) => `z${i}`)]);
    data.rows.setExpanded(row(data, 'a'), true);
    data.settle(true);
    remove(data, 'a/b');
    put(data, 'a', 'a/b');
    expect(data.rows.isExpanded(row(data, 'a'))).toBe(false);
  });
});

describe('deleting', () => {
  it('takes the directories along that nothing is left in, and leaves the others', () => {
    const data = listed('', ['a/b/c/d', 'a/x']);
    remove(data, 'a/b/c/d');
    expect(keysOf(data)).toEqual(['a', 'a/x']);
    expect(data.handleOf('a/b')).toBeUndefined();
  });

  it('leaves an entry with children as a directory', () => {
    const data = listed('', ['a', 'a/x']);
    const cell = data.cell('a');
    remove(data, 'a');
    expect(cell).toMatchObject({ isEntry: false, gone: false, kids: 1 });
    expect(keysOf(data)).toEqual(['a', 'a/x']);
  });

  it('says nothing changed in sight when it happens under a closed directory', () => {
    const data = listed('', ['a/b', 'a/c']);
    data.rows.setExpanded(row(data, 'a'), false);
    data.settle(true);
    expect(remove(data, 'a/b')).toBe(false);
  });
});

describe('a filter', () => {
  const filtered = (...keys: string[]): SourceData => {
    const data = listed('', ['app/flags/dark', 'app/flags/light', 'app/limits', 'lone']);
    data.rows.setExpanded(row(data, 'app'), false);
    data.rows.setMatches(Int32Array.from(keys, (key) => row(data, key)));
    data.settle(true);
    return data;
  };

  it('shows matches with their ancestors, collapsed or not', () => {
    expect(keysOf(filtered('app/flags/dark'))).toEqual(['app', 'app/flags', 'app/flags/dark']);
  });

  it('counts places among the rows that are shown', () => {
    const data = filtered('app/flags/light', 'app/limits');
    expect(data.rows.place[row(data, 'app/flags/light')]).toBe(1);
    expect(data.rows.shown[row(data, 'app/flags')]).toBe(1);
  });

  it('leaves what was open as it was once it is cleared', () => {
    const data = filtered('app/flags/dark');
    data.rows.setMatches(null);
    data.settle(true);
    expect(keysOf(data)).toEqual(['app', 'lone']);
  });

  it('lets a directory be closed for as long as it is on', () => {
    const data = filtered('app/flags/dark', 'lone');
    data.rows.setExpanded(row(data, 'app'), false);
    data.settle(true);
    expect(keysOf(data)).toEqual(['app', 'lone']);
    data.rows.setMatches(Int32Array.of(row(data, 'app/flags/dark')));
    data.settle(true);
    expect(keysOf(data)).toEqual(['app', 'app/flags', 'app/flags/dark']);
  });
});
