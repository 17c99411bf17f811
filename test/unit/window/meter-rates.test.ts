import { describe, expect, test } from 'vitest';
import { ratesBetween, totalCost } from '../../../renderer/views/meter/rates';
import type { MeterReading, SourceCost } from '../../../shared/contract';

const reading = (at: number, costs: Record<string, SourceCost>): MeterReading => ({
  at,
  sources: Object.entries(costs).map(([sourceId, cost]) => ({ sourceId, keys: 1, cost })),
});

describe('rates of cost', () => {
  test('are per second, bytes of both ways together', () => {
    const before = reading(1000, { a: { requests: 10, watches: 1, bytesIn: 100, bytesOut: 50 }, b: { requests: 1, watches: 0 } });
    const after = reading(3000, { a: { requests: 16, watches: 1, bytesIn: 300, bytesOut: 250 }, b: { requests: 1, watches: 0 } });
    expect(ratesBetween(before, after)).toEqual(
      new Map([
        ['a', { requests: 3, bytes: 200 }],
        ['b', { requests: 0 }],
      ]),
    );
  });

  test('are not known of what is new, nor between readings of one moment', () => {
    const before = reading(0, { gone: { requests: 5, watches: 1 } });
    expect(ratesBetween(before, reading(1000, { other: { requests: 5, watches: 1 } })).size).toBe(0);
    expect(ratesBetween(before, before).size).toBe(0);
  });
});

test('a total has bytes where any source tells them', () => {
  expect(totalCost([{ requests: 1, watches: 1 }, { requests: 2, watches: 1, bytesIn: 7, bytesOut: 0 }])).toEqual({ requests: 3, watches: 2, bytesIn: 7, bytesOut: 0 });
  expect(totalCost([{ requests: 1, watches: 1 }])).toEqual({ requests: 1, watches: 1 });
});
