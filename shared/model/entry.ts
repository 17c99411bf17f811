import { sameBytes, type Key } from './key';

/**
 * A point in a store's history, 64 bits: etcd's revision, ZooKeeper's zxid, the local workspace's transaction number.
 * Revisions of different stores are not comparable.
 */
export type Revision = bigint;

/** Which version of a key this is. Two stamps of one key are equal when `created` and `modified` are. */
export interface Stamp {
  /** Revision at which this incarnation of the key was created (etcd create_revision, ZooKeeper czxid). */
  readonly created: Revision;
  /** Revision of the last write (etcd mod_revision, ZooKeeper mzxid). */
  readonly modified: Revision;
  /** Writes counted by the store: etcd's version starts at 1, ZooKeeper's dataVersion at 0. */
  readonly version: number;
  /** Time of the last write in milliseconds since 1970, where the store records one. */
  readonly modifiedAt?: number;
}

/** What a key holds at one moment. */
export interface Entry {
  readonly key: Key;
  /** The stored bytes. Null is ZooKeeper's "no data", which is not the empty value. */
  readonly value: Uint8Array | null;
  readonly stamp: Stamp;
  /** Who the entry disappears with: ZooKeeper's ephemeralOwner (hex session), etcd's lease (hex); absent when it stays. */
  readonly owner?: string;
}

/** Length of an entry's value in bytes; null counts as 0. */
export const sizeOf = (entry: Entry): number => entry.value?.length ?? 0;

/** Whether both stamps name the same write of the same incarnation. */
export const sameStamp = (a: Stamp, b: Stamp): boolean => a.created === b.created && a.modified === b.modified;

/** Whether both are the same entry. Stamps alone do not tell: a store filled anew by the same script gives them out again, at another time. */
export const sameEntry = (a: Entry, b: Entry): boolean =>
  a === b ||
  (sameStamp(a.stamp, b.stamp) && a.stamp.modifiedAt === b.stamp.modifiedAt && a.owner === b.owner && sameBytes(a.value, b.value));
