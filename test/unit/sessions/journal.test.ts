import { expect, test } from 'vitest';
import { Journal } from '../../../electron/sessions/journal';
import { anEntry } from '../../support/entries';

test('a key’s changes come newest first, deletions among them', () => {
  const journal = new Journal();
  const one = anEntry('/a', '1');
  journal.add({ key: '/a', after: one, seenAt: 1 });
  journal.add({ key: '/b', after: anEntry('/b', '1'), seenAt: 2 });
  journal.add({ key: '/a', before: one, seenAt: 3 });
  expect(journal.history('/a')).toEqual([
    { kind: 'delete', seenAt: 3 },
    { kind: 'put', seenAt: 1, at: one.stamp.modified, entry: { value: one.value, size: 1, stamp: one.stamp } },
  ]);
});

test('a deletion has its revision where the store tells it, and a long value only its beginning', () => {
  const journal = new Journal();
  journal.add({ key: '/a', after: anEntry('/a', 'x'.repeat(1000), { modified: 4n }), seenAt: 1 });
  journal.add({ key: '/a', at: 7n, seenAt: 3 });
  expect(journal.history('/a')).toMatchObject([
    { kind: 'delete', at: 7n },
    { kind: 'put', at: 4n, entry: { size: 1000 } },
  ]);
  expect(journal.history('/a')[1]?.entry?.value).toHaveLength(512);
  expect(journal.entryAt('/a', 4n)?.value).toHaveLength(1000);
});

test('beyond its count the oldest go', () => {
  const journal = new Journal({ items: 3000, bytes: 1e9 });
  for (let i = 0; i < 10_000; i++) journal.add({ key: `/${i % 2}`, after: anEntry('/x', ''), seenAt: i });
  expect(journal.size).toBe(3000);
  expect(journal.history('/1')[0]?.seenAt).toBe(9999);
  expect(journal.history('/0', 10_000).at(-1)?.seenAt).toBe(7000);
  expect(journal.history('/0')).toHaveLength(500);
});

test('beyond its bytes the oldest go, be it the only one', () => {
  const journal = new Journal({ items: 100, bytes: 1000 });
  for (let i = 0; i < 10; i++) journal.add({ key: '/a', after: anEntry('/a', 'x'.repeat(300)), seenAt: i });
  expect(journal.history('/a').map(({ seenAt }) => seenAt)).toEqual([9, 8, 7]);
  journal.add({ key: '/a', after: anEntry('/a', 'x'.repeat(2000)), seenAt: 10 });
  expect(journal.size).toBe(0);
});
