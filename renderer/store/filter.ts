/**
 * The window's side of the filter worker. The worker hears of every key that comes or goes, answers queries in the order they
 * were asked, and only the answer to the latest one counts.
 */
import type { Key } from '../../shared/model/key';
import type { SourceId } from '../../shared/model/source';
import type { FilterAnswer, FilterRequest } from '../workers/filter-messages';
import type { SourceData } from './columns';
import { dataOf, settleNow, settleSoon } from './data';
import { sources } from './state';

let worker: Worker | undefined;
let queries = 0;
const latest = new Map<SourceId, number>();
const searches = new Map<number, (handles: Int32Array) => void>();

/** Tells the worker of the keys that a listing or batch brought and took. */
export function tellFilter(sourceId: SourceId, data: SourceData, added: readonly number[], removed: readonly number[]): void {
  if (added.length === 0 && removed.length === 0) return;
  const keys = data.tree.keys;
  const handles = new Int32Array(added);
  const joined = added.map((handle) => keys[handle] as Key).join('\0');
  send({ kind: 'change', sourceId, handles, keys: joined, removed: new Int32Array(removed) }, [handles.buffer]);
}

/** The source is no more. */
export function forgetFilter(sourceId: SourceId): void {
  latest.delete(sourceId);
  if (worker !== undefined) send({ kind: 'forget', sourceId });
}

/** Begins to filter by this text. The rows change when the worker has answered, or at once when the text is empty. */
export function applyFilter(sourceId: SourceId, text: string): void {
  const query = ++queries;
  latest.set(sourceId, query);
  send({ kind: 'query', sourceId, query, text });
  if (text.trim() !== '') return;
  const data = dataOf(sourceId);
  if (data === undefined || !data.rows.filtered) return;
  data.rows.setMatches(null);
  showFilter(sourceId);
}

/** The first keys of a source that match, shortest first. */
export function findKeys(sourceId: SourceId, text: string, limit: number): Promise<Key[]> {
  const search = ++queries;
  return new Promise((resolve) => {
    searches.set(search, (handles) => {
      const data = dataOf(sourceId);
      const keys: Key[] = [];
      for (const handle of handles) if (data?.isEntry(handle)) keys.push(data.tree.keys[handle] as Key);
      resolve(keys);
    });
    send({ kind: 'search', sourceId, search, text, limit });
  });
}

function showFilter(sourceId: SourceId): void {
  const state = sources[sourceId];
  if (state !== undefined) state.shownFilter = state.filter;
  settleNow(sourceId, true);
}

function send(request: FilterRequest, transfer: Transferable[] = []): void {
  if (worker === undefined) {
    worker = new Worker(new URL('../workers/filter.worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', (event: MessageEvent<FilterAnswer>) => take(event.data));
  }
  worker.postMessage(request, transfer);
}

function take(answer: FilterAnswer): void {
  if (answer.kind === 'found') {
    searches.get(answer.search)?.(answer.handles);
    searches.delete(answer.search);
    return;
  }
  const data = dataOf(answer.sourceId);
  if (data === undefined || latest.get(answer.sourceId) !== answer.query) return;
  if (answer.kind === 'matches') {
    data.rows.setMatches(answer.handles);
    showFilter(answer.sourceId);
  } else {
    data.rows.addMatches(answer.handles);
    settleSoon(answer.sourceId, true);
  }
}
