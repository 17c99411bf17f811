/**
 * flagd's splits: which share a key falls into. v2 is the rule of flagd-core 3 and later, v1 that of 1.3.0 and earlier; both are open-feature's
 * (js-sdk-contrib, libs/shared/flagd-core, fractional.ts). Hashes are imurmurhash's, which flagd-core uses.
 */
import MurmurHash3 from 'imurmurhash';
import type { BucketStep, KeyHash } from './engine';

/** Which rule splits. */
export type SplitVersion = 'v1' | 'v2';

/** The most that weights may add up to in v2. */
export const MAX_TOTAL_WEIGHT = 2 ** 31 - 1;

const encoder = new TextEncoder();

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7f) return false;
  return true;
}

/** MurmurHash3 of a key: x86, 32 bits, seed 0, unsigned. */
export function murmur3(key: string, hash: KeyHash): number {
  // a text whose units are all bytes is hashed as those bytes
  return MurmurHash3(hash === 'js' || isAscii(key) ? key : unitsOf(encoder.encode(key))).result();
}

function unitsOf(bytes: Uint8Array): string {
  let units = '';
  for (const byte of bytes) units += String.fromCharCode(byte);
  return units;
}

/** Shares of a split as they were evaluated for one user. */
export interface Shares {
  /** What is hashed. */
  readonly key: string;
  readonly variants: readonly (string | number | boolean | null)[];
  /** Not negative; whole numbers in v2. */
  readonly weights: readonly number[];
  readonly total: number;
}

/** Why a split serves nothing. */
export type Unsplit = 'targeting-key-missing' | 'split-unreadable' | 'weights-too-large';

/** Shares from the evaluated arguments of a `fractional`, or why there are none. */
export function sharesOf(args: unknown, context: { readonly flagKey: string; readonly targetingKey: unknown }, version: SplitVersion): Shares | Unsplit {
  if (!Array.isArray(args) || args.length < 1) return 'split-unreadable';
  const list: readonly unknown[] = args;
  const [first] = list;
  const given = typeof first === 'string';
  const { flagKey, targetingKey } = context;
  // as flagd-core asks: an empty one is none
  if (!given && !targetingKey) return 'targeting-key-missing';
  const key = given ? first : `${flagKey}${targetingKey as string}`;
  const variants: Shares['variants'][number][] = [];
  const weights: number[] = [];
  let total = 0;
  for (let index = given ? 1 : 0; index < list.length; index++) {
    const share = list[index];
    if (!Array.isArray(share) || share.length === 0 || share.length > 2) return 'split-unreadable';
    const [variant, raw] = share as readonly unknown[];
    const weight = share.length === 2 ? weightOf(raw, version) : 1;
    if (weight === undefined || !isVariant(variant, version)) return 'split-unreadable';
    variants.push(variant ?? null);
    weights.push(weight);
    total += weight;
  }
  if (version === 'v2' && total > MAX_TOTAL_WEIGHT) return 'weights-too-large';
  return { key, variants, weights, total };
}

function weightOf(raw: unknown, version: SplitVersion): number | undefined {
  if (typeof raw !== 'number') return undefined;
  if (version === 'v1') return raw;
  return Number.isInteger(raw) ? Math.max(0, raw) : undefined;
}

function isVariant(variant: unknown, version: SplitVersion): variant is string | number | boolean | null | undefined {
  if (version === 'v1') return typeof variant === 'string';
  return typeof variant === 'string' || typeof variant === 'number' || typeof variant === 'boolean' || variant === null || variant === undefined;
}

/** The bucket of a hash: from 0, below the total (v2, whole) or up to 100 (v1). */
export function bucketOf(hash: number, total: number, version: SplitVersion): number {
  if (version === 'v1') return (Math.abs(hash | 0) / 2 ** 31) * 100;
  // (hash * total) >> 32 without a bigint: the product of half a hash and a total is exact in a double
  const high = (hash >>> 16) * total;
  const low = (hash & 0xff_ff) * total;
  return Math.floor((high + Math.floor(low / 0x1_00_00)) / 0x1_00_00);
}

/** How many buckets a share has. */
const widthOf = (weight: number, total: number, version: SplitVersion): number => (version === 'v2' ? weight : weight === 0 ? 0 : (weight * 100) / total);

/** The share a bucket falls into, by its index; -1 for none. */
export function shareOf(bucket: number, { weights, total }: Shares, version: SplitVersion): number {
  let to = 0;
  for (let share = 0; share < weights.length; share++) {
    to += widthOf(weights[share] ?? 0, total, version);
    if (version === 'v2' ? to > bucket : to >= bucket) return share;
  }
  return -1;
}

/** How a split decides, with what the other hash would have decided where that differs. */
export function bucketStep(shares: Shares, version: SplitVersion, hash: KeyHash): BucketStep {
  const { key, total } = shares;
  const found = decide(shares, version, hash);
  const other: KeyHash = hash === 'js' ? 'utf8' : 'js';
  const otherwise = isAscii(key) ? null : decide(shares, version, other);
  return {
    key,
    hash: found.hash,
    bucket: found.bucket,
    total: version === 'v1' ? 100 : total,
    range: found.range,
    otherwise: otherwise === null || otherwise.hash === found.hash ? null : { hash: other, bucket: otherwise.bucket, share: otherwise.range?.share ?? null },
  };
}

function decide(shares: Shares, version: SplitVersion, by: KeyHash) {
  const { weights, total } = shares;
  const hash = murmur3(shares.key, by);
  const bucket = bucketOf(hash, total, version);
  const share = shareOf(bucket, shares, version);
  if (share < 0) return { hash, bucket, range: null };
  const from = weights.slice(0, share).reduce((sum, weight) => sum + widthOf(weight, total, version), 0);
  return { hash, bucket, range: { from, to: from + widthOf(weights[share] ?? 0, total, version), share } };
}

/** The variant that a split serves; null for none. */
export function splitVariant(shares: Shares, version: SplitVersion, hash: KeyHash): Shares['variants'][number] {
  return shares.variants[shareOf(bucketOf(murmur3(shares.key, hash), shares.total, version), shares, version)] ?? null;
}
