import { expect, test } from 'vitest';
import { placesOf } from '../../../renderer/views/forms/outcome-places';

test('variations have the colours that a simulation gives them', () => {
  expect(placesOf([true, { a: 1 }, true, 'on', { a: 1 }, null])).toEqual([0, 1, 0, 2, 1, 3]);
});
