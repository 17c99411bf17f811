import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Backoff, needsListing, retryDelayMs, waitsForSomebody } from '../../../electron/sessions/retry';
import { fault, type FaultReason } from '../../../shared/fault';

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
  'tls-expected',
  'server-too-old',
  'workspace-corrupt',
  'workspace-newer',
  'workspace-unwritable',
] as const)('what somebody has to mend is tried slowly: %s', (reason) => {
  expect(retryDelayMs(fault('invalid', reason), 0, 0)).toBe(15_000);
});

test.each(['password-needed', 'passphrase-missing', 'login-missing'] as const)('what only its user can mend is not tried again by itself: %s', (reason) => {
  expect(waitsForSomebody(fault('auth-failed', reason))).toBe(true);
});

test('a refused login is tried once more, for it may have run out, and then no more', () => {
  const refused = fault('auth-failed', 'auth-failed', { endpoint: 'h:1' });
  const backoff = new Backoff();
  expect(backoff.after(refused, 0, 0)).toBeLessThan(1000);
  expect(backoff.after(refused, 0, 300)).toBeUndefined();
});

test('a workspace that another process holds is asked for again soon: that process may just be ending', () => {
  expect(retryDelayMs(fault('unreachable', 'workspace-locked'), 0, 1)).toBe(250);
});

test('a lost link keeps its place', () => {
  expect(needsListing(lost)).toBe(false);
});

/** Why attempts end, and for how long they were live before. */
const anAttempt = fc.record({
  reason: fc.constantFrom('link-lost' as const, 'refused' as const, 'session-expired' as const, 'store-replaced' as const, 'compacted' as const),
  liveMs: fc.constantFrom(0, 0, 1, 4_999, 5_000, 6_000),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});

/** When each attempt of a session begins. */
function beginnings(attempts: readonly { reason: FaultReason; liveMs: number; random: number }[]): number[] {
  const backoff = new Backoff();
  const begun: number[] = [];
  let now = 0;
  for (const { reason, liveMs, random } of attempts) {
    begun.push(now);
    now += liveMs;
    now += backoff.after(fault('unreachable', reason), liveMs, now, random) ?? Number.NaN;
  }
  return begun;
}

test('however a server flaps, there are never more than 35 attempts in a minute', () => {
  fc.assert(
    fc.property(fc.array(anAttempt, { minLength: 100, maxLength: 300 }), (attempts) => {
      const begun = beginnings(attempts);
      for (const from of begun) expect(begun.filter((at) => at >= from && at < from + 60_000).length).toBeLessThanOrEqual(35);
    }),
  );
});

test('the wait is between half its ceiling and its ceiling, and never longer than 15 s', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (failures, random) => {
      const delay = retryDelayMs(lost, failures, random);
      const ceiling = Math.min(15_000, 250 * 2 ** failures);
      expect(delay).toBeGreaterThanOrEqual(ceiling / 2);
      expect(delay).toBeLessThanOrEqual(ceiling);
    }),
  );
});

test('two sessions that broke at the same moment do not come back at the same moments', () => {
  const waits = (): number[] => {
    const backoff = new Backoff();
    return Array.from({ length: 8 }, (_, i) => backoff.after(lost, 0, i) ?? Number.NaN);
  };
  expect(waits()).not.toEqual(waits());
});

test('a connection that was sound for a while starts the waiting from the beginning', () => {
  const backoff = new Backoff();
  for (let i = 0; i < 6; i++) backoff.after(lost, 0, i * 1000, 1);
  expect(backoff.after(lost, 4_999, 20_000, 1)).toBe(15_000);
  expect(backoff.after(lost, 5_000, 40_000, 1)).toBe(250);
});
