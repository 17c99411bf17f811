/** ZooKeeper paths: how they relate, and which keys a source may name. */
import { fault, type Fault } from '../../../shared/fault';
import type { Key } from '../../../shared/model/key';
import { rootsText } from '../../../shared/model/roots';
import { pathProblem } from '../../../shared/model/znode-path';

/** Whether this path is the root or lies under it. */
export const isWithin = (path: Key, root: Key): boolean => root === '/' || path === root || path.startsWith(`${root}/`);

/** Path of the parent; of `/` it is `/`. */
export function parentOf(path: Key): Key {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

/** Path of the child with this name. */
export const childOf = (path: Key, name: string): Key => (path === '/' ? `/${name}` : `${path}/${name}`);

/** The path and its ancestors but `/`, the topmost first. */
export function withAncestors(path: Key): Key[] {
  const paths: Key[] = [];
  for (let at = path; at !== '/'; at = parentOf(at)) paths.unshift(at);
  return paths;
}

/** A source's root as a path: a slash at the end is forgiven. */
export const rootPath = (root: string): Key => (root.length > 1 && root.endsWith('/') ? root.slice(0, -1) : root === '' ? '/' : root);

/** The fault of a key that cannot be one or lies outside all roots, or undefined. */
export function keyFault(key: Key, roots: readonly Key[]): Fault | undefined {
  const problem = pathProblem(key);
  if (problem !== undefined) return fault('invalid', 'invalid-key', { detail: problem }, { key });
  if (!roots.some((root) => isWithin(key, root))) return fault('invalid', 'outside-root', { root: rootsText(roots) }, { key });
  return undefined;
}
