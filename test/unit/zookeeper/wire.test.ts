import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeReads, decodeWrites, isPlain, ownerOf, STAT_BYTES } from '../../../electron/drivers/zookeeper/replies';
import { encodeReads, encodeWrites, Op, readOpBytes, REQUEST_HEADER_BYTES, writesBytes, type WriteOp } from '../../../electron/drivers/zookeeper/wire';

// an encoder of replies and a decoder of requests, as the server has them, written from jute's definition

const int = (value: number): Buffer => {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
};
const long = (value: bigint): Buffer => {
  const buffer = Buffer.alloc(8);
  buffer.writeBigInt64BE(value);
  return buffer;
};
const text = (value: string): Buffer => Buffer.concat([int(Buffer.byteLength(value)), Buffer.from(value)]);
const data = (value: Uint8Array | null): Buffer => (value === null ? int(-1) : Buffer.concat([int(value.length), value]));
const header = (type: number, done: boolean, error: number): Buffer => Buffer.concat([int(type), Buffer.of(done ? 1 : 0), int(error)]);
const END = header(-1, true, -1);

interface ServerStat {
  czxid: bigint;
  mzxid: bigint;
  ctime: bigint;
  mtime: bigint;
  version: number;
  cversion: number;
  aversion: number;
  ephemeralOwner: bigint;
  dataLength: number;
  numChildren: number;
  pzxid: bigint;
}
const stat = (s: ServerStat): Buffer =>
  Buffer.concat([
    ...[s.czxid, s.mzxid, s.ctime, s.mtime].map(long),
    ...[s.version, s.cversion, s.aversion].map(int),
    long(s.ephemeralOwner),
    ...[s.dataLength, s.numChildren].map(int),
    long(s.pzxid),
  ]);

class RequestReader {
  at = 0;
  constructor(readonly buffer: Buffer) {}
  int(): number {
    this.at += 4;
    return this.buffer.readInt32BE(this.at - 4);
  }
  flag(): boolean {
    this.at += 1;
    return this.buffer[this.at - 1] === 1;
  }
  data(): Uint8Array | null {
    const length = this.int();
    if (length < 0) return null;
    this.at += length;
    return new Uint8Array(this.buffer.subarray(this.at - length, this.at));
  }
  text(): string {
    return Buffer.from(this.data() ?? []).toString();
  }
}

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const zxid = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
const time = fc.bigInt({ min: 0n, max: 253_402_300_799_999n });
const someStat: fc.Arbitrary<ServerStat> = fc.record({
  czxid: zxid,
  mzxid: zxid,
  ctime: time,
  mtime: time,
  version: int32,
  cversion: int32,
  aversion: int32,
  ephemeralOwner: fc.oneof(fc.constant(0n), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  dataLength: fc.nat(),
  numChildren: fc.nat(),
  pzxid: zxid,
});
const someValue = fc.option(fc.uint8Array({ maxLength: 100 }));
const somePath = fc.string({ unit: 'grapheme', maxLength: 30 }).map((name) => `/${name}`);
const someCode = fc.integer({ min: -130, max: -1 });

describe('replies of a multiRead', () => {
  const someReply = fc.oneof(
    fc.record({ kind: fc.constant('data' as const), value: someValue, stat: someStat }),
    fc.record({ kind: fc.constant('children' as const), names: fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 8 }) }),
    fc.record({ kind: fc.constant('error' as const), code: someCode }),
  );

  test('decode to what the server encoded, byte for byte and with null apart from empty', () => {
    fc.assert(
      fc.property(fc.array(someReply, { maxLength: 10 }), (replies) => {
        const body = Buffer.concat([
          ...replies.map((reply) => {
            if (reply.kind === 'data') return Buffer.concat([header(4, false, 0), data(reply.value), stat(reply.stat)]);
            if (reply.kind === 'children') return Buffer.concat([header(8, false, 0), int(reply.names.length), ...reply.names.map(text)]);
            return Buffer.concat([header(-1, false, reply.code), int(reply.code)]);
          }),
          END,
        ]);
        const decoded = decodeReads(body, { withStat: true });
        expect(decoded).toHaveLength(replies.length);
        replies.forEach((reply, index) => {
          const seen = decoded[index];
          if (reply.kind === 'data' && seen?.kind === 'data') {
            expect(seen.node.value).toEqual(reply.value);
            expect(seen.node.stamp).toEqual({
              created: reply.stat.czxid,
              modified: reply.stat.mzxid,
              version: reply.stat.version,
              modifiedAt: Number(reply.stat.mtime),
            });
            expect(seen.node.owner).toBe(ownerOf(BigInt.asUintN(64, reply.stat.ephemeralOwner)));
            expect(seen.stat).toMatchObject({ pzxid: reply.stat.pzxid, ctime: Number(reply.stat.ctime), aversion: reply.stat.aversion });
          } else {
            expect(seen).toEqual(reply);
          }
        });
      }),
    );
  });

  test('that are cut short anywhere throw a RangeError', () => {
    const whole = Buffer.concat([header(4, false, 0), data(Buffer.from('value')), Buffer.alloc(STAT_BYTES), header(8, false, 0), int(1), text('name'), END]);
    for (let length = 0; length < whole.length - 8; length++) expect(() => decodeReads(whole.subarray(0, length))).toThrow(RangeError);
    expect(decodeReads(whole)).toHaveLength(2);
  });

  test('do not keep the whole reply in memory for one value', () => {
    const body = Buffer.concat([header(4, false, 0), data(Buffer.from('value')), Buffer.alloc(STAT_BYTES), END]);
    const [reply] = decodeReads(body);
    expect(reply?.kind === 'data' && reply.node.value?.buffer.byteLength).toBe(5);
  });

  test('tell a value that is held already by that very array, and no other value', () => {
    const body = Buffer.concat([
      ...['same', 'othr', 'longer'].flatMap((value) => [header(4, false, 0), data(Buffer.from(value)), Buffer.alloc(STAT_BYTES)]),
      END,
    ]);
    const held = new Uint8Array(Buffer.from('same'));
    const [same, other, longer] = decodeReads(body, { heldAt: () => held }).map((reply) => (reply.kind === 'data' ? reply.node.value : undefined));
    expect(same).toBe(held);
    expect(Buffer.from(other ?? []).toString()).toBe('othr');
    expect(Buffer.from(longer ?? []).toString()).toBe('longer');
  });
});

describe('an owner', () => {
  test('is the session in hex, unsigned', () => {
    expect(ownerOf(0x1000021f6d4004fn)).toBe('1000021f6d4004f');
    expect(ownerOf(BigInt.asUintN(64, -(2n ** 62n)))).toBe('c000000000000000');
  });

  test('is absent for nodes that stay: persistent, container and TTL', () => {
    for (const value of [0n, 0x8000000000000000n, 0xff00000000002710n]) expect(ownerOf(value)).toBeUndefined();
  });
});

describe('requests', () => {
  test('of a multiRead say what to read, in order, without watches', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ kind: fc.constantFrom('data' as const, 'children' as const), path: somePath }), { maxLength: 10 }), (ops) => {
        const body = encodeReads(ops);
        expect(body.length).toBe(ops.reduce((sum, op) => sum + readOpBytes(op.path), 9));
        const reader = new RequestReader(body);
        for (const op of ops) {
          expect([reader.int(), reader.flag(), reader.int()]).toEqual([op.kind === 'data' ? 4 : 8, false, -1]);
          expect([reader.text(), reader.flag()]).toEqual([op.path, false]);
        }
        expect([reader.int(), reader.flag(), reader.int()]).toEqual([-1, true, -1]);
        expect(reader.at).toBe(body.length);
      }),
    );
  });

  const someWrite: fc.Arbitrary<WriteOp> = fc.oneof(
    fc.record({ kind: fc.constant('create' as const), path: somePath, value: someValue }),
    fc.record({ kind: fc.constant('set' as const), path: somePath, value: someValue, version: int32 }),
    fc.record({ kind: fc.constantFrom('delete' as const, 'check' as const), path: somePath, version: int32 }),
  );

  test('of a multi carry every version as it is, 0 included, in exactly the bytes announced', () => {
    fc.assert(
      fc.property(fc.array(someWrite, { maxLength: 10 }), (ops) => {
        const body = encodeWrites(ops);
        expect(REQUEST_HEADER_BYTES - 4 + body.length).toBe(writesBytes(ops));
        const reader = new RequestReader(body);
        for (const op of ops) {
          const type = { create: Op.create, set: Op.setData, delete: Op.delete, check: Op.check }[op.kind];
          expect([reader.int(), reader.flag(), reader.int()]).toEqual([type, false, -1]);
          expect(reader.text()).toBe(op.path);
          if (op.kind === 'create') {
            expect(reader.data()).toEqual(op.value);
            expect([reader.int(), reader.int(), reader.text(), reader.text(), reader.int()]).toEqual([1, 31, 'world', 'anyone', 0]);
          } else {
            if (op.kind === 'set') expect(reader.data()).toEqual(op.value);
            expect(reader.int()).toBe(op.version);
          }
        }
        expect([reader.int(), reader.flag(), reader.int()]).toEqual([-1, true, -1]);
        expect(reader.at).toBe(body.length);
      }),
    );
  });
});

describe('replies of a multi', () => {
  test('tell each write apart', () => {
    fc.assert(
      fc.property(someStat, someCode, (set, code) => {
        const body = Buffer.concat([
          header(Op.create, false, 0),
          text('/created'),
          header(Op.setData, false, 0),
          stat(set),
          header(Op.delete, false, 0),
          header(Op.check, false, 0),
          header(-1, false, code),
          int(code),
          END,
        ]);
        const decoded = decodeWrites(body);
        expect(decoded.map((reply) => (reply.kind === 'error' ? reply.code : reply.stat?.mzxid))).toEqual([undefined, set.mzxid, undefined, undefined, code]);
      }),
    );
  });

  test('that make no sense throw a RangeError', () => {
    expect(() => decodeWrites(Buffer.concat([header(77, false, 0), END]))).toThrow(RangeError);
    expect(() => decodeWrites(header(Op.setData, false, 0))).toThrow(RangeError);
  });
});

describe('an ACL', () => {
  const acl = (...entries: (readonly [number, string, string])[]): Buffer =>
    Buffer.concat([int(entries.length), ...entries.flatMap(([permissions, scheme, id]) => [int(permissions), text(scheme), text(id)])]);
  const persistent = Buffer.alloc(STAT_BYTES);
  const ephemeral = Buffer.from(persistent).fill(1, 44, 52);

  test('is plain only where anyone may do anything with a node that stays', () => {
    expect(isPlain(Buffer.concat([acl([31, 'world', 'anyone']), persistent]))).toBe(true);
    expect(isPlain(Buffer.concat([acl([31, 'world', 'anyone']), ephemeral]))).toBe(false);
    expect(isPlain(Buffer.concat([acl([1, 'world', 'anyone']), persistent]))).toBe(false);
    expect(isPlain(Buffer.concat([acl([31, 'digest', 'u:abc']), persistent]))).toBe(false);
    expect(isPlain(Buffer.concat([acl([31, 'world', 'anyone'], [1, 'digest', 'u:abc']), persistent]))).toBe(false);
    expect(isPlain(acl([31, 'world', 'anyone']))).toBe(false);
  });
});
