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

test('what only means to begin again is tried soon, but not for ever, and never before its sentence can be seen', () => {
  for (const again of [fault('session-expired', 'session-expired'), fault('compacted', 'compacted'), fault('unreachable', 'store-replaced')]) {
    expect(retryDelayMs(again, 0, 0)).toBe(125);
    expect(retryDelayMs(again, 5, 1, lost)).toBe(250);
    expect(retryDelayMs(again, 5, 1, again)).toBe(8000);
    expect(needsListing(again)).toBe(true);
  }
});

test.each([
  'root-missing',
  'root-denied',
  'auth-failed',
  'tls-expected',
  'server-too-old',
  'workspace-corrupt',
  'workspace-newer',
  'workspace-unwritable',
] as const)('what somebody has to mend is tried slowly: %s', (reason) => {
  expect(retryDelayMs(fault('invalid', reason), 0, 0)).toBe(15_000);
});

test('a workspace that another process holds is asked for again soon: that process may just be ending', () => {
  expect(retryDelayMs(fault('unreachable', 'workspace-locked'), 0, 1)).toBe(250);
});

test('a lost link keeps its place', () => {
  expect(needsListing(lost)).toBe(false);
});
