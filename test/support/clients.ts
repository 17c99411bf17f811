/**
 * Clients that are not our drivers: what tests write and read the stores with, so that a driver's mistake cannot hide
 * behind itself. Plain node-zookeeper-client and etcd3 calls.
 */

/** What every independent client can do. Keys are native: a path, or etcd's key as text. */
export interface IndependentClient {
  /** Creates or overwrites. In ZooKeeper, missing parents are created with no data. */
  put(key: string, value: Uint8Array | string | null): Promise<void>;
  /** Deletes; an absent key is no error. */
  remove(key: string): Promise<void>;
  /** The value, null for ZooKeeper's "no data", undefined for an absent key. */
  get(key: string): Promise<Uint8Array | null | undefined>;
  /** Puts and removes (value undefined) in one transaction; in ZooKeeper the parents must exist. */
  transact(edits: ReadonlyMap<string, Uint8Array | string | null | undefined>): Promise<void>;
  /** Puts a key that goes with its owner (ephemeral, lease). The result tells the owner in hex and how to end it. */
  putOwned(key: string, value: Uint8Array | string): Promise<{ readonly owner: string; end(): Promise<void> }>;
  close(): Promise<void>;
}

/** Bytes of a value given as text or bytes. */
export const bytesOf = (value: Uint8Array | string): Buffer => Buffer.from(value);
