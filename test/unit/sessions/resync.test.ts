import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Mirror } from '../../../electron/sessions/mirror';
import { Resync } from '../../../electron/sessions/resync';
import { fault } from '../../../shared/fault';
import type { Entry } from '../../../shared/model/entry';
import type { Change, StoreFrame } from '../../../shared/model/frame';
import type { ResyncItem, ResyncKind } from '../../../shared/model/resync';
import { anEntry, bytes } from '../../support/entries';

const lost = fault('unreachable', 'link-lost', { endpoint: 'x:1' });

/** A session's mirror and outages, fed by hand. */
class Fed {
  readonly mirror = new Mirror();
  readonly resync: Resync;
  now = 0;

  constructor(limits?: ConstructorParameters<typeof Resync>[0]) {
    this.resync = new Resync(limits);
  }

  take(frame: StoreFrame): void {
    const { at } = this.mirror;
    const taken = this.mirror.take(frame);
    if (taken.kind === 'gap') throw new Error('the test left a gap');
    if (taken.kind === 'changed') this.resync.take(frame, taken.seen, at, ++this.now);
    this.resync.phase({ kind: 'live' }, this.now);
  }

  breaks(): void {
    this.resync.phase({ kind: 'suspended', fault: lost, retryAt: 0 }, ++this.now);
  }

  last(): { items: readonly ResyncItem[]; counts: Record<ResyncKind, number> } {
    const summary = this.resync.summaries.at(-1);
    const report = summary && this.resync.report(summary.id);
    if (!report) throw new Error('there is no report');
    return { items: report.items, counts: report.summary.counts };
  }
}

const listing = (at: bigint, entries: Entry[], seq = 0): StoreFrame => ({ kind: 'listing', seq, at, entries });
const put = (entry: Entry): Change => ({ kind: 'put', entry });
const kinds = ({ items }: { items: readonly ResyncItem[] }) => Object.fromEntries(items.map(({ key, kind }) => [key, kind]));

describe('an outage', () => {
  test('is told with its times, its fault, and every key before and after', () => {
    const fed = new Fed();
    fed.take(listing(5n, [anEntry('/kept', '1'), anEntry('/edited', 'old'), anEntry('/gone', 'last words', { owner: 'a1' }), anEntry('/again', 'x')]));
    fed.breaks();
    fed.resync.phase({ kind: 'connecting' }, 99);
    fed.take(listing(9n, [anEntry('/kept', '1'), anEntry('/edited', 'new', { modified: 7n, version: 2 }), anEntry('/again', 'x', { created: 8n }), anEntry('/new', null, { created: 9n })], 1));
    expect(fed.resync.summaries).toEqual([
      { id: 1, from: 1, until: 2, fault: lost, writes: 5, everyStep: false, counts: { added: 1, changed: 1, recreated: 1, removed: 1, passed: 0 } },
    ]);
    expect(kinds(fed.last())).toEqual({ '/again': 'recreated', '/edited': 'changed', '/gone': 'removed', '/new': 'added' });
    expect(fed.last().items.find(({ key }) => key === '/edited')).toEqual({
      key: '/edited',
      kind: 'changed',
      before: { beginning: bytes('old'), size: 3 },
      after: { beginning: bytes('new'), size: 3 },
    });
    expect(fed.last().items.find(({ key }) => key === '/gone')?.before).toEqual({ beginning: bytes('last words'), size: 10, owner: 'a1' });
    expect(fed.last().items.find(({ key }) => key === '/new')?.after).toEqual({ beginning: null, size: 0 });
  });

  test('of a watch that resumes is told step by step, over several deltas, up to what the store had', () => {
    const fed = new Fed();
    fed.take(listing(5n, [anEntry('/a', '1')]));
    fed.breaks();
    fed.take({ kind: 'delta', seq: 1, at: 7n, present: 9n, changes: [put(anEntry('/a', '2', { created: 1n, modified: 6n })), put(anEntry('/b', '1', { created: 7n }))] });
    fed.take({ kind: 'delta', seq: 2, at: 11n, present: 9n, changes: [put(anEntry('/a', '3', { created: 1n, modified: 8n })), { kind: 'delete', key: '/b', at: 9n }, put(anEntry('/live', '1', { created: 11n }))] });
    fed.take({ kind: 'delta', seq: 3, at: 12n, changes: [{ kind: 'delete', key: '/a', at: 12n }] });
    expect(fed.resync.summaries).toMatchObject([{ everyStep: true, writes: 4, counts: { added: 0, changed: 1, recreated: 0, removed: 0, passed: 1 } }]);
    expect(fed.last().items).toMatchObject([
      { key: '/a', kind: 'changed', writes: 2, before: { beginning: bytes('1') }, after: { beginning: bytes('3') } },
      { key: '/b', kind: 'passed', writes: 2 },
    ]);
  });

  test('of several watches goes on until a frame says that all of it has come, whatever revision one of them has reached', () => {
    const fed = new Fed();
    fed.take(listing(5n, [anEntry('/a', '1'), anEntry('/b', '1')]));
    fed.breaks();
    fed.take({ kind: 'delta', seq: 1, at: 9n, present: 9n, changes: [put(anEntry('/a', '2', { created: 1n, modified: 9n }))] });
    fed.take({ kind: 'delta', seq: 2, at: 11n, present: 9n, changes: [put(anEntry('/a', '3', { created: 1n, modified: 11n }))] });
    fed.take({ kind: 'delta', seq: 3, at: 11n, present: 9n, changes: [put(anEntry('/b', '2', { created: 1n, modified: 7n }))] });
    fed.take({ kind: 'delta', seq: 4, at: 12n, changes: [put(anEntry('/b', '3', { created: 1n, modified: 12n }))] });
    expect(fed.resync.summaries).toMatchObject([{ everyStep: true, writes: 2, counts: { changed: 2 } }]);
  });

  test('holds nothing that happened while the listing was read', () => {
    const fed = new Fed();
    fed.take(listing(5n, [anEntry('/a', '1'), anEntry('/b', '1')]));
    fed.breaks();
    fed.take({ ...listing(20n, [anEntry('/a', '2', { created: 1n, modified: 9n }), anEntry('/b', '2', { created: 1n, modified: 15n })], 1), present: 10n });
    expect(kinds(fed.last())).toEqual({ '/a': 'changed' });
  });

  test('in which nothing changed says so', () => {
    const fed = new Fed();
    fed.take(listing(5n, [anEntry('/a', '1')]));
    fed.breaks();
    fed.take({ kind: 'delta', seq: 1, at: 5n, present: 5n, changes: [] });
    expect(fed.resync.summaries).toMatchObject([{ counts: { added: 0, changed: 0, recreated: 0, removed: 0, passed: 0 } }]);
  });

  test('begins once, however many attempts fail', () => {
    const fed = new Fed();
    fed.take(listing(5n, []));
    fed.breaks();
    fed.resync.phase({ kind: 'suspended', fault: fault('unreachable', 'refused', { endpoint: 'x:1' }), retryAt: 0 }, 50);
    fed.take(listing(5n, [], 1));
    expect(fed.resync.summaries).toMatchObject([{ from: 1, fault: { reason: 'link-lost' } }]);
  });

  test('after which the revision is lower says that it is another store', () => {
    const fed = new Fed();
    fed.take(listing(500n, [anEntry('/a', '1')]));
    fed.breaks();
    fed.take(listing(3n, [anEntry('/a', '1', { created: 2n })], 1));
    expect(fed.resync.summaries).toMatchObject([{ wentBack: { from: 500n, to: 3n }, counts: { recreated: 1 } }]);
  });

  test('is counted in full and kept in part', () => {
    const fed = new Fed({ items: 3, reports: 2, valueBytes: 4 });
    fed.take(listing(1n, []));
    fed.breaks();
    const entries = Array.from({ length: 10 }, (_, i) => anEntry(`/${i}`, 'long value', { created: 2n }));
    fed.take(listing(2n, entries, 1));
    expect(fed.last().counts.added).toBe(10);
    expect(fed.last().items.map(({ key, after }) => [key, after])).toEqual(
      ['/0', '/1', '/2'].map((key) => [key, { beginning: bytes('long'), size: 10 }]),
    );
    for (let round = 0; round < 3; round++) {
      fed.breaks();
      fed.take(listing(BigInt(3 + round), entries, 1));
    }
    expect(fed.resync.summaries.map(({ id }) => id)).toEqual([3, 4]);
    expect(fed.resync.report(1)).toBeUndefined();
  });
});

/** A store with its whole history, read by watches that break. */
interface Step {
  readonly key: string;
  /** Undefined deletes. */
  readonly value: string | undefined;
}

const step: fc.Arbitrary<Step> = fc.record({ key: fc.constantFrom('/a', '/b', '/c', '/d'), value: fc.constantFrom('1', '2', undefined) });
const round = fc.record({ seen: fc.array(step, { maxLength: 6 }), away: fc.array(step, { maxLength: 12 }), resumes: fc.boolean(), pieces: fc.integer({ min: 1, max: 4 }) });

test('whatever happens, outages hold exactly what was done while away, and live changes are in none', () => {
  fc.assert(
    fc.property(fc.array(round, { maxLength: 6 }), (rounds) => {
      const fed = new Fed({ items: 100, reports: 100, valueBytes: 100 });
      const store = new Map<string, Entry>();
      let at = 1n;
      let seq = 0;
      const apply = ({ key, value }: Step): Change[] => {
        const old = store.get(key);
        if (value === undefined && !old) return [];
        at += 1n;
        if (value === undefined) {
          store.delete(key);
          return [{ kind: 'delete', key, at }];
        }
        const entry = anEntry(key, value, { created: old?.stamp.created ?? at, modified: at });
        store.set(key, entry);
        return [put(entry)];
      };
      fed.take(listing(at, []));
      for (const { seen, away, resumes, pieces } of rounds) {
        for (const live of seen) {
          const changes = apply(live);
          if (changes.length > 0) fed.take({ kind: 'delta', seq: ++seq, at, changes });
        }
        fed.breaks();
        const before = new Map(store);
        const missed = away.flatMap(apply);
        const present = at;
        // one more that happens after the watch stands and comes in the same delta as the last of the missed ones
        const late = apply({ key: '/late', value: 'x' });
        if (resumes) {
          const size = Math.max(1, Math.ceil((missed.length + 1) / pieces));
          const all = [...missed, ...late];
          for (let from = 0; from < all.length; from += size) {
            const changes = all.slice(from, from + size);
            const last = changes.at(-1);
            fed.take({ kind: 'delta', seq: ++seq, at: last?.kind === 'put' ? last.entry.stamp.modified : (last?.at ?? at), changes, present });
          }
        } else {
          fed.take({ kind: 'listing', seq: ++seq, at, entries: [...store.values()], present });
        }
        const expected = new Map<string, string>();
        for (const key of new Set([...before.keys(), ...missed.map((change) => (change.kind === 'put' ? change.entry.key : change.key))])) {
          const writes = missed.filter((change) => (change.kind === 'put' ? change.entry.key : change.key) === key).length;
          const [old, now] = [before.get(key), store.get(key)];
          if (writes === 0 || key === '/late') continue;
          const kind = old && now ? (old.stamp.created === now.stamp.created ? 'changed' : 'recreated') : old ? 'removed' : now ? 'added' : 'passed';
          // a listing does not tell of what came and went
          if (resumes || kind !== 'passed') expected.set(key, resumes ? `${kind} by ${writes}` : kind);
        }
        const { items, counts } = fed.last();
        const found = items.map(({ key, kind, writes }): [string, string] => [key, writes === undefined ? kind : `${kind} by ${writes}`]);
        expect(new Map(found)).toEqual(expected);
        for (const kind of Object.keys(counts) as ResyncKind[]) expect(counts[kind]).toBe(items.filter((item) => item.kind === kind).length);
      }
      expect(fed.resync.summaries).toHaveLength(rounds.length);
    }),
  );
});
