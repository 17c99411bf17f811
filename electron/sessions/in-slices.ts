/** Work over many keys, done in slices: watches, the window and whoever gives it up have their turn in between. */
import { setImmediate as turn } from 'node:timers/promises';
import { fault, FaultError } from '../../shared/fault';
import type { Work } from '../../shared/plans/work';

/** How long the work may hold up main at a time, in milliseconds: half a frame. */
const SLICE_MS = 8;

/** Does all of it. Rejects with the fault `aborted` once the signal says so. */
export async function inSlices<T>(work: Work<T>, signal?: AbortSignal): Promise<T> {
  for (let end = performance.now() + SLICE_MS; ; ) {
    const { done, value } = work.next();
    if (done) return value;
    if (performance.now() < end) continue;
    await turn();
    if (signal?.aborted) throw new FaultError(fault('aborted', 'plan-given-up'));
    end = performance.now() + SLICE_MS;
  }
}
