import { describe, expect, it } from 'vitest';
import { nestedRoots } from '../../../shared/model/roots';

describe('roots inside one another', () => {
  it.each([
    ['zookeeper', ['/a', '/a/b'], { outer: '/a', inner: '/a/b' }],
    ['zookeeper', ['/a/b', '/'], { outer: '/', inner: '/a/b' }],
    ['etcd', ['/a/', '/a/b'], { outer: '/a/', inner: '/a/b' }],
    ['etcd', ['a', 'ab'], { outer: 'a', inner: 'ab' }],
    ['etcd', ['x', ''], { outer: '', inner: 'x' }],
    ['etcd', ['\\xE6', '树'], { outer: '\\xE6', inner: '树' }],
    ['etcd', ['/a', '/b', '/a'], { outer: '/a', inner: '/a' }],
  ] as const)('%s: %j', (backend, roots, found) => expect(nestedRoots(backend, roots)).toEqual(found));

  it.each([
    ['zookeeper', ['/a', '/ab', '/b']],
    ['zookeeper', ['/']],
    ['etcd', ['/a/', '/ab', 'a/']],
    ['etcd', ['']],
  ] as const)('%s: none in %j', (backend, roots) => expect(nestedRoots(backend, roots)).toBeUndefined());
});
