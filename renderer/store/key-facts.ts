/** What is known here of a key that is to be changed, and what is wrong with a key that is to be created. The store may know more. */
import type { Capabilities } from '../../shared/model/capabilities';
import type { Stamp } from '../../shared/model/entry';
import { fault, type Fault } from '../../shared/fault';
import { canonicalKey, type Key } from '../../shared/model/key';
import type { Source, SourceId } from '../../shared/model/source';
import { parentPath } from '../../shared/model/znode-path';
import type { BulkChange, Intention } from '../../shared/plans/intention';
import { belowText, isUnder, writableKey } from '../../shared/plans/tree';
import { dataOf } from './data';
import type { SourceData } from './source-data';
import { sources } from './state';

export interface KeyFacts {
  readonly source: Source;
  readonly capabilities: Capabilities;
  /** Why nothing can be changed. */
  readonly whyNot: 'read-only' | 'notLive' | null;
  /** Stamp of the entry; undefined where there is none. */
  readonly stamp: Stamp | undefined;
  /** Whether keys are below it, as far as is known. */
  readonly hasKeysBelow: boolean;
  /** Entries that match the filter, null without one. */
  readonly matches: number | null;
}

/** Undefined while the source is not known. */
export function keyFacts(sourceId: SourceId, key: Key): KeyFacts | undefined {
  const state = sources[sourceId];
  const data = dataOf(sourceId);
  if (state === undefined || data === undefined) return undefined;
  const handle = data.handleOf(key);
  const { source, capabilities, writable } = state.info;
  return {
    source,
    capabilities,
    whyNot: !writable ? 'read-only' : state.status?.phase.kind === 'live' && state.listed ? null : 'notLive',
    stamp: data.stampOf(key),
    hasKeysBelow: handle !== undefined && data.rows.isDirectory(handle),
    matches: state.matches,
  };
}

/** How many entries are known below a key. */
export function countBelow(sourceId: SourceId, key: Key): number {
  const data = dataOf(sourceId);
  const top = data?.handleOf(key);
  if (data === undefined || top === undefined) return 0;
  let count = 0;
  const open = [top];
  for (let handle = open.pop(); handle !== undefined; handle = open.pop()) {
    for (const child of data.tree.childrenOf(handle)) {
      if (data.isEntry(child)) count++;
      open.push(child);
    }
  }
  return count;
}

/** What is wrong with creating this key; null where nothing is known to be. */
export function newKeyFault(sourceId: SourceId, typed: Key): Fault | null {
  const state = sources[sourceId];
  const data = dataOf(sourceId);
  if (state === undefined || data === undefined) return null;
  const { source, capabilities } = state.info;
  const key = source.backend === 'zookeeper' ? typed : canonicalKey(typed);
  const writable = writableKey(source, key);
  if (!writable.ok) return writable.fault;
  if (data.stampOf(key) !== undefined) return fault('invalid', 'key-taken', {}, { key });
  if (capabilities.parents === 'required' && isBelowEphemeral(data, key)) return fault('invalid', 'parent-ephemeral', {}, { key });
  return null;
}

/** What is wrong with copying or moving a key, and all below it, to another place. */
export function targetFault(sourceId: SourceId, from: Key, typed: Key): Fault | null {
  const state = sources[sourceId];
  const data = dataOf(sourceId);
  if (state === undefined || data === undefined) return null;
  const { source } = state.info;
  const to = source.backend === 'zookeeper' ? typed : canonicalKey(typed);
  if (isUnder(source, to, from)) return fault('invalid', 'target-inside-source', {}, { key: to });
  const wrong = newKeyFault(sourceId, to);
  const taken = wrong?.reason === 'key-taken' || (wrong === null && (data.tree.kids[data.handleOf(to) ?? -1] ?? 0) > 0 && !isUnder(source, from, to));
  return taken ? fault('invalid', 'target-exists', {}, { key: to }) : wrong;
}

/** Whether the nearest standing znode above a path goes with a session: it can have no children. */
function isBelowEphemeral(data: SourceData, path: Key): boolean {
  for (let at = path; parentPath(at) !== '/'; at = parentPath(at)) {
    const handle = data.handleOf(parentPath(at));
    if (handle !== undefined && data.isEntry(handle)) return data.held(handle).owner !== null;
  }
  return false;
}

/** The path that stands before the name of a key's child, or of its sibling. */
export function beginningOf({ source }: Pick<KeyFacts, 'source'>, key: Key, beside: boolean): Key {
  const below = belowText(source, key);
  if (!beside) return below;
  const separator = below.slice(key.length) || '/';
  const cut = key.lastIndexOf(separator);
  return cut < 0 ? '' : key.slice(0, cut + separator.length);
}

/** How the entries that match the filter are changed at once. */
export type MatchChange = BulkChange | { readonly kind: 'delete' };

/** Changes all entries that match the filter; a text is replaced only where it stands. `count` is the number of keys that change. */
export function changeMatches(sourceId: SourceId, change: MatchChange): { readonly intentions: readonly Intention[]; readonly count: number } {
  const data = dataOf(sourceId);
  const handles = data?.rows.matchedEntries() ?? [];
  if (data === undefined) return { intentions: [], count: 0 };
  const keyOf = (handle: number): Key => data.tree.keys[handle] as Key;
  if (change.kind === 'delete') {
    const intentions = handles.flatMap((handle): Intention[] => {
      const base = data.stampOf(keyOf(handle));
      return base ? [{ kind: 'delete', key: keyOf(handle), base }] : [];
    });
    return { intentions, count: intentions.length };
  }
  const keys = handles.filter((handle) => change.kind === 'value' || mayHold(data, handle, change.find)).map(keyOf);
  return { intentions: keys.length === 0 ? [] : [{ kind: 'bulk', keys, change }], count: keys.length };
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Whether a text stands in a value, or may: of a large one only the beginning is here. */
function mayHold(data: SourceData, handle: number, text: string): boolean {
  const { value, complete } = data.held(handle);
  if (!complete) return true;
  try {
    return strictUtf8.decode(value ?? new Uint8Array()).includes(text);
  } catch {
    return false;
  }
}
