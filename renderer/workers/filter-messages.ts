/** What the window and the filter worker say to each other. Handles stand for keys; keys are joined by NUL. */
import type { SourceId } from '../../shared/model/source';

export type FilterRequest =
  /** Keys that came, and handles of keys that went. */
  | { readonly kind: 'change'; readonly sourceId: SourceId; readonly handles: Int32Array<ArrayBuffer>; readonly keys: string; readonly removed: Int32Array }
  | { readonly kind: 'query'; readonly sourceId: SourceId; readonly query: number; readonly text: string }
  | { readonly kind: 'search'; readonly sourceId: SourceId; readonly search: number; readonly text: string; readonly limit: number }
  | { readonly kind: 'forget'; readonly sourceId: SourceId };

export type FilterAnswer =
  /** All keys that match a query. */
  | { readonly kind: 'matches'; readonly sourceId: SourceId; readonly query: number; readonly handles: Int32Array<ArrayBuffer> }
  /** Keys that came since the query was answered and match as well. Keys that went are known to the window. */
  | { readonly kind: 'more'; readonly sourceId: SourceId; readonly query: number; readonly handles: Int32Array<ArrayBuffer> }
  | { readonly kind: 'found'; readonly search: number; readonly handles: Int32Array<ArrayBuffer> };
