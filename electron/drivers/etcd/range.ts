import { beginsWith, keyToBytes, type Key } from '../../../shared/model/key';

/** A range of keys as etcd takes it: from `key` up to but without `range_end`; a lone NUL byte as end means "to the last key". */
export interface KeyRange {
  readonly key: Buffer;
  readonly range_end: Buffer;
}

const NUL = Buffer.from([0]);

/** The range of all keys that start with this prefix; of all keys for the empty one. */
export function prefixRange(root: Key): KeyRange {
  const prefix = Buffer.from(keyToBytes(root));
  if (prefix.length === 0) return { key: NUL, range_end: NUL };
  return { key: prefix, range_end: afterPrefix(prefix) };
}

/** The least byte string above everything that starts with the prefix. 0xff carries; where nothing lies above, "to the last key". */
export function afterPrefix(prefix: Buffer): Buffer {
  for (let last = prefix.length - 1; last >= 0; last--) {
    const byte = prefix[last] ?? 0;
    if (byte < 0xff) return Buffer.concat([prefix.subarray(0, last), Buffer.from([byte + 1])]);
  }
  return NUL;
}

/** The least key above this one. */
export const keyAfter = (key: Buffer): Buffer => Buffer.concat([key, NUL]);

/** Whether these key bytes start with those of a root. */
export const insideRoots = (roots: readonly Key[], key: Uint8Array): boolean => roots.some((root) => beginsWith(key, keyToBytes(root)));
