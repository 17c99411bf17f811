/**
 * What of the roots a user may read. Where the roots as a whole may be read these are they; where the server refuses that, what its
 * roles grant of them is watched as so many ranges, and the rest is told.
 */
import type { CallOptions } from '@grpc/grpc-js';
import { fault, FaultError } from '../../../shared/fault';
import { nothingDenied, type Denied } from '../../../shared/model/denied';
import type { Key } from '../../../shared/model/key';
import { rootsText } from '../../../shared/model/roots';
import type { EtcdClient } from './client';
import { isDenied } from './faults';
import { ownRoles } from './grants';
import { prefixRange, type KeyRange } from './range';
import { common, intervalOf, isIn, joined, rangeOf, spanOf, type Interval } from './spans';

/** Most parts that are watched: each costs the server a stream with its goroutines, some 80 kB, and three requests. */
export const MOST_PARTS = 64;

/** What of the roots is watched, and what may be read. */
export interface Scope {
  /** What to watch; none touches another. */
  readonly ranges: readonly KeyRange[];
  readonly denied: Denied;
  /** Whether these key bytes may be read, given that they lie in a root. */
  reads(key: Uint8Array): boolean;
}

/** Looks what of the roots may be read, which also takes a leader. Throws gRPC errors; that of a denied root where nothing may be read, and one where it is too many parts. */
export async function readableScope(client: EtcdClient, roots: readonly Key[], call: CallOptions = {}): Promise<Scope> {
  const ranges = roots.map(prefixRange);
  const refusals = await Promise.all(ranges.map((range, index) => refusalOf(client, range, roots[index] ?? '', call)));
  const refusal = refusals.find((found) => found !== undefined);
  if (refusal === undefined) return { ranges, denied: nothingDenied, reads: () => true };
  const granted = (await grantedTo(client)) ?? ranges.filter((_, index) => refusals[index] === undefined).map(intervalOf);
  const readable = common(ranges.map(intervalOf), granted);
  if (readable.length === 0) throw refusal;
  if (readable.length > MOST_PARTS) throw new FaultError(fault('denied', 'too-many-parts', { root: rootsText(roots), count: readable.length, limit: MOST_PARTS }));
  return {
    ranges: readable.map(rangeOf),
    denied: { ...nothingDenied, readable: readable.map(spanOf) },
    reads: (key) => isIn(readable, key),
  };
}

/** The fault of a root that may not be read as a whole. */
async function refusalOf(client: EtcdClient, range: KeyRange, root: Key, call: CallOptions): Promise<FaultError | undefined> {
  try {
    await client.kv.range({ ...range, limit: 1, keys_only: true }, call);
    return undefined;
  } catch (error) {
    if (!isDenied(error)) throw error;
    return new FaultError(client.faultOf(error, { root }));
  }
}

async function grantedTo(client: EtcdClient): Promise<Interval[] | undefined> {
  const roles = await ownRoles(client);
  return roles && joined(roles.flatMap(({ grants }) => grants.filter(({ reads }) => reads).map(({ interval }) => interval)));
}

/** Tells scopes apart: resuming in another one would miss what the one before did not hold. */
export const scopeName = (ranges: readonly KeyRange[]): string =>
  ranges.map(({ key, range_end: end }) => `${key.toString('hex')}-${end.toString('hex')}`).join(' ');
