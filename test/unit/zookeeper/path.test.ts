import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { childOf, isWithin, keyFault, parentOf, rootPath, withAncestors } from '../../../electron/drivers/zookeeper/path';
import { pathProblem } from '../../../shared/model/znode-path';

const someName = fc.stringMatching(/^[A-Za-z0-9 _%旗-]{1,12}$/);
const somePath = fc.array(someName, { maxLength: 6 }).map((names) => `/${names.join('/')}`);

describe('a path', () => {
  test.each(['/', '/a', '/a/b', '/...', '/.a', '/a..', '/__proto__', '/with space', '/旗', '/%2F', '/a\\b'])('may be %j', (path) => {
    expect(pathProblem(path)).toBeUndefined();
  });

  test.each(['', 'a', '//', '/a/', '/a//b', '/.', '/a/..', '/../a', '/a\0b', '/a\nb', '/a\u007fb', '/🎏', '/\ud800', '/\ue000', '/\uffff'])(
    'may not be %j',
    (path) => {
      expect(pathProblem(path)).toMatchObject({ reason: expect.stringMatching(/^path-/) });
      expect(keyFault(path, ['/'])).toMatchObject({ code: 'invalid', reason: 'invalid-key', key: path });
    },
  );

  test('lies within itself, its ancestors and the top, and not within neighbours that begin alike', () => {
    fc.assert(
      fc.property(somePath, someName, (path, name) => {
        const child = childOf(path, name);
        expect(parentOf(child)).toBe(path);
        expect(isWithin(child, path) && isWithin(path, path) && isWithin(child, '/')).toBe(true);
        for (const ancestor of withAncestors(child)) expect(isWithin(child, ancestor)).toBe(true);
        if (path !== '/') {
          expect(isWithin(`${path}${name}`, path)).toBe(false);
          expect(isWithin(path, child)).toBe(false);
          expect(keyFault(`${path}x`, [path])).toMatchObject({ reason: 'outside-root' });
        }
      }),
    );
  });

  test('has its ancestors from the top down, each the parent of the next', () => {
    expect(withAncestors('/')).toEqual([]);
    expect(withAncestors('/a/b/c')).toEqual(['/a', '/a/b', '/a/b/c']);
  });

  test('as a root may end with a slash', () => {
    expect(['', '/', '/a', '/a/'].map(rootPath)).toEqual(['/', '/', '/a', '/a']);
  });
});
