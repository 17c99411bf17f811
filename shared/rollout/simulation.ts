/**
 * Users evaluated on several sides: the live document and a draft, two revisions, two profiles, the steps of a ramp. What each user is served
 * stands in columns, a number a user and side, over memory that threads share; everything told of a simulation is counted from them.
 */
import { reasons, type Engine, type Reason } from './engine';
import type { Noticing } from './noticing';
import type { Population } from './population/user';

/** What stands in a column of served indexes instead of an index of the side's variants. */
export const SERVED = {
  /** The default in the app's code. */
  appDefault: -1,
  /** The evaluation did not end in time. */
  timedOut: -2,
  /** Not evaluated yet. */
  pending: -3,
} as const;

/** What users are served on one side. */
export interface SideColumns {
  /** Index of a variant, or one of {@link SERVED}. */
  readonly served: Int16Array;
  /** Why, as {@link reasonOf} reads it. */
  readonly why: Uint16Array;
}

/** An engine and the flag that it is asked for. */
export interface Side {
  readonly engine: Engine;
  readonly flag: string;
}

/** Names of the attributes that any of some sides may look at; undefined where one may look at all. */
export function attributesReadBy(sides: readonly Side[]): ReadonlySet<string> | undefined {
  const lists = sides.map(({ engine, flag }) => engine.reads(flag));
  return lists.includes(null) ? undefined : new Set(lists.flatMap((names) => names ?? []));
}

/** A part of a population, from one index up to another, which is not in it. */
export interface Part {
  readonly from: number;
  readonly to: number;
}

/** Rules that a number of why has room for; those above share the last. */
const MOST_RULES = 8190;

/** Why a user is served something: the reason, and FeatureProbe's rule, from 0, where one was hit. */
export interface Why {
  readonly reason: Reason;
  readonly rule: number | null;
}

const whyNumber = (reason: Reason, rule: number | null): number => reasons.indexOf(reason) | ((rule === null ? 0 : Math.min(rule, MOST_RULES) + 1) << 3);

/** Reads a number of a column of why. */
export function reasonOf(why: number): Why {
  return { reason: reasons[why & 7] as Reason, rule: why >>> 3 === 0 ? null : (why >>> 3) - 1 };
}

/** Columns for so many users, all pending, in memory that threads share. */
export function pendingColumns(users: number): SideColumns {
  const served = new Int16Array(new SharedArrayBuffer(users * 2)).fill(SERVED.pending);
  return { served, why: new Uint16Array(new SharedArrayBuffer(users * 2)) };
}

/**
 * Evaluates a part of a population on every side, at a time in seconds since 1970. `begun` is told each user before it is evaluated; what it
 * answers false to is the end. Gives the index after the last user that was evaluated.
 */
export function evaluatePart(
  population: Population,
  sides: readonly (Side & { readonly columns: SideColumns; readonly clock: number; readonly noticing?: Noticing })[],
  { from, to }: Part,
  begun: (index: number) => boolean,
): number {
  for (let index = from; index < to; index++) {
    if (!begun(index)) return index;
    const user = population.at(index);
    for (const { engine, flag, columns, clock, noticing } of sides) {
      const { index: served, reason, rule, problems } = engine.evaluate(flag, user, clock);
      columns.served[index] = served;
      columns.why[index] = whyNumber(reason, rule);
      noticing?.see(user, problems);
    }
  }
  return to;
}

/** Something that users may be served. */
export interface Outcome {
  /** As its document calls it; null where it has no names of its own but numbers. */
  readonly name: string | null;
  readonly value: unknown;
}

/** What users may be served on any of some sides, and which of these each side's indexes are. */
export interface Outcomes {
  /** In the order they first appear. The default in the app's code and what did not end in time are the two places after them. */
  readonly list: readonly Outcome[];
  /** For each side the place in `list` of each of its variants. */
  readonly places: readonly (readonly number[])[];
}

/** Places of a matrix over outcomes: those of the list and two more. */
export const widthOf = ({ list }: Outcomes): number => list.length + 2;

/**
 * Variants of several engines as one list. Those of one name and value are one outcome: a variant whose value is another now is seen as another.
 * FeatureProbe numbers its variations, and a number is no name: there the value alone says what it is.
 */
export function outcomesOf(sides: readonly Side[]): Outcomes {
  const list: Outcome[] = [];
  const placeOf = new Map<string, number>();
  const places = sides.map(({ engine, flag }) =>
    engine.variants(flag).map(({ name, value }) => {
      const outcome = { name: engine.profile.name.startsWith('flagd') ? name : null, value };
      const text = JSON.stringify([outcome.name, value]);
      let place = placeOf.get(text);
      if (place === undefined) placeOf.set(text, (place = list.push(outcome) - 1));
      return place;
    }),
  );
  return { list, places };
}

/** The place in a matrix of what a column says; -1 for what is pending. */
export function placeIn(outcomes: Outcomes, side: number, served: number): number {
  if (served >= 0) return outcomes.places[side]?.[served] ?? -1;
  if (served === SERVED.pending) return -1;
  return outcomes.list.length + (served === SERVED.timedOut ? 1 : 0);
}

/** How many users go from each outcome on one side to each on another: a square matrix in rows of `from`, of users evaluated on both. */
export function transitions(columns: readonly SideColumns[], outcomes: Outcomes, [a, b]: readonly [number, number], { from, to }: Part): Uint32Array {
  const width = widthOf(outcomes);
  const counts = new Uint32Array(width * width);
  const [before, after] = [columns[a]?.served, columns[b]?.served];
  if (before === undefined || after === undefined) return counts;
  for (let index = from; index < to; index++) {
    const row = placeIn(outcomes, a, before[index] ?? SERVED.pending);
    const column = placeIn(outcomes, b, after[index] ?? SERVED.pending);
    if (row >= 0 && column >= 0) counts[row * width + column] = (counts[row * width + column] as number) + 1;
  }
  return counts;
}

/** The users of a matrix who are served something else than before. */
export function movedIn(counts: Uint32Array, width: number): number {
  let moved = 0;
  for (let row = 0; row < width; row++) for (let column = 0; column < width; column++) if (row !== column) moved += counts[row * width + column] as number;
  return moved;
}

/** The fewest users that must move for the sums of a matrix's rows to become those of its columns. */
export function fewestIn(counts: Uint32Array, width: number): number {
  let fewest = 0;
  for (let place = 0; place < width; place++) {
    let [before, after] = [0, 0];
    for (let other = 0; other < width; other++) {
      before += counts[place * width + other] as number;
      after += counts[other * width + place] as number;
    }
    fewest += Math.max(0, before - after);
  }
  return fewest;
}

/** Users who go from one outcome to another (places in a matrix), in their order from an index on; and where to go on, null at the end. */
export function usersOf(
  columns: readonly SideColumns[],
  outcomes: Outcomes,
  [a, b]: readonly [number, number],
  cell: { readonly from: number; readonly to: number },
  page: { readonly start: number; readonly limit: number },
): { readonly indexes: number[]; readonly next: number | null } {
  const indexes: number[] = [];
  const [before, after] = [columns[a]?.served, columns[b]?.served];
  if (before === undefined || after === undefined) return { indexes, next: null };
  for (let index = page.start; index < before.length; index++) {
    if (placeIn(outcomes, a, before[index] as number) !== cell.from || placeIn(outcomes, b, after[index] ?? SERVED.pending) !== cell.to) continue;
    if (indexes.length === page.limit) return { indexes, next: index };
    indexes.push(index);
  }
  return { indexes, next: null };
}

/** Why users of a cell moved: pairs of reasons with counts, the most frequent first. */
export function reasonsOf(
  columns: readonly SideColumns[],
  outcomes: Outcomes,
  [a, b]: readonly [number, number],
  cell: { readonly from: number; readonly to: number },
): { readonly before: Why; readonly after: Why; readonly count: number }[] {
  const counts = new Map<number, number>();
  const [before, after] = [columns[a], columns[b]];
  if (before === undefined || after === undefined) return [];
  for (let index = 0; index < before.served.length; index++) {
    if (placeIn(outcomes, a, before.served[index] as number) !== cell.from || placeIn(outcomes, b, after.served[index] ?? SERVED.pending) !== cell.to) continue;
    const pair = (before.why[index] as number) * 0x1_00_00 + (after.why[index] as number);
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return [...counts].toSorted(([, x], [, y]) => y - x).map(([pair, count]) => ({ before: reasonOf(Math.floor(pair / 0x1_00_00)), after: reasonOf(pair % 0x1_00_00), count }));
}
