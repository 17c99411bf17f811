/**
 * FeatureProbe's buckets: the last four bytes of the SHA-1 of key and salt, modulo ten thousand (Node SDK 2.2.0, Evaluate.ts, saltHash). One hash object is
 * used again and again, as making one takes longer than hashing.
 */
import { sha1 } from '@noble/hashes/legacy.js';
import { BUCKETS } from '../../flags/featureprobe/checks';

const fresh = sha1.create();
const hasher = sha1.create();
const digest = new Uint8Array(20);
const view = new DataView(digest.buffer);
const encoder = new TextEncoder();
const room = new Uint8Array(1024);

/** The last four bytes of the SHA-1 of a text, as a number. */
export function saltHash(text: string): number {
  fresh._cloneInto(hasher);
  hasher.update(text.length * 3 <= room.length ? room.subarray(0, encoder.encodeInto(text, room).written) : encoder.encode(text)).digestInto(digest);
  return view.getUint32(16);
}

/** The bucket of a key and a salt, from 0. */
export const bucketFor = (key: string, salt: string): number => saltHash(key + salt) % BUCKETS;
