/**
 * Users who land where somebody wants them: one after another is tried on the engine that decides, so that whoever is found lands
 * there. Nothing is worked out backwards from hashes: a rule may ask for anything.
 */
import type { BucketStep, Engine, Evaluation, Explanation, Step } from '../engine';
import type { Population, User } from '../population/user';
import { outcomesOf, type Outcome, type Why } from '../simulation';
import { Boundaries, type Near } from './boundaries';

/** Most users that are tried: for a boundary each is explained, which takes longer. */
export const MOST_TRIED = { evaluated: 1_000_000, explained: 200_000 } as const;
/** Tried between two looks at the time. */
const LOOK_EVERY = 256;
/** Explained to say what none of them has. */
const SAMPLE = 200;
/** Most attributes that are named. */
const MOST_MISSING = 10;

/** Where users are to land. */
export type Target =
  /** What they are served, by the name that the engine gives it; null for the default in the app's code. */
  | { readonly kind: 'variant'; readonly name: string | null }
  /** The rule that decides, as engines count; null for none. */
  | { readonly kind: 'rule'; readonly rule: number | null }
  /** On both sides of where one share of a split ends and the next begins. */
  | { readonly kind: 'boundary' };

/** A user who was found. */
export interface FoundUser extends User {
  /** Null for the default in the app's code. */
  readonly outcome: Outcome | null;
  readonly why: Why;
  /** The last split on the way to the answer, or that of the boundary; null for none. */
  readonly bucket: BucketStep | null;
  /** Which boundary it is near, and how many buckets lie between; null where none was looked for. */
  readonly near: Near['near'] | null;
}

/** What was found. */
export interface Found {
  /** In the order they were tried; by boundaries the nearest first, on both sides. */
  readonly users: readonly FoundUser[];
  readonly tried: number;
  /** Whether these are all that there are. */
  readonly triedAll: boolean;
  /** How many were wanted. */
  readonly wanted: number;
  /** Boundaries that there are, of which those with users stand here. */
  readonly boundaries: number;
  /** Where nobody was found: attributes that the rules look at, and that none of the users has. */
  readonly missing: readonly string[];
}

/** Who is asked for what. */
export interface Search {
  readonly engine: Engine;
  readonly flag: string;
  /** Seconds since 1970. */
  readonly clock: number;
  readonly target: Target;
  readonly users: Population;
  /** How many are wanted. */
  readonly count: number;
}

/** Tries users until enough are found, all are tried, or `goOn` says false. */
export function find(search: Search, goOn: () => boolean): Found {
  const { users, tried, boundaries } = search.target.kind === 'boundary' ? nearBoundaries(search, goOn) : landing(search, search.target, goOn);
  return { users, tried, triedAll: tried >= search.users.size, wanted: search.count, boundaries, missing: users.length === 0 ? missingIn(search, tried) : [] };
}

/** Who is found where. */
type Hits = Pick<Found, 'users' | 'tried' | 'boundaries'>;

function landing(search: Search, target: Exclude<Target, { kind: 'boundary' }>, goOn: () => boolean): Hits {
  const { engine, flag, clock, users, count } = search;
  const variants = engine.variants(flag);
  const lands = ({ index, rule }: Evaluation): boolean => (target.kind === 'rule' ? rule === target.rule : (variants[index]?.name ?? null) === target.name);
  const found: FoundUser[] = [];
  const outcomeOf = outcomes(search);
  const most = Math.min(users.size, MOST_TRIED.evaluated);
  let tried = 0;
  for (; tried < most && found.length < count; tried++) {
    if (tried % LOOK_EVERY === 0 && !goOn()) break;
    const user = users.at(tried);
    if (!lands(engine.evaluate(flag, user, clock))) continue;
    const explained = engine.explain(flag, user, clock);
    found.push({ ...user, outcome: outcomeOf(explained), why: whyOf(explained), bucket: splitsIn(explained.steps).at(-1)?.bucket ?? null, near: null });
  }
  return { users: found, tried, boundaries: 0 };
}

function nearBoundaries(search: Search, goOn: () => boolean): Hits {
  const { engine, flag, clock, users, count } = search;
  const boundaries = new Boundaries(engine.profile.name === 'flagd-v1');
  const outcomeOf = outcomes(search);
  const most = Math.min(users.size, MOST_TRIED.explained);
  let tried = 0;
  for (; tried < most; tried++) {
    if (tried % LOOK_EVERY === 0 && (!goOn() || boundaries.isDone(tried, count))) break;
    for (const { bucket, place } of splitsIn(engine.explain(flag, users.at(tried), clock).steps)) boundaries.add(tried, bucket, place);
  }
  const found = boundaries.nearest(count).map(({ user, bucket, near }): FoundUser => {
    const explained = engine.explain(flag, users.at(user), clock);
    const split = splitsIn(explained.steps).find((step) => step.place?.offset === near.place?.offset && step.bucket.bucket === bucket);
    return { ...users.at(user), outcome: outcomeOf(explained), why: whyOf(explained), bucket: split?.bucket ?? null, near };
  });
  return { users: found, tried, boundaries: boundaries.count };
}

/** What an explanation says is served, by name and value. */
function outcomes({ engine, flag }: Search): (of: Evaluation) => Outcome | null {
  const { list, places } = outcomesOf([{ engine, flag }]);
  return ({ index }) => list[places[0]?.[index] ?? -1] ?? null;
}

const whyOf = ({ reason, rule }: Evaluation): Why => ({ reason, rule });

type SplitStep = Step & { readonly bucket: BucketStep };

/** The flag's own splits on the way to an answer; those of toggles that it requires are other flags'. */
function splitsIn(steps: Explanation['steps']): readonly SplitStep[] {
  return steps.flatMap((step) => (step.kind === 'prerequisite' ? [] : [...(step.bucket === null ? [] : [step as SplitStep]), ...splitsIn(step.steps)]));
}

function missingIn({ engine, flag, clock, users }: Search, tried: number): readonly string[] {
  const has = new Map<string, boolean>();
  const read = (steps: readonly Step[]): void => {
    for (const { reads, steps: inner } of steps) {
      for (const { name, value } of reads) if (name !== '') has.set(name, (has.get(name) ?? false) || value !== undefined);
      read(inner);
    }
  };
  for (let index = 0; index < Math.min(tried, SAMPLE); index++) read(engine.explain(flag, users.at(index), clock).steps);
  return [...has].flatMap(([name, known]) => (known ? [] : [name])).slice(0, MOST_MISSING);
}
