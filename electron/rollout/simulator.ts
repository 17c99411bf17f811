/**
 * Simulations in threads: nothing waits for them, and threads are kept for the next one. One simulation runs at a time; a new one takes the
 * old one's place.
 */
import { readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { failed, type Result } from '../../shared/fault';
import { FIRST_PART, givenUp, Run, type Request, type Simulated } from './run';

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

  /** Starts the threads of a simulation that is about to be asked for. */
  async prepare(): Promise<void> {
    this.#code ??= await readFile(this.#program, 'utf8');
    if (this.#running !== undefined) return;
    while (this.#idle.length < this.#threads) this.#idle.push(this.#start());
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
    const run = new Run(request, () => this.#idle.pop() ?? this.#start(), onProgress);
    this.#running = run;
    const result = await run.result(Math.max(1, Math.min(this.#threads, Math.ceil(request.size / FIRST_PART))));
    for (const thread of run.sound()) if (this.#idle.push(thread) > this.#threads) await this.#idle.pop()?.terminate();
    if (this.#running === run) this.#running = undefined;
    return result;
  }

  #start(): Worker {
    return new Worker(this.#code as string, { eval: true });
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
