/** A draft's splits rewritten so that as few users as possible move from those of the live document, without a share being another. */
import { BUCKETS } from '../flags/featureprobe/checks';
import type { BucketRange, ToggleServe } from '../flags/featureprobe/view';
import type { Serve } from '../flags/flagd/targeting';
import type { Path } from '../flags/problem';
import { edit, type Change } from '../flags/syntax/change';
import { isSame } from '../flags/syntax/node';
import type { Value } from '../flags/value';
import { commonUnits, fewestMoved, fewestMovesOrder, fewestMovesSplit, greatestCommonDivisor, movedUnits, refined, sharesOf, type Range } from './churn';
import { MAX_TOTAL_WEIGHT } from './split';

/** A split that can be rewritten, and what that spares. */
export interface Rewrite {
  /** Of the split in the draft. */
  readonly path: Path;
  /** Shares of all users of the split, 0 to 1, who move: with the draft as it is, and rewritten. */
  readonly moved: number;
  readonly rewritten: number;
  /** Whether a variant gets several ranges. */
  readonly several: boolean;
}

/** The draft's text with its splits rewritten; `rewrites` is empty where nothing can be gained. */
export interface Rewritten {
  readonly text: string;
  readonly rewrites: readonly Rewrite[];
}

/**
 * Rewrites the splits of one flag of a draft. Splits that stand at the same place in both documents and hash the same are compared, and all
 * are written as one edit of the draft.
 */
export function fewestMoves(live: Value, draft: Value, flag: string): Rewritten {
  const asIs = { text: draft.text ?? '', rewrites: [] };
  if (!('structure' in draft)) return asIs;
  const before = splitsOf(live, flag);
  const found = [...splitsOf(draft, flag)].flatMap(([place, split]) => {
    const old = before.get(place);
    const better = old === undefined || !isSame(old.hashed, split.hashed) ? undefined : rewrite(old, split);
    if (better === undefined) return [];
    const { path } = split;
    const change: Change = { kind: 'set', path, value: split.written(better.split) };
    return [{ change, rewrite: { path, moved: better.moved, rewritten: better.rewritten, several: better.several } satisfies Rewrite }];
  });
  const written = (all: typeof found): Rewritten | undefined => {
    const edited = edit(draft.structure, all.map(({ change }) => change));
    return edited.ok ? { text: edited.text, rewrites: all.map((each) => each.rewrite) } : undefined;
  };
  if (found.length === 0) return asIs;
  // where one of them cannot be written, an alias of YAML it may be, the others are
  return written(found) ?? written(found.filter((each) => written([each]) !== undefined)) ?? asIs;
}

/** A split as ranges over a line of units. */
interface Split {
  readonly path: Path;
  /** What is hashed, and with what salt. */
  readonly hashed: unknown;
  readonly ranges: readonly Range[];
  /** Whether a line of more units may be written. */
  readonly finer: boolean;
  readonly written: (ranges: readonly Range[]) => unknown;
}

const unitsOf = (ranges: readonly Range[]): number => ranges.reduce((sum, { units }) => sum + units, 0);

function rewrite(old: Split, split: Split): { split: Range[]; moved: number; rewritten: number; several: boolean } | undefined {
  const [a, b] = [unitsOf(old.ranges), unitsOf(split.ranges)];
  if (a === 0 || b === 0) return undefined;
  const common = commonUnits(a, b);
  if (common > MAX_TOTAL_WEIGHT || (!split.finer && common !== b)) return undefined;
  const from = refined(old.ranges, common / a);
  const to = refined(split.ranges, common / b);
  const shares = sharesOf(to);
  const moved = movedUnits(from, to);
  const fewest = fewestMoved(from, shares);
  if (moved <= fewest) return undefined;
  const ordered = fewestMovesOrder(from, shares);
  const several = movedUnits(from, ordered) > fewest;
  const best = several ? fewestMovesSplit(from, shares) : ordered;
  // in the draft's own units where they will do
  const divisor = best.every(({ units }) => units % (common / b) === 0) ? common / b : best.reduce((divides, { units }) => greatestCommonDivisor(divides, units), 0);
  return { split: best.map(({ variant, units }) => ({ variant, units: units / divisor })), moved: moved / common, rewritten: fewest / common, several };
}

/** Splits of a flag by where they stand in it. */
function splitsOf(value: Value, flag: string): Map<string, Split> {
  const splits = new Map<string, Split>();
  if (value.kind === 'flagd') {
    const found = value.view.flags.find(({ key }) => key === flag || (key === null && value.view.shape === 'flag'));
    for (const { serve } of found?.rules ?? []) {
      const split = serve.kind === 'split' ? fractional(serve) : undefined;
      if (split !== undefined) splits.set(JSON.stringify(split.path), split);
    }
  }
  if (value.kind === 'featureprobe') {
    const found = value.view.toggles.find(({ toggle }) => toggle.key === flag);
    if (found === undefined) return splits;
    const { toggle, path } = found;
    const serves: readonly (readonly [Path, ToggleServe])[] = [
      ...toggle.rules.map(({ serve }, index) => [[...path, 'rules', index, 'serve'], serve] as const),
      [[...path, 'defaultServe'], toggle.defaultServe],
    ];
    for (const [at, serve] of serves) {
      const split = distribution(at, serve, toggle.key);
      if (split !== undefined) splits.set(JSON.stringify(at), split);
    }
  }
  return splits;
}

/** flagd's split; none where a share is computed, or a variant's name would be mistaken for a boolean. */
function fractional({ buckets, bucketBy, path }: Extract<Serve, { kind: 'split' }>): Split | undefined {
  const ranges: Range[] = [];
  for (const { variant, weight } of buckets) {
    if (variant === null || weight === null || !Number.isInteger(weight) || weight < 0) return undefined;
    if (weight > 0) ranges.push({ variant, units: weight });
  }
  const written = (split: readonly Range[]): unknown => {
    const shares = split.map(({ variant, units }) => [variant, units]);
    return bucketBy === undefined ? shares : [bucketBy, ...shares];
  };
  return { path, hashed: bucketBy ?? null, ranges, finer: true, written };
}

/** FeatureProbe's split; none where ranges overlap or leave buckets out, so that order or gaps say something. */
function distribution(at: Path, { split }: ToggleServe, key: string): Split | undefined {
  if (split === undefined) return undefined;
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
  const written = (changed: readonly Range[]): unknown => {
    const lists = split.distribution.map((): BucketRange[] => []);
    let from = 0;
    for (const { variant, units } of changed) lists[Number(variant)]?.push([from, (from += units)]);
    return lists;
  };
  return { path: [...at, 'split', 'distribution'], hashed: [split.bucketBy ?? null, split.salt || key], ranges, finer: false, written };
}
