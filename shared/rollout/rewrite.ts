/** A draft's splits rewritten so that as few users as possible move from those of the live document, without a share being another. */
import type { Path } from '../flags/problem';
import { edit, type Change } from '../flags/syntax/change';
import { isSame } from '../flags/syntax/node';
import type { Value } from '../flags/value';
import { commonUnits, fewestMoved, greatestCommonDivisor, leastChurn, movedUnits, refined, sharesOf, type Range } from './churn';
import { MAX_TOTAL_WEIGHT } from './split';
import { splitsOf, unitsOf, type Split } from './splits';

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
  const { ranges: best, several } = leastChurn(from, shares);
  // in the draft's own units where they will do
  const divisor = best.every(({ units }) => units % (common / b) === 0) ? common / b : best.reduce((divides, { units }) => greatestCommonDivisor(divides, units), 0);
  return { split: best.map(({ variant, units }) => ({ variant, units: units / divisor })), moved: moved / common, rewritten: fewest / common, several };
}
