/** The shortcuts of what can be done with a key. */
import { expect, test } from 'vitest';
import { isPressed } from '../../../renderer/views/changes/key-shortcut';

const press = (key: string, more: Partial<Record<'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {}) => ({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more });

test('a shortcut is pressed with all its keys and no others', () => {
  expect(isPressed(press('n', { ctrlKey: true }), 'Mod N')).toBe(true);
  expect(isPressed(press('N', { metaKey: true, shiftKey: true }), 'Mod Shift N')).toBe(true);
  expect(isPressed(press('n', { ctrlKey: true }), 'Mod Shift N')).toBe(false);
  expect(isPressed(press('n'), 'Mod N')).toBe(false);
  expect(isPressed(press('F2', { altKey: true }), 'F2')).toBe(false);
  expect(isPressed(press('F2'), 'F2')).toBe(true);
});

test('a deletion with all below is not pressed by Delete alone, nor the other way round', () => {
  expect([isPressed(press('Delete'), 'Delete'), isPressed(press('Delete'), 'Shift Delete')]).toEqual([true, false]);
  expect([isPressed(press('Delete', { shiftKey: true }), 'Delete'), isPressed(press('Delete', { shiftKey: true }), 'Shift Delete')]).toEqual([false, true]);
});

test('on a keyboard without Delete, Cmd and Backspace delete, but Backspace alone never does', () => {
  expect(isPressed(press('Backspace', { metaKey: true }), 'Delete')).toBe(true);
  expect(isPressed(press('Backspace'), 'Delete')).toBe(false);
});
