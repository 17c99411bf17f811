/** ZooKeeper paths: what may be one, and how they relate. */
import { detail, fault, type Detail, type Fault } from '../../../shared/fault';
import type { Key } from '../../../shared/model/key';
import { rootsText } from '../../../shared/model/roots';

/** Characters that the server refuses (org.apache.zookeeper.common.PathUtils), emoji among them: it counts in UTF-16. */
// eslint-disable-next-line no-control-regex
const REFUSED = /[\u0000-\u001f\u007f-\u009f\ud800-\uf8ff\ufff0-\uffff]/;

/** What is wrong with this path, or undefined. */
export function pathProblem(path: Key): Detail | undefined {
  if (!path.startsWith('/')) return detail('path-beginning');
  if (path === '/') return undefined;
  if (path.endsWith('/')) return detail('path-end');
  if (path.includes('//')) return detail('path-empty-name');
  if (/\/\.\.?(\/|$)/.test(path)) return detail('path-dots');
  const refused = REFUSED.exec(path);
  if (refused === null) return undefined;
  const codePoint = path.codePointAt(refused.index) ?? 0;
  return detail('path-character', { character: `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}` });
}

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
