/** ZooKeeper's wire format (jute) for what node-zookeeper-client lacks or gets wrong: request bodies and their replies. */
import type { Key } from '../../../shared/model/key';
import type { Entry, Revision, Stamp } from '../../../shared/model/entry';

/** Operation codes (org.apache.zookeeper.ZooDefs.OpCode). */
export const Op = {
  create: 1,
  delete: 2,
  getData: 4,
  setData: 5,
  getChildren: 8,
  sync: 9,
  ping: 11,
  check: 13,
  multi: 14,
  removeWatches: 18,
  multiRead: 22,
  auth: 100,
  addWatch: 106,
  error: -1,
} as const;

/** Longest request the server takes by default (`jute.maxbuffer`); it cuts the link at a longer one. */
export const MAX_REQUEST_BYTES = 0xfffff;

/** Length, xid and operation code, which stand before every request body. */
export const REQUEST_HEADER_BYTES = 12;

const MULTI_HEADER_BYTES = 9;
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

export type ReadOp = { readonly kind: 'data' | 'children'; readonly path: Key };
export type ReadReply =
  | { readonly kind: 'data'; readonly node: NodeState; readonly stat: Stat | undefined }
  | { readonly kind: 'children'; readonly names: readonly string[] }
  | { readonly kind: 'error'; readonly code: number };

export type WriteOp =
  | { readonly kind: 'create'; readonly path: Key; readonly value: Uint8Array | null }
  | { readonly kind: 'set'; readonly path: Key; readonly value: Uint8Array | null; readonly version: number }
  | { readonly kind: 'delete' | 'check'; readonly path: Key; readonly version: number };
/** `stat` is there after a set. */
export type WriteReply = { readonly kind: 'done'; readonly stat?: Stat } | { readonly kind: 'error'; readonly code: number };

/** A buffer that is written front to back; its size is known before. */
class Writer {
  readonly buffer: Buffer;
  #at = 0;

  constructor(size: number) {
    this.buffer = Buffer.allocUnsafe(size);
  }

  int(value: number): this {
    this.#at = this.buffer.writeInt32BE(value, this.#at);
    return this;
  }

  flag(value: boolean): this {
    this.#at = this.buffer.writeUInt8(value ? 1 : 0, this.#at);
    return this;
  }

  text(value: string): this {
    const length = this.buffer.write(value, this.#at + 4, 'utf8');
    this.int(length);
    this.#at += length;
    return this;
  }

  bytes(value: Uint8Array | null): this {
    this.int(value === null ? -1 : value.length);
    if (value !== null) {
      this.buffer.set(value, this.#at);
      this.#at += value.length;
    }
    return this;
  }

  multiHeader(type: number, done: boolean): this {
    return this.int(type).flag(done).int(-1);
  }
}

const textBytes = (value: string): number => 4 + Buffer.byteLength(value);

/** Body of sync. */
export const encodePath = (path: Key): Buffer => new Writer(textBytes(path)).text(path).buffer;

/** Body of addWatch: persistent and recursive. */
export const encodeAddWatch = (path: Key): Buffer => new Writer(textBytes(path) + 4).text(path).int(1).buffer;

/** Body of removeWatches, of any type. */
export const encodeRemoveWatches = (path: Key): Buffer => new Writer(textBytes(path) + 4).text(path).int(3).buffer;

const ALL_PERMISSIONS = 31;
const OPEN_ACL_BYTES = 4 + 4 + textBytes('world') + textBytes('anyone');
const PERSISTENT = 0;

const createBytes = (path: Key, value: Uint8Array | null): number => textBytes(path) + 4 + (value?.length ?? 0) + OPEN_ACL_BYTES + 4;

/** A node that anyone may use for anything: ZooKeeper's own default. */
function writeCreate(writer: Writer, path: Key, value: Uint8Array | null): void {
  writer.text(path).bytes(value);
  writer.int(1).int(ALL_PERMISSIONS).text('world').text('anyone');
  writer.int(PERSISTENT);
}

/** Body of create: a persistent node. */
export function encodeCreate(path: Key, value: Uint8Array | null): Buffer {
  const writer = new Writer(createBytes(path, value));
  writeCreate(writer, path, value);
  return writer.buffer;
}

/** Bytes that this read adds to a multiRead request. */
export const readOpBytes = (path: Key): number => MULTI_HEADER_BYTES + textBytes(path) + 1;

/** Body of multiRead. It sets no watches. */
export function encodeReads(ops: readonly ReadOp[]): Buffer {
  const writer = new Writer(ops.reduce((sum, op) => sum + readOpBytes(op.path), MULTI_HEADER_BYTES));
  for (const op of ops) {
    writer
      .multiHeader(op.kind === 'data' ? Op.getData : Op.getChildren, false)
      .text(op.path)
      .flag(false);
  }
  return writer.multiHeader(-1, true).buffer;
}

/** Bytes that this write adds to a multi request. */
export function writeOpBytes(op: WriteOp): number {
  const body = op.kind === 'create' ? createBytes(op.path, op.value) : textBytes(op.path) + 4;
  return MULTI_HEADER_BYTES + body + (op.kind === 'set' ? 4 + (op.value?.length ?? 0) : 0);
}

/** Bytes on the wire of a multi of these writes, without its length field. */
export const writesBytes = (ops: readonly WriteOp[]): number =>
  ops.reduce((sum, op) => sum + writeOpBytes(op), REQUEST_HEADER_BYTES - 4 + MULTI_HEADER_BYTES);

/**
 * Body of multi. The library's own encoder sends version 0 as -1, which matches every version. There is no use in create2:
 * inside a multi it is answered like create, without a Stat (3.8).
 */
export function encodeWrites(ops: readonly WriteOp[]): Buffer {
  const writer = new Writer(ops.reduce((sum, op) => sum + writeOpBytes(op), MULTI_HEADER_BYTES));
  for (const op of ops) {
    switch (op.kind) {
      case 'create':
        writeCreate(writer.multiHeader(Op.create, false), op.path, op.value);
        break;
      case 'set':
        writer.multiHeader(Op.setData, false).text(op.path).bytes(op.value).int(op.version);
        break;
      case 'delete':
        writer.multiHeader(Op.delete, false).text(op.path).int(op.version);
        break;
      case 'check':
        writer.multiHeader(Op.check, false).text(op.path).int(op.version);
        break;
    }
  }
  return writer.multiHeader(-1, true).buffer;
}

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
function decodeNode(buffer: Buffer, at: number): { node: NodeState; end: number; statAt: number } {
  const length = buffer.readInt32BE(at);
  const from = at + 4;
  const statAt = from + Math.max(length, 0);
  let value: Uint8Array | null = null;
  if (length >= 0) {
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

/** Replies of a multiRead, one for each read. `withStat` adds the whole Stat. */
export function decodeReads(body: Buffer, withStat = false): ReadReply[] {
  const replies: ReadReply[] = [];
  let at = 0;
  for (;;) {
    const type = body.readInt32BE(at);
    const done = body.readUInt8(at + 4) !== 0;
    at += MULTI_HEADER_BYTES;
    if (done) return replies;
    if (type === Op.getData) {
      const { node, end, statAt } = decodeNode(body, at);
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
