import { expect, test } from 'vitest';
import { needsListing, retryDelayMs } from '../../../electron/sessions/retry';
import { fault } from '../../../shared/fault';

const lost = fault('unreachable', 'link-lost');

test('waiting doubles from a quarter of a second to fifteen', () => {
  const longest = Array.from({ length: 10 }, (_, failures) => retryDelayMs(lost, failures, 1));
  expect(longest).toEqual([250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000, 15_000]);
});

test('jitter takes away at most half', () => {
  expect(retryDelayMs(lost, 3, 0)).toBe(1000);
  expect(retryDelayMs(lost, 100_000, 0)).toBe(7500);
});

test('what only means to begin again is tried at once, but not for ever', () => {
  for (const again of [fault('session-expired', 'session-expired'), fault('compacted', 'compacted'), fault('unreachable', 'store-replaced')]) {
    expect(retryDelayMs(again, 0, 0.5)).toBe(0);
    expect(retryDelayMs(again, 5, 0.5, lost)).toBe(0);
    expect(retryDelayMs(again, 1, 0.5, again)).toBeGreaterThan(0);
    expect(needsListing(again)).toBe(true);
  }
});

test('what somebody has to mend is tried slowly', () => {
  expect(retryDelayMs(fault('invalid', 'root-missing'), 0, 0)).toBe(15_000);
  expect(retryDelayMs(fault('auth-failed', 'auth-failed'), 0, 0)).toBe(15_000);
});

test('a lost link keeps its place', () => {
  expect(needsListing(lost)).toBe(false);
});
