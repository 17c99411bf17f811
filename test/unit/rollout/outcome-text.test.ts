import { expect, test } from 'vitest';
import { briefOf, labelOf, nameText } from '../../../renderer/views/rollout/outcome-text';

test('names that would turn, hide or break a line are written so that they cannot', () => {
  expect(nameText('on')).toBe('on');
  expect(nameText('')).toBe('""');
  expect(nameText('a\u202eb\nc\u200b')).toBe('a‹U+202E›b\\nc‹U+200B›');
  expect(labelOf({ name: '', value: 'x\u2066y' })).toBe('"" = "x‹U+2066›y"');
  expect(labelOf({ name: 'מבחן', value: 20 })).toBe('\u2068מבחן\u2069 = 20');
  expect(briefOf({ name: null, value: { a: 'b\u200f' } })).toBe('{"a":"b‹U+200F›"}');
});
