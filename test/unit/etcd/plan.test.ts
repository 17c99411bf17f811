import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ICompare, IKeyValue, IResponseOp, ITxnRequest, ITxnResponse } from 'etcd3';
import { capabilities, MAX_REQUEST_BYTES } from '../../../electron/drivers/etcd/capabilities';
import { loadRuntime } from '../../../electron/drivers/etcd/runtime';
import { admit, outcomeOf, transactionOf } from '../../../electron/drivers/etcd/plan';
import type { Result } from '../../../shared/fault';
import type { Edit, Plan } from '../../../shared/model/plan';
import type { ServiceClientConstructor } from '@grpc/grpc-js';

const plan = (...edits: Edit[]): Plan => ({ title: 'switch it on', reason: '', edits });
const put = (key: string, value: string | null, base: Edit['base'] = 'absent'): Edit => ({
  kind: 'put',
  key,
  value: value === null ? null : new Uint8Array(Buffer.from(value)),
  base,
});
const stamp = { created: 3n, modified: 5n, version: 2 };
const reason = (result: Result<unknown>): string => (result.ok ? 'admitted' : result.fault.reason);

describe('a plan is refused before it is sent', () => {
  test.each<[string, string, Plan]>([
    ['without edits', 'invalid-plan', plan()],
    ['with an empty key', 'invalid-key', plan(put('', 'x'))],
    ['with a key twice, however it is spelt', 'duplicate-key', plan(put('/A', 'x'), put('/\\x41', 'y'))],
    ['with a null value', 'not-supported', plan(put('/k', null))],
    ['with a value too large', 'value-too-large', plan(put('/k', 'x'.repeat(capabilities.maxValueBytes + 1)))],
    ['with too many bytes in all', 'plan-too-large', plan(put('/a', 'x'.repeat(1_000_000)), put('/b', 'x'.repeat(1_000_000)))],
    ['with keys that leave no room', 'plan-too-large', plan(put('k'.repeat(400_000), ''))],
    ['with too many edits', 'plan-too-large', plan(...Array.from({ length: 129 }, (_, i) => put(`/${i}`, '')))],
  ])('%s', (_, expected, refused) => {
    expect(reason(admit(refused, ['']))).toBe(expected);
  });

  test('outside the root, even where the key looks alike', () => {
    expect(reason(admit(plan(put('/configuration', 'x')), ['/config/']))).toBe('outside-root');
    expect(reason(admit(plan(put('/config/x', 'x')), ['/config/']))).toBe('admitted');
  });
});

test('an admitted plan fits into a request of etcd', () => {
  const { grpc, Host } = loadRuntime();
  const client = new Host('127.0.0.1:1', grpc.credentials.createInsecure()).getServiceClient('KV');
  const call = (client.constructor as ServiceClientConstructor).service['Txn'];
  const edit = fc.record({ key: fc.integer({ min: 1, max: 30_000 }), value: fc.integer({ min: 0, max: 300_000 }), exists: fc.boolean() });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 128 }), (edits) => {
      const sent = plan(...edits.map(({ key, value, exists }, i) => put(`${i}`.padEnd(key, 'k'), 'x'.repeat(value), exists ? stamp : 'absent')));
      const admitted = admit(sent, ['']);
      fc.pre(admitted.ok);
      const request = transactionOf(admitted.value);
      expect(call?.requestSerialize(request).length).toBeLessThanOrEqual(MAX_REQUEST_BYTES);
      expect(request.compare?.length).toBeLessThanOrEqual(128);
    }),
    { numRuns: 20 },
  );
});

/** A store of etcd's in a few lines, to see what transactions mean. */
class ModelStore {
  readonly entries = new Map<string, IKeyValue>();
  revision = 10n;

  commit({ compare = [], success = [], failure = [] }: ITxnRequest): ITxnResponse {
    const succeeded = compare.every((comparison) => this.#holds(comparison));
    if (succeeded && success.length > 0) this.revision++;
    const responses = (succeeded ? success : failure).map((op): Partial<IResponseOp> => {
      const key = op.request_put?.key ?? op.request_delete_range?.key ?? op.request_range?.key ?? Buffer.alloc(0);
      const old = this.entries.get(key.toString());
      const found = old ? [old] : [];
      if (op.request_put) {
        const { value = Buffer.alloc(0), ignore_lease: keepsLease } = op.request_put;
        if (keepsLease && !old) throw new Error('etcdserver: provided lease does not exist');
        const now = String(this.revision);
        this.entries.set(key.toString(), {
          key,
          value,
          create_revision: old?.create_revision ?? now,
          mod_revision: now,
          version: String(Number(old?.version ?? 0) + 1),
          lease: keepsLease ? (old?.lease ?? '0') : '0',
        });
        return { response_put: { header: this.#header(), prev_kv: old as IKeyValue } };
      }
      if (op.request_delete_range) {
        this.entries.delete(key.toString());
        return { response_delete_range: { header: this.#header(), deleted: String(found.length), prev_kvs: found } };
      }
      return { response_range: { header: this.#header(), kvs: found, more: false, count: String(found.length) } };
    });
    return { header: this.#header(), succeeded, responses: responses as IResponseOp[] };
  }

  #holds({ key = Buffer.alloc(0), target, create_revision: created, mod_revision: modified }: ICompare): boolean {
    const old = this.entries.get(key.toString());
    return target === 'Create' ? (old?.create_revision ?? '0') === created : (old?.mod_revision ?? '0') === modified;
  }

  #header(): ITxnResponse['header'] {
    return { cluster_id: '1', member_id: '1', raft_term: '2', revision: String(this.revision) };
  }
}

const names = ['/a', '/b', '/c', '/d'] as const;
const values = fc.constantFrom('true', 'false', '');
const wish = fc.record({ key: fc.constantFrom(...names), value: fc.option(values), stale: fc.boolean() });

/** Edits of this store with fitting bases, but for those that are to be stale. */
function editsFor(store: ModelStore, wishes: readonly { key: string; value: string | null; stale: boolean }[]): Edit[] {
  const edits = new Map<string, Edit>();
  for (const { key, value, stale } of wishes) {
    const old = store.entries.get(key);
    const fitting = old && { created: BigInt(old.create_revision), modified: BigInt(old.mod_revision), version: Number(old.version) };
    const base = stale ? (fitting ? { ...fitting, modified: fitting.modified - 1n } : stamp) : (fitting ?? 'absent');
    if (value !== null) edits.set(key, put(key, value, base));
    else if (base === 'absent') edits.set(key, { kind: 'check', key, base });
    else edits.set(key, { kind: 'delete', key, base });
  }
  return [...edits.values()];
}

const contents = (store: ModelStore): Record<string, string> =>
  Object.fromEntries([...store.entries].sort().map(([key, { value }]) => [key, value.toString()]));

test('a plan is written whole or not at all, a conflict shows what is there, and the inverse takes everything back', () => {
  fc.assert(
    fc.property(fc.array(fc.array(wish, { minLength: 1, maxLength: 4 }), { maxLength: 6 }), (rounds) => {
      const store = new ModelStore();
      for (const wishes of rounds) {
        const sent = plan(...editsFor(store, wishes));
        const before = contents(store);
        const outcome = outcomeOf(sent, store.commit(transactionOf(sent)));
        const stale = sent.edits.find((edit) => wishes.findLast(({ key }) => key === edit.key)?.stale);
        expect(outcome.ok).toBe(stale === undefined);
        if (!outcome.ok) {
          expect(contents(store)).toEqual(before);
          expect(outcome.fault).toMatchObject({ code: 'conflict', key: stale?.key });
          expect(Buffer.from(outcome.fault.actual?.value ?? []).toString()).toBe(before[stale?.key ?? ''] ?? '');
          expect(outcome.fault.actual === null).toBe(before[stale?.key ?? ''] === undefined);
          continue;
        }
        const after = contents(store);
        const { inverse } = outcome.value;
        if (inverse.edits.length === 0) continue;
        const undone = outcomeOf(inverse, store.commit(transactionOf(inverse)));
        expect(contents(store)).toEqual(before);
        if (!undone.ok) throw new Error(undone.fault.message);
        const redo = undone.value.inverse;
        expect(outcomeOf(redo, store.commit(transactionOf(redo))).ok).toBe(true);
        expect(contents(store)).toEqual(after);
      }
    }),
  );
});
