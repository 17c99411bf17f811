/** The value below which this share (0 to 1) of the values lies; the nearest one that was measured. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new Error('nothing was measured');
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] as number;
}

/** The value in the middle. */
export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** How many times its floor each value is, in the middle: pairs that were measured one after the other share what else the machine did. */
export const medianRatio = (values: readonly number[], floors: readonly number[]): number =>
  median(values.map((value, i) => value / (floors[i] ?? Number.NaN)));

/** Milliseconds as people read them. */
export const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;

/** A ratio to a floor. */
export const times = (value: number): string => `${value.toFixed(2)} x`;

/** Rounded for a file. */
export const rounded = (value: number): number => Math.round(value * 100) / 100;

/** Median, p95, p99 and the extremes, for a file. */
export const summary = (values: readonly number[]) => ({
  samples: values.length,
  min: rounded(percentile(values, 0)),
  p50: rounded(percentile(values, 0.5)),
  p95: rounded(percentile(values, 0.95)),
  p99: rounded(percentile(values, 0.99)),
  max: rounded(percentile(values, 1)),
});
