/** Splits of a flag, of either format, as ranges over a line of units: what churn.ts works on. */
import { BUCKETS } from '../flags/featureprobe/checks';
import { toggleNamed } from '../flags/featureprobe/names';
import type { BucketRange, Toggle, ToggleServe } from '../flags/featureprobe/view';
import type { Serve } from '../flags/flagd/targeting';
import type { FlagdFlag } from '../flags/flagd/view';
import type { Path } from '../flags/problem';
import type { Value } from '../flags/value';
import type { Range } from './churn';

/** A split as ranges over a line of units. */
export interface Split {
  /** Of flagd's list of shares, of FeatureProbe's distribution. */
  readonly path: Path;
  /** What is hashed, and with what salt. */
  readonly hashed: unknown;
  readonly ranges: readonly Range[];
  /** Whether a line of more units may be written. */
  readonly finer: boolean;
  /** What stands at the path for other ranges. */
  readonly written: (ranges: readonly Range[]) => unknown;
}

/** Units of a line. */
export const unitsOf = (ranges: readonly Range[]): number => ranges.reduce((sum, { units }) => sum + units, 0);

/** The flag of this name in a flagd document; one that stands alone has any. */
export const flagdFlagOf = (value: Extract<Value, { kind: 'flagd' }>, flag: string): FlagdFlag | undefined =>
  value.view.flags.find(({ key }) => key === flag || (key === null && value.view.shape === 'flag'));

/** What a toggle serves to whom, with the places where it says so: its rules, and everybody else. */
export const servesOf = ({ rules, defaultServe }: Toggle, path: Path): readonly { readonly path: Path; readonly serve: ToggleServe; readonly rule: number | null }[] => [
  ...rules.map(({ serve }, index) => ({ path: [...path, 'rules', index, 'serve'], serve, rule: index })),
  { path: [...path, 'defaultServe'], serve: defaultServe, rule: null },
];

/** Splits of a flag by where they stand in it. */
export function splitsOf(value: Value, flag: string): Map<string, Split> {
  const splits = new Map<string, Split>();
  if (value.kind === 'flagd') {
    for (const { serve } of flagdFlagOf(value, flag)?.rules ?? []) {
      const split = serve.kind === 'split' ? fractional(serve) : undefined;
      if (split !== undefined) splits.set(JSON.stringify(split.path), split);
    }
  }
  if (value.kind === 'featureprobe') {
    const found = toggleNamed(value.view, flag);
    for (const { path, serve } of found === undefined ? [] : servesOf(found.toggle, found.path)) {
      const split = distribution(path, serve, found?.toggle.key ?? flag);
      if (split !== undefined) splits.set(JSON.stringify(path), split);
    }
  }
  return splits;
}

/** flagd's split; none where a share is computed, or is no whole number. */
export function fractional({ buckets, bucketBy, path }: Extract<Serve, { kind: 'split' }>): Split | undefined {
  const ranges: Range[] = [];
  const order: string[] = [];
  for (const { variant, weight } of buckets) {
    if (variant === null || weight === null || !Number.isInteger(weight) || weight < 0) return undefined;
    order.push(variant);
    if (weight > 0) ranges.push({ variant, units: weight });
  }
  const written = (split: readonly Range[]): unknown => {
    const shares = inPlaces(order, split).map(({ variant, units }) => [variant, units]);
    return bucketBy === undefined ? shares : [bucketBy, ...shares];
  };
  return { path, hashed: bucketBy ?? null, ranges, finer: true, written };
}

/** The ranges with a place of nothing for whoever has none, where that leaves the shares in the order in which they stand. */
export function inPlaces(order: readonly string[], ranges: readonly Range[]): readonly Range[] {
  const units = new Map(ranges.map((range) => [range.variant, range.units]));
  const kept = order.filter((variant) => units.has(variant));
  const same = new Set(order).size === order.length && kept.length === ranges.length && kept.every((variant, at) => ranges[at]?.variant === variant);
  return same ? order.map((variant) => ({ variant, units: units.get(variant) ?? 0 })) : ranges;
}

/** FeatureProbe's split; none where ranges overlap or leave buckets out, so that order or gaps say something. */
export function distribution(at: Path, { select, split }: ToggleServe, key: string): Split | undefined {
  if (select !== undefined || split === undefined) return undefined;
  const all = split.distribution.flatMap((ranges, index) => ranges.map(([from, to]) => ({ variant: String(index), from, to })));
  const sorted = all.filter(({ from, to }) => from < to).toSorted((a, b) => a.from - b.from);
  let end = 0;
  const ranges: Range[] = [];
  for (const { variant, from, to } of sorted) {
    if (from !== end || !Number.isInteger(to)) return undefined;
    ranges.push({ variant, units: to - from });
    end = to;
  }
  if (end !== BUCKETS) return undefined;
  const written = (changed: readonly Range[]): unknown => distributionOf(changed, split.distribution.length);
  return { path: [...at, 'split', 'distribution'], hashed: [split.bucketBy ?? null, split.salt || key], ranges, finer: false, written };
}

/** Ranges as FeatureProbe writes them: a list of buckets for each variation, `count` of them or more. */
export function distributionOf(ranges: readonly Range[], count: number): BucketRange[][] {
  const lists = Array.from({ length: Math.max(count, ...ranges.map(({ variant }) => Number(variant) + 1)) }, (): BucketRange[] => []);
  let from = 0;
  for (const { variant, units } of ranges) lists[Number(variant)]?.push([from, (from += units)]);
  return lists;
}
