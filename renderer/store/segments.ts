/**
 * How keys become rows. A node's data-key is a prefix of the keys below it, cut at a `/`, so the parent of a node follows from
 * its data-key alone and data-keys are unique. Everything up to the base belongs to no row.
 */
import type { Key } from '../../shared/model/key';
import type { ConnectOptions } from '../../shared/model/source';

/** Rows deeper than this are not split any further: a key of a million slashes must not become a million rows. */
export const MAX_DEPTH = 1000;

/** The part of a source's root that all its rows share and none shows: the root up to and including its last `/`. */
export const baseOf = (source: Pick<ConnectOptions, 'backend' | 'roots'>): string =>
  source.backend === 'local' ? '' : (source.roots[0] ?? '').replace(/[^/]*$/, '');

/** Where the parent's data-key ends in this data-key: the index of a `/`, or -1 for a top row. */
export function parentEnd(base: string, key: Key): number {
  // with an empty base a leading slash belongs to the top row's own data-key
  const floor = base.length === 0 ? 1 : base.length;
  const last = key.lastIndexOf('/');
  if (last < floor) return -1;
  if (key.length - floor < MAX_DEPTH) return last;
  let cut = -1;
  for (let depth = 1; depth < MAX_DEPTH; depth++) {
    const next = key.indexOf('/', cut < 0 ? floor : cut + 1);
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

/** The last segment of a data-key, empty where the key ends in a slash. */
export function segmentOf(base: string, key: Key): Segment {
  const end = parentEnd(base, key);
  if (end >= 0) return { name: key.slice(end + 1), rooted: false };
  if (base === '' && key.startsWith('/')) return { name: key.slice(1), rooted: true };
  return { name: key.startsWith(base) ? key.slice(base.length) : key, rooted: false };
}

/** Data-keys of a key's ancestors, the top row first. */
export function ancestorsOf(base: string, key: Key): Key[] {
  const ancestors: Key[] = [];
  for (let end = parentEnd(base, key); end >= 0; end = parentEnd(base, ancestors[ancestors.length - 1] as Key)) ancestors.push(key.slice(0, end));
  return ancestors.reverse();
}

/** A segment as people read it: the empty one is written `""`. */
export const labelOf = (name: string): string => (name === '' ? '""' : name);
