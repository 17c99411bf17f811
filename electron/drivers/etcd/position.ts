/**
 * Where a watch has got to, and the evidence that a store found later behind the same address is still the same. etcd's cluster id
 * alone proves nothing: it is derived from names and addresses, so a recreated container has the old one, and its revision may
 * soon have passed ours. So besides it: the election term, the number of keys, and the last entries that were changed.
 */
import type { IKeyValue, IRequestOp, ITxnResponse } from 'etcd3';
import type { Entry, Revision, Stamp } from '../../../shared/model/entry';
import { changedKey, type Change } from '../../../shared/model/frame';
import { keyToBytes, sameBytes, type Key } from '../../../shared/model/key';
import type { KeyRange } from './range';

/** What a key was at the position's revision; without a stamp it did not exist. */
interface Anchor {
  readonly key: Key;
  readonly stamp?: Stamp;
  /** Absent for a large one. */
  readonly value?: Uint8Array;
}

/** How far the watch of a range has got: everything up to `revision` has been handed on in frames up to `seq`. */
export interface Position {
  readonly clusterId: string;
  /** Raft term, which never goes down in the life of a cluster. */
  readonly term: bigint;
  readonly revision: Revision;
  readonly seq: number;
  /** Number of keys in the range. */
  readonly count: number;
  readonly anchors: readonly Anchor[];
}

const ANCHORS = 8;
const ANCHOR_VALUE_BYTES = 4096;

/** Anchors for a fresh listing: the entries changed last. */
export function anchorsOf(entries: readonly Entry[]): readonly Anchor[] {
  const latest: Entry[] = [];
  let least = -1n;
  for (const entry of entries) {
    const { modified } = entry.stamp;
    if (modified <= least) continue;
    const at = latest.findIndex((other) => other.stamp.modified < modified);
    latest.splice(at < 0 ? latest.length : at, 0, entry);
    if (latest.length <= ANCHORS) continue;
    latest.length = ANCHORS;
    least = latest[ANCHORS - 1]?.stamp.modified ?? least;
  }
  return latest.map(anchorOf);
}

/** The position after these changes. */
export function advance(from: Position, changes: readonly Change[], revision: Revision): Position {
  const anchors = new Map<Key, Anchor>();
  let count = from.count;
  for (const change of changes) {
    if (change.kind === 'delete') count--;
    else if (change.entry.stamp.version === 1) count++;
  }
  for (let i = changes.length - 1; i >= 0 && anchors.size < ANCHORS; i--) {
    const change = changes[i] as Change;
    const key = changedKey(change);
    if (!anchors.has(key)) anchors.set(key, change.kind === 'put' ? anchorOf(change.entry) : { key });
  }
  for (const anchor of from.anchors) if (anchors.size < ANCHORS && !anchors.has(anchor.key)) anchors.set(anchor.key, anchor);
  return { ...from, revision, seq: from.seq + 1, count, anchors: [...anchors.values()] };
}

/** The reads, all at the position's revision, whose answers {@link isSameStore} judges. They fail once that revision is compacted. */
export function evidenceRequests({ revision, anchors }: Position, range: KeyRange): IRequestOp[] {
  const at = { revision: String(revision) };
  return [
    { request_range: { ...range, ...at, count_only: true } },
    ...anchors.map(({ key, stamp, value }) => ({
      request_range: { key: Buffer.from(keyToBytes(key)), ...at, keys_only: stamp === undefined || value === undefined },
    })),
  ];
}

/** Whether the store that gave these answers is the one the position was reached in. */
export function isSameStore(position: Position, { header, responses }: ITxnResponse): boolean {
  if (header.cluster_id !== position.clusterId || BigInt(header.raft_term) < position.term) return false;
  if (BigInt(header.revision) < position.revision) return false;
  const [total, ...found] = responses.map((response) => response.response_range);
  if (total === undefined || Number(total.count) !== position.count) return false;
  return position.anchors.every((anchor, i) => holds(anchor, found[i]?.kvs[0]));
}

function holds({ stamp, value }: Anchor, record: IKeyValue | undefined): boolean {
  if (stamp === undefined || record === undefined) return stamp === undefined && record === undefined;
  return (
    BigInt(record.create_revision) === stamp.created &&
    BigInt(record.mod_revision) === stamp.modified &&
    (value === undefined || sameBytes(value, record.value))
  );
}

function anchorOf({ key, stamp, value }: Entry): Anchor {
  return { key, stamp, ...(value !== null && value.length <= ANCHOR_VALUE_BYTES && { value: Uint8Array.from(value) }) };
}
