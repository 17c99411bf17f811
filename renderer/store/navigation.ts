/** Actions that change nothing but what the window shows. */
import type { Key } from '../../shared/model/key';
import type { SourceId } from '../../shared/model/source';
import { dataOf, settleNow } from './data';
import { applyFilter } from './filter';
import { sources, ui, type DialogSubject, type OpenDialog, type ViewName } from './state';

/** Shows another view. */
export function showView(view: ViewName): void {
  ui.view = view;
}

/** Shows a source. */
export function showSource(sourceId: SourceId): void {
  ui.activeSourceId = sourceId;
}

/** Selects a key of a source, or nothing. The key need not exist (yet). */
export function selectKey(sourceId: SourceId, key: Key | null): void {
  const state = sources[sourceId];
  if (state !== undefined) state.selectedKey = key;
}

/** Selects a key and opens its ancestors. A filter that hides it is cleared. */
export function revealKey(sourceId: SourceId, key: Key): void {
  selectKey(sourceId, key);
  const data = dataOf(sourceId);
  const handle = data?.handleOf(key);
  if (data?.folders && handle === undefined) sought.set(sourceId, key);
  if (data === undefined || handle === undefined) return;
  sought.delete(sourceId);
  settleNow(sourceId);
  if (data.rows.indexOf(handle) < 0) {
    setFilter(sourceId, '');
    settleNow(sourceId, data.rows.reveal(handle));
  }
  const state = sources[sourceId];
  if (state !== undefined) state.reveals++;
}

/** Keys that were to be revealed, but are still on their way. */
const sought = new Map<SourceId, Key>();

/** Reveals a key that has come meanwhile, if it is still wanted. */
export function revealSought(sourceId: SourceId): void {
  const key = sought.get(sourceId);
  if (key === undefined || dataOf(sourceId)?.handleOf(key) === undefined) return;
  sought.delete(sourceId);
  if (sources[sourceId]?.selectedKey === key) revealKey(sourceId, key);
}

/** Opens or closes a directory; `expanded` says which, otherwise it is the other way round. */
export function toggleNode(sourceId: SourceId, node: number | Key, expanded?: boolean): void {
  const data = dataOf(sourceId);
  const handle = typeof node === 'number' ? node : data?.handleOf(node);
  if (data === undefined || handle === undefined) return;
  if (data.rows.setExpanded(handle, expanded ?? !data.rows.isExpanded(handle))) settleNow(sourceId, true);
}

/** Opens all directories beside this node. */
export function expandSiblings(sourceId: SourceId, handle: number): void {
  const data = dataOf(sourceId);
  if (data?.rows.expandSiblings(handle)) settleNow(sourceId, true);
}

/** Filters a source's keys: words that all have to stand in the key, in any order and case. Empty shows everything. */
export function setFilter(sourceId: SourceId, text: string): void {
  const state = sources[sourceId];
  if (state === undefined || state.filter === text) return;
  state.filter = text;
  applyFilter(sourceId, text);
}

/** Opens a dialog about something, or closes the open one with null. */
export function openDialog(dialog: OpenDialog, subject: DialogSubject = {}): void {
  ui.subject = subject;
  ui.dialog = dialog;
}

/** Takes the offer to undo away. */
export function dismissUndo(): void {
  ui.undo = null;
}

/** Takes the word that something worked away. */
export function dismissDone(): void {
  ui.done = null;
}

/** Takes a warning off the screen, by its place among them. */
export function dismissWarning(index: number): void {
  ui.warnings.splice(index, 1);
}

/** Takes the last fault off the screen. */
export function dismissFault(): void {
  ui.fault = null;
}
