/**
 * Simulations in threads: nothing waits for them. A user on whom an evaluation does not end costs its thread and nobody else: the thread is
 * ended, the user marked, and another thread goes on with the next one. One simulation runs at a time; a new one takes the old one's place.
 */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { failed, fault, ok, type Fault, type Result } from '../../shared/fault';
import { pendingColumns, SERVED, type Outcomes, type Part, type SideColumns } from '../../shared/rollout/simulation';
import type { FromThread, Job, OfJob, PopulationSource, SideMade, SideSource, ToThread } from './messages';

/** How long one user may take, in milliseconds. */
const MOST_USER_MS = 1000;
/** How often it is looked whether threads have got on, in milliseconds. */
const LOOK_MS = 250;
/** After so many users that did not end the rest is not tried. */
const MOST_TIMED_OUT = 20;
/** The first parts are small, so that there is something to see at once. */
const FIRST_PART = 1024;
const MOST_PART = 32_768;

/** What is simulated. */
export interface Request {
  readonly population: PopulationSource;
  readonly size: number;
  readonly sides: readonly SideSource[];
}

/** How far a simulation has got. */
export interface Simulated {
  readonly id: string;
  readonly sides: readonly SideMade[];
  readonly outcomes: Outcomes;
  readonly columns: readonly SideColumns[];
  /** Users evaluated so far, those that did not end included. */
  readonly done: number;
  readonly size: number;
  /** Users on whom an evaluation did not end in time. */
  readonly timedOut: readonly number[];
}

export class Simulator {
  readonly #program: string;
  readonly #threads: number;
  #code: string | undefined;
  readonly #idle: Worker[] = [];
  #running: Run | undefined;
  /** Raised by whatever takes the place of what was asked for before. */
  #turn = 0;

  /** `program` is the bundle of rollout-thread.ts. */
  constructor(program: string, threads: number) {
    this.#program = program;
    this.#threads = threads;
  }

  /**
   * Simulates, telling how far it has got from time to time. Refused with `aborted` when another simulation takes its place or it is given
   * up; with what is known when too many users do not end.
   */
  async run(request: Request, onProgress: (so: Simulated) => void): Promise<Result<Simulated>> {
    this.cancel();
    const turn = this.#turn;
    this.#code ??= await readFile(this.#program, 'utf8');
    if (turn !== this.#turn) return failed(givenUp());
    const run = new Run(request, () => this.#idle.pop() ?? new Worker(this.#code as string, { eval: true }), onProgress);
    this.#running = run;
    const result = await run.result(Math.max(1, Math.min(this.#threads, Math.ceil(request.size / FIRST_PART))));
    for (const thread of run.sound()) if (this.#idle.push(thread) > this.#threads) await this.#idle.pop()?.terminate();
    if (this.#running === run) this.#running = undefined;
    return result;
  }

  /** Gives up what runs. */
  cancel(): void {
    this.#turn++;
    this.#running?.giveUp();
  }

  async close(): Promise<void> {
    this.cancel();
    await Promise.all(this.#idle.splice(0).map((thread) => thread.terminate()));
  }
}

/** A simulation that somebody gave up, or that another one replaced. */
export const givenUp = (): Fault => fault('aborted', 'simulation-given-up');

/** A thread at work. */
interface Hand {
  readonly thread: Worker;
  readonly at: Int32Array;
  part: Part | undefined;
  /** Where it was seen last, and when it got there. */
  seen: number;
  since: number;
}

class Run {
  readonly #request: Request;
  readonly #hire: () => Worker;
  readonly #onProgress: (so: Simulated) => void;
  readonly #id = randomUUID();
  readonly #columns: readonly SideColumns[];
  readonly #givenUp = new Int32Array(new SharedArrayBuffer(4));
  readonly #hands = new Set<Hand>();
  readonly #sound: Worker[] = [];
  /** Parts that a thread left behind. */
  readonly #left: Part[] = [];
  readonly #timedOut: number[] = [];
  #made: { readonly sides: readonly SideMade[]; readonly outcomes: Outcomes } | undefined;
  #next = 0;
  #done = 0;
  #watch: NodeJS.Timeout | undefined;
  #lookedAt = performance.now();
  #settle: (result: Result<Simulated>) => void = () => {};

  constructor(request: Request, hire: () => Worker, onProgress: (so: Simulated) => void) {
    this.#request = request;
    this.#hire = hire;
    this.#onProgress = onProgress;
    this.#columns = request.sides.map(() => pendingColumns(request.size));
  }

  result(threads: number): Promise<Result<Simulated>> {
    return new Promise((resolve) => {
      this.#settle = (result) => {
        clearInterval(this.#watch);
        Atomics.store(this.#givenUp, 0, 1);
        // a thread that is in the middle of a user may never come back
        for (const hand of this.#hands) this.#dismiss(hand, hand.part === undefined);
        resolve(result);
      };
      this.#watch = setInterval(() => this.#look(), LOOK_MS);
      for (let count = 0; count < threads; count++) this.#engage();
    });
  }

  /** Threads that can be used again. */
  sound(): Worker[] {
    return this.#sound;
  }

  giveUp(): void {
    this.#settle(failed(givenUp()));
  }

  #engage(): void {
    const thread = this.#hire();
    const hand: Hand = { thread, at: new Int32Array(new SharedArrayBuffer(4)).fill(-1), part: undefined, seen: -1, since: performance.now() };
    this.#hands.add(hand);
    thread.on('message', (message: FromThread) => 'job' in message && this.#hear(hand, message));
    thread.once('error', (error) => this.#broken(hand, error.message));
    const { population, sides } = this.#request;
    this.#tell(hand, { kind: 'job', job: { id: this.#id, population, sides, columns: this.#columns, givenUp: this.#givenUp, at: hand.at } satisfies Job });
  }

  #tell(hand: Hand, message: ToThread): void {
    hand.thread.postMessage(message);
  }

  #hear(hand: Hand, message: OfJob): void {
    if (message.job !== this.#id || !this.#hands.has(hand)) return;
    if (message.kind === 'failed') return this.#broken(hand, message.detail);
    if (message.kind === 'made') this.#made ??= { sides: message.sides, outcomes: message.outcomes };
    else if (hand.part !== undefined) {
      this.#done += message.end - hand.part.from;
      hand.part = undefined;
      this.#onProgress(this.#so());
    }
    // whoever was told may have given up
    if (this.#hands.has(hand)) this.#give(hand);
  }

  /** Gives a thread its next part. What is left when nobody has anything to do is the end. */
  #give(hand: Hand): void {
    hand.part = this.#left.pop() ?? this.#cut();
    if (hand.part !== undefined) {
      [hand.seen, hand.since] = [-1, performance.now()];
      hand.at[0] = -1;
      return this.#tell(hand, { kind: 'part', job: this.#id, part: hand.part });
    }
    if ([...this.#hands].every(({ part }) => part === undefined) && this.#made !== undefined) this.#settle(ok(this.#so()));
  }

  #cut(): Part | undefined {
    const { size } = this.#request;
    if (this.#next >= size) return undefined;
    const from = this.#next;
    this.#next = Math.min(size, from + Math.min(MOST_PART, Math.max(FIRST_PART, from)));
    return { from, to: this.#next };
  }

  /** Ends threads that have been at the same user for too long. */
  #look(): void {
    const now = performance.now();
    // this process slept or was held up, and so were its threads, it may be
    const overslept = now - this.#lookedAt > 2 * LOOK_MS;
    this.#lookedAt = now;
    for (const hand of this.#hands) {
      const at = Atomics.load(hand.at, 0);
      if (overslept || hand.part === undefined || at !== hand.seen) [hand.seen, hand.since] = [at, now];
      else if (at >= 0 && now - hand.since >= MOST_USER_MS) this.#timeOut(hand, hand.part, at);
    }
  }

  #timeOut(hand: Hand, { from, to }: Part, at: number): void {
    this.#dismiss(hand, false);
    for (const { served } of this.#columns) if (served[at] === SERVED.pending) served[at] = SERVED.timedOut;
    this.#timedOut.push(at);
    this.#done += at + 1 - from;
    if (at + 1 < to) this.#left.push({ from: at + 1, to });
    if (this.#timedOut.length < MOST_TIMED_OUT) return this.#engage();
    this.#settle(failed(fault('not-supported', 'simulation-endless', { count: this.#timedOut.length, seconds: MOST_USER_MS / 1000 })));
  }

  #broken(hand: Hand, detail: string): void {
    if (!this.#hands.has(hand)) return;
    this.#dismiss(hand, false);
    this.#settle(failed(fault('internal', 'internal', { detail })));
  }

  #dismiss(hand: Hand, sound: boolean): void {
    this.#hands.delete(hand);
    // not all of them: by one of its own a worker starts to listen again
    hand.thread.removeAllListeners('message').removeAllListeners('error');
    if (sound) this.#sound.push(hand.thread);
    else void hand.thread.terminate();
  }

  #so(): Simulated {
    const { sides, outcomes } = this.#made ?? { sides: [], outcomes: { list: [], places: [] } };
    return { id: this.#id, sides, outcomes, columns: this.#columns, done: this.#done, size: this.#request.size, timedOut: this.#timedOut };
  }
}
