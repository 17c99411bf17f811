import { expect, test } from 'vitest';
import { Timeline } from '../../../electron/sessions/timeline';

test('a time is that of the last change before it, and unknown before anybody watched', () => {
  const timeline = new Timeline();
  timeline.restart(10n, 1000);
  timeline.note(11n, 2000, 1);
  timeline.note(14n, 3000, 2);
  expect(timeline.at(999)).toBeUndefined();
  expect(timeline.at(1000)).toEqual({ at: 10n, seenAt: 1000 });
  expect(timeline.at(2999)).toEqual({ at: 11n, seenAt: 2000 });
  expect(timeline.at(9999)).toEqual({ at: 14n, seenAt: 3000 });
  expect([9n, 10n, 12n, 14n].map((revision) => timeline.seenAt(revision))).toEqual([undefined, 1000, 2000, 3000]);
});

test('a time within an outage says so, and what was seen last', () => {
  const timeline = new Timeline();
  timeline.live(true, 900);
  timeline.restart(10n, 1000);
  timeline.live(false, 2000);
  timeline.live(false, 2500);
  timeline.live(true, 3000);
  timeline.note(12n, 3001, 1);
  expect(timeline.at(2500)).toEqual({ at: 10n, seenAt: 1000, away: { from: 2000, until: 3000 } });
  expect(timeline.at(3500)).toEqual({ at: 12n, seenAt: 3001 });
  timeline.live(false, 4000);
  expect(timeline.outages(5000)).toEqual([
    { from: 2000, until: 3000 },
    { from: 4000, until: 5000 },
  ]);
});

test('many changes share marks, and none is lost from the count', () => {
  const timeline = new Timeline();
  timeline.restart(0n, 0);
  for (let i = 1; i <= 1000; i++) timeline.note(BigInt(i), i, 2);
  const marks = timeline.marks(100);
  expect(marks.length).toBeLessThanOrEqual(100);
  expect(marks.reduce((sum, { changes }) => sum + changes, 0)).toBe(2000);
  expect(marks.at(-1)).toMatchObject({ at: 1000n, seenAt: 1000 });
});
