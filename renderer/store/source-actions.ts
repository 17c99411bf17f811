/** What the user can do with the list of sources. Main changes it; the window shows it when it comes back. */
import i18next from 'i18next';
import { ref } from 'valtio';
import type { ChosenFile, CommandInput, CommandOutput } from '../../shared/contract';
import type { KeptSecrets, SourceTest } from '../../shared/model/source-answers';
import { ok, type Result } from '../../shared/fault';
import type { SecretsChange, Source, SourceDraft, SourceId, SourceSecrets } from '../../shared/model/source';
import { invoke } from '../bridge';
import { openDialog, showSource } from './navigation';
import { sources, ui } from './state';
import { told } from './telling';

/** Secrets that were typed, and the source whose kept ones go along beside them. */
export type WithSecrets = Pick<CommandInput<'source:add'>, 'secrets' | 'secretsOf'>;

/** Connects once with what has been entered and lets go again. The dialog shows what went wrong. */
export const testSource = (source: SourceDraft, secrets: WithSecrets = {}): Promise<Result<SourceTest>> => invoke('source:test', { source, ...secrets });

/** Adds a source and shows it. The dialog shows what went wrong. */
export async function addSource(source: SourceDraft, secrets: WithSecrets = {}): Promise<Result<Source>> {
  const result = await invoke('source:add', { source, ...secrets });
  if (result.ok) ui.activeSourceId = result.value.id;
  return result;
}

/** Changes a source. The dialog shows what went wrong. */
export const changeSource = (sourceId: SourceId, source: SourceDraft, secrets: SecretsChange): Promise<Result<Source>> =>
  invoke('source:change', { sourceId, source, secrets });

/** Asks for a new source, filled like this one. */
export function duplicateSource(sourceId: SourceId): void {
  const info = sources[sourceId]?.info;
  if (info !== undefined) openDialog('add-source', { sourceId, draft: ref(info.source) });
}

/** Asks for a new source, filled with what was offered. */
export const offerSource = (draft: SourceDraft): void => openDialog('add-source', { draft: ref(draft) });

/** Moves a source to a place of the list, 1 being the first behind the sandbox. */
export const moveSource = (sourceId: SourceId, to: number): Promise<Result<null>> => told('source:move', { sourceId, to });

/** Forgets a source, and offers to bring it back; the store is not touched. */
export async function removeSource(sourceId: SourceId): Promise<Result<null>> {
  const name = sources[sourceId]?.info.source.name ?? '';
  wasShown = ui.activeSourceId === sourceId;
  const result = await told('source:remove', { sourceId });
  if (result.ok) ui.undo = ref({ sourceId, title: i18next.t('source.list.removed', { name }), write: null });
  return result;
}

/** Whether the source that was removed last was on screen. */
let wasShown = false;

/** Brings the source back that was removed last, on screen if it was there. */
export async function restoreSource(sourceId: SourceId): Promise<Result<void>> {
  const result = await told('source:restore', { sourceId });
  if (result.ok && wasShown) showSource(sourceId);
  return result.ok ? ok(undefined) : result;
}

/** Asks for what a source needs to be let in. */
export const askForSecrets = (sourceId: SourceId): void => openDialog('unlock-source', { sourceId });

/** Keeps the secrets that were entered, and tries at once. */
export const unlockSource = (sourceId: SourceId, secrets: SourceSecrets): Promise<Result<null>> => invoke('source:unlock', { sourceId, secrets });

/** Which secrets of a source are kept. */
export const keptSecrets = (sourceId: SourceId): Promise<Result<KeptSecrets>> => told('source:secrets', { sourceId });

/** Asks for a file or directory; null where none was chosen. */
export async function chooseFile(what: ChosenFile): Promise<string | null> {
  const result = await told('file:choose', { what });
  return result.ok ? result.value : null;
}

/** Writes all sources into a file that is asked for, and says so. */
export async function exportSources(): Promise<void> {
  const result = await told('sources:export', {});
  if (result.ok && result.value !== null) ui.done = i18next.t('source.profiles.exported', { ...result.value });
}

/** Asks for a file of exported sources, and shows what importing it would do. */
export async function importSources(): Promise<void> {
  const result = await told('sources:import', {});
  if (result.ok && result.value !== null) openDialog('import-sources', { preview: ref(result.value) });
}

/** Imports the chosen items of a preview, and says what was done. The dialog shows what went wrong. */
export async function takeImport(preview: string, items: number[]): Promise<Result<CommandOutput['sources:take']>> {
  const result = await invoke('sources:take', { preview, items });
  if (result.ok) ui.done = i18next.t('source.profiles.imported', { count: result.value.added + result.value.changed });
  return result;
}
