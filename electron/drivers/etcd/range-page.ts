/**
 * Reads etcd's RangeResponse (rpc.proto) straight into entries. protobufjs makes an object of every record, of every number a
 * string, and blocks the event loop for a whole page; this makes entries only, and a page can be read in slices.
 */
import type { Entry, Stamp } from '../../../shared/model/entry';
import { keyFromBytes, type Key } from '../../../shared/model/key';

/** What of etcd's ResponseHeader matters here. */
export interface PageHeader {
  readonly clusterId: string;
  readonly revision: bigint;
  readonly term: bigint;
}

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

const NOTHING = Buffer.alloc(0);
/** Bytes that are their own text and that a Key does not escape: no NUL, no backslash, nothing beyond ASCII. */
const PLAIN_KEY = /^[\x01-\x5b\x5d-\x7f]*$/;

/** A response as it came off the wire: its frame is read at once, its records when they are asked for. */
export class RangePage {
  readonly header: PageHeader;
  /** Whether the range has keys beyond this page. */
  readonly more: boolean;
  readonly #bytes: Buffer;
  /** Where each record starts and ends, in turn. */
  readonly #records: number[] = [];

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    let header: PageHeader = { clusterId: '0', revision: 0n, term: 0n };
    let more = false;
    const reader = new Reader(bytes, 0, bytes.length);
    while (reader.next()) {
      if (reader.field === 1) header = readHeader(reader.enter());
      else if (reader.field === 2) {
        const { at, limit } = reader.enter();
        this.#records.push(at, limit);
      } else if (reader.field === 3) more = reader.number() !== 0;
      else reader.skip();
    }
    this.header = header;
    this.more = more;
  }

  get count(): number {
    return this.#records.length / 2;
  }

  get byteLength(): number {
    return this.#bytes.length;
  }

  /** Key bytes of the last record; undefined on an empty page. */
  lastKey(): Buffer | undefined {
    return this.count === 0 ? undefined : this.keyAt(this.count - 1);
  }

  /** Key bytes of a record. */
  keyAt(i: number): Buffer {
    const reader = this.#record(i);
    while (reader.next()) {
      if (reader.field === 1) {
        const end = reader.end();
        return Buffer.from(this.#bytes.subarray(reader.at, end));
      }
      reader.skip();
    }
    return NOTHING;
  }

  /** The entries from one record up to but without another. Their values share one block that holds nothing else. */
  entries(from: number, to: number): Entry[] {
    const drafts: Draft[] = [];
    let size = 0;
    for (let i = from; i < Math.min(to, this.count); i++) {
      const draft = readRecord(this.#record(i));
      size += draft.valueEnd - draft.valueAt;
      drafts.push(draft);
    }
    const block = Buffer.from(new ArrayBuffer(size));
    let start = 0;
    return drafts.map(({ key, stamp, owner, valueAt, valueEnd }) => {
      this.#bytes.copy(block, start, valueAt, valueEnd);
      const value = new Uint8Array(block.buffer, start, valueEnd - valueAt);
      start += value.length;
      return owner === undefined ? { key, value, stamp } : { key, value, stamp, owner };
    });
  }

  #record(i: number): Reader {
    return new Reader(this.#bytes, this.#records[2 * i] ?? 0, this.#records[2 * i + 1] ?? 0);
  }
}

function readHeader(reader: Reader): PageHeader {
  let clusterId = 0n;
  let revision = 0n;
  let term = 0n;
  while (reader.next()) {
    if (reader.field === 1) clusterId = reader.bigint();
    else if (reader.field === 3) revision = reader.bigint();
    else if (reader.field === 4) term = reader.bigint();
    else reader.skip();
  }
  return { clusterId: String(clusterId), revision, term };
}

/** An entry without its value, of which it is known where it stands. */
interface Draft {
  readonly key: Key;
  readonly stamp: Stamp;
  readonly owner: string | undefined;
  readonly valueAt: number;
  readonly valueEnd: number;
}

function readRecord(reader: Reader): Draft {
  let key: Key = '';
  let created = 0n;
  let modified = 0n;
  let version = 0;
  let valueAt = 0;
  let valueEnd = 0;
  let lease = 0n;
  while (reader.next()) {
    if (reader.field === 1) {
      const end = reader.end();
      key = keyOf(reader.buffer, reader.at, end);
      reader.at = end;
    } else if (reader.field === 2) created = reader.bigint();
    else if (reader.field === 3) modified = reader.bigint();
    else if (reader.field === 4) version = reader.number();
    else if (reader.field === 5) {
      valueEnd = reader.end();
      valueAt = reader.at;
      reader.at = valueEnd;
    } else if (reader.field === 6) lease = reader.bigint();
    else reader.skip();
  }
  return { key, stamp: { created, modified, version }, owner: lease === 0n ? undefined : lease.toString(16), valueAt, valueEnd };
}

/** The Key of these bytes. Most keys are plain ASCII, for which there is a faster way than {@link keyFromBytes}. */
function keyOf(buffer: Buffer, at: number, end: number): Key {
  const text = buffer.toString('latin1', at, end);
  return PLAIN_KEY.test(text) ? text : keyFromBytes(buffer.subarray(at, end));
}

/** Walks the fields of one protobuf message. Throws on bytes that are none. */
class Reader {
  field = 0;
  #wire = VARINT;

  constructor(
    readonly buffer: Buffer,
    public at: number,
    readonly limit: number,
  ) {}

  /** Goes to the next field, whose content then has to be read or skipped; false after the last. */
  next(): boolean {
    if (this.at >= this.limit) return false;
    const tag = this.number();
    this.field = tag >>> 3;
    this.#wire = tag & 7;
    return true;
  }

  /** An unsigned integer that fits a double. */
  number(): number {
    let value = 0;
    let factor = 1;
    for (let i = 0; i < 7; i++) {
      const byte = this.#byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
    throw new Error('etcd sent a number that is too long');
  }

  /** An unsigned integer of 64 bits. */
  bigint(): bigint {
    let low = 0;
    let factor = 1;
    for (let i = 0; i < 7; i++) {
      const byte = this.#byte();
      low += (byte & 0x7f) * factor;
      if (byte < 0x80) return BigInt(low);
      factor *= 128;
    }
    let value = BigInt(low);
    for (let shift = 49n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new Error('etcd sent a number that is too long');
  }

  /** Reads the length of the field's bytes, which start at `at`, and tells where they end. */
  end(): number {
    const length = this.number();
    if (this.at + length > this.limit) throw new Error('etcd sent a message that is cut short');
    return this.at + length;
  }

  /** A reader of the field's bytes as a message. */
  enter(): Reader {
    const end = this.end();
    const inner = new Reader(this.buffer, this.at, end);
    this.at = end;
    return inner;
  }

  skip(): void {
    if (this.#wire === VARINT) while (this.#byte() >= 0x80);
    else if (this.#wire === BYTES) this.enter();
    else if (this.#wire === FIXED64) this.#advance(8);
    else if (this.#wire === FIXED32) this.#advance(4);
    else throw new Error(`etcd sent a field of unknown type ${this.#wire}`);
  }

  #byte(): number {
    if (this.at >= this.limit) throw new Error('etcd sent a message that is cut short');
    return this.buffer[this.at++] as number;
  }

  #advance(length: number): void {
    this.at += length;
    if (this.at > this.limit) throw new Error('etcd sent a message that is cut short');
  }
}
