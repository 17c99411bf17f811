import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Rates } from '../../../electron/sessions/rates';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('each second counts for itself, newest last, until the minute is quiet', () => {
  let ticks = 0;
  const rates = new Rates(() => (ticks += 1));
  rates.count(0);
  expect(vi.getTimerCount()).toBe(0);
  rates.count(2);
  rates.count(3);
  vi.advanceTimersByTime(1000);
  rates.count(7);
  vi.advanceTimersByTime(1000);
  expect(rates.seconds.slice(-3)).toEqual([0, 5, 7]);
  expect(rates.seconds).toHaveLength(60);
  vi.advanceTimersByTime(120_000);
  expect(rates.seconds.every((count) => count === 0)).toBe(true);
  expect([ticks, vi.getTimerCount()]).toEqual([62, 0]);
});

test('what comes after a quiet minute is counted again', () => {
  const rates = new Rates(() => {});
  rates.count(1);
  vi.advanceTimersByTime(200_000);
  rates.count(4);
  vi.advanceTimersByTime(1000);
  expect(rates.seconds.at(-1)).toBe(4);
});
