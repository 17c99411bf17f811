/** Prepared plans: a change set worked out by main, to be looked at before it is committed. Main keeps the plan; this tells of it. */
import type { Demands } from '../model/guards';
import type { SequenceStatus, WriteReceipt } from '../model/writes';
import type { Problem } from './intention';
import type { Preview, PreviewTotals } from './preview';
import type { Warning } from './warnings';

/** Most rows that are told at once. */
export const PREVIEW_ROWS = 200;
/** Most problems and warnings that are told; their numbers are told in full. */
export const MOST_NOTES = 200;

export interface PreparedPlan {
  /** What it is committed by; null where there is nothing to commit, or something stands in the way. */
  readonly id: string | null;
  readonly title: string;
  /** The first rows of the preview, {@link PREVIEW_ROWS} at most, in the order in which they are written. */
  readonly rows: readonly Preview[];
  readonly totals: PreviewTotals;
  /** Keys that have their value already and are left out. */
  readonly unchanged: number;
  /** {@link MOST_NOTES} at most. */
  readonly problems: readonly Problem[];
  readonly problemCount: number;
  readonly warnings: readonly Warning[];
  readonly warningCount: number;
  readonly demands: Demands;
  /** Transactions that it takes: one, or steps that are applied one after another, each guarded by itself. */
  readonly transactions: number;
}

/** What committing came to. */
export type Committed = { readonly kind: 'one'; readonly receipt: WriteReceipt } | { readonly kind: 'steps'; readonly sequence: SequenceStatus };
