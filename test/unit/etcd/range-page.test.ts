import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { IKeyValue, IRangeResponse } from 'etcd3';
import type { ServiceClientConstructor } from '@grpc/grpc-js';
import { entryOf } from '../../../electron/drivers/etcd/entry';
import { nextLimit } from '../../../electron/drivers/etcd/listing';
import { RangePage } from '../../../electron/drivers/etcd/range-page';
import { loadRuntime } from '../../../electron/drivers/etcd/runtime';

const { grpc, Host } = loadRuntime();
const client = new Host('127.0.0.1:1', grpc.credentials.createInsecure()).getServiceClient('KV');
const call = (client.constructor as ServiceClientConstructor).service['Range'];
const encode = (response: IRangeResponse): Buffer => {
  if (!call) throw new Error('etcd3 defines no Range call');
  return call.responseSerialize(response);
};

const uint64 = fc.oneof(fc.bigInt({ min: 0n, max: 300n }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }));
const int64 = fc.oneof(fc.bigInt({ min: 0n, max: 300n }), fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }));
const text = fc.string({ unit: 'binary' }).map((value) => Buffer.from(value));
const raw = fc.uint8Array().map((value) => Buffer.from(value));

const record: fc.Arbitrary<IKeyValue> = fc.record({
  key: fc.oneof(text, raw, fc.string().map((value) => Buffer.from(`/config/${value}`))),
  create_revision: int64.map(String),
  mod_revision: int64.map(String),
  version: fc.nat().map(String),
  value: raw,
  lease: int64.map(String),
});

const response: fc.Arbitrary<IRangeResponse> = fc.record({
  header: fc.record({ cluster_id: uint64.map(String), member_id: uint64.map(String), revision: int64.map(String), raft_term: uint64.map(String) }),
  kvs: fc.array(record, { maxLength: 20 }),
  more: fc.boolean(),
  count: fc.nat().map(String),
});

describe('a page read from its bytes', () => {
  test('says what protobufjs says of it', () => {
    fc.assert(
      fc.property(response, fc.nat(25), (sent, split) => {
        const page = new RangePage(encode(sent));
        const { cluster_id: clusterId, revision, raft_term: term } = sent.header;
        expect(page.header).toEqual({ clusterId, revision: BigInt(revision), term: BigInt(term) });
        expect([page.more, page.count]).toEqual([sent.more, sent.kvs.length]);
        expect(page.lastKey() ?? null).toEqual(sent.kvs.at(-1)?.key ?? null);
        expect([...page.entries(0, split), ...page.entries(split, 100)]).toEqual(sent.kvs.map(entryOf));
      }),
    );
  });

  test('passes over fields that a later etcd may add', () => {
    const known = encode({ header: { cluster_id: '7', member_id: '1', revision: '9', raft_term: '2' }, kvs: [], more: true, count: '3' });
    const added = Buffer.from([0x78, 0xff, 0x01, 0x7a, 2, 1, 2, 0x79, 1, 2, 3, 4, 5, 6, 7, 8, 0x7d, 1, 2, 3, 4]);
    const page = new RangePage(Buffer.concat([added, known, added]));
    expect(page.header.revision).toBe(9n);
    expect(page.more).toBe(true);
  });

  test('throws on what is cut short, and never reads past its end', () => {
    fc.assert(
      fc.property(response, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (sent, part) => {
        const whole = encode(sent);
        const cut = whole.subarray(0, Math.floor(whole.length * part));
        let entries = 0;
        try {
          const page = new RangePage(cut);
          entries = page.entries(0, page.count).length;
        } catch (error) {
          expect((error as Error).message).toMatch(/cut short|too long|unknown type/);
        }
        expect(entries).toBeLessThanOrEqual(sent.kvs.length);
      }),
    );
  });
});

describe('the size of the next page', () => {
  test('is what fits, at most doubles, and is never nothing', () => {
    expect(nextLimit({ count: 1000, byteLength: 100_000 }, 1000)).toBe(2000);
    expect(nextLimit({ count: 8000, byteLength: 800_000 }, 8000)).toBe(10_000);
    expect(nextLimit({ count: 10, byteLength: 10 * 1024 * 1024 }, 1000)).toBe(2);
    expect(nextLimit({ count: 1, byteLength: 50 * 1024 * 1024 }, 1)).toBe(1);
    expect(nextLimit({ count: 0, byteLength: 30 }, 700)).toBe(700);
  });
});
