import type { Cost } from '../drivers/driver';

const plus = (a: number | undefined, b: number | undefined): number | undefined => (a === undefined ? b : b === undefined ? a : a + b);

/** What two connections cost together; bytes only where a transport tells them. */
export function addCost(a: Cost, b: Cost): Cost {
  const bytesIn = plus(a.bytesIn, b.bytesIn);
  const bytesOut = plus(a.bytesOut, b.bytesOut);
  return {
    requests: a.requests + b.requests,
    watches: a.watches + b.watches,
    ...(bytesIn !== undefined && { bytesIn }),
    ...(bytesOut !== undefined && { bytesOut }),
  };
}
