/** Several roots of one source: how they relate. Local sources have one. */
import { beginsWith, keyToBytes, type Key } from './key';
import type { Backend } from './source';

/** Whether a root of this back-end holds another, or is the same: ZooKeeper's as paths, etcd's as prefixes of bytes. */
export function holdsRoot(backend: Backend, outer: string, inner: string): boolean {
  if (backend !== 'zookeeper') return beginsWith(keyToBytes(inner), keyToBytes(outer));
  return outer === '/' || inner === outer || inner.startsWith(`${outer}/`);
}

/** Two roots of which one holds the other, or is the same: everything in it would be watched twice. */
export function nestedRoots(backend: Backend, roots: readonly Key[]): { readonly outer: Key; readonly inner: Key } | undefined {
  for (const [i, inner] of roots.entries()) {
    for (const [j, outer] of roots.entries()) if (i !== j && holdsRoot(backend, outer, inner)) return { outer, inner };
  }
  return undefined;
}

/** Roots as a sentence names them. */
export const rootsText = (roots: readonly Key[]): string => roots.join(', ');
