import { expect, test } from 'vitest';
import { History } from '../../../electron/writes/history';
import type { Plan } from '../../../shared/model/plan';
import { plan, put } from './target';

/** Notes a write as applied whose inverse these parts are. */
function did(history: History, id: string, order: number, ...parts: Plan[]): void {
  const receipt = { id, at: 1n, inverse: { ...plan(), edits: parts.flatMap(({ edits }) => edits) }, warnings: [] };
  history.did({ id, title: id, order }, plan(), receipt, parts);
}

test('older writes are forgotten where their values take too much memory, and the last one never', () => {
  const history = new History();
  const large = (key: string): Plan => plan(put(key, new Uint8Array(40 * 1024 * 1024)));
  did(history, 'first', 1, large('/a'));
  did(history, 'second', 2, large('/a'), large('/b'));
  expect(history.take('undo', 'second')?.steps).toHaveLength(2);
  expect(history.next('undo')).toBeUndefined();
});

test('many small edits take memory as well', () => {
  const history = new History();
  const many: Plan = { ...plan(), edits: Array.from({ length: 200_000 }, (_, i) => put(`/many/key-${i}`, '1')) };
  for (const order of [1, 2, 3]) did(history, `${order}`, order, many);
  expect(history.take('undo', '3')).toBeDefined();
  expect(history.next('undo')).toBeUndefined();
});

test('a write that is found applied late stands below those that were sent after it', () => {
  const history = new History();
  did(history, 'early', 1, plan(put('/a', '1')));
  did(history, 'after', 3, plan(put('/c', '1')));
  did(history, 'late', 2, plan(put('/b', '1')));
  expect(['after', 'late', 'early'].map((id) => history.take('undo', id)?.id)).toEqual(['after', 'late', 'early']);
});
