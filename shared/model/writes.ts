/** What main tells of the writes to a source: what can be taken back, and how far a sequence has got. */
import type { Fault } from '../fault';
import type { Key } from './key';
import type { PlanWarning, Receipt } from './plan';

/** An applied plan. `id` is that of its record in the audit, by which it is taken back. */
export interface WriteReceipt extends Receipt {
  readonly id: string;
}

/** What was taken back, or done again. */
export interface UndoReceipt {
  /** Revision of the first of its steps. */
  readonly at: bigint;
  readonly warnings: readonly PlanWarning[];
}

/** Which way: a write is taken back, or one that was taken back is done again. */
export const directions = ['undo', 'redo'] as const;
export type Direction = (typeof directions)[number];

/**
 * Why a write cannot be taken back any more after a restart: it is one to production, a value of a key that looks secret or the hash of a
 * password would have to be kept for it, or it is too large.
 */
export type UndoNotKept = 'production' | 'secret' | 'large';

/** A write that can be taken back, or done again; only the last one can. */
export interface Undoable {
  readonly id: string;
  readonly title: string;
  /** Absent where it is kept over a restart. */
  readonly notKept?: UndoNotKept;
}

/** Plans that are applied one after another, each in a transaction of its own. */
export interface SequenceStatus {
  readonly id: string;
  readonly title: string;
  /** Steps that have been applied, of all. */
  readonly done: number;
  readonly of: number;
  /** Keys that have been written, of all; a step's checks are none. */
  readonly keysDone: number;
  readonly keys: number;
  /** The first key that has not been written yet. */
  readonly nextKey?: Key;
  /** `stopped` by its user, `failed` by its next step: it can be resumed there. */
  readonly state: 'running' | 'stopped' | 'failed' | 'finished';
  readonly fault?: Fault;
}

/** Whether there is a sequence that runs or can be gone on with. */
export const isUnderWay = <T extends { readonly state: SequenceStatus['state'] }>(sequence: T | undefined): sequence is T => sequence !== undefined && sequence.state !== 'finished';

export interface WritesStatus {
  readonly undo?: Undoable;
  readonly redo?: Undoable;
  /** The last sequence, until it is given up or taken back, be it in part; a write that is being taken back while it is. */
  readonly sequence?: SequenceStatus;
}
