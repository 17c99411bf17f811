import { expect, test } from 'vitest';
import { intentOf } from '../../../electron/writes/records';
import { rebuiltReceipt, verdictOf } from '../../../electron/writes/verdict';
import type { Entry } from '../../../shared/model/entry';
import type { Edit, Plan } from '../../../shared/model/plan';
import type { Source } from '../../../shared/model/source';
import { anEntry } from '../../support/entries';
import { plan, put } from './target';

const source: Source = { id: 's', backend: 'etcd', endpoints: [], roots: [''], name: 's', environment: 'local', access: 'read-write' };
const a = anEntry('/a', 'old', { created: 3n, modified: 5n, version: 2 });
const b = anEntry('/b', 'old', { created: 3n, modified: 6n, version: 4 });
const verdict = (sent: Plan, ...now: [string, Entry | null][]) => verdictOf(intentOf(source, sent, () => undefined, {}).edits, new Map(now));
const editA = put('/a', 'new', a.stamp);
const doneA = anEntry('/a', 'new', { created: 3n, modified: 9n, version: 3 });
const doneB = anEntry('/b', 'new', { created: 3n, modified: 9n, version: 5 });
const gone: Edit = { kind: 'delete', key: '/b', base: b.stamp };

test('every put key as it was to be written proves that the plan took effect', () => {
  expect(verdict(plan(editA), ['/a', doneA])).toBe('applied');
  expect(verdict(plan(editA, put('/b', 'new', b.stamp)), ['/a', doneA], ['/b', doneB])).toBe('applied');
  expect(verdict(plan(put('/c', 'new')), ['/c', anEntry('/c', 'new', { created: 9n })])).toBe('applied');
  expect(verdict(plan(editA, gone), ['/a', doneA], ['/b', null])).toBe('applied');
});

test('one key that is still what it was edited from proves that it did not', () => {
  expect(verdict(plan(editA), ['/a', a])).toBe('not-applied');
  expect(verdict(plan(editA, gone), ['/a', a], ['/b', null])).toBe('not-applied');
  expect(verdict(plan(put('/c', 'new'), gone), ['/c', null], ['/b', b])).toBe('not-applied');
});

test('what somebody else may have done proves nothing', () => {
  expect(verdict(plan(editA), ['/a', anEntry('/a', 'other', { created: 3n, modified: 9n, version: 3 })])).toBe('unclear');
  expect(verdict(plan(editA), ['/a', anEntry('/a', 'new', { created: 3n, modified: 10n, version: 4 })])).toBe('unclear');
  expect(verdict(plan(editA), ['/a', anEntry('/a', 'new', { created: 8n, modified: 9n, version: 3 })])).toBe('unclear');
  expect(verdict(plan(editA), ['/a', null])).toBe('unclear');
  expect(verdict(plan(put('/c', 'new')), ['/c', null])).toBe('unclear');
  expect(verdict(plan(gone), ['/b', null])).toBe('unclear');
  expect(verdict(plan(editA, put('/b', 'new', b.stamp)), ['/a', doneA], ['/b', { ...doneB, stamp: { ...doneB.stamp, modified: 10n } }])).toBe('unclear');
});

test('a masked value is told by its bytes where they are still known, and by nothing afterwards', () => {
  const key = '/db/password';
  const sent = plan(put(key, 'hunter3', a.stamp));
  const now = (value: string) => new Map([[key, anEntry(key, value, { created: 3n, modified: 9n, version: 3 })]]);
  const { edits } = intentOf(source, sent, () => undefined, {});
  expect(edits[0]?.after).toEqual({ masked: true, size: 7 });
  expect([verdictOf(edits, now('hunter3'), sent), verdictOf(edits, now('hunter4'), sent)]).toEqual(['applied', 'unclear']);
  expect([verdictOf(edits, now('hunter3')), verdictOf(edits, now('hunter4'))]).toEqual(['unclear', 'unclear']);
});

test('the receipt that is rebuilt takes back what is known, and says what it cannot', () => {
  const sent = plan(editA, put('/c', 'new'), gone);
  const now = new Map<string, Entry | null>([['/a', doneA], ['/c', anEntry('/c', 'new', { created: 9n })], ['/b', null]]);
  const receipt = rebuiltReceipt(sent, new Map([['/a', a], ['/b', b]]), now);
  expect(receipt.at).toBe(9n);
  expect(receipt.inverse.edits).toEqual([
    { kind: 'delete', key: '/c', base: now.get('/c')?.stamp },
    { kind: 'put', key: '/a', value: a.value, base: doneA.stamp },
  ]);
  expect(receipt.warnings).toEqual([
    { kind: 'confirmed-by-reading', key: '/a' },
    { kind: 'not-restorable', key: '/b' },
  ]);
});
