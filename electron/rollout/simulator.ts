/**
 * Simulations in threads: nothing waits for them, and threads are kept for the next one for a while, as they hold what they have read. One
 * simulation runs at a time; a new one takes the old one's place.
 */
import { readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { failed, type Result } from '../../shared/fault';
import { FIRST_PART, givenUp, Run, type Request, type Simulated } from './run';

/** How long threads are kept with nothing to do, in milliseconds. */
export const REST_MS = 30_000;

export class Simulator {
  readonly #program: string;
  readonly #threads: number;
  #code: string | undefined;
  readonly #idle = new Set<Worker>();
  #running: Run | undefined;
  #rest: NodeJS.Timeout | undefined;
  #isClosed = false;
  /** Raised by whatever takes the place of what was asked for before. */
  #turn = 0;

  /** `program` is the bundle of rollout-thread.ts. */
  constructor(program: string, threads: number) {
    this.#program = program;
    this.#threads = threads;
  }

  /** Starts the threads of a simulation that is about to be asked for. */
  async prepare(): Promise<void> {
    this.#code ??= await readFile(this.#program, 'utf8');
    if (this.#running !== undefined || this.#isClosed) return;
    while (this.#idle.size < this.#threads) this.#idle.add(this.#start());
    this.#restLater();
  }

  /**
   * Simulates, telling how far it has got from time to time. Refused with `aborted` when another simulation takes its place or it is given
   * up; with what is known when too many users do not end.
   */
  async run(request: Request, onProgress: (so: Simulated) => void): Promise<Result<Simulated>> {
    this.cancel();
    const turn = this.#turn;
    this.#code ??= await readFile(this.#program, 'utf8');
    if (turn !== this.#turn || this.#isClosed) return failed(givenUp());
    clearTimeout(this.#rest);
    const run = new Run(request, () => this.#hire(), onProgress);
    this.#running = run;
    const result = await run.result(Math.max(1, Math.min(this.#threads, Math.ceil(request.size / FIRST_PART))));
    if (this.#running === run) this.#running = undefined;
    const ended: Worker[] = [];
    for (const thread of run.sound()) {
      if (this.#idle.size < this.#threads && !this.#isClosed) this.#idle.add(thread);
      else ended.push(thread);
    }
    if (this.#running === undefined) this.#restLater();
    await Promise.all(ended.map((thread) => thread.terminate()));
    return result;
  }

  /** Gives up what runs. */
  cancel(): void {
    this.#turn++;
    this.#running?.giveUp();
  }

  /** Gives up what runs, and starts nothing any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.cancel();
    clearTimeout(this.#rest);
    await this.#endIdle();
  }

  #hire(): Worker {
    const [thread] = this.#idle;
    if (thread === undefined) return this.#start();
    this.#idle.delete(thread);
    return thread;
  }

  #start(): Worker {
    const thread = new Worker(this.#code as string, { eval: true });
    // whatever ends it while nobody listens: it is not given to anybody, and an error is not this process's
    const drop = (): void => void this.#idle.delete(thread);
    return thread.on('error', drop).on('exit', drop);
  }

  #restLater(): void {
    clearTimeout(this.#rest);
    if (this.#isClosed) return;
    this.#rest = setTimeout(() => void this.#endIdle(), REST_MS).unref();
  }

  async #endIdle(): Promise<void> {
    const idle = [...this.#idle];
    this.#idle.clear();
    await Promise.all(idle.map((thread) => thread.terminate()));
  }
}
