import { expect, test } from 'vitest';
import { mergeHistory } from '../../../electron/sessions/key-history';
import type { HistoryItem, KeyHistory } from '../../../shared/model/history';

const entry = (at: bigint) => ({ key: '/k', value: new Uint8Array([Number(at)]), stamp: { created: 1n, modified: at, version: Number(at) } });
const store = (begins: KeyHistory['begins'], ...revisions: (bigint | readonly [bigint])[]): KeyHistory => ({
  revisions: revisions.map((one) => (typeof one === 'bigint' ? { at: one, entry: entry(one) } : { at: one[0], entry: null })),
  ...(begins && { begins }),
});
const outline = (items: readonly HistoryItem[]) => items.map(({ kind, at, seenAt }) => [kind, at, seenAt]);

test('revisions of the store carry when they were seen', () => {
  const seen: HistoryItem[] = [{ kind: 'put', at: 5n, seenAt: 500 }];
  expect(outline(mergeHistory(store('complete', 5n, [4n], 3n), seen))).toEqual([
    ['put', 5n, 500],
    ['delete', 4n, undefined],
    ['put', 3n, undefined],
  ]);
});

test('what was seen and the store has given up is kept, at its place', () => {
  const seen: HistoryItem[] = [
    { kind: 'put', at: 9n, seenAt: 900 },
    { kind: 'denied', seenAt: 700 },
    { kind: 'put', at: 6n, seenAt: 600 },
    { kind: 'put', at: 2n, seenAt: 200 },
  ];
  expect(outline(mergeHistory(store('compacted', 9n, 6n), seen))).toEqual([
    ['put', 9n, 900],
    ['denied', undefined, 700],
    ['put', 6n, 600],
    ['put', 2n, 200],
  ]);
});

test('what is older than a page comes with a later page, once', () => {
  const seen: HistoryItem[] = [
    { kind: 'denied', seenAt: 950 },
    { kind: 'put', at: 9n, seenAt: 900 },
    { kind: 'put', at: 2n, seenAt: 200 },
  ];
  expect(outline(mergeHistory(store(undefined, 9n, 7n), seen))).toEqual([
    ['denied', undefined, 950],
    ['put', 9n, 900],
    ['put', 7n, undefined],
  ]);
  expect(outline(mergeHistory(store('compacted', 6n), seen, 7n))).toEqual([
    ['put', 6n, undefined],
    ['put', 2n, 200],
  ]);
});
