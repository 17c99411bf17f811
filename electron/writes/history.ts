/** What was written to a source in this run and can be taken back, the last first; and what was taken back and can be done again. */
import type { Plan, Receipt } from '../../shared/model/plan';
import type { Direction, Undoable } from '../../shared/model/writes';
import type { Sent } from './audited';

/** Older writes are forgotten. */
const MOST_WRITES = 100;
/** So are those before the last one where the values that are kept come to more. */
const MOST_BYTES = 64 * 1024 * 1024;

/** An applied plan: its record in the audit, and what takes it back. */
export interface Step {
  readonly id: string;
  readonly inverse: Plan;
  /** Asks again what became of the last attempt to take it back, where that is not known. */
  ask?: Sent['ask'];
}

/** A write of one plan or several. Its steps are taken back in the opposite order. */
export interface Write {
  readonly id: string;
  readonly title: string;
  readonly steps: Step[];
  /** Steps that take back what was taken back already, where a later one stood in the way. */
  readonly back: Step[];
}

const opposite = { undo: 'redo', redo: 'undo' } as const;

export class History {
  readonly #writes: Record<Direction, Write[]> = { undo: [], redo: [] };
  readonly #sizes = new WeakMap<Step, number>();

  /** A step was applied, alone or as one of the write `id`. What was taken back before cannot be done again. */
  did(id: string, title: string, step: Step): void {
    this.#writes.redo = [];
    if (!restores(step.inverse)) return;
    const last = this.#writes.undo.at(-1);
    if (last?.id === id) {
      last.steps.push(step);
      this.#forget('undo');
    } else this.#push('undo', { id, title, steps: [step], back: [] });
  }

  /** The write that can be taken back next, if it is this one. */
  peek(direction: Direction, id: string): Write | undefined {
    const write = this.#writes[direction].at(-1);
    return write?.id === id ? write : undefined;
  }

  /** Takes the write out that can be taken back next, if it is this one. */
  take(direction: Direction, id: string): Write | undefined {
    return this.peek(direction, id) && this.#writes[direction].pop();
  }

  /** It could not be taken back, or not all of it. */
  keep(direction: Direction, write: Write): void {
    this.#push(direction, write);
  }

  /** All of it was taken back by its `back` steps: the other direction has it now. */
  turned(direction: Direction, { title, back }: Write): void {
    const steps = back.filter(({ inverse }) => restores(inverse));
    const id = back.at(-1)?.id;
    if (id !== undefined && steps.length > 0) this.#push(opposite[direction], { id, title, steps, back: [] });
  }

  next(direction: Direction): Undoable | undefined {
    const write = this.#writes[direction].at(-1);
    return write && { id: write.id, title: write.title };
  }

  #push(direction: Direction, write: Write): void {
    this.#writes[direction].push(write);
    this.#forget(direction);
  }

  #forget(direction: Direction): void {
    const writes = this.#writes[direction];
    let bytes = 0;
    const tooLarge = writes.findLastIndex(({ steps, back }) => {
      for (const step of [...steps, ...back]) bytes += this.#sizeOf(step);
      return bytes > MOST_BYTES;
    });
    const first = Math.max(tooLarge + 1, writes.length - MOST_WRITES);
    writes.splice(0, Math.min(first, writes.length - 1));
  }

  #sizeOf(step: Step): number {
    const known = this.#sizes.get(step);
    if (known !== undefined) return known;
    const size = step.inverse.edits.reduce((sum, edit) => sum + (edit.kind === 'put' ? (edit.value?.length ?? 0) : 0), 0);
    this.#sizes.set(step, size);
    return size;
  }
}

const restores = ({ edits }: Receipt['inverse']): boolean => edits.some(({ kind }) => kind !== 'check');
