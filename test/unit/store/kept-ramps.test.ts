/** Ramps outlast the window: what was typed is there again, what was only put in a draft is not, and nothing that is no ramp is taken. */
import { beforeEach, expect, test, vi } from 'vitest';
import { keptRamps, rememberRamps } from '../../../renderer/store/kept-ramps';
import { blankRamp } from '../../../shared/rollout/ramp/form';

/** A page's storage. */
beforeEach(() => {
  const items = new Map<string, string>();
  vi.stubGlobal('localStorage', { getItem: (name: string) => items.get(name) ?? null, setItem: (name: string, value: string) => void items.set(name, value) });
});

const ramp = { ...blankRamp(1_800_000_000), variant: 'on', target: '50' };

test('are there after a restart, with the steps that were applied', () => {
  rememberRamps({ a: { ...ramp, from: 25, done: 2, put: { text: 'the whole value', number: 3, from: 25, variant: 'on', curve: 'linear' } } });
  expect(keptRamps()).toEqual({ a: { ...ramp, from: 25, done: 2, put: null } });
  expect(localStorage.getItem('ramps')).not.toContain('the whole value');
});

test('are a hundred at most, the latest', () => {
  rememberRamps(Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`r${index}`, ramp])));
  expect(Object.keys(keptRamps())).toEqual(Array.from({ length: 100 }, (_, index) => `r${index + 50}`));
});

test('that cannot be read are left out', () => {
  localStorage.setItem('ramps', JSON.stringify({ a: ramp, b: { ...ramp, unit: 'years' }, c: 'x' }));
  expect(Object.keys(keptRamps())).toEqual(['a']);
  localStorage.setItem('ramps', '{');
  expect(keptRamps()).toEqual({});
});
