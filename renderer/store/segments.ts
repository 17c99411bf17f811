/**
 * How keys become rows. A node's data-key is a prefix of the keys below it, cut at a separator, so the parent of a node follows from
 * its data-key alone and data-keys are unique. Everything up to the base belongs to no row.
 */
import type { Key } from '../../shared/model/key';
import { separatorOf, type Backend, type ConnectOptions } from '../../shared/model/source';

/** Rows deeper than this are not split any further: a key of a million slashes must not become a million rows. */
export const MAX_DEPTH = 1000;

/** The part of a source's roots that all its rows share and none shows: what all roots begin with, up to and including its last separator. */
export function baseOf(source: Pick<ConnectOptions, 'backend' | 'roots' | 'separator'>): string {
  if (source.backend === 'local') return '';
  const separator = separatorOf(source);
  const shared = source.roots.reduce(commonBeginning);
  const last = shared.lastIndexOf(separator);
  return last < 0 ? '' : shared.slice(0, last + separator.length);
}

function commonBeginning(a: string, b: string): string {
  let end = 0;
  while (end < a.length && a[end] === b[end]) end++;
  return a.slice(0, end);
}

/** Where the parent's data-key ends in this data-key: the index of a separator, or -1 for a top row. */
export function parentEnd(base: string, key: Key, separator = '/'): number {
  // with an empty base a leading separator belongs to the top row's own data-key
  const floor = base.length > 0 ? base.length : separator.length === 1 || !key.startsWith(separator) ? 1 : separator.length;
  const last = key.lastIndexOf(separator);
  if (last < floor) return -1;
  if (key.length - floor < MAX_DEPTH) return last;
  let cut = -1;
  for (let depth = 1; depth < MAX_DEPTH; depth++) {
    const next = key.indexOf(separator, cut < 0 ? floor : cut + separator.length);
    if (next < 0) break;
    cut = next;
  }
  return cut;
}

/** What a row is called. `rooted` tells `/config` from `config` where the base is empty. */
export interface Segment {
  readonly name: string;
  readonly rooted: boolean;
}

/** The last segment of a data-key, empty where the key ends in a separator. */
export function segmentOf(base: string, key: Key, separator = '/'): Segment {
  const end = parentEnd(base, key, separator);
  if (end >= 0) return { name: key.slice(end + separator.length), rooted: false };
  if (base === '' && key.startsWith(separator)) return { name: key.slice(separator.length), rooted: true };
  return { name: key.startsWith(base) ? key.slice(base.length) : key, rooted: false };
}

/** What a key of this source is called in its row. */
export const lastSegment = (source: Parameters<typeof baseOf>[0], key: Key): string => segmentOf(baseOf(source), key, separatorOf(source)).name;

/** Data-keys of a key's ancestors, the top row first. */
export function ancestorsOf(base: string, key: Key, separator = '/'): Key[] {
  const ancestors: Key[] = [];
  let above = key;
  for (let end = parentEnd(base, above, separator); end >= 0; end = parentEnd(base, above, separator)) {
    above = key.slice(0, end);
    ancestors.push(above);
  }
  return ancestors.reverse();
}

/** A segment as people read it. Of ZooKeeper's paths only the root `/` ends in an empty one; elsewhere that is written `""`. */
export const labelOf = (name: string, backend: Backend): string => (name === '' ? (backend === 'zookeeper' ? '/' : '""') : name);
