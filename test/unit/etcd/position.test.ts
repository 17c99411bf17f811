import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { IKeyValue, ITxnResponse } from 'etcd3';
import { advance, anchorsOf, evidenceRequests, isSameStore, type Position } from '../../../electron/drivers/etcd/position';
import { prefixRange } from '../../../electron/drivers/etcd/range';
import type { Entry } from '../../../shared/model/entry';
import type { Change } from '../../../shared/model/frame';
import { keyFromBytes } from '../../../shared/model/key';

/** A history in which every revision writes or deletes one key. */
type Write = { readonly key: string; readonly value: string | null };

const writes = fc.array(fc.record({ key: fc.constantFrom('/a', '/b', '/c', '/d', '/e'), value: fc.option(fc.constantFrom('1', '2')) }), { maxLength: 30 });

/** The entries after each revision, revision 1 being the empty store, and the changes that led there. */
function replay(history: readonly Write[]): { states: Map<string, Entry>[]; changes: Change[] } {
  const states: Map<string, Entry>[] = [new Map()];
  const changes: Change[] = [];
  for (const { key, value } of history) {
    const state = new Map(states.at(-1));
    const old = state.get(key);
    if (value === null && !old) continue;
    const at = BigInt(states.length + 1);
    if (value === null) {
      state.delete(key);
      changes.push({ kind: 'delete', key, at });
    } else {
      const stamp = { created: old?.stamp.created ?? at, modified: at, version: (old?.stamp.version ?? 0) + 1 };
      const entry = { key, value: new Uint8Array(Buffer.from(value)), stamp };
      state.set(key, entry);
      changes.push({ kind: 'put', entry });
    }
    states.push(state);
  }
  return { states, changes };
}

const record = ({ key, value, stamp }: Entry): IKeyValue => ({
  key: Buffer.from(key),
  value: Buffer.from(value ?? []),
  create_revision: String(stamp.created),
  mod_revision: String(stamp.modified),
  version: String(stamp.version),
  lease: '0',
});

/** What a store with these states, at this election term, answers to the requests for evidence. */
function evidence(states: readonly Map<string, Entry>[], position: Position, term = 2): ITxnResponse {
  const header = { cluster_id: '1', member_id: '1', raft_term: String(term), revision: String(states.length) };
  const responses = evidenceRequests(position, prefixRange('')).map(({ request_range: range }) => {
    const state = states[Number(range?.revision) - 1];
    const found = state?.get(keyFromBytes(range?.key ?? Buffer.alloc(0)));
    const kvs = found && !range?.count_only ? [record(found)] : [];
    return { response_range: { header, kvs, more: false, count: String(range?.count_only ? state?.size : kvs.length) } };
  });
  return { header, succeeded: true, responses: responses as ITxnResponse['responses'] };
}

const start: Position = { clusterId: '1', term: 2n, revision: 1n, seq: 0, count: 0, anchors: [] };

const follow = (changes: readonly Change[]): Position =>
  changes.reduce((position, change, i) => advance(position, [change], BigInt(i + 2)), start);

test('a store that has gone on from the position is the same, whether it was listed or followed', () => {
  fc.assert(
    fc.property(writes, writes, (seen, missed) => {
      const before = replay(seen);
      const { states } = replay([...seen, ...missed]);
      const followed = follow(before.changes);
      const entries = [...(before.states.at(-1)?.values() ?? [])];
      const listed = { ...start, revision: BigInt(before.states.length), count: entries.length, anchors: anchorsOf(entries) };
      for (const position of [followed, listed]) {
        expect(isSameStore(position, evidence(states, position))).toBe(true);
        expect(isSameStore(position, evidence(states, position, 3))).toBe(true);
        expect(isSameStore(position, evidence(states, position, 1))).toBe(false);
      }
    }),
  );
});

test('a store whose last changes before the position were others is another one', () => {
  fc.assert(
    fc.property(writes, writes, (seen, others) => {
      const mine = replay(seen);
      const { states } = replay(others);
      const position = follow(mine.changes);
      fc.pre(mine.changes.length > 0);
      const last = mine.changes.at(-1);
      const theirs = replay(others).changes[mine.changes.length - 1];
      fc.pre(JSON.stringify(last, plainly) !== JSON.stringify(theirs, plainly));
      expect(isSameStore(position, evidence(states, position))).toBe(false);
    }),
  );
});

const plainly = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

test('the anchors of a listing are the entries changed last', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.bigInt({ min: 1n, max: 1000n }), { maxLength: 40 }), (revisions) => {
      const entries = revisions.map((modified) => ({ key: `/${modified}`, value: new Uint8Array(), stamp: { created: 1n, modified, version: 1 } }));
      const latest = [...revisions].sort((a, b) => Number(b - a)).slice(0, 8);
      expect(anchorsOf(entries).map(({ key }) => key)).toEqual(latest.map((modified) => `/${modified}`));
    }),
  );
});
