/** The plain data of each source, and the one frame in which its rows are brought up to date. */
import type { SourceId } from '../../shared/model/source';
import { SourceData } from './source-data';
import { sources } from './state';

const held = new Map<SourceId, SourceData>();
/** Sources whose rows wait for the next frame, with whether they have to be rebuilt in any case. */
const waiting = new Map<SourceId, boolean>();

/** A source's data, undefined before the source is known. */
export const dataOf = (sourceId: SourceId): SourceData | undefined => held.get(sourceId);

/** Begins to hold a source's data. */
export function holdData(sourceId: SourceId, base: string, separator: string): SourceData {
  const data = held.get(sourceId) ?? new SourceData(base, separator);
  held.set(sourceId, data);
  return data;
}

/** Lets go of a source's data. */
export const dropData = (sourceId: SourceId): boolean => held.delete(sourceId);

/** Brings the rows up to date before the next paint, once for all that changes until then. */
export function settleSoon(sourceId: SourceId, force = false): void {
  if (waiting.size === 0) requestAnimationFrame(settleWaiting);
  waiting.set(sourceId, force || waiting.get(sourceId) === true);
}

/** Brings the rows up to date now. `force` rebuilds them even if no change among the nodes asks for it. */
export function settleNow(sourceId: SourceId, force = false): void {
  const state = sources[sourceId];
  const data = held.get(sourceId);
  if (state === undefined || data === undefined || !data.settle(force)) return;
  state.rows++;
  state.matches = data.rows.matches;
}

function settleWaiting(): void {
  const due = [...waiting];
  waiting.clear();
  for (const [sourceId, force] of due) settleNow(sourceId, force);
}
