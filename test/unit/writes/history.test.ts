import { expect, test } from 'vitest';
import { History } from '../../../electron/writes/history';
import { plan, put } from './target';

test('older writes are forgotten where their values take too much memory, and the last one never', () => {
  const history = new History();
  const large = plan(put('/large', new Uint8Array(40 * 1024 * 1024)));
  for (const id of ['first', 'second']) history.did(id, id, { id, inverse: large });
  history.did('second', 'second', { id: 'its next step', inverse: large });
  expect(history.take('undo', 'second')?.steps).toHaveLength(2);
  expect(history.next('undo')).toBeUndefined();
});
