/** Sequences: the steps of a plan that does not fit one transaction, applied in order. One can be stopped, resumed and taken back. */
import type { Capabilities } from '../model/capabilities';
import { sameStamp } from '../model/entry';
import { sameBytes, type Key } from '../model/key';
import type { Plan, Receipt } from '../model/plan';
import { fitPlan } from './fit';
import type { Held } from './tree';

/** How far a sequence has got: there is a receipt for every step that took effect. */
export interface Progress {
  readonly steps: readonly Plan[];
  readonly receipts: readonly Receipt[];
}

/** A sequence of which nothing has been sent yet. */
export const started = (steps: readonly Plan[]): Progress => ({ steps, receipts: [] });

/** The step to send next; undefined once all have taken effect. */
export const nextStep = ({ steps, receipts }: Progress): Plan | undefined => steps[receipts.length];

/** The progress after the next step was answered. */
export const advanced = ({ steps, receipts }: Progress, receipt: Receipt): Progress => ({ steps, receipts: [...receipts, receipt] });

/** The plans that take back what has been done so far, the last step first; values that were deleted may be larger than what deleted them. */
export function undoSteps({ receipts }: Progress, capabilities: Capabilities): Plan[] {
  return [...receipts].reverse().flatMap(({ inverse }) => {
    if (inverse.edits.length === 0) return [];
    const fit = fitPlan(inverse, capabilities);
    return fit.kind === 'steps' ? [...fit.steps] : [inverse];
  });
}

/**
 * What became of a plan whose answer was lost, by what the store holds now: every key as the plan would leave it, every key as it was
 * before, or neither, which a transaction does not leave behind: somebody else has written since.
 */
export function outcomeOf({ edits }: Plan, get: (key: Key) => Held | undefined): 'applied' | 'not-applied' | 'unclear' {
  let applied = true;
  let untouched = true;
  for (const edit of edits) {
    if (edit.kind === 'check') continue;
    const held = get(edit.key);
    const asBefore = edit.base === 'absent' ? held === undefined : held !== undefined && sameStamp(held.stamp, edit.base);
    const asPlanned = edit.kind === 'delete' ? held === undefined : !asBefore && held?.value !== undefined && sameBytes(held.value, edit.value);
    if (!asBefore) untouched = false;
    if (!asPlanned) applied = false;
  }
  return applied ? 'applied' : untouched ? 'not-applied' : 'unclear';
}
