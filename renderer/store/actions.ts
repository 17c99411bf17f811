/**
 * What the user can do. Nothing here changes what a view shows of a store: a write goes to the store and is seen when its change
 * comes back. Results are returned, and where the user has to be told, put on the screen.
 */
import i18next from 'i18next';
import { ref } from 'valtio';
import type { EntryReading } from '../../shared/contract';
import { failed, fault, ok, type Result } from '../../shared/fault';
import type { AccessReading } from '../../shared/model/access';
import type { Entry, Revision, Stamp } from '../../shared/model/entry';
import type { HistoryPage } from '../../shared/model/history';
import type { Key } from '../../shared/model/key';
import type { Loading } from '../../shared/model/loading';
import type { Edit, PlanWarning } from '../../shared/model/plan';
import type { SourceId } from '../../shared/model/source';
import type { ChangeSet } from '../../shared/plans/intention';
import { invoke } from '../bridge';
import { dataOf } from './data';
import { openDialog, showSource } from './navigation';
import { answerWrite, beginWrite, failWrite, isBusy } from './pending';
import { labelOf, lastSegment } from './segments';
import { restoreSource } from './source-actions';
import { sources, ui } from './state';
import { shown, told } from './telling';
import { undoOffer } from './undo-offer';

export { dismissDone, dismissFault, dismissUndo, dismissWarning, expandSiblings, openDialog, revealKey, selectKey, setFilter } from './navigation';
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
export { showFault } from './telling';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const TITLE_NAME_LENGTH = 80;
/** A name as it stands in a plan's title, which has a bound (shared/model/plan.ts) and is read at a glance. */
const nameInTitle = (name: string): string =>
  name.length <= TITLE_NAME_LENGTH ? name : `${[...name].slice(0, TITLE_NAME_LENGTH - 1).join('')}…`;

/**
 * Switches a boolean flag: `true` is on, `false` is off. Refused if it has changed since `seen`, the state that was on the screen;
 * the last one that came where none is given. Offers to undo it once it has landed.
 */
export async function setFlag(sourceId: SourceId, key: Key, on: boolean, seen?: Stamp): Promise<Result<void>> {
  if (isBusy(sourceId, key)) return ok(undefined);
  const state = sources[sourceId];
  const base = seen ?? dataOf(sourceId)?.stampOf(key);
  if (state === undefined || base === undefined) return shown(failed(fault('conflict', 'conflict-absent', {}, { key, actual: null })));
  const name = nameInTitle(labelOf(lastSegment(state.info.source, key), state.info.source.backend));
  const title = i18next.t(on ? 'plan.switchOn' : 'plan.switchOff', { name });
  const edits = [{ kind: 'put', key, value: bytesOf(on ? 'true' : 'false'), base }] as const;
  return write(sourceId, edits, invoke('plan:apply', { sourceId, plan: { title, reason: '', edits } }), (receipt) => {
    const offer = undoOffer(sourceId, title, edits, receipt);
    // an older offer would take back something else than what was done last
    ui.undo = offer === null ? null : ref(offer);
  });
}

/** Takes the last applied plan back, if nothing it wrote has changed since. */
export async function undo(): Promise<Result<void>> {
  const offer = ui.undo;
  if (offer === null) return ok(undefined);
  ui.undo = null;
  const { sourceId } = offer;
  if (offer.write === null) return restoreSource(sourceId);
  const { id, inverse } = offer.write;
  return write(sourceId, inverse.edits, invoke('plan:undo', { sourceId, id }), () => undefined);
}

/** Follows a write that was sent. Its keys stay busy until its changes have come back; `landed` is called then. */
async function write<T extends { readonly at: bigint; readonly warnings: readonly PlanWarning[] }>(
  sourceId: SourceId,
  edits: readonly Edit[],
  sent: Promise<Result<T>>,
  landed: (answer: T) => void,
): Promise<Result<void>> {
  const pending = beginWrite(sourceId, edits);
  const result = await sent;
  if (!result.ok) {
    failWrite(pending);
    return shown(result);
  }
  for (const warning of result.value.warnings) ui.warnings.push(ref({ sourceId, warning }));
  answerWrite(pending, result.value.at, () => landed(result.value));
  return ok(undefined);
}

/** Shows a source, which is shown again at the next start. */
export function selectSource(sourceId: SourceId): void {
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

/** Opens the review of a change set: nothing is written until somebody has agreed to it there. */
export function review(sourceId: SourceId, changes: ChangeSet): void {
  ui.review = { sourceId, changes: ref(changes) };
}

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
