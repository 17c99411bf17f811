/** Rollouts simulated for the window: what stands on each side is read, the simulation is run, and its users can be asked for until the next one. */
import { failed, fault, ok, type Result } from '../../shared/fault';
import type { Explained, Moves, RolloutSide, SideNews, SimulationNews, UserSearch, UsersFound, UsersPage } from '../../shared/model/rollout';
import type { SuiteResult } from '../../shared/rollout/conformance/suite';
import type { Noticed } from '../../shared/rollout/noticing';
import type { Population, User } from '../../shared/rollout/population/user';
import type { Rewritten } from '../../shared/rollout/rewrite';
import type { Segment } from '../../shared/rollout/segments';
import { reasonsOf, usersOf } from '../../shared/rollout/simulation';
import type { PopulationSource, SearchSource, SideOfJob, SideSource } from './messages';
import type { Populations } from './populations';
import { ask, type Limit } from './question';
import { givenUp, pairOf, type Simulated } from './run';
import { Simulator } from './simulator';
import { sourcesOf, type ReadValue } from './sources';

/** How often the window is told how far a simulation has got, in milliseconds. */
const TELL_MS = 100;
/** How long a thread may take to start and to read the documents of a question, in milliseconds. */
const MOST_READ_MS = 30_000;
/** How long an explanation may take from then on, in milliseconds. */
const MOST_EXPLAIN_MS = 3000;
/** How long counting by an attribute may take, in milliseconds. */
const MOST_SEGMENTS_MS = 60_000;
/** How long a rewrite may take to be found, in milliseconds: it holds nobody up, and large documents take seconds. */
const MOST_REWRITE_MS = 30_000;
/** How long a search for users may take once its document has been read, in milliseconds: it ends by itself before, unless a user's rules do not. */
const MOST_FIND_MS = 6000;
/** How long the vectors may take, in milliseconds. */
const MOST_CONFORMANCE_MS = 30_000;
/** Most users times sides of a simulation: four bytes each are held until the next one. */
const MOST_ANSWERS = 40_000_000;

/** A cell of a matrix of the last simulation. */
export interface Cell {
  readonly id: string;
  readonly side: number;
  readonly from: number;
  readonly to: number;
}

/** The last simulation, with who was simulated. */
interface Last {
  readonly simulated: Simulated;
  readonly population: Population;
  readonly source: PopulationSource;
}

export class Rollouts {
  readonly #program: string;
  readonly #populations: Populations;
  readonly #read: ReadValue;
  readonly #simulator: Simulator;
  /** Raised by each simulation that is asked for, and by giving up: what was asked for before does not go on. */
  #generation = 0;
  #last: Last | undefined;
  /** Gives up counting by an attribute. */
  #counting = new AbortController();
  #rewriting = new AbortController();
  #searching = new AbortController();

  /** `program` is the bundle of rollout-thread.ts. */
  constructor(program: string, populations: Populations, read: ReadValue, threads: number) {
    this.#program = program;
    this.#populations = populations;
    this.#read = read;
    this.#simulator = new Simulator(program, threads);
  }

  /** Starts what a simulation needs: one is about to be asked for. */
  prepare(): void {
    // whoever simulates is told what is wrong
    this.#simulator.prepare().catch(() => {});
  }

  /** Simulates, in the place of what runs. Answers when it is done; `tell` hears of it before, now and then. */
  async simulate(ticket: string, populationId: string, sides: readonly RolloutSide[], tell: (news: SimulationNews) => void): Promise<Result<SimulationNews>> {
    this.cancel();
    const own = this.#generation;
    const users = await this.#populations.users(populationId);
    if (own !== this.#generation) return failed(givenUp());
    if (!users.ok) return users;
    const { population, source } = users.value;
    const { size } = population;
    if (size * sides.length > MOST_ANSWERS) return failed(fault('too-large', 'simulation-too-large', { users: size, sides: sides.length, limit: MOST_ANSWERS }));
    const sources = await sourcesOf(this.#read, sides);
    if (own !== this.#generation) return failed(givenUp());
    if (!sources.ok) return sources;
    let told = -Infinity;
    const done = await this.#simulator.run({ population: source, size, sides: sources.value }, (so) => {
      this.#last = { simulated: so, population, source };
      if (performance.now() - told < TELL_MS) return;
      tell(newsOf(ticket, so));
      told = performance.now();
    });
    if (!done.ok) return done;
    // what was not run does not take the place of what was: its users can still be asked for
    if (done.value.done > 0) this.#last = { simulated: done.value, population, source };
    return ok(newsOf(ticket, done.value));
  }

  /** Gives up what runs, and what is about to. */
  cancel(): void {
    this.#generation++;
    this.#counting.abort();
    this.#simulator.cancel();
  }

  /** Users of a cell, in their order. */
  users(cell: Cell, start: number, limit: number): Result<UsersPage> {
    const last = this.#lastOf(cell.id);
    if (!last.ok) return last;
    const { simulated, population } = last.value;
    const { indexes, next } = usersOf(simulated.columns, simulated.outcomes, pairOf(cell.side, simulated.columns.length), cell, { start, limit });
    return ok({ users: indexes.map((index) => ({ index, ...population.at(index) })), next });
  }

  /** Why users of a cell are in it. */
  moves(cell: Cell): Result<Moves> {
    const last = this.#lastOf(cell.id);
    if (!last.ok) return last;
    const { simulated } = last.value;
    return ok(reasonsOf(simulated.columns, simulated.outcomes, pairOf(cell.side, simulated.columns.length), cell));
  }

  /** Users by the values of an attribute, counted in a thread of its own, in the place of what is being counted. */
  async segments({ id, attribute, place }: { readonly id: string; readonly attribute: string; readonly place: number }): Promise<Result<readonly Segment[]>> {
    const last = this.#lastOf(id);
    if (!last.ok) return last;
    const { simulated, source } = last.value;
    this.#counting.abort();
    this.#counting = new AbortController();
    const up = fault('aborted', 'segments-given-up', { attribute });
    const question = { kind: 'segments', of: { population: source, attribute, columns: simulated.columns, outcomes: simulated.outcomes, place } } as const;
    const answer = await ask(this.#program, { question, answer: 'segments', limit: { ms: MOST_SEGMENTS_MS, late: up }, given: { signal: this.#counting.signal, up } });
    return answer.ok ? ok(answer.value.segments) : answer;
  }

  /** The answer for one user on every side, step by step. */
  async explain(sides: readonly RolloutSide[], user: User): Promise<Result<Explained>> {
    const sources = await sourcesOf(this.#read, sides);
    if (!sources.ok) return sources;
    const limit = { ms: MOST_EXPLAIN_MS, late: fault('not-supported', 'explanation-endless', { seconds: MOST_EXPLAIN_MS / 1000 }) };
    const answer = await ask(this.#program, { question: { kind: 'explain', sides: sources.value, user }, answer: 'explained', limit, reading });
    return answer.ok ? ok(answer.value.explained) : answer;
  }

  /** The draft with its splits rewritten so that fewer users move from the live document. Gives up the one that was asked for before. */
  async rewrite(live: RolloutSide, draft: RolloutSide): Promise<Result<Rewritten>> {
    this.#rewriting.abort();
    const own = new AbortController();
    this.#rewriting = own;
    const sources = await sourcesOf(this.#read, [live, draft]);
    if (!sources.ok) return sources;
    const [from, to] = sources.value as [SideSource, SideSource];
    const question = { kind: 'rewrite', live: from, draft: to } as const;
    const answer = await ask(this.#program, { question, answer: 'rewritten', limit: { ms: MOST_REWRITE_MS, late: givenUp() }, given: { signal: own.signal, up: givenUp() } });
    return answer.ok ? ok(answer.value.rewritten) : answer;
  }

  /** Users who land where they are wanted, in the place of the search that runs. */
  async find(search: UserSearch): Promise<Result<UsersFound>> {
    this.cancelFind();
    const searching = this.#searching;
    const source = await this.#searchOf(search);
    if (!source.ok) return source;
    const limit = { ms: MOST_FIND_MS, late: fault('not-supported', 'find-endless', { seconds: MOST_FIND_MS / 1000 }) };
    const given = { signal: searching.signal, up: fault('aborted', 'find-given-up') };
    const answer = await ask(this.#program, { question: { kind: 'find', search: source.value }, answer: 'found', limit, reading, given });
    return answer.ok ? ok(answer.value.found) : answer;
  }

  /** Gives up the search that runs. */
  cancelFind(): void {
    this.#searching.abort();
    this.#searching = new AbortController();
  }

  /** What the vectors come to that come with the app. */
  async conformance(): Promise<Result<readonly SuiteResult[]>> {
    const limit = { ms: MOST_CONFORMANCE_MS, late: fault('aborted', 'conformance-late', { seconds: MOST_CONFORMANCE_MS / 1000 }) };
    const answer = await ask(this.#program, { question: { kind: 'conformance' }, answer: 'suites', limit });
    return answer.ok ? ok(answer.value.suites) : answer;
  }

  close(): Promise<void> {
    this.cancel();
    this.#rewriting.abort();
    this.cancelFind();
    return this.#simulator.close();
  }

  #lastOf(id: string): Result<Last> {
    return this.#last?.simulated.id === id ? ok(this.#last) : failed(fault('invalid', 'simulation-forgotten'));
  }

  async #searchOf({ side, target, among, count }: UserSearch): Promise<Result<SearchSource>> {
    const sources = await sourcesOf(this.#read, [side]);
    if (!sources.ok) return sources;
    const [source] = sources.value as [SideSource];
    if (among.kind === 'typed') return ok({ side: source, target, among: { kind: 'typed', pattern: among.pattern, typed: among.attributes }, count });
    const found = await this.#populations.users(among.populationId);
    if (!found.ok) return found;
    const users = found.value.source;
    return ok({ side: source, target, among: among.kind === 'users' ? { kind: 'users', users } : { kind: 'invented', pattern: among.pattern, users }, count });
  }
}

const reading: Limit = { ms: MOST_READ_MS, late: fault('not-supported', 'document-slow', { seconds: MOST_READ_MS / 1000 }) };

/** How far a simulation has got. */
const newsOf = (ticket: string, { id, done, size, outcomes, matrices, sides, noticed, timedOut }: Simulated): SimulationNews => ({
  ticket,
  id,
  done,
  size,
  outcomes: outcomes.list,
  matrices,
  sides: sides.map((side, index) => sideNews(side, noticed[index])),
  timedOut: timedOut.length,
});

const sideNews = ({ problems, flags, otherwise, evaluable, uses }: SideOfJob, noticed: Noticed | undefined): SideNews => ({
  problems,
  flags,
  otherwise,
  evaluable,
  looked: noticed?.users ?? 0,
  looks: uses.flatMap((use, index) => (noticed?.uses[index] === undefined ? [] : [{ ...use, ...noticed.uses[index] }])),
  // where no rules are run, the problems of the document say it of everybody
  noticed: evaluable ? (noticed?.problems ?? []) : [],
});
