/**
 * An open workspace: the state in memory and the journal behind it. The state moves only after the journal is on the disk, one step at
 * a time; plans that arrive meanwhile share the next write.
 */
import { watch, type FSWatcher } from 'node:fs';
import { failed, fault, FaultError, type Fault, type Result } from '../../../shared/fault';
import type { Revision } from '../../../shared/model/entry';
import type { Plan, Receipt } from '../../../shared/model/plan';
import { prepareBatch, type Prepared, type Waiting } from './batch';
import { replaced, unwritable } from './faults';
import { defaultBounds, History, type HistoryBounds } from './history';
import { Journal, UnknownOutcomeError } from './journal';
import { takeLock, type Lock } from './lock';

/** A workspace that this process holds the lock of. */
export class Store {
  #compactAt: { readonly bytes: number; readonly count: number };
  #watcher: FSWatcher | undefined;
  readonly #queue: Waiting[] = [];
  #commitDue = false;
  #verifyDue = false;
  /** The last of the steps, which are taken one after the other. */
  #tail: Promise<void> = Promise.resolve();
  readonly #waiters = new Set<() => void>();
  #end: Fault | undefined;

  private constructor(
    readonly directory: string,
    private readonly lock: Lock,
    private readonly journal: Journal,
    readonly history: History,
    private readonly bounds: HistoryBounds,
    private readonly onBroken: () => void,
  ) {
    this.#compactAt = { bytes: bounds.atBytes, count: bounds.atCount };
    this.#watch();
  }

  /**
   * Opens the workspace in this directory, which exists. Rejects with a FaultError. `onBroken` is called once when the store cannot go
   * on; it still has to be closed.
   */
  static async open(directory: string, onBroken: () => void = () => {}, bounds: Partial<HistoryBounds> = {}): Promise<Store> {
    let lock: Lock | undefined;
    try {
      lock = await takeLock(directory);
      const { journal, loaded } = await Journal.open(directory);
      return new Store(directory, lock, journal, new History(loaded), { ...defaultBounds, ...bounds }, onBroken);
    } catch (error) {
      await lock?.release();
      throw error instanceof FaultError ? error : unwritable(directory, error);
    }
  }

  /** Why the store has ended, undefined while it goes on. */
  get end(): Fault | undefined {
    return this.#end;
  }

  /** Resolves when the revision has moved past this one, the store has ended or the signal aborts. */
  moved(past: Revision, signal: AbortSignal): Promise<void> {
    if (this.#end || signal.aborted || this.history.revision > past) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waiters.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#waiters.add(done);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  /** Applies a plan that was admitted, in turn with all others. */
  apply(plan: Plan): Promise<Result<Receipt>> {
    if (this.#end) return Promise.resolve(failed(this.#end));
    return new Promise((settle) => {
      this.#queue.push({ plan, settle });
      this.#scheduleCommit();
    });
  }

  /** Looks whether the journal is still the file at its path; otherwise the store ends. */
  verify(): Promise<void> {
    return this.#inTurn(() => this.#checkIntact());
  }

  /** Finishes what was accepted, then lets go of the files and the lock. Never rejects. */
  close(): Promise<void> {
    return this.#inTurn(async () => {
      while (this.#queue.length > 0 && !this.#end) await this.#commit();
      this.#stop(fault('aborted', 'aborted'));
      await this.journal.close().catch(() => {});
      await this.lock.release();
    });
  }

  #inTurn(step: () => Promise<void>): Promise<void> {
    this.#tail = this.#tail.then(step);
    return this.#tail;
  }

  async #checkIntact(): Promise<void> {
    if (!this.#end && !(await this.journal.isIntact())) this.#break(replaced(this.directory).fault);
  }

  #scheduleCommit(): void {
    if (this.#commitDue) return;
    this.#commitDue = true;
    void this.#inTurn(async () => {
      this.#commitDue = false;
      await this.#commit();
      if (this.#queue.length > 0) this.#scheduleCommit();
    });
  }

  async #commit(): Promise<void> {
    await this.#checkIntact();
    if (this.#queue.length === 0 || this.#end) return;
    const batch = prepareBatch(this.#queue, this.history, Date.now());
    this.#queue.splice(0, batch.length);
    const commits = batch.flatMap(({ commit }) => commit ?? []);
    try {
      if (commits.length > 0) await this.journal.append(commits.map(({ bytes }) => bytes));
    } catch (error) {
      this.#refuse(batch, error);
      return;
    }
    for (const { transaction } of commits) this.history.append(transaction);
    for (const { waiting, result } of batch) waiting.settle(result);
    this.#wake();
    if (this.journal.size > this.#compactAt.bytes || this.history.length > this.#compactAt.count) await this.#compact();
  }

  /** Nothing of the batch counts, not even its conflicts: they may be with a plan that was refused. */
  #refuse(batch: readonly Prepared[], error: unknown): void {
    const unknown = error instanceof UnknownOutcomeError;
    const refusal = unwritable(this.directory, unknown ? error.cause : error).fault;
    for (const { waiting, commit } of batch) {
      const key = waiting.plan.edits[0]?.key;
      const lost = unknown && commit && key !== undefined;
      waiting.settle(failed(lost ? fault('outcome-unknown', 'outcome-unknown', {}, { key }) : refusal));
    }
    if (unknown) this.#break(refusal);
  }

  async #compact(): Promise<void> {
    const compaction = this.history.compaction(this.bounds);
    try {
      if (compaction && (await this.journal.compact(compaction))) this.history.fold(compaction);
    } catch (error) {
      this.#break(unwritable(this.directory, error).fault);
    }
    // where the snapshot itself is large, or could not be written, not again at every commit
    this.#compactAt = {
      bytes: Math.max(this.bounds.atBytes, 2 * this.journal.size),
      count: Math.max(this.bounds.atCount, this.history.length + this.history.entries.size),
    };
  }

  /** Notices a journal that is removed or replaced while nothing is written. Without inotify the check before each write remains. */
  #watch(): void {
    try {
      this.#watcher = watch(this.directory, { persistent: false }, () => {
        if (this.#verifyDue || this.#end) return;
        this.#verifyDue = true;
        void this.#inTurn(() => {
          this.#verifyDue = false;
          return this.#checkIntact();
        });
      });
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch {
      this.#watcher = undefined;
    }
  }

  #break(why: Fault): void {
    if (this.#end) return;
    this.#stop(why);
    this.onBroken();
  }

  #stop(why: Fault): void {
    this.#end ??= why;
    this.#watcher?.close();
    for (const { settle } of this.#queue.splice(0)) settle(failed(this.#end));
    this.#wake();
  }

  #wake(): void {
    for (const done of [...this.#waiters]) done();
  }
}
