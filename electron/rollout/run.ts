/**
 * One simulation over threads. A user on whom an evaluation does not end costs its thread and nobody else: the thread is ended, the user
 * marked, and another thread goes on with the next one.
 */
import { randomUUID } from 'node:crypto';
import type { Worker } from 'node:worker_threads';
import { failed, fault, ok, type Fault, type Result } from '../../shared/fault';
import type { SideMade } from '../../shared/model/rollout';
import { joined, type Noticed } from '../../shared/rollout/noticing';
import { pendingColumns, SERVED, transitions, type Outcomes, type Part, type SideColumns } from '../../shared/rollout/simulation';
import type { FromThread, Job, OfJob, PopulationSource, SideOfJob, SideSource, ToThread, UnreadSource } from './messages';

/** How long one user may take, in milliseconds. */
const MOST_USER_MS = 1000;
/** How often it is looked whether threads have got on, in milliseconds. */
const LOOK_MS = 250;
/** Users that may not end where nothing else is said. */
const MOST_TIMED_OUT = 20;
/** Most outcomes of the sides together, and variants of one of them: a matrix has the square of them, and nobody reads more. */
const MOST_OUTCOMES = 200;
/** The first parts are small, so that there is something to see at once. */
export const FIRST_PART = 1024;
const MOST_PART = 32_768;

/** What is simulated. */
export interface Request {
  readonly population: PopulationSource;
  readonly size: number;
  readonly sides: readonly (SideSource | UnreadSource)[];
  /** After so many users that did not end the rest is not tried. */
  readonly mostTimedOut?: number;
  /** Told what the sides are before anybody is evaluated. */
  readonly onMade?: (sides: readonly SideMade[]) => void;
}

/** How far a simulation has got. */
export interface Simulated {
  readonly id: string;
  readonly sides: readonly SideOfJob[];
  /** Of each side; empty while nobody is done. */
  readonly noticed: readonly Noticed[];
  readonly outcomes: Outcomes;
  readonly columns: readonly SideColumns[];
  /** Who of those evaluated goes from what to what, from each side but the last to the next; one side alone goes to itself. They grow. */
  readonly matrices: readonly Uint32Array[];
  /** Users evaluated so far, those that did not end included. */
  readonly done: number;
  readonly size: number;
  /** Users on whom an evaluation did not end in time. */
  readonly timedOut: readonly number[];
}

/** A simulation that somebody gave up, or that another one replaced. */
export const givenUp = (): Fault => fault('aborted', 'simulation-given-up');

/** The pairs of sides that matrices are of: each with the next one; the one side of a simulation that has no other stands for both. */
export const pairOf = (side: number, sides: number): readonly [number, number] => [side, Math.min(side + 1, sides - 1)];

/** A thread at work. */
interface Hand {
  readonly thread: Worker;
  readonly at: Int32Array;
  readonly onMessage: (message: FromThread) => void;
  readonly onError: (error: Error) => void;
  readonly onExit: () => void;
  /** Whether it has read the documents, and so listens. */
  ready: boolean;
  part: Part | undefined;
  /** Where it was seen last, and for how long it was watched there, in milliseconds. */
  seen: number;
  stuckMs: number;
}

export class Run {
  readonly #request: Request;
  readonly #hire: () => Worker;
  readonly #onProgress: (so: Simulated) => void;
  readonly #id = randomUUID();
  /** Made when it is known what is served. */
  #columns: readonly SideColumns[] = [];
  #matrices: readonly Uint32Array[] = [];
  #noticed: readonly Noticed[] = [];
  readonly #givenUp = new Int32Array(new SharedArrayBuffer(4));
  readonly #hands = new Set<Hand>();
  readonly #sound: Worker[] = [];
  /** Parts that a thread left behind. */
  readonly #left: Part[] = [];
  readonly #timedOut: number[] = [];
  #made: { readonly sides: readonly SideOfJob[]; readonly outcomes: Outcomes } | undefined;
  #next = 0;
  #done = 0;
  #watch: NodeJS.Timeout | undefined;
  #lookedAt = performance.now();
  #settle: (result: Result<Simulated>) => void = () => {};

  constructor(request: Request, hire: () => Worker, onProgress: (so: Simulated) => void) {
    this.#request = request;
    this.#hire = hire;
    this.#onProgress = onProgress;
  }

  result(threads: number): Promise<Result<Simulated>> {
    return new Promise((resolve) => {
      this.#settle = (result) => {
        clearInterval(this.#watch);
        Atomics.store(this.#givenUp, 0, 1);
        // a thread that is in the middle of a user, or of a document, may never come back
        for (const hand of this.#hands) this.#dismiss(hand, hand.ready && hand.part === undefined);
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
    const hand: Hand = {
      thread,
      at: new Int32Array(new SharedArrayBuffer(4)).fill(-1),
      onMessage: (message) => void ('job' in message && this.#hear(hand, message)),
      onError: (error) => this.#broken(hand, error.message),
      onExit: () => this.#broken(hand, 'it ended early'),
      ready: false,
      part: undefined,
      seen: -1,
      stuckMs: 0,
    };
    this.#hands.add(hand);
    thread.on('message', hand.onMessage).on('error', hand.onError).on('exit', hand.onExit);
    const { population, sides } = this.#request;
    this.#tell(hand, { kind: 'job', job: { id: this.#id, population, sides, givenUp: this.#givenUp, at: hand.at } satisfies Job });
  }

  #tell(hand: Hand, message: ToThread): void {
    hand.thread.postMessage(message);
  }

  #hear(hand: Hand, message: OfJob): void {
    if (message.job !== this.#id || !this.#hands.has(hand)) return;
    if (message.kind === 'failed') return this.#broken(hand, message.detail);
    hand.ready = true;
    if (message.kind === 'made') this.#make(message);
    else if (hand.part !== undefined) {
      const { from } = hand.part;
      hand.part = undefined;
      this.#noticed = message.noticed.map((found, side) => joined(this.#noticed[side], found));
      this.#count({ from, to: message.end });
    }
    // whoever was told may have given up
    if (this.#hands.has(hand)) this.#give(hand);
  }

  /** Makes room for what is served, once; refuses where it would be too much. */
  #make({ sides, outcomes }: Extract<OfJob, { kind: 'made' }>): void {
    if (this.#made !== undefined) return;
    const count = Math.max(outcomes.list.length, ...outcomes.places.map(({ length }) => length));
    if (count > MOST_OUTCOMES) return this.#settle(failed(fault('too-large', 'outcomes-many', { count, limit: MOST_OUTCOMES })));
    this.#made = { sides, outcomes };
    const isDraft = (side: SideSource | UnreadSource | undefined): boolean => side !== undefined && 'drafted' in side && side.drafted;
    if (sides.some(({ evaluable }, side) => !evaluable && isDraft(this.#request.sides[side]))) return this.#settle(ok(this.#so()));
    this.#columns = this.#request.sides.map(() => pendingColumns(this.#request.size));
    this.#request.onMade?.(sides);
  }

  /** Counts a part that is done: what was counted before is not looked at again. */
  #count(part: Part): void {
    this.#done += part.to - part.from;
    const { outcomes } = this.#so();
    const sides = this.#columns.length;
    const counted = Array.from({ length: Math.max(1, sides - 1) }, (_, side) => transitions(this.#columns, outcomes, pairOf(side, sides), part));
    this.#matrices = counted.map((counts, side) => counts.map((count, cell) => count + (this.#matrices[side]?.[cell] ?? 0)));
    this.#onProgress(this.#so());
  }

  /** Gives a thread its next part. What is left when nobody has anything to do is the end. */
  #give(hand: Hand): void {
    hand.part = this.#left.pop() ?? this.#cut();
    if (hand.part !== undefined) {
      [hand.seen, hand.stuckMs] = [-1, 0];
      hand.at[0] = -1;
      return this.#tell(hand, { kind: 'part', job: this.#id, part: hand.part, columns: this.#columns });
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

  /**
   * Ends threads that have been at the same user for too long. A look counts for no more than the time between two of them: where this process
   * slept or was held up, its threads may have been as well. Held up again and again, it still comes to an end.
   */
  #look(): void {
    const now = performance.now();
    const watchedMs = Math.min(LOOK_MS, now - this.#lookedAt);
    this.#lookedAt = now;
    for (const hand of this.#hands) {
      const at = Atomics.load(hand.at, 0);
      hand.stuckMs = hand.part === undefined || at !== hand.seen ? 0 : hand.stuckMs + watchedMs;
      hand.seen = at;
      if (hand.part !== undefined && at >= 0 && hand.stuckMs >= MOST_USER_MS) this.#timeOut(hand, hand.part, at);
    }
  }

  #timeOut(hand: Hand, { from, to }: Part, at: number): void {
    this.#dismiss(hand, false);
    for (const { served } of this.#columns) if (served[at] === SERVED.pending) served[at] = SERVED.timedOut;
    this.#timedOut.push(at);
    this.#count({ from, to: at + 1 });
    // whoever was told may have given up
    if (Atomics.load(this.#givenUp, 0) !== 0) return;
    if (at + 1 < to) this.#left.push({ from: at + 1, to });
    if (this.#timedOut.length < (this.#request.mostTimedOut ?? MOST_TIMED_OUT)) return this.#engage();
    this.#settle(failed(fault('not-supported', 'simulation-endless', { count: this.#timedOut.length, seconds: MOST_USER_MS / 1000 })));
  }

  #broken(hand: Hand, detail: string): void {
    if (!this.#hands.has(hand)) return;
    this.#dismiss(hand, false);
    this.#settle(failed(fault('internal', 'internal', { detail })));
  }

  #dismiss(hand: Hand, sound: boolean): void {
    this.#hands.delete(hand);
    hand.thread.off('message', hand.onMessage).off('error', hand.onError).off('exit', hand.onExit);
    if (sound) this.#sound.push(hand.thread);
    else void hand.thread.terminate();
  }

  #so(): Simulated {
    const { sides, outcomes } = this.#made ?? { sides: [], outcomes: { list: [], places: [] } };
    return { id: this.#id, sides, noticed: this.#noticed, outcomes, columns: this.#columns, matrices: this.#matrices, done: this.#done, size: this.#request.size, timedOut: this.#timedOut };
  }
}
