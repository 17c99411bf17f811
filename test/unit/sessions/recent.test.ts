/** What changed of late across sources, and which of it was written here. */
import { expect, test } from 'vitest';
import { recentChanges } from '../../../electron/sessions/recent';
import type { JournalItem } from '../../../electron/sessions/journal';
import type { AuditEntry } from '../../../shared/model/audit';
import { MOST_RECENT, writeOf, type RecentChange } from '../../../shared/model/recent';
import { anEntry } from '../../support/entries';

const changed = (key: string, seenAt: number, more: Partial<JournalItem> = {}): JournalItem => ({
  key,
  seenAt,
  before: anEntry(key, 'false', { created: 1n, modified: 4n }),
  after: anEntry(key, 'true', { created: 1n, modified: 5n }),
  ...more,
});

test('changes of all sources stand in one list, the latest first, and none from before the moment', () => {
  const seen = [
    { sourceId: 'a', items: [changed('/old', 10), changed('/a', 100), changed('/a2', 300)] },
    { sourceId: 'b', items: [changed('/b', 200)] },
  ];
  expect(recentChanges(seen, 100).map(({ sourceId, key }) => `${sourceId} ${key}`)).toEqual(['a /a2', 'b /b', 'a /a']);
});

test('a change says what it was, with the beginning of the values only', () => {
  const long = 'x'.repeat(5000);
  const created = anEntry('/k', long, { created: 7n });
  const [made, gone, hidden, anew] = recentChanges(
    [
      {
        sourceId: 'a',
        items: [
          { key: '/k', seenAt: 1, before: anEntry('/k', '1', { created: 1n }), after: anEntry('/k', '2', { created: 9n }) },
          { key: '/k', seenAt: 2, before: created, hidden: true },
          { key: '/k', seenAt: 3, before: created },
          { key: '/k', seenAt: 4, after: created },
        ],
      },
    ],
    0,
  );
  expect([made?.kind, gone?.kind, hidden?.kind, anew?.kind]).toEqual(['created', 'deleted', 'hidden', 'recreated']);
  expect(made?.after).toMatchObject({ size: 5000 });
  expect(made?.after?.beginning?.length).toBeLessThan(1000);
});

test('a source that changes all the time fills the list with its last changes and no more', () => {
  const items = Array.from({ length: 3 * MOST_RECENT }, (_, index) => changed(`/${index}`, index));
  const recent = recentChanges([{ sourceId: 'a', items }, { sourceId: 'b', items: [changed('/b', 0)] }], 0);
  expect(recent).toHaveLength(MOST_RECENT);
  expect(recent[0]?.key).toBe(`/${items.length - 1}`);
});

const anAuditEntry = (edits: AuditEntry['intent']['edits'], more: { revision?: string; state?: AuditEntry['state'] } = {}): AuditEntry => {
  const { revision = '5', state = 'applied' } = more;
  const source = { id: 'a', name: 'A', backend: 'etcd', environment: 'production', endpoints: [], roots: ['/'] } as const;
  return {
    intent: { record: 'intent', id: 'w', at: '2026-01-01T00:00:00Z', who: { user: 'u', host: 'h' }, source: { ...source, endpoints: [], roots: ['/'] }, title: 't', reason: 'r', edits },
    outcome: { record: 'outcome', id: 'w', at: '2026-01-01T00:00:01Z', outcome: 'applied', revision },
    state,
  };
};
const base = { created: '1', modified: '4', version: 1 };
const put: RecentChange = { sourceId: 'a', key: '/k', kind: 'changed', seenAt: 1, modified: 5n };
const deleted: RecentChange = { ...put, kind: 'deleted', modified: 4n };

test('a change is ours when a write of the audit made that very revision of that key', () => {
  const ours = anAuditEntry([{ kind: 'put', key: '/k', base }]);
  expect(writeOf(put, [ours])).toBe(ours);
  expect(writeOf({ ...put, modified: 6n }, [ours])).toBeUndefined();
  expect(writeOf({ ...put, key: '/other' }, [ours])).toBeUndefined();
  expect(writeOf({ ...put, sourceId: 'b' }, [ours])).toBeUndefined();
  expect(writeOf(put, [anAuditEntry([{ kind: 'put', key: '/k', base }], { state: 'refused' })])).toBeUndefined();
  const recorded = { ...ours, beside: { record: 'beside', id: ours.intent.id, at: ours.intent.at, key: '/audit/1' } } as const;
  expect(writeOf({ ...put, key: '/audit/1', kind: 'created', modified: 6n }, [recorded])).toBe(recorded);
  expect(writeOf({ ...put, key: '/audit/2', kind: 'created', modified: 6n }, [recorded])).toBeUndefined();
  expect(writeOf(put, [anAuditEntry([{ kind: 'check', key: '/k', base }])])).toBeUndefined();
});

test('a deletion is ours when the audit deleted the state that went', () => {
  const ours = anAuditEntry([{ kind: 'delete', key: '/k', base }]);
  expect(writeOf(deleted, [ours])).toBe(ours);
  expect(writeOf({ ...deleted, modified: 3n }, [ours])).toBeUndefined();
});
