/** ZooKeeper's wire format (jute), the replies. A reply that is cut short or makes no sense throws a RangeError. */
import type { Entry, Revision, Stamp } from '../../../shared/model/entry';
import type { Key } from '../../../shared/model/key';
import { MULTI_HEADER_BYTES, Op, OPEN_ACL } from './wire';

/** Length of a Stat record. */
export const STAT_BYTES = 68;

/** ZooKeeper's Stat as far as a listing needs it. */
export interface NodeState {
  /** Null is ZooKeeper's "no data". */
  readonly value: Uint8Array | null;
  readonly stamp: Stamp;
  /** Absent where the node is not ephemeral (container and TTL nodes have no owner). */
  readonly owner?: string;
  readonly numChildren: number;
}

/** Every field of a Stat. */
export interface Stat {
  readonly czxid: Revision;
  readonly mzxid: Revision;
  readonly ctime: number;
  readonly mtime: number;
  readonly version: number;
  readonly cversion: number;
  readonly aversion: number;
  readonly ephemeralOwner: bigint;
  readonly dataLength: number;
  readonly numChildren: number;
  readonly pzxid: Revision;
}

/** What one read of a multiRead came to; `stat` where it was asked for. */
export type ReadReply =
  | { readonly kind: 'data'; readonly node: NodeState; readonly stat: Stat | undefined }
  | { readonly kind: 'children'; readonly names: readonly string[] }
  | { readonly kind: 'error'; readonly code: number };

/** `stat` is there after a set. */
export type WriteReply = { readonly kind: 'done'; readonly stat?: Stat } | { readonly kind: 'error'; readonly code: number };

/** Milliseconds as a number: exact until the year 287396, unlike a zxid. */
const readMilliseconds = (buffer: Buffer, at: number): number => buffer.readInt32BE(at) * 2 ** 32 + buffer.readUInt32BE(at + 4);

/** The Stat at this offset. */
export function decodeStat(buffer: Buffer, at: number): Stat {
  return {
    czxid: buffer.readBigInt64BE(at),
    mzxid: buffer.readBigInt64BE(at + 8),
    ctime: readMilliseconds(buffer, at + 16),
    mtime: readMilliseconds(buffer, at + 24),
    version: buffer.readInt32BE(at + 32),
    cversion: buffer.readInt32BE(at + 36),
    aversion: buffer.readInt32BE(at + 40),
    ephemeralOwner: buffer.readBigUInt64BE(at + 44),
    dataLength: buffer.readInt32BE(at + 52),
    numChildren: buffer.readInt32BE(at + 56),
    pzxid: buffer.readBigInt64BE(at + 60),
  };
}

/** Whether a getACL's reply tells of a node just like those that we create: open to all, and neither ephemeral, container nor TTL. */
export const isPlain = (body: Buffer): boolean =>
  body.length >= OPEN_ACL.length + STAT_BYTES && body.subarray(0, OPEN_ACL.length).equals(OPEN_ACL) && isPermanent(body);

/** Whether a getACL's reply, which ends in a Stat, tells of a node that stays: neither ephemeral, container nor TTL. */
export const isPermanent = (body: Buffer): boolean => body.length >= STAT_BYTES && decodeStat(body, body.length - STAT_BYTES).ephemeralOwner === 0n;

/** The model's stamp in a Stat. */
export const stampOf = ({ czxid, mzxid, version, mtime }: Stat): Stamp => ({ created: czxid, modified: mzxid, version, modifiedAt: mtime });

const CONTAINER_OWNER = 1n << 63n;
/** TTL nodes keep their time to live in this field, under a top byte of 0xff (server ids go to 254). */
const TTL_MARK = 0xffn;

/** The session that the node goes with, in hex; undefined where it stays. */
export function ownerOf(ephemeralOwner: bigint): string | undefined {
  if (ephemeralOwner === 0n || ephemeralOwner === CONTAINER_OWNER || ephemeralOwner >> 56n === TTL_MARK) return undefined;
  return ephemeralOwner.toString(16);
}

/** A value and the Stat behind it, straight into the model's shape: a listing decodes 100 000 of them. */
function decodeNode(buffer: Buffer, at: number, held: Uint8Array | null | undefined): { node: NodeState; end: number; statAt: number } {
  const length = buffer.readInt32BE(at);
  const from = at + 4;
  const statAt = from + Math.max(length, 0);
  let value: Uint8Array | null = null;
  if (held?.length === length && buffer.compare(held, 0, length, from, statAt) === 0) {
    value = held;
  } else if (length >= 0) {
    // an own array: a view would keep the whole reply in memory, and a Buffer's pool would travel with it over IPC
    value = new Uint8Array(length);
    if (length > 0) value.set(buffer.subarray(from, statAt));
  }
  const stamp = {
    created: buffer.readBigInt64BE(statAt),
    modified: buffer.readBigInt64BE(statAt + 8),
    version: buffer.readInt32BE(statAt + 32),
    modifiedAt: readMilliseconds(buffer, statAt + 24),
  };
  const numChildren = buffer.readInt32BE(statAt + 56);
  const owned = buffer.readInt32BE(statAt + 44) !== 0 || buffer.readInt32BE(statAt + 48) !== 0;
  const owner = owned ? ownerOf(buffer.readBigUInt64BE(statAt + 44)) : undefined;
  const node = owner === undefined ? { value, stamp, numChildren } : { value, stamp, owner, numChildren };
  return { node, end: statAt + STAT_BYTES, statAt };
}

/** An entry of this node. */
export const entryOf = (key: Key, { value, stamp, owner }: NodeState): Entry =>
  owner === undefined ? { key, value, stamp } : { key, value, stamp, owner };

/** How a multiRead's replies are decoded. */
export interface ReadDecoding {
  /** Adds the whole Stat. */
  readonly withStat?: boolean;
  /** A value held already by whoever made the read of this number: one of the same bytes is told by that very array. */
  readonly heldAt?: (index: number) => Uint8Array | null | undefined;
}

/** Replies of a multiRead, one for each read. */
export function decodeReads(body: Buffer, { withStat = false, heldAt }: ReadDecoding = {}): ReadReply[] {
  const replies: ReadReply[] = [];
  let at = 0;
  for (;;) {
    const type = body.readInt32BE(at);
    const done = body.readUInt8(at + 4) !== 0;
    at += MULTI_HEADER_BYTES;
    if (done) return replies;
    if (type === Op.getData) {
      const { node, end, statAt } = decodeNode(body, at, heldAt?.(replies.length));
      replies.push({ kind: 'data', node, stat: withStat ? decodeStat(body, statAt) : undefined });
      at = end;
    } else if (type === Op.getChildren) {
      const count = body.readInt32BE(at);
      at += 4;
      const names = new Array<string>(Math.max(count, 0));
      for (let i = 0; i < count; i++) {
        const length = body.readInt32BE(at);
        names[i] = body.toString('utf8', at + 4, at + 4 + length);
        at += 4 + length;
      }
      replies.push({ kind: 'children', names });
    } else if (type === Op.error) {
      replies.push({ kind: 'error', code: body.readInt32BE(at) });
      at += 4;
    } else {
      throw new RangeError(`operation ${type} in the reply of a multiRead`);
    }
  }
}

/** Replies of a multi, one for each write. */
export function decodeWrites(body: Buffer): WriteReply[] {
  const replies: WriteReply[] = [];
  let at = 0;
  for (;;) {
    const type = body.readInt32BE(at);
    const done = body.readUInt8(at + 4) !== 0;
    at += MULTI_HEADER_BYTES;
    if (done) return replies;
    switch (type) {
      case Op.create:
        at += 4 + body.readInt32BE(at);
        replies.push({ kind: 'done' });
        break;
      case Op.setData:
        replies.push({ kind: 'done', stat: decodeStat(body, at) });
        at += STAT_BYTES;
        break;
      case Op.delete:
      case Op.check:
        replies.push({ kind: 'done' });
        break;
      case Op.error:
        replies.push({ kind: 'error', code: body.readInt32BE(at) });
        at += 4;
        break;
      default:
        throw new RangeError(`operation ${type} in the reply of a multi`);
    }
  }
}
