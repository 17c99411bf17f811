/**
 * The children of a folder, which etcd does not have: its keys are one long list. What lies below a child is jumped over. Each request
 * costs etcd a walk over all keys of its range, whatever its limit (0.1 s for a million), so a request asks for a narrow range first:
 * for keys that begin like the last child, and for wider ones where there is none.
 */
import type { Entry } from '../../../shared/model/entry';
import { cutFrom, rootOfFolder } from '../../../shared/model/folder';
import { keyFromBytes, keyToBytes, type Key } from '../../../shared/model/key';
import type { EtcdClient } from './client';
import { isTooLargeToReceive } from './faults';
import { afterPrefix, keyAfter, prefixRange, type KeyRange } from './range';
import { RangePage } from './range-page';

const FIRST_KEYS = 64;
const FEWEST_KEYS = 8;
const MOST_KEYS = 2_048;
/** A page of this size is large enough. */
const PAGE_BYTES = 2 * 1024 * 1024;
/** Time after which a page ends, however few children it has: where all are large folders, each takes a request. */
const PAGE_MS = 10_000;
/** With pages up to this size each child is a large folder, and its successor is asked for by name. */
const SMALL_KEYS = 32;
const REQUEST_TIMEOUT_MS = 30_000;
/** Ranges without a key after which the next one is much wider. */
const PATIENCE = 3;
/** etcd's "to the last key". */
const LAST = Buffer.from([0]);

/** Which children of a folder are read. */
export interface ScanRequest {
  readonly folder: Key;
  readonly separator: string;
  /** Goes on behind this child. */
  readonly after?: Key | undefined;
  /** Ends with this child; otherwise after `most` children. */
  readonly through?: Key | undefined;
  readonly most: number;
  /** As of when; 0 is now. */
  readonly revision: bigint;
}

/** Children of a folder, in order, as of one revision. */
export interface Scan {
  /** Children that are keys themselves. */
  readonly entries: readonly Entry[];
  /** Children with keys below them. */
  readonly folders: readonly Key[];
  /** The last child, where there are more. */
  readonly through?: Key;
  readonly revision: bigint;
}

/** A child by its bytes; one that is both a key and a folder comes twice. */
interface Child {
  readonly bytes: Buffer;
  readonly folder: boolean;
}

/** Reads children in order, all as of one revision. Throws gRPC errors. */
export async function scanChildren(client: EtcdClient, request: ScanRequest): Promise<Scan> {
  const separator = Buffer.from(request.separator);
  const { range, prefix, cut } = reachOf(request.folder, request.separator);
  const end = request.through === undefined ? range.range_end : behind(childOf(request.through, separator, cut), separator);
  const most = request.through === undefined ? request.most : Number.POSITIVE_INFINITY;
  const entries: Entry[] = [];
  const folders: Key[] = [];
  let { revision } = request;
  let cursor = request.after === undefined ? range.key : behind(childOf(request.after, separator, cut), separator);
  let last: Child | undefined;
  /** Bytes that the keys of the next range share with the last child. */
  let shared = prefix.length;
  /** Whether the next child is expected to be named like the last one, but for the last byte. */
  let numbered = false;
  let limit = FIRST_KEYS;
  let vain = 0;
  const deadline = most === Number.POSITIVE_INFINITY ? most : Date.now() + PAGE_MS;

  const fetch = async (to: Buffer, keys: number): Promise<RangePage> => {
    try {
      const asked = { key: cursor, range_end: to, limit: keys, revision: String(revision) };
      const page = new RangePage(await client.rangeBytes(asked, { deadline: Date.now() + REQUEST_TIMEOUT_MS }));
      if (revision === 0n) revision = page.header.revision;
      return page;
    } catch (error) {
      if (!isTooLargeToReceive(error) || keys === 1) throw error;
      return fetch(to, Math.ceil(keys / 8));
    }
  };
  const cutOff = (): Scan => ({ entries, folders, revision, ...(last && { through: nameOf(last, request.separator) }) });

  // nothing lies behind the last child that there can be
  if (request.after !== undefined && cursor.equals(LAST)) return { entries, folders, revision };
  while (!isPast(cursor, end)) {
    if (Date.now() > deadline) return cutOff();
    const guessed = numbered;
    const like = guessed && last !== undefined ? successor(last.bytes) : last?.bytes.subarray(0, shared);
    const to = like === undefined || like.length <= prefix.length ? end : least(afterPrefix(like), end);
    const page = await fetch(to, limit);
    const before = entries.length + folders.length;
    const asked = shared;
    for (let i = 0; i < page.count; i++) {
      const child = childOf(page.keyAt(i), separator, cut);
      if (child.folder && last?.folder === true && child.bytes.equals(last.bytes)) continue;
      if (entries.length + folders.length >= most) return cutOff();
      if (child.folder) folders.push(keyFromBytes(child.bytes));
      else entries.push(...page.entries(i, i + 1));
      shared = last === undefined ? child.bytes.length - 1 : commonLength(last.bytes, child.bytes);
      numbered = child.folder && limit <= SMALL_KEYS && last !== undefined && successor(last.bytes).equals(child.bytes);
      last = child;
    }
    const found = entries.length + folders.length - before;
    const grows = found * 16 >= page.count && page.byteLength < PAGE_BYTES;
    limit = Math.max(FEWEST_KEYS, Math.min(MOST_KEYS, grows ? limit * 4 : limit / 4));
    if (page.more && last !== undefined) {
      vain = 0;
      cursor = behind(last, separator);
      if (cursor.equals(LAST)) break;
      shared = Math.min(shared, last.bytes.length - 1);
    } else if (to.equals(end)) {
      break;
    } else if (guessed) {
      cursor = to;
      numbered &&= found > 0;
      shared = Math.min(shared, asked);
    } else {
      // nothing is left in this range: on behind it, in a wider one
      vain = page.count === 0 ? vain + 1 : 0;
      cursor = to;
      numbered = false;
      shared = prefix.length + (vain > PATIENCE ? (asked - prefix.length) >> 1 : asked - prefix.length - 1);
    }
  }
  if (request.through === undefined || isPast(end, range.range_end) || end.equals(LAST)) return { entries, folders, revision };
  cursor = end;
  const { count } = await fetch(range.range_end, 1);
  return { entries, folders, revision, ...(count > 0 && { through: request.through }) };
}

interface Reach {
  readonly range: KeyRange;
  /** What all keys of the folder begin with. */
  readonly prefix: Buffer;
  /** Index from which on a separator ends the name of a child. */
  readonly cut: number;
}

function reachOf(folder: Key, separator: string): Reach {
  const root = rootOfFolder(folder);
  const start = root ?? folder + separator;
  const prefix = Buffer.from(keyToBytes(start));
  const cut = root === undefined ? prefix.length : Math.max(keyToBytes(root.slice(0, cutFrom(root, separator))).length, 1);
  return { range: prefixRange(start), prefix, cut };
}

/** The range of all keys below a folder. */
export const folderRange = (folder: Key, separator: string): KeyRange => reachOf(folder, separator).range;

/** The child that a key, or the name of a child, stands for. */
function childOf(key: Key | Buffer, separator: Buffer, cut: number): Child {
  const bytes = typeof key === 'string' ? Buffer.from(keyToBytes(key)) : key;
  const at = bytes.indexOf(separator, cut);
  return at < 0 ? { bytes, folder: false } : { bytes: bytes.subarray(0, at), folder: true };
}

/** How a folder's `through` names a child. */
const nameOf = ({ bytes, folder }: Child, separator: string): Key => keyFromBytes(bytes) + (folder ? separator : '');

/** Where the keys behind a child begin: all that is in it is passed over. */
const behind = ({ bytes, folder }: Child, separator: Buffer): Buffer => (folder ? afterPrefix(Buffer.concat([bytes, separator])) : keyAfter(bytes));

/** Whether a place lies at or behind an end. */
const isPast = (place: Buffer, end: Buffer): boolean => !end.equals(LAST) && place.compare(end) >= 0;

const least = (a: Buffer, b: Buffer): Buffer => (a.equals(LAST) || (!b.equals(LAST) && b.compare(a) < 0) ? b : a);

/** The bytes that come next where the last one counts. */
function successor(bytes: Buffer): Buffer {
  const next = Buffer.from(bytes);
  next[next.length - 1] = Math.min((next.at(-1) ?? 0) + 1, 0xff);
  return next;
}

function commonLength(a: Buffer, b: Buffer): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}
