/** Folders of a source that is read as far as it is opened: to open one asks main to read it, to close one lets it go. */
import { ref } from 'valtio';
import type { CommandName } from '../../shared/contract';
import { reaches, rootOfFolder } from '../../shared/model/folder';
import type { Key } from '../../shared/model/key';
import type { SourceId } from '../../shared/model/source';
import { invoke } from '../bridge';
import { dataOf } from './data';
import { revealKey, toggleNode as toggleRow } from './navigation';
import { sources, ui } from './state';

/** Opens or closes a directory; `expanded` says which, otherwise it is the other way round. */
export function toggleNode(sourceId: SourceId, node: number | Key, expanded?: boolean): void {
  const data = dataOf(sourceId);
  const handle = typeof node === 'number' ? node : data?.handleOf(node);
  if (data === undefined || handle === undefined) return;
  const key = data.tree.keys[handle] as Key;
  const opens = expanded ?? !data.rows.isExpanded(handle);
  toggleRow(sourceId, handle, opens);
  if (data.folders === null) return;
  if (opens && data.tree.closed[handle] === 1) void read(sourceId, key);
  // under a filter only the row is shut
  else if (!opens && !data.rows.filtered && data.folders.get(key)?.loaded === true) void ask('source:collapse', sourceId, key);
}

/** Reads the next children of a folder that has more than were read. */
export const loadMore = (sourceId: SourceId, folder: Key): Promise<boolean> => read(sourceId, folder);

/** Reads the folders above a key, one after another, and shows it. Returns whether it is in view then. */
export async function openPath(sourceId: SourceId, key: Key): Promise<boolean> {
  const data = dataOf(sourceId);
  if (data === undefined) return false;
  const { rule } = data;
  const above: Key[] = [];
  for (let at = rule.folderOf(key); at !== undefined && rootOfFolder(at) === undefined; at = rule.folderOf(at)) above.unshift(at);
  for (const folder of above) if (data.folders !== null && data.folders.get(folder)?.loaded !== true && !(await read(sourceId, folder))) break;
  revealKey(sourceId, key);
  const folder = rule.folderOf(key);
  return data.folders === null || folder === undefined || reaches(data.folders.get(folder), rule, key);
}

async function read(sourceId: SourceId, folder: Key): Promise<boolean> {
  const state = sources[sourceId];
  if (state === undefined || state.reading.includes(folder)) return false;
  state.reading.push(folder);
  const done = await ask('source:expand', sourceId, folder);
  state.reading.splice(state.reading.indexOf(folder), 1);
  if (!done && dataOf(sourceId)?.folders?.get(folder)?.loaded !== true) toggleRow(sourceId, folder, false);
  return done;
}

async function ask(command: Extract<CommandName, 'source:expand' | 'source:collapse'>, sourceId: SourceId, key: Key): Promise<boolean> {
  const result = await invoke(command, { sourceId, key });
  if (!result.ok) ui.fault = ref(result.fault);
  return result.ok;
}
