/** The steps of a plan that does not fit one transaction, as somebody applies them in order, stops, and takes them back. */
import type { Capabilities } from '../../../shared/model/capabilities';
import type { Plan, Receipt } from '../../../shared/model/plan';
import { fitPlan } from '../../../shared/plans/fit';

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
