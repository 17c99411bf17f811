import { describe, expect, it } from 'vitest';
import { leavesRoom } from '../../../renderer/views/detail/entry';
import { bytes } from '../../support/entries';

const whole = (text: string) => ({ value: bytes(text), size: bytes(text).length });

describe('the last changes stand under a value', () => {
  it('that is short, empty or null', () => {
    expect(leavesRoom(whole('true'))).toBe(true);
    expect(leavesRoom(whole(''))).toBe(true);
    expect(leavesRoom({ value: null, size: null })).toBe(true);
    expect(leavesRoom(whole('a\n'.repeat(11)))).toBe(true);
  });

  it('but not under one that fills the pane, or of which only the beginning is known', () => {
    expect(leavesRoom(whole('a\n'.repeat(12)))).toBe(false);
    expect(leavesRoom(whole('x'.repeat(513)))).toBe(false);
    expect(leavesRoom({ value: bytes('x'), size: 1000 })).toBe(false);
    expect(leavesRoom({ value: null, size: 1000 })).toBe(false);
  });
});
