/** Filters keys off the main thread: a scan of a million keys must not hold up a keystroke. */
import type { SourceId } from '../../shared/model/source';
import { FilterIndex } from './filter-index';
import type { FilterAnswer, FilterRequest } from './filter-messages';

const indexes = new Map<SourceId, { readonly index: FilterIndex; query: number }>();

// the project's types are those of a page, where postMessage takes an origin
const post = globalThis.postMessage as unknown as (answer: FilterAnswer, transfer: Transferable[]) => void;

function indexOf(sourceId: SourceId): { readonly index: FilterIndex; query: number } {
  const known = indexes.get(sourceId);
  if (known !== undefined) return known;
  const made = { index: new FilterIndex(), query: 0 };
  indexes.set(sourceId, made);
  return made;
}

globalThis.addEventListener('message', ({ data: request }: MessageEvent<FilterRequest>) => {
  if (request.kind === 'forget') {
    indexes.delete(request.sourceId);
    return;
  }
  const { sourceId } = request;
  const held = indexOf(sourceId);
  if (request.kind === 'change') {
    const handles = held.index.change(request.handles, request.keys, request.removed);
    if (handles.length > 0) post({ kind: 'more', sourceId, query: held.query, handles }, [handles.buffer]);
  } else if (request.kind === 'query') {
    held.query = request.query;
    const handles = held.index.query(request.text);
    if (request.text.trim() !== '') post({ kind: 'matches', sourceId, query: request.query, handles }, [handles.buffer]);
  } else {
    const handles = held.index.search(request.text, request.limit);
    post({ kind: 'found', search: request.search, handles }, [handles.buffer]);
  }
});
