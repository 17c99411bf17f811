/** ZooKeeper's wire format (jute), the requests: what node-zookeeper-client lacks or gets wrong. */
import type { Key } from '../../../shared/model/key';
import type { AclEntry } from '../../../shared/model/plan';

/** Operation codes (org.apache.zookeeper.ZooDefs.OpCode). */
export const Op = {
  create: 1,
  delete: 2,
  exists: 3,
  getData: 4,
  setData: 5,
  getAcl: 6,
  getChildren: 8,
  sync: 9,
  ping: 11,
  check: 13,
  multi: 14,
  removeWatches: 18,
  multiRead: 22,
  auth: 100,
  getAllChildrenNumber: 104,
  addWatch: 106,
  error: -1,
} as const;

/** Longest request the server takes by default (`jute.maxbuffer`); it cuts the link at a longer one. */
export const MAX_REQUEST_BYTES = 0xfffff;

/** Length, xid and operation code, which stand before every request body. */
export const REQUEST_HEADER_BYTES = 12;

/** Type, end mark and error code before every part of a multi, in both directions. */
export const MULTI_HEADER_BYTES = 9;
/** One read of a multiRead: a value with its Stat, or the names of the children. */
export type ReadOp = { readonly kind: 'data' | 'children'; readonly path: Key };

/** One write of a multi, or one check; every version is compared as it is. */
export type WriteOp =
  /** `acl` absent: open to all. */
  | { readonly kind: 'create'; readonly path: Key; readonly value: Uint8Array | null; readonly acl?: readonly AclEntry[] }
  | { readonly kind: 'set'; readonly path: Key; readonly value: Uint8Array | null; readonly version: number }
  | { readonly kind: 'delete' | 'check'; readonly path: Key; readonly version: number };

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
    return value === null ? this.int(-1) : this.int(value.length).raw(value);
  }

  raw(value: Uint8Array): this {
    this.buffer.set(value, this.#at);
    this.#at += value.length;
    return this;
  }

  multiHeader(type: number, done: boolean): this {
    return this.int(type).flag(done).int(-1);
  }
}

const textBytes = (value: string): number => 4 + Buffer.byteLength(value);

/** Body of sync, getACL and getAllChildrenNumber. */
export const encodePath = (path: Key): Buffer => new Writer(textBytes(path)).text(path).buffer;

/** Body of getData, which sets no watch. */
export const encodeGetData = (path: Key): Buffer => new Writer(textBytes(path) + 1).text(path).flag(false).buffer;

/** Body of exists, which sets a watch: on the node, or on its creation where there is none. */
export const encodeExists = (path: Key): Buffer => new Writer(textBytes(path) + 1).text(path).flag(true).buffer;

/** Body of addWatch: persistent and recursive. */
export const encodeAddWatch = (path: Key): Buffer => new Writer(textBytes(path) + 4).text(path).int(1).buffer;

/** Body of removeWatches, of any type. */
export const encodeRemoveWatches = (path: Key): Buffer => new Writer(textBytes(path) + 4).text(path).int(3).buffer;

const ALL_PERMISSIONS = 31;
/** Anyone may do anything: ZooKeeper's own default. */
const OPEN: readonly AclEntry[] = [{ bits: ALL_PERMISSIONS, scheme: 'world', id: 'anyone' }];
const PERSISTENT = 0;

function encodeAcl(entries: readonly AclEntry[]): Buffer {
  const writer = new Writer(entries.reduce((sum, { scheme, id }) => sum + 4 + textBytes(scheme) + textBytes(id), 4)).int(entries.length);
  for (const { bits, scheme, id } of entries) writer.int(bits).text(scheme).text(id);
  return writer.buffer;
}

/** An ACL that lets anyone do anything, as it is written and read. */
export const OPEN_ACL = encodeAcl(OPEN);

const aclOf = (acl: readonly AclEntry[] | undefined): Buffer => (acl === undefined ? OPEN_ACL : encodeAcl(acl));

const createBytes = (path: Key, value: Uint8Array | null, acl: Buffer): number => textBytes(path) + 4 + (value?.length ?? 0) + acl.length + 4;

const writeCreate = (writer: Writer, path: Key, value: Uint8Array | null, acl: Buffer): Writer => writer.text(path).bytes(value).raw(acl).int(PERSISTENT);

/** Body of create: a persistent node that is open to all. */
export const encodeCreate = (path: Key, value: Uint8Array | null): Buffer =>
  writeCreate(new Writer(createBytes(path, value, OPEN_ACL)), path, value, OPEN_ACL).buffer;

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
function writeOpBytes(op: WriteOp): number {
  const body = op.kind === 'create' ? createBytes(op.path, op.value, aclOf(op.acl)) : textBytes(op.path) + 4;
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
        writeCreate(writer.multiHeader(Op.create, false), op.path, op.value, aclOf(op.acl));
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
