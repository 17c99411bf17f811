/** What a path of ZooKeeper may be, as a root and as a key. */
import { detail, type Detail } from '../fault';
import type { Key } from './key';

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

/** A root as it was typed, as a path: slashes that are missing before it or stand behind it are forgiven. */
export function znodeRoot(typed: string): Key {
  // by hand, since an expression takes quadratic time for many slashes
  let end = typed.length;
  while (end > 0 && typed[end - 1] === '/') end -= 1;
  let start = 0;
  while (start < end && typed[start] === '/') start += 1;
  return `/${typed.slice(start, end)}`;
}
