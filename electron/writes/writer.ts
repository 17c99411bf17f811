/**
 * Whatever a person writes goes through here: the source's demands are checked, whatever the window has checked before; the intent is
 * recorded before it is sent; and what was applied can be taken back and done again.
 */
import { failed, fault, ok, type Fault, type Result } from '../../shared/fault';
import { demandsOf, isGuarded, unmetDemand, type Approval } from '../../shared/model/guards';
import type { Plan, PlanWarning } from '../../shared/model/plan';
import type { Direction, SequenceStatus, Undoable, UndoReceipt, WriteReceipt, WritesStatus } from '../../shared/model/writes';
import { fitPlan } from '../../shared/plans/fit';
import type { AuditLog } from './audit';
import { AuditedWrites, sendAgain } from './audited';
import type { PrefixOf } from './beside';
import { History, inverseOf, inversesOf, type Origin, type Step, type Write } from './history';
import { Sequence } from './sequence';
import type { UndoBook } from './undo-book';
import type { WriteTarget } from './target';

/** What is kept of a source for as long as it is held. */
interface Kept {
  readonly history: History;
  sequence?: Sequence;
  /** A write of several steps that is being taken back, or done again. */
  turn?: { readonly direction: Direction; status: SequenceStatus; stopping: boolean };
}

export class Writer {
  readonly #writes: AuditedWrites;
  readonly #prefixOf: PrefixOf;
  readonly #book: UndoBook | undefined;
  readonly #kept = new WeakMap<WriteTarget, Kept>();

  /** `prefixOf` tells where records of writes go beside the data: nowhere, if it is not given. Without a book nothing can be taken back after a restart. */
  constructor(audit: AuditLog, prefixOf: PrefixOf = () => undefined, book?: UndoBook) {
    this.#writes = new AuditedWrites(audit, prefixOf);
    this.#prefixOf = prefixOf;
    this.#book = book;
  }

  /** What keys of records beside the data begin with, where they lie below keys that have to stay for that. */
  recordsBelow({ source, capabilities }: WriteTarget): string | undefined {
    return capabilities.parents === 'required' ? this.#prefixOf(source.id) : undefined;
  }

  /** The source is live: writes to it whose outcome is not known are looked at. */
  live(target: WriteTarget): void {
    void this.#writes.live(target);
    void this.#book?.loaded.then(() => {
      const { writes } = this.#keptOf(target).history;
      if (writes.undo.length + writes.redo.length > 0) this.#tell(target);
    });
  }

  /** Applies a plan in one transaction. */
  async apply(target: WriteTarget, plan: Plan, approval: Approval): Promise<Result<WriteReceipt>> {
    await this.#book?.loaded;
    const refusal = refusalOf(target, [plan], approval);
    if (refusal) return failed(refusal);
    const order = this.#keptOf(target).history.nextOrder();
    const { result, told } = await this.#writes.send(target, withReason(plan, approval));
    const learn = (receipt: WriteReceipt): void => {
      this.#did(target, { id: receipt.id, title: plan.title, order }, plan, receipt);
      this.#tell(target);
    };
    if (result.ok) learn(result.value);
    // it has been given up, and may turn out to have been applied
    else void told?.then((found) => found.ok && learn(found.value));
    return result;
  }

  /** Creates the missing roots, with their parents. It is not offered to be taken back: others may be below them at once. */
  async createRoot(target: WriteTarget): Promise<Result<null>> {
    // a write that nobody has reviewed
    if (isGuarded(target.source)) return failed(fault('read-only', 'root-guarded'));
    return this.#writes.createRoot(target);
  }

  /** Applies plans one after another. Resolves when all are applied, one is refused or somebody has stopped it. */
  async applyInOrder(target: WriteTarget, title: string, plans: readonly Plan[], approval: Approval): Promise<Result<SequenceStatus>> {
    await this.#book?.loaded;
    const kept = this.#keptOf(target);
    const refusal = unfinished(kept) ?? refusalOf(target, plans, approval);
    if (refusal) return failed(refusal);
    const order = kept.history.nextOrder();
    const sequence = new Sequence({
      title,
      plans: plans.map((plan) => withReason(plan, approval)),
      send: (plan, terms) => this.#writes.send(target, plan, terms),
      did: (id, plan, receipt) => this.#did(target, { id, title, order }, plan, receipt),
      onProgress: () => this.#tell(target),
    });
    kept.sequence = sequence;
    return ok(await sequence.run());
  }

  /** Goes on with the sequence that was stopped or failed, at its next step. */
  async resume(target: WriteTarget, approval: Approval): Promise<Result<SequenceStatus>> {
    const kept = this.#keptOf(target);
    const { sequence } = kept;
    if (!sequence || sequence.status.state === 'finished') return failed(fault('invalid', 'no-sequence'));
    const refusal = isRunning(kept) ? fault('invalid', 'sequence-running') : refusalOf(target, sequence.left, approval);
    return refusal ? failed(refusal) : ok(await sequence.run());
  }

  /** Stops the sequence that runs, or is taken back, after its present step; one that does not run is given up. */
  stop(target: WriteTarget): void {
    const kept = this.#keptOf(target);
    if (kept.turn) {
      kept.turn.stopping = true;
      return;
    }
    if (isRunning(kept)) return kept.sequence?.stop();
    delete kept.sequence;
    this.#tell(target);
  }

  /** What taking back this write, or doing it again, sends, in order; undefined where it is not the last one. */
  inverses(target: WriteTarget, direction: Direction, id: string): { readonly title: string; readonly plans: readonly Plan[] } | undefined {
    const write = this.#keptOf(target).history.peek(direction, id);
    return write && { title: write.title, plans: inversesOf(write) };
  }

  /** Takes back the last write, which has to be the one named, if nothing that it wrote has changed since. */
  undo(target: WriteTarget, id: string, approval: Approval): Promise<Result<UndoReceipt>> {
    return this.#turn(target, 'undo', id, approval);
  }

  /** Does again what was taken back last. */
  redo(target: WriteTarget, id: string, approval: Approval): Promise<Result<UndoReceipt>> {
    return this.#turn(target, 'redo', id, approval);
  }

  async #turn(target: WriteTarget, direction: Direction, id: string, approval: Approval): Promise<Result<UndoReceipt>> {
    await this.#book?.loaded;
    const kept = this.#keptOf(target);
    const { history } = kept;
    if (isRunning(kept)) return failed(fault('invalid', 'sequence-running'));
    const write = history.take(direction, id);
    if (!write) return failed(fault('invalid', 'undo-moved'));
    const refusal = refusalOf(target, inversesOf(write), approval);
    const result = refusal ? failed(refusal) : await this.#takeBack(target, direction, write, approval).finally(() => delete kept.turn);
    if (!result.ok) history.keep(direction, write);
    else history.turned(direction, write);
    this.#tell(target);
    return result;
  }

  /** A step of the write was taken back; whether that was all of it. What lacks a step is never gone on with: it would be called finished. */
  #tookBack(target: WriteTarget, write: Write, receipt: WriteReceipt): boolean {
    const kept = this.#keptOf(target);
    if (kept.sequence?.id === write.id) delete kept.sequence;
    return kept.history.tookBack(write, receipt);
  }

  /** Step by step from the last; what is done already is not done again where a later attempt goes on. */
  async #takeBack(target: WriteTarget, direction: Direction, write: Write, approval: Approval): Promise<Result<UndoReceipt>> {
    const { title, steps, back, id } = write;
    const kept = this.#keptOf(target);
    const of = steps.length + back.length;
    const [keys, keysDone] = [keysOf(steps) + keysOf(back), keysOf(back)];
    const turn = { direction, stopping: false, status: { id, title, done: back.length, of, keysDone, keys, state: 'running' } as SequenceStatus };
    const warnings: PlanWarning[] = [];
    let at: bigint | undefined;
    for (let step = steps.at(-1); step !== undefined; step = steps.at(-1)) {
      if (turn.stopping) return failed(fault('aborted', 'turn-stopped', { done: back.length, of }));
      if (of > 1) {
        kept.turn = turn;
        this.#tell(target);
      }
      const plan = withReason(inverseOf(step, `${direction === 'undo' ? 'Undo' : 'Redo'}: ${title}`), approval);
      const number = back.length + 1;
      const terms = { undoes: step.id, ...(of > 1 && { step: { sequence: id, number, of } }) };
      const { result, ask, told } = await sendAgain(step.ask, () => this.#writes.send(target, plan, terms));
      if (!result.ok) {
        step.ask = ask;
        void told?.then((found) => found.ok && this.#learnBack(target, direction, write, step, found.value));
        return result;
      }
      this.#tookBack(target, write, result.value);
      turn.status = { ...turn.status, done: back.length, keysDone: turn.status.keysDone + step.edits.length };
      warnings.push(...result.value.warnings);
      at ??= result.value.at;
    }
    return ok({ at: at ?? 0n, warnings });
  }

  /** A step that was given up turns out to have been taken back. While it is tried again that finds out for itself. */
  #learnBack(target: WriteTarget, direction: Direction, write: Write, step: Step, receipt: WriteReceipt): void {
    const { history } = this.#keptOf(target);
    if (write.steps.at(-1) !== step || !history.takeOut(direction, write)) return;
    if (this.#tookBack(target, write, receipt)) history.turned(direction, write);
    else history.keep(direction, write);
    this.#tell(target);
  }

  /** A plan was applied, alone or as a step of a write. What it deleted may take more transactions to bring back than it took itself. */
  #did(target: WriteTarget, origin: Origin, plan: Plan, receipt: WriteReceipt): void {
    const { inverse } = receipt;
    const fit = fitPlan(inverse, target.capabilities);
    // the last step is taken back first
    this.#keptOf(target).history.did(origin, plan, receipt, fit.kind === 'steps' ? fit.steps.toReversed() : [inverse]);
  }

  #keptOf(target: WriteTarget): Kept {
    const { mirror } = target.session;
    const kept = this.#kept.get(target) ?? { history: this.#book?.historyOf(target.source, () => (mirror.listed ? mirror.at : undefined)) ?? new History() };
    this.#kept.set(target, kept);
    return kept;
  }

  #undoable({ source }: WriteTarget, write: Write | undefined): Undoable | undefined {
    const notKept = write && this.#book?.notKept(source, write);
    return write && { id: write.id, title: write.title, ...(notKept && { notKept }) };
  }

  #tell(target: WriteTarget): void {
    const { history, sequence, turn } = this.#keptOf(target);
    // what is written to last has room first
    this.#book?.changed(target.source.id);
    // the write that is being taken back stays on offer until it is, so that nobody who presses twice takes back the one before
    const offered = (direction: Direction): Undoable | undefined =>
      turn?.direction === direction ? { id: turn.status.id, title: turn.status.title } : this.#undoable(target, history.next(direction));
    const [undo, redo] = [offered('undo'), offered('redo')];
    const steps = turn?.status ?? sequence?.status;
    const status: WritesStatus = {
      ...(undo && { undo }),
      ...(redo && { redo }),
      ...(steps && { sequence: steps }),
    };
    target.tellWrites(status);
  }
}

const keysOf = (steps: readonly Step[]): number => steps.reduce((sum, { edits }) => sum + edits.length, 0);

const isRunning = ({ sequence, turn }: Kept): boolean => turn !== undefined || sequence?.status.state === 'running';

/** Why no other sequence may begin: the last one runs, or waits for somebody to say what becomes of it. */
function unfinished(kept: Kept): Fault | undefined {
  if (isRunning(kept)) return fault('invalid', 'sequence-running');
  const status = kept.sequence?.status;
  return status && status.state !== 'finished' ? fault('invalid', 'sequence-unfinished', { title: status.title }) : undefined;
}

/** Why these plans may not be sent to this source, as it is now and with what they come with. */
function refusalOf({ source, session }: WriteTarget, plans: readonly Plan[], approval: Approval): Fault | undefined {
  const reason = approval.reason ?? plans[0]?.reason ?? '';
  return session.refusal() ?? unmetDemand(demandsOf(source, plans), { ...approval, reason });
}

const withReason = (plan: Plan, { reason }: Approval): Plan => (reason === undefined ? plan : { ...plan, reason });
