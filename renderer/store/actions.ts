/**
 * What the user can do. Nothing here changes what a view shows of a store: a write goes to the store and is seen when its change
 * comes back. Results are returned, and where the user has to be told, put on the screen.
 */
import { ref } from 'valtio';
import type { EntryReading } from '../../shared/contract';
import type { Result } from '../../shared/fault';
import type { FormatRule } from '../../shared/flags/format';
import type { AccessReading } from '../../shared/model/access';
import type { Entry, Revision } from '../../shared/model/entry';
import type { HistoryPage } from '../../shared/model/history';
import type { Key } from '../../shared/model/key';
import type { Loading } from '../../shared/model/loading';
import type { PreferencesChange } from '../../shared/model/preferences';
import type { SourceId } from '../../shared/model/source';
import { invoke } from '../bridge';
import { openDialog, showSource, showView } from './navigation';
import { ui } from './state';
import { told } from './telling';

export { dismissDone, dismissFault, dismissUndo, dismissWarning, expandSiblings, openDialog, revealKey, selectKey, setFilter, showView } from './navigation';
export { draftState, dropDraft, editDraft, heldDraft, replaceDraft, reviewDraft, type DraftState } from './drafts';
export { findKeys } from './filter';
export { loadMore, openPath, toggleNode } from './folders';
export {
  addSource,
  askForSecrets,
  changeSource,
  chooseFile,
  duplicateSource,
  exportSources,
  importSources,
  keptSecrets,
  moveSource,
  offerSource,
  removeSource,
  takeImport,
  testSource,
  unlockSource,
} from './source-actions';
export { closeReview, commitReview, giveUpReview, onLive, planCommands, prepareReview, readRows, review, type Review } from './review';
export { showDone, showFault } from './telling';
export { setFlag, turnLast, undo } from './writing';

/** Shows a source, which is shown again at the next start. */
export function selectSource(sourceId: SourceId): void {
  showView('keys');
  showSource(sourceId);
  void told('settings:set', { activeSourceId: sourceId });
}

/** The full value of a key and its facts in the back-end's own terms. */
export const readEntry = (sourceId: SourceId, key: Key): Promise<Result<EntryReading>> => invoke('entry:read', { sourceId, key });

/** Who may do what with a key. */
export const readAccess = (sourceId: SourceId, key: Key): Promise<Result<AccessReading>> => invoke('entry:access', { sourceId, key });

/** A page of a key's history: the newest, or what was before a revision. */
export const readHistory = (sourceId: SourceId, key: Key, before?: Revision): Promise<Result<HistoryPage>> =>
  invoke('entry:history', { sourceId, key, ...(before !== undefined && { before }) });

/** What the session saw of a key, newest first. */
export const readSeen = (sourceId: SourceId, key: Key): Promise<Result<HistoryPage>> => invoke('entry:seen', { sourceId, key });

/** A key as of a revision, in full. */
export const readEntryAt = (sourceId: SourceId, key: Key, at: Revision): Promise<Result<Entry | null>> => invoke('entry:at', { sourceId, key, at });

/** Connects a source. */
export const openSource = (sourceId: SourceId): Promise<Result<null>> => told('source:open', { sourceId });

/** Disconnects a source. */
export const closeSource = (sourceId: SourceId): Promise<Result<null>> => told('source:close', { sourceId });

/** Tries a suspended source again at once. */
export const retrySource = (sourceId: SourceId): Promise<Result<null>> => told('source:retry', { sourceId });

/** Says how much of a source is loaded, from now on, and connects it so. */
export const setLoading = (sourceId: SourceId, loading: Loading | undefined): Promise<Result<null>> => told('source:set-loading', { sourceId, loading });

/** Opens what a source's root is changed in. */
export const narrowRoot = (sourceId: SourceId): void => openDialog('edit-source', { sourceId, field: 'roots' });

/** Creates a source's missing root. */
export const createRoot = (sourceId: SourceId): Promise<Result<null>> => told('source:create-root', { sourceId });

/** Starts or stops the sandbox's demo activity. */
export const setDemo = (sourceId: SourceId, running: boolean): Promise<Result<null>> => told('demo:set', { sourceId, running });

/** Chooses the theme, now and for the next start. */
export function setTheme(theme: 'dark' | 'light' | 'system'): Promise<Result<null>> {
  if (ui.settings !== null) ui.settings = ref({ ...ui.settings, theme });
  return told('settings:set', { theme });
}

/** Chooses the language, now and for the next start. */
export function setLanguage(language: 'en' | 'zh-CN'): Promise<Result<null>> {
  if (ui.settings !== null) ui.settings = ref({ ...ui.settings, language });
  return told('settings:set', { language });
}

/** Says which formats values have, all rules at once, now and for the next start. */
export const setFormatRules = (formatRules: readonly FormatRule[]): Promise<Result<null>> => told('preferences:set', { formatRules });

/** Keeps preferences. They are in force here as soon as main tells them. */
export const setPreferences = (change: PreferencesChange): Promise<Result<null>> => invoke('preferences:set', change);
