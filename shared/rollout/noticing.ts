/** What is noticed while users are evaluated on one side: attributes that they have or have not, values that rules cannot compare, and what engines say of users. */
import type { Problem, ProblemCode } from '../flags/problem';
import type { AttributeUse } from './attribute-use';
import type { Attribute, User } from './population/user';

/** Users that are named of those counted. */
const EXAMPLES = 3;
/** Most problems told apart: a rule may name as many variants that do not exist as there are users. */
const MOST_PROBLEMS = 50;

/** Not told of users: a prerequisite may not be met, FeatureProbe takes numbers as texts, and that there is no flag is said of the document. */
const ordinary: ReadonlySet<ProblemCode> = new Set<ProblemCode>(['prerequisite-unmet', 'attribute-not-text', 'flag-absent']);

/** What was found out about users of a part of a population. */
export interface Noticed {
  /** Users that were looked at. */
  readonly users: number;
  /** For each of the flag's uses of attributes, in their order. */
  readonly uses: readonly UseCount[];
  readonly problems: readonly { readonly problem: Problem; readonly count: number; readonly examples: readonly string[] }[];
}

export interface UseCount {
  /** Users who have the attribute, and those of them whose value does not fit. */
  readonly present: number;
  readonly unfit: number;
  readonly examples: readonly { readonly key: string; readonly value: Attribute }[];
}

/** A use of an attribute, as it is counted. */
interface Watched {
  readonly use: AttributeUse;
  present: number;
  unfit: number;
  readonly examples: { key: string; value: Attribute }[];
}

/** Counts for one side and one part. */
export class Noticing {
  readonly #watched: readonly Watched[];
  readonly #problems = new Map<string, { problem: Problem; count: number; examples: string[] }>();
  #users = 0;

  constructor(uses: readonly AttributeUse[]) {
    this.#watched = uses.map((use) => ({ use, present: 0, unfit: 0, examples: [] }));
  }

  /** Takes a user, with the problems of its answer. */
  see(user: User, problems: readonly Problem[]): void {
    this.#users++;
    for (const watched of this.#watched) {
      const value = watched.use.read(user.attributes);
      if (value === undefined || value === null) continue;
      watched.present++;
      if (watched.use.fits(value)) continue;
      watched.unfit++;
      if (watched.examples.length < EXAMPLES) watched.examples.push({ key: user.key, value: value as Attribute });
    }
    // most answers have none
    if (problems.length > 0) for (const problem of problems) if (!ordinary.has(problem.code)) this.#note(problem, user.key);
  }

  get found(): Noticed {
    return { users: this.#users, uses: this.#watched.map(({ present, unfit, examples }) => ({ present, unfit, examples })), problems: [...this.#problems.values()] };
  }

  #note(problem: Problem, key: string): void {
    const id = idOf(problem);
    const known = this.#problems.get(id);
    if (known === undefined && this.#problems.size >= MOST_PROBLEMS) return;
    const { count, examples } = known ?? { count: 0, examples: [] };
    this.#problems.set(id, { problem, count: count + 1, examples: examples.length < EXAMPLES ? [...examples, key] : examples });
  }
}

/** What was noticed in two parts, as of both; `a` is undefined where there was no part before. */
export function joined(a: Noticed | undefined, b: Noticed): Noticed {
  if (a === undefined) return b;
  const problems = new Map(a.problems.map((each) => [idOf(each.problem), each]));
  for (const { problem, count, examples } of b.problems) {
    const known = problems.get(idOf(problem));
    if (known === undefined && problems.size >= MOST_PROBLEMS) continue;
    problems.set(idOf(problem), { problem, count: count + (known?.count ?? 0), examples: [...(known?.examples ?? []), ...examples].slice(0, EXAMPLES) });
  }
  const uses = a.uses.map((use, index): UseCount => {
    const other = b.uses[index];
    if (other === undefined) return use;
    return { present: use.present + other.present, unfit: use.unfit + other.unfit, examples: [...use.examples, ...other.examples].slice(0, EXAMPLES) };
  });
  return { users: a.users + b.users, uses, problems: [...problems.values()] };
}

const ids = new WeakMap<Problem, string>();

/** Engines make a problem once and say it of many users. */
function idOf(problem: Problem): string {
  const known = ids.get(problem);
  if (known !== undefined) return known;
  // each user may have a bucket of its own: one of them stands for all
  const id = JSON.stringify([problem.code, problem.path, problem.code === 'bucket-unserved' || problem.params]);
  ids.set(problem, id);
  return id;
}
