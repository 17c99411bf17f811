import { describe, expect, it } from 'vitest';
import { baseOf, parentEnd } from '../../../renderer/store/segments';
import { folderRule, isInView, reaches, rootFolder } from '../../../shared/model/folder';

describe('the folder of a key', () => {
  const of = (root: string, key: string, separator?: string) => folderRule({ backend: 'etcd', roots: [root], ...(separator && { separator }) }).folderOf(key);

  it('is what stands before its last separator, or the root that is a prefix', () => {
    expect(of('/config/', '/config/a')).toBe(rootFolder('/config/'));
    expect(of('/config/', '/config/a/b')).toBe('/config/a');
    expect(of('/conf', '/config/a')).toBe('/config');
    expect(of('/conf', '/config')).toBe(rootFolder('/conf'));
    expect(of('', '/a')).toBe(rootFolder(''));
    expect(of('', '/a/b')).toBe('/a');
    expect(of('', 'a')).toBe(rootFolder(''));
    expect(of('/config/', '/config//x')).toBe('/config/');
    expect(of('a', 'a.b.c', '.')).toBe('a.b');
  });

  it('is the row above, as the tree cuts keys', () => {
    for (const root of ['/config/', '/conf', '', '/', 'plain']) {
      const base = baseOf({ backend: 'etcd', roots: [root] });
      for (const rest of ['a', 'a/b', 'a//b', '/a', '', 'a/', 'é/ü/ñ']) {
        const key = root + rest;
        const end = parentEnd(base, key);
        expect([key, of(root, key)]).toEqual([key, end < 0 ? rootFolder(root) : key.slice(0, end)]);
      }
    }
  });

  it('is the parent in ZooKeeper, and a root has none', () => {
    const { folderOf } = folderRule({ backend: 'zookeeper', roots: ['/team/app'] });
    expect(folderOf('/team/app')).toBeUndefined();
    expect(folderOf('/team/app/a')).toBe('/team/app');
    expect(folderRule({ backend: 'zookeeper', roots: ['/'] }).folderOf('/a')).toBe('/');
  });
});

it('is in view as far as its folder was read', () => {
  const rule = folderRule({ backend: 'etcd', roots: ['/r/'] });
  const folders = new Map([['/r/a', { loaded: true, through: '/r/a/m' }], ['/r/b', { loaded: false }]]);
  expect(['/r/a/b', '/r/a/m', '/r/a/n', '/r/b/x', '/r/c/x'].map((key) => isInView(folders, rule, key))).toEqual([true, true, false, false, false]);
  expect(isInView(null, rule, '/r/b/x')).toBe(true);
  expect(reaches({ loaded: true }, rule, '/r/a/z')).toBe(true);
});
