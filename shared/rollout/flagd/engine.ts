/** flagd documents as engines: flags are flagd-core's, places and problems are ours. */
import type { Path, Problem } from '../../flags/problem';
import { flagsIn, type FlagdView } from '../../flags/flagd/view';
import { isObject, plain, type Structure } from '../../flags/syntax/node';
import type { Context, Engine, Evaluation, Profile } from '../engine';
import { failed, noFlag } from '../nothing';
import { problemsAt } from '../reading';
import { MAX_TOTAL_WEIGHT } from '../split';
import { compile, isTaken, splitsIn, type Compiled } from './compile';
import { contextFor, PASS_LIMIT, propertiesAt, SIZE_LIMIT, type FlagdProperties, type Notice, type Splitting } from './core';
import { explainRule } from './explain';
import { attributesRead } from './reads';
import { sharedRules } from './references';
import { usesIn } from './uses';

/** Makes the engine of a document, and its flags when they are asked for: there may be thousands. `name` is the key of a flag that stands alone. */
export function flagdEngine(structure: Structure, view: FlagdView, profile: Profile, name: string): Engine {
  const data = plain(structure.root);
  const root = isObject(data) ? data : {};
  const splitting: Splitting = { version: profile.name === 'flagd-v1' ? 'v1' : 'v2', hash: profile.hash ?? 'js' };
  const problemAt = problemsAt(structure);
  const found = view.shape === 'document' ? flagsIn(root) : [{ key: name, path: [], flag: data }];
  const shared = sharedRules(view.shape === 'document' && isObject(root['$evaluators']) ? root['$evaluators'] : {});
  // flagd-core takes a document whole or not at all
  const refused: Problem[] = [];
  const places = new Map<string, Unmade>();
  for (const { key, path, flag } of found) {
    if (key === null) continue;
    const compiled = isTaken(flag) ? undefined : compile(key, path, flag, { shared, splitting, problemAt });
    if (compiled?.kind === 'refused') refused.push(...compiled.problems);
    else places.set(key, { path, flag });
  }
  const refusals = refused.filter(({ code }) => code === 'document-refused');
  const made = new Map<string, Made>();
  const make = (key: string): Made | undefined => {
    const known = made.get(key);
    const place = known === undefined ? places.get(key) : undefined;
    if (place === undefined) return known;
    const compiled = compile(key, place.path, place.flag, { shared, splitting, problemAt });
    const flag = { problems: compiled.problems, answers: compiled.kind === 'flag' ? new Evaluate(compiled.flag, compiled.problems) : failed(compiled.problems) };
    made.set(key, flag);
    return flag;
  };
  const answer = (key: string): Evaluate | Evaluation => (refusals.length > 0 ? failed(refusals) : (make(key)?.answers ?? noFlag(key)));
  const flagOf = (key: string): Compiled | undefined => {
    const answers = make(key)?.answers;
    return answers instanceof Evaluate ? answers.flag : undefined;
  };
  const paths = new Map(found.map(({ key, path }) => [key, path]));
  return {
    profile,
    flags: [...places.keys()],
    problems: (flag) => [...refused, ...(make(flag)?.problems ?? [])],
    variants: (flag) => flagOf(flag)?.variants ?? [],
    find: (flag) => {
      const path = paths.get(flag);
      if (path === undefined && refusals.length === 0) return undefined;
      const found = answer(flag);
      return { path: path ?? [], evaluable: found instanceof Evaluate && !found.flag.core.refused };
    },
    uses: (flag) => {
      const found = answer(flag);
      return found instanceof Evaluate && !found.flag.disabled ? usesIn(found.flag) : [];
    },
    usesRegex: () => false,
    reads: (flag) => {
      const found = flagOf(flag);
      return found === undefined ? [] : attributesRead(found.targeting);
    },
    otherwise: (flag) => flagOf(flag)?.rules.otherwise ?? null,
    evaluate: (flag, user, clock) => {
      const found = answer(flag);
      return found instanceof Evaluate ? found.evaluate(user, clock) : found;
    },
    explain: (flag, user, clock) => {
      const found = answer(flag);
      return found instanceof Evaluate ? { ...found.evaluate(user, clock), steps: explainRule(found.flag, user, clock) } : { ...found, steps: [] };
    },
  };
}

/** Where a flag stands, and what. */
interface Unmade {
  readonly path: Path;
  readonly flag: unknown;
}

/** What was made of a flag. */
interface Made {
  readonly problems: readonly Problem[];
  readonly answers: Evaluate | Evaluation;
}

/** A flag and the answers it has given: they are few, as they depend on the rule and the variant only. */
class Evaluate {
  readonly flag: Compiled;
  readonly #refused: readonly Problem[];
  /** By their variants, those of each reason and rule; the first are those of none. */
  readonly #answers: Readonly<Record<'static' | 'match' | 'default', Map<string | undefined, Evaluation>[]>> = { static: [], match: [], default: [] };
  readonly #notices = new Map<string, readonly Problem[]>();
  readonly #failed = new Map<string, readonly Problem[]>();
  readonly #indices: ReadonlyMap<string, number>;
  readonly #disabled: Evaluation = { value: undefined, index: -1, reason: 'disabled', rule: null, problems: [] };

  /** The same for all users of a time: rules only read them. */
  #properties: FlagdProperties | undefined;
  #clock = Number.NaN;

  constructor(flag: Compiled, refused: readonly Problem[]) {
    this.flag = flag;
    this.#refused = refused;
    this.#indices = new Map(flag.variants.map(({ name }, index) => [name, index]));
  }

  evaluate(user: Context, clock: number): Evaluation {
    const { core, key, disabled } = this.flag;
    if (disabled) return this.#disabled;
    if (this.#properties === undefined || clock !== this.#clock) [this.#properties, this.#clock] = [propertiesAt(key, clock), clock];
    const found = core.evaluate(contextFor(user, this.#properties));
    if (found.reason === 'ERROR') return failed(this.#problems(core.refused ? this.#refused : undefined, found.errorMessage ?? ''));
    const { variant, value } = found;
    const reason = found.reason === 'STATIC' ? 'static' : found.reason === 'TARGETING_MATCH' ? 'match' : 'default';
    const answer = this.#answer(variant, value, reason, core.decided());
    return core.notices.length > 0 ? { ...answer, problems: this.#noticed() } : answer;
  }

  #answer(variant: string | undefined, value: unknown, reason: 'static' | 'match' | 'default', decided: number): Evaluation {
    const answers = (this.#answers[reason][decided + 1] ??= new Map());
    const known = answers.get(variant);
    if (known !== undefined) return known;
    // where shared rules name one another very deep, `rulesOf` takes the rest for one
    const rule = decided < 0 ? null : Math.min(decided, this.flag.rules.count - 1);
    const answer: Evaluation = { value, index: variant === undefined ? -1 : (this.#indices.get(variant) ?? -1), reason, rule, problems: [] };
    answers.set(variant, answer);
    return answer;
  }

  /** Why there is an error. */
  #problems(refused: readonly Problem[] | undefined, message: string): readonly Problem[] {
    if (refused !== undefined) return refused;
    const { core, path, problemAt } = this.flag;
    if (core.notices.length > 0) return this.#noticed();
    const known = this.#failed.get(message);
    if (known !== undefined) return known;
    const variant = /^Variant '(.*)' not found/s.exec(message)?.[1];
    const at: Path = [...path, 'targeting'];
    const problems = [variant === undefined ? problemAt('rule-failed', at) : problemAt('variant-unknown', at, { variant })];
    // variants that do not exist may be as many as users
    if (this.#failed.size < 100) this.#failed.set(message, problems);
    return problems;
  }

  /** What was noticed in the last evaluation. */
  #noticed(): readonly Problem[] {
    const { notices } = this.flag.core;
    const name = notices.join(' ');
    const known = this.#notices.get(name);
    if (known !== undefined) return known;
    const problems = [...new Set(notices)].map((notice) => this.#notice(notice));
    this.#notices.set(name, problems);
    return problems;
  }

  #notice(notice: Notice): Problem {
    const { path, problemAt, targeting, origins } = this.flag;
    const params = notice === 'rule-endless' ? { limit: PASS_LIMIT, size: SIZE_LIMIT } : notice === 'weights-too-large' ? { limit: MAX_TOTAL_WEIGHT } : {};
    const splits = notice === 'rule-endless' ? [] : splitsIn(targeting, origins);
    // which split it was is known where there is one; else `explain` shows it
    const [only] = splits;
    return problemAt(notice, only !== undefined && splits.length === 1 ? only : [...path, 'targeting'], params);
  }
}
