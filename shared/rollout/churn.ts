/**
 * Shares changed so that as few users as possible move. A split cuts the line of buckets into ranges, each of one variant; users stand on
 * that line where their hash puts them. Whoever stands in a range that keeps its variant stays.
 */

/** A part of the line of buckets, in whole units, and who gets it. Ranges of a split follow one another from 0 without a gap. */
export interface Range {
  readonly variant: string;
  /** Above 0. */
  readonly units: number;
}

/** How many units each variant is to have. They sum to the units of the line. */
export type Shares = ReadonlyMap<string, number>;

/** How many units change their variant from one split to another over the same line. */
export function movedUnits(from: readonly Range[], to: readonly Range[]): number {
  let moved = 0;
  for (const { units, before, after } of overlaps(from, to)) if (before !== after) moved += units;
  return moved;
}

/** The fewest units that any split with these shares moves: what variants lose is what must go elsewhere. */
export function fewestMoved(from: readonly Range[], shares: Shares): number {
  let moved = 0;
  for (const [variant, units] of sharesOf(from)) moved += Math.max(0, units - (shares.get(variant) ?? 0));
  return moved;
}

/**
 * A split with these shares that moves the fewest units there are. A variant that shrinks keeps its ranges from the start of the line; what it
 * lets go is given to its neighbours where they grow, so that their ranges stay whole, else to whoever grows, in the order of `shares`. A
 * variant may have several ranges. Throws a RangeError where the shares are not those of the whole line.
 */
export function fewestMovesSplit(from: readonly Range[], shares: Shares): Range[] {
  const left = new Map(shares);
  const wanted = growth(from, shares);
  const split: Range[] = [];
  const take = (variant: string | undefined, most: number): number => {
    const wants = variant === undefined ? 0 : (wanted.get(variant) ?? 0);
    const units = Math.min(wants, most);
    if (variant === undefined || units === 0) return 0;
    wanted.set(variant, wants - units);
    append(split, variant, units);
    return units;
  };
  for (const [at, { variant, units }] of from.entries()) {
    const kept = Math.min(units, left.get(variant) ?? 0);
    left.set(variant, (left.get(variant) ?? 0) - kept);
    let free = units - kept;
    free -= take(split.at(-1)?.variant, free);
    append(split, variant, kept);
    const next = from[at + 1]?.variant;
    const forNext = Math.min(free, next === undefined ? 0 : (wanted.get(next) ?? 0));
    for (const other of wanted.keys()) if (other !== next && free > forNext) free -= take(other, free - forNext);
    free -= take(next, free);
    if (free > 0) throw new RangeError('the shares do not sum to the units of the line');
  }
  return split;
}

/**
 * The order of the variants, one range each, that moves the fewest units: for documents that are to keep one range a variant. All orders are
 * tried up to `MOST_ORDERED` variants; with more, the order of the old split is kept. Not always as few as {@link fewestMovesSplit}.
 */
export function fewestMovesOrder(from: readonly Range[], shares: Shares): Range[] {
  const present = [...shares].filter(([, units]) => units > 0);
  const placeOf = (variant: string): number => {
    const at = from.findIndex((range) => range.variant === variant);
    return at < 0 ? from.length : at;
  };
  const kept = present.toSorted(([a], [b]) => placeOf(a) - placeOf(b)).map(([variant, units]): Range => ({ variant, units }));
  if (present.length > MOST_ORDERED) return kept;
  let best = kept;
  let fewest = movedUnits(from, kept);
  for (const order of orders(kept)) {
    const moved = movedUnits(from, order);
    if (moved < fewest) [best, fewest] = [order, moved];
  }
  return best;
}

/** 120 orders are tried: a document may have many splits, and each variant more is as many times as much. */
const MOST_ORDERED = 5;

/** A split with these shares that moves the fewest units there are: one range a variant where an order reaches that, else several. */
export function leastChurn(from: readonly Range[], shares: Shares): { readonly ranges: Range[]; readonly several: boolean } {
  const ordered = fewestMovesOrder(from, shares);
  const several = movedUnits(from, ordered) > fewestMoved(from, shares);
  return { ranges: several ? fewestMovesSplit(from, shares) : ordered, several };
}

/** Units of each variant, in the order of their first range. */
export function sharesOf(split: readonly Range[]): Map<string, number> {
  const shares = new Map<string, number>();
  for (const { variant, units } of split) shares.set(variant, (shares.get(variant) ?? 0) + units);
  return shares;
}

/** The line in finer units: both splits, which may count in different ones, in the units of their least common multiple. */
export const commonUnits = (a: number, b: number): number => (a / greatestCommonDivisor(a, b)) * b;

/** Of two whole numbers, 0 or more, not both 0. */
export function greatestCommonDivisor(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

/** The same split over a line of `times` as many units. */
export const refined = (split: readonly Range[], times: number): Range[] => split.map(({ variant, units }) => ({ variant, units: units * times }));

/** How many more units each variant is to have that grows. */
function growth(from: readonly Range[], shares: Shares): Map<string, number> {
  const before = sharesOf(from);
  return new Map([...shares].map(([variant, units]): [string, number] => [variant, units - (before.get(variant) ?? 0)]).filter(([, more]) => more > 0));
}

function append(split: Range[], variant: string, units: number): void {
  if (units === 0) return;
  const last = split.at(-1);
  if (last?.variant === variant) split[split.length - 1] = { variant, units: last.units + units };
  else split.push({ variant, units });
}

function* overlaps(from: readonly Range[], to: readonly Range[]): Generator<{ readonly units: number; readonly before: string; readonly after: string }> {
  let [a, b, ofA, ofB] = [0, 0, from[0]?.units ?? 0, to[0]?.units ?? 0];
  for (;;) {
    const [before, after] = [from[a], to[b]];
    if (before === undefined || after === undefined) return;
    const units = Math.min(ofA, ofB);
    if (units > 0) yield { units, before: before.variant, after: after.variant };
    ofA -= units;
    ofB -= units;
    if (ofA === 0) ofA = from[++a]?.units ?? 0;
    if (ofB === 0) ofB = to[++b]?.units ?? 0;
  }
}

function* orders<T>(items: readonly T[]): Generator<T[]> {
  if (items.length <= 1) return yield [...items];
  for (const [at, item] of items.entries()) for (const rest of orders(items.toSpliced(at, 1))) yield [item, ...rest];
}
