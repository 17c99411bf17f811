/** Which keys are shown, and finding one: scans of a source's {@link FilterIndex} in slices, of which only the latest counts. */
import type { Key } from '../../shared/model/key';
import type { SourceId } from '../../shared/model/source';
import type { SourceData } from './source-data';
import { dataOf, settleNow } from './data';
import { inSlices } from './slices';
import { sources } from './state';

/** What gives up the scan under way. */
const running = new WeakMap<SourceData, () => void>();

/** Filters by this text. The rows have changed when this returns, unless there are so many keys that it takes more than a slice. */
export function applyFilter(sourceId: SourceId, text: string): void {
  const data = dataOf(sourceId);
  if (data === undefined) return;
  running.get(data)?.();
  const show = (handles: Int32Array | null): void => {
    const state = sources[sourceId];
    if (state === undefined || dataOf(sourceId) !== data) return;
    state.shownFilter = text;
    if (data.rows.setMatches(handles)) settleNow(sourceId, true);
  };
  running.set(data, inSlices(data.filter.query(text), show));
}

/** Finds the first keys of a source that match, shortest first. Returns what gives the search up. */
export function findKeys(sourceId: SourceId, text: string, limit: number, found: (keys: readonly Key[]) => void): () => void {
  const data = dataOf(sourceId);
  if (data === undefined) return () => {};
  const name = (handles: readonly number[]): void => found(handles.flatMap((handle) => (data.isEntry(handle) ? (data.tree.keys[handle] as Key) : [])));
  return inSlices(data.filter.search(text, limit), name);
}
