/** Several roots of one source: how they relate. Local sources have one. */
import { keyToBytes, type Key } from './key';
import type { Backend } from './source';

/** Whether a root of this back-end holds another, or is the same: ZooKeeper's as paths, etcd's as prefixes of bytes. */
export function holdsRoot(backend: Backend, outer: string, inner: string): boolean {
  if (backend !== 'zookeeper') return startsWith(keyToBytes(inner), keyToBytes(outer));
  return outer === '/' || inner === outer || inner.startsWith(`${outer}/`);
}

const startsWith = (bytes: Uint8Array, prefix: Uint8Array): boolean => bytes.length >= prefix.length && prefix.every((byte, i) => byte === bytes[i]);

/** Two roots of which one holds the other, or is the same: everything in it would be watched twice. */
export function nestedRoots(backend: Backend, roots: readonly Key[]): { readonly outer: Key; readonly inner: Key } | undefined {
  for (const [i, inner] of roots.entries()) {
    for (const [j, outer] of roots.entries()) if (i !== j && holdsRoot(backend, outer, inner)) return { outer, inner };
  }
  return undefined;
}

/** Roots as a sentence names them. */
export const rootsText = (roots: readonly Key[]): string => roots.join(', ');
