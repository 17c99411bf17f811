import '../../../renderer/ui/text';
import { expect, test } from 'vitest';
import { undoOffer } from '../../../renderer/store/undo-offer';
import type { Edit } from '../../../shared/model/plan';
import type { WriteReceipt } from '../../../shared/model/writes';
import { bytes } from '../../support/entries';

const stamp = { created: 1n, modified: 2n, version: 1 };
const put = (key: string): Edit => ({ kind: 'put', key, value: bytes('true'), base: stamp });
const check = (key: string): Edit => ({ kind: 'check', key, base: stamp });
const receipt = (...edits: Edit[]): WriteReceipt => ({ id: 'w', at: 2n, inverse: { title: 'Undo', reason: '', edits }, warnings: [] });

test('a write that can be taken back is offered by its title', () => {
  const answer = receipt(put('a'));
  expect(undoOffer('s', 'Switched a on', 1, answer)).toEqual({ sourceId: 's', title: 'Switched a on', write: { id: 'w', written: [{ key: 'a', kind: 'changed' }] } });
});

test('a write of which nothing can be brought back is not offered', () => {
  expect(undoOffer('s', 'Switched a on', 1, receipt())).toBeNull();
  expect(undoOffer('s', 'Switched a on', 1, receipt(check('a')))).toBeNull();
});

test('a write of which a part can be brought back says how much', () => {
  expect(undoOffer('s', 'Changed 3 keys', 3, receipt(put('c')))?.title).toBe(
    'Changed 3 keys. Undo brings back 1 of 3 keys; the store cannot bring back the others as they were.',
  );
});
