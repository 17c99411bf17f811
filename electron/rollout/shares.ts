/**
 * Whom flags serve what, for the bars beside them: evaluated one flag after another in a thread of their own, so that simulations are not held
 * up, and only for those who asked last. Values are those that are held already: nothing is read of a store.
 */
import { failed, fault, faultOf, ok, type Result } from '../../shared/fault';
import type { FormatRule } from '../../shared/flags/format';
import { sameEntry, type Entry } from '../../shared/model/entry';
import type { Key } from '../../shared/model/key';
import { keyRules, type KeyRules } from '../../shared/model/key-rules';
import type { SideMade } from '../../shared/model/rollout';
import { SHARES_GOOD_MS, SHARES_USERS, type FlagShares, type SharesAnswer, type SharesRequest } from '../../shared/model/shares';
import type { SourceId } from '../../shared/model/source';
import { sampleOf } from '../../shared/rollout/population/sample';
import { reasonOf } from '../../shared/rollout/simulation';
import { aloneValue } from '../sessions/alone';
import type { PopulationSource } from './messages';
import type { Populations } from './populations';
import type { Simulated } from './run';
import { Simulator } from './simulator';

/** Most answers that are kept. */
const MOST_KEPT = 2000;
/** After so long, in milliseconds, what is known is answered and the rest is to be asked for again. */
const TELL_MS = 100;
/** How long its document may take to be read, and then the flag, in milliseconds, as far as this process was awake. */
const MOST_READ_MS = 10_000;
const MOST_FLAG_MS = 3000;
const LOOK_MS = 250;
/** Longest name of what is served, in UTF-16 units. */
const MOST_LABEL = 60;

/** What is held of a source's keys, and how they are read. */
export interface HeldValues {
  /** The entry of a key, undefined where none is held. */
  entry(sourceId: SourceId, key: Key): Entry | undefined;
  separator(sourceId: SourceId): string;
  formatRules(): readonly FormatRule[];
}

/** The users of a population, or a sample of them. */
interface Counted {
  readonly population: FlagShares['population'];
  readonly revision: number;
  readonly source: PopulationSource;
  readonly users: number;
  readonly of: number;
}

/** One flag that is asked for. */
interface Wanted {
  /** What its answer is kept under. */
  readonly name: string;
  readonly sourceId: SourceId;
  readonly entry: Entry;
  readonly flag: string | null;
  readonly counted: Counted;
  /** How values were read when it was asked for. */
  readonly formatRules: readonly FormatRule[];
  readonly keyRules: KeyRules;
}

interface Kept {
  readonly to: Wanted;
  /** When it began to be counted, in milliseconds since 1970. */
  readonly at: number;
  readonly answer: SharesAnswer;
}

/** A question that was not answered yet; undefined stands for what there is not. */
interface Asked {
  readonly wanted: readonly (Wanted | undefined)[];
  readonly at: number;
  readonly answer: (answers: readonly SharesAnswer[]) => void;
}

const pending: SharesAnswer = { kind: 'pending' };
const none: SharesAnswer = { kind: 'none' };

export class Shares {
  readonly #populations: Populations;
  readonly #values: HeldValues;
  readonly #simulator: Simulator;
  readonly #kept = new Map<string, Kept>();
  /** The last question about keys, and the last about flags of one key. */
  readonly #asked = new Map<'keys' | 'flags', Asked>();
  #turn = { keys: 0, flags: 0 };
  #counted: Counted | undefined;
  /** The population that was asked for last. */
  #chosen: string | undefined;
  #working = false;

  /** `program` is the bundle of rollout-thread.ts. */
  constructor(program: string, populations: Populations, values: HeldValues) {
    this.#populations = populations;
    this.#values = values;
    this.#simulator = new Simulator(program, 1);
  }

  /** Answers with what is known at once, or as soon as something is. What was asked for before, of the same kind, is not evaluated any more. */
  async ask({ sourceId, populationId, of }: SharesRequest): Promise<readonly SharesAnswer[]> {
    const kind = 'keys' in of ? 'keys' : 'flags';
    const flags = 'keys' in of ? of.keys.map((key) => ({ key, flag: null })) : of.flags.map((flag) => ({ key: of.key, flag }));
    const turn = ++this.#turn[kind];
    this.#drop(kind);
    const counted = await this.#countedOf(populationId);
    if (turn !== this.#turn[kind]) return flags.map(() => pending);
    if (!counted.ok) return flags.map(() => ({ kind: 'failed', fault: counted.fault }));
    const wanted = flags.map(({ key, flag }): Wanted | undefined => {
      const entry = this.#values.entry(sourceId, key);
      return entry && { name: JSON.stringify([sourceId, key, flag]), sourceId, entry, flag, counted: counted.value, formatRules: this.#values.formatRules(), keyRules: keyRules() };
    });
    const known = this.#answers(wanted);
    if (known.some(({ kind }) => kind !== 'pending')) return known;
    return new Promise((resolve) => {
      this.#asked.set(kind, { wanted, at: performance.now(), answer: resolve });
      void this.#work();
    });
  }

  async close(): Promise<void> {
    for (const kind of ['keys', 'flags'] as const) this.#drop(kind);
    await this.#simulator.close();
  }

  #drop(kind: 'keys' | 'flags'): void {
    const asked = this.#asked.get(kind);
    this.#asked.delete(kind);
    asked?.answer(this.#answers(asked.wanted));
  }

  #answers(wanted: Asked['wanted']): readonly SharesAnswer[] {
    return wanted.map((each) => (each === undefined ? none : (this.#known(each) ?? pending)));
  }

  /** What is known of a flag and still good. */
  #known(wanted: Wanted): SharesAnswer | undefined {
    const kept = this.#kept.get(wanted.name);
    return kept !== undefined && Date.now() - kept.at <= SHARES_GOOD_MS && isSame(kept.to, wanted) ? kept.answer : undefined;
  }

  /** Evaluates what is asked for until nobody asks for anything. */
  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    try {
      for (let next = this.#next(); next !== undefined; next = this.#next()) {
        const at = Date.now();
        const answer = await this.#evaluate(next);
        this.#kept.delete(next.name);
        this.#kept.set(next.name, { to: next, at, answer });
        this.#forgetOld();
        for (const [kind, asked] of this.#asked) if (this.#isDue(asked)) this.#drop(kind);
      }
    } finally {
      this.#working = false;
    }
  }

  /** Answers stand in the order of their age. */
  #forgetOld(): void {
    for (const [name, { at }] of this.#kept) {
      if (this.#kept.size <= MOST_KEPT && Date.now() - at <= SHARES_GOOD_MS) return;
      this.#kept.delete(name);
    }
  }

  #next(): Wanted | undefined {
    for (const { wanted } of this.#asked.values()) {
      const next = wanted.find((each) => each !== undefined && this.#known(each) === undefined);
      if (next !== undefined) return next;
    }
    return undefined;
  }

  #isDue({ wanted, at }: Asked): boolean {
    const answers = this.#answers(wanted);
    const open = answers.filter(({ kind }) => kind === 'pending').length;
    return open === 0 || (open < answers.length && performance.now() - at >= TELL_MS);
  }

  async #evaluate({ sourceId, entry, flag, counted, ...rules }: Wanted): Promise<SharesAnswer> {
    const document = aloneValue(entry.value);
    if (document === null) return none;
    const side = { document, key: entry.key, separator: this.#values.separator(sourceId), formatRules: rules.formatRules, keyRules: rules.keyRules, flag, clock: Math.floor(Date.now() / 1000) };
    let read = false;
    let there = false;
    let slow = false;
    // ticks are not made up for: a process that slept has its time again
    let looks = 0;
    const onMade = ([made]: readonly SideMade[]): void => {
      [read, looks] = [true, 0];
      there = made !== undefined && (flag === null ? made.flags.length === 1 : made.flags.includes(flag));
      if (!there) this.#simulator.cancel();
    };
    const watch = setInterval(() => {
      slow = ++looks * LOOK_MS >= (read ? MOST_FLAG_MS : MOST_READ_MS);
      if (slow) this.#simulator.cancel();
    }, LOOK_MS);
    const running = this.#simulator.run({ population: counted.source, size: counted.users, sides: [side], mostTimedOut: 1, onMade }, () => {});
    const simulated = await running.catch((error: unknown) => failed(faultOf(error))).finally(() => clearInterval(watch));
    // of a key, what takes too long to be read is nothing that could be said to be a flag
    if (slow && !read && flag !== null) return { kind: 'failed', fault: fault('not-supported', 'document-slow', { seconds: MOST_READ_MS / 1000 }) };
    if (!there && (simulated.ok || simulated.fault.code === 'aborted')) return none;
    if (slow || (!simulated.ok && simulated.fault.reason === 'simulation-endless')) return { kind: 'failed', fault: fault('not-supported', 'shares-endless') };
    return simulated.ok ? sharesOf(simulated.value, counted) : { kind: 'failed', fault: simulated.fault };
  }

  /** The users that bars are counted over, kept until others are asked for. */
  async #countedOf(id: string): Promise<Result<Counted>> {
    const info = this.#populations.list().find((each) => each.id === id);
    if (info === undefined) return failed(fault('invalid', 'population-gone'));
    const { name, revision } = info;
    const population = { id, name };
    if (this.#counted?.population.id === id && this.#counted.population.name === name && this.#counted.revision === revision) return ok(this.#counted);
    // the window asks again and again: only users that are chosen anew are worth another try
    const isChosen = this.#chosen !== id;
    this.#chosen = id;
    const users = await (isChosen ? this.#populations.users(id) : this.#populations.usersUnlessFailed(id));
    if (!users.ok) return users;
    const { size: of } = users.value.population;
    const sampled = of > SHARES_USERS;
    const source = sampled ? { kind: 'table' as const, table: sampleOf(users.value.population, SHARES_USERS) } : users.value.source;
    this.#counted = { population, revision, source, users: sampled ? SHARES_USERS : of, of };
    return ok(this.#counted);
  }
}

/** Whether two questions have the same answer, but for the time. */
const isSame = (a: Wanted, b: Wanted): boolean => a.counted === b.counted && a.formatRules === b.formatRules && a.keyRules === b.keyRules && sameEntry(a.entry, b.entry);

/** What a simulation of one side has counted. */
function sharesOf({ outcomes: { list }, matrices: [counts], columns: [column] }: Simulated, { population, users, of }: Counted): FlagShares {
  const width = list.length + 2;
  const parts = Array.from({ length: width }, (_, at) => {
    const outcome = list[at];
    const label = outcome && (outcome.name ?? JSON.stringify(outcome.value));
    return { at, label: label === undefined ? null : label.length > MOST_LABEL ? `${label.slice(0, MOST_LABEL)}…` : label, users: counts?.[at * width + at] ?? 0 };
  });
  const [why] = column?.why ?? [];
  return { kind: 'shares', parts: parts.filter((part) => part.users > 0), users, of, population, disabled: why !== undefined && reasonOf(why).reason === 'disabled' };
}
