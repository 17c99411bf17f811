/** What was written to a source in this run and can be taken back, the last first; and what was taken back and can be done again. */
import type { Plan } from '../../shared/model/plan';
import type { Direction, WriteReceipt } from '../../shared/model/writes';
import type { Sent } from './audited';
import type { Key } from '../../shared/model/key';
import { Chain, presentEdit, type BackEdit, type State } from './chain';

/** Older writes are forgotten. */
const MOST_WRITES = 100;
/** So are those before the last one where what is kept of them comes to more. */
const MOST_BYTES = 64 * 1024 * 1024;
/** What an edit takes beside its key and its value, about. */
const EDIT_BYTES = 200;

/** An applied plan: its record in the audit, and what takes it back. */
export interface Step {
  readonly id: string;
  readonly edits: readonly BackEdit[];
  /** Asks again what became of the last attempt to take it back, where that is not known. */
  ask?: Sent['ask'];
}

/** A write of one plan or several. Its steps are taken back in the opposite order. */
export interface Write extends Origin {
  readonly steps: Step[];
  /** Steps that take back what was taken back already, where a later one stood in the way. */
  readonly back: Step[];
}

/** Which write a step belongs to, and when that was sent: a higher `order` is later. */
export interface Origin {
  readonly id: string;
  readonly title: string;
  readonly order: number;
}

const opposite = { undo: 'redo', redo: 'undo' } as const;

/** What takes a step back, guarded by the stamps under which its states stand now. */
export const inverseOf = ({ edits }: Step, title: string): Plan => ({ title, reason: '', edits: edits.map(presentEdit) });

/** What taking a write back sends, in order. */
export const inversesOf = ({ steps, title }: Write): Plan[] => steps.map((step) => inverseOf(step, title)).reverse();

export class History {
  readonly #chain = new Chain();
  readonly #writes: Record<Direction, Write[]> = { undo: [], redo: [] };
  readonly #sizes = new WeakMap<Step, number>();
  /** Those that are being taken back, or done again: they stand in neither list until that has come to an end. */
  readonly #taken: Record<Direction, Set<Write>> = { undo: new Set(), redo: new Set() };
  #orders = 0;

  /** All that can be taken back, and done again; the next one stands last. What is being turned belongs to it: nobody knows how far it gets. */
  get writes(): Readonly<Record<Direction, readonly Write[]>> {
    const { undo, redo } = this.#taken;
    return { undo: [...this.#writes.undo, ...undo], redo: [...this.#writes.redo, ...redo] };
  }

  /** A state on which writes stand that were kept from another run. */
  adopt(key: Key, state: State): void {
    this.#chain.adopt(key, state);
  }

  /** The order of a write that is sent now. */
  nextOrder(): number {
    return ++this.#orders;
  }

  /**
   * A plan was applied, alone or as a step of a write. What was taken back before that was sent cannot be done again. `parts` are the
   * edits of its inverse as they fit into transactions, in the order in which they were written.
   */
  did(origin: Origin, plan: Plan, receipt: WriteReceipt, parts: readonly Plan[]): void {
    this.#drop('redo', ({ order }) => order < origin.order);
    const backs = new Map(this.#chain.applied(plan, receipt).map((back) => [back.edit.key, back]));
    const steps = parts.map(({ edits }): Step => ({ id: receipt.id, edits: edits.flatMap(({ key }) => backs.get(key) ?? []) })).filter(restores);
    if (steps.length === 0) return;
    const write = this.#writes.undo.find(({ id }) => id === origin.id);
    if (write) write.steps.push(...steps);
    else this.#put('undo', { ...origin, steps, back: [] });
    this.#forget('undo');
  }

  /** The last step of a write was taken back. Whether that was all of it. */
  tookBack({ steps, back }: Write, receipt: WriteReceipt): boolean {
    const step = steps.pop();
    if (step) back.push({ id: receipt.id, edits: this.#chain.turned(step.edits, receipt) });
    return steps.length === 0;
  }

  /** The write that can be taken back next, if it is this one. */
  peek(direction: Direction, id: string): Write | undefined {
    const write = this.#writes[direction].at(-1);
    return write?.id === id ? write : undefined;
  }

  /** Takes the write out that can be taken back next, if it is this one. It is to be kept or turned afterwards. */
  take(direction: Direction, id: string): Write | undefined {
    const write = this.peek(direction, id) && this.#writes[direction].pop();
    if (write) this.#taken[direction].add(write);
    return write;
  }

  /** Takes this write out, wherever it stands; false where it does not. */
  takeOut(direction: Direction, write: Write): boolean {
    const at = this.#writes[direction].indexOf(write);
    if (at >= 0) this.#writes[direction].splice(at, 1);
    return at >= 0;
  }

  /** It could not be taken back, or not all of it. */
  keep(direction: Direction, write: Write): void {
    this.#taken[direction].delete(write);
    this.#put(direction, write);
    this.#forget(direction);
  }

  /** All of it was taken back by its `back` steps: the other direction has it now. */
  turned(direction: Direction, write: Write): void {
    this.#taken[direction].delete(write);
    const { title, order, back } = write;
    const steps = back.filter(restores);
    const id = back.at(-1)?.id;
    if (id !== undefined && steps.length > 0) this.keep(opposite[direction], { id, title, order, steps, back: [] });
  }

  /** What can be taken back, or done again, now. */
  next(direction: Direction): Write | undefined {
    return this.#writes[direction].at(-1);
  }

  /** One whose answer was found out late stands below those that were sent after it. */
  #put(direction: Direction, write: Write): void {
    this.#orders = Math.max(this.#orders, write.order);
    const writes = this.#writes[direction];
    const above = direction === 'undo' ? writes.findIndex(({ order }) => order > write.order) : -1;
    writes.splice(above < 0 ? writes.length : above, 0, write);
  }

  #forget(direction: Direction): void {
    const writes = this.#writes[direction];
    let bytes = 0;
    const tooLarge = writes.findLastIndex(({ steps, back }) => {
      for (const step of [...steps, ...back]) bytes += this.#sizeOf(step);
      return bytes > MOST_BYTES;
    });
    const first = Math.min(Math.max(tooLarge + 1, writes.length - MOST_WRITES), writes.length - 1);
    this.#drop(direction, (_, at) => at < first);
  }

  #drop(direction: Direction, isOver: (write: Write, at: number) => boolean): void {
    const over = this.#writes[direction].filter(isOver);
    if (over.length === 0) return;
    this.#writes[direction] = this.#writes[direction].filter((write) => !over.includes(write));
    for (const { steps, back } of over) for (const { edits } of [...steps, ...back]) this.#chain.forget(edits);
  }

  #sizeOf(step: Step): number {
    const known = this.#sizes.get(step);
    if (known !== undefined) return known;
    const size = step.edits.reduce((sum, { edit }) => sum + EDIT_BYTES + edit.key.length + (edit.kind === 'put' ? (edit.value?.length ?? 0) : 0), 0);
    this.#sizes.set(step, size);
    return size;
  }
}

const restores = ({ edits }: Step): boolean => edits.length > 0;
