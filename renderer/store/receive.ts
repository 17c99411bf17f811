/** What main tells the window, written into state and columns. The only writer beside actions. */
import type { PortMessage, PortReply, SourceInfo, SourceStatus } from '../../shared/contract';
import { folderRule } from '../../shared/model/folder';
import { setKeyRules } from '../../shared/model/key-rules';
import type { Preferences } from '../../shared/model/preferences';
import { separatorOf, storeName, type SourceId } from '../../shared/model/source';
import { isUnderWay } from '../../shared/model/writes';
import type { KeptDraft } from '../../shared/model/value-draft';
import type { ToldChanges } from '../../shared/plans/kept-changes';
import { ref } from 'valtio';
import { land } from './landings';
import { openDialog, revealKey, revealSought, showSource, showView } from './navigation';
import { blankSource } from './blank-source';
import { dataOf, dropData, holdData, settleNow, settleSoon } from './data';
import { settleWrites } from './pending';
import { baseOf } from './segments';
import { dropPast, pastIdOf } from './past-source';
import { isNameIn } from './rollout-question';
import { compare, rollout, sources, ui, type SourceState } from './state';

/** Writes one message. `reply` takes the acknowledgement of a listing or batch. */
export function receive(message: PortMessage, reply: (reply: PortReply) => void): void {
  switch (message.kind) {
    case 'hello':
      ui.settings = ref(message.settings);
      if (message.settings.populationId !== undefined) rollout.populationId = message.settings.populationId;
      receivePreferences(message.preferences);
      receiveSources(message.sources);
      receiveDrafts(message.drafts);
      receiveChangeSets(message.changeSets);
      if (message.settings.show !== undefined) show(message.settings.show);
      return;
    case 'sources':
      receiveSources(message.sources);
      return;
    case 'forget':
      forget(message.sourceId);
      return;
    case 'offers':
      ui.offers = ref({ recents: message.recents, environment: message.environment });
      return;
    case 'show':
      show(message);
      return;
    case 'preferences':
      receivePreferences(message.preferences);
      return;
    case 'open-settings':
      openDialog('settings');
      return;
    case 'simulation':
      // what was asked for before is not shown any more
      if (rollout.running && rollout.ticket === message.news.ticket) rollout.news = ref(message.news);
      return;
    case 'users-readings':
      rollout.readings = ref(message.readings);
      return;
    case 'audit-grown':
      ui.auditGrown++;
      return;
    case 'status':
      receiveStatus(message.sourceId, message.status);
      return;
    case 'denied': {
      const state = sources[message.sourceId];
      const data = dataOf(message.sourceId);
      if (state === undefined || data === undefined) return;
      state.denied = ref(message.denied);
      settleSoon(message.sourceId, data.deny(message.denied.keys));
      return;
    }
    case 'listing': {
      const data = dataOf(message.sourceId);
      if (data !== undefined) {
        const refiltered = data.list(message.at, message.entries, message.folders);
        const state = sources[message.sourceId];
        if (state !== undefined) state.listed = true;
        settleNow(message.sourceId, refiltered);
        // a key asked for before its listing came
        const key = state?.selectedKey;
        if (key !== undefined && key !== null) revealKey(message.sourceId, key);
        settleWrites(message.sourceId);
      }
      reply({ kind: 'ack', sourceId: message.sourceId });
      return;
    }
    case 'batch': {
      const data = dataOf(message.sourceId);
      if (data !== undefined) {
        const refiltered = data.apply(message.at, message.changes, message.folders);
        if (data.tree.unsettled || data.foldersChanged || refiltered) settleSoon(message.sourceId, refiltered);
        revealSought(message.sourceId);
        settleWrites(message.sourceId);
      }
      reply({ kind: 'ack', sourceId: message.sourceId });
      return;
    }
  }
}

/** Takes over preferences; what is on show is judged anew, also what of a past state is. */
function receivePreferences(preferences: Preferences): void {
  setKeyRules(preferences);
  ui.preferences = ref(preferences);
  for (const id of Object.keys(sources)) dataOf(id)?.judgeAnew();
  // what is compared is asked for again (store/compare.ts)
  compare.indexes = ref(compare.indexes.slice());
}

function receiveSources(infos: readonly SourceInfo[]): void {
  const known = new Set(infos.map((info) => info.source.id));
  for (const id of Object.keys(sources)) {
    if (known.has(id) || (ui.past !== null && id === pastIdOf(ui.past.sourceId))) continue;
    forget(id);
    forgotten.delete(id);
    putAside(id);
    delete sources[id];
    for (const name of Object.keys(rollout.questions)) if (isNameIn(name, id)) delete rollout.questions[name];
  }
  for (const info of infos) {
    const { id } = info.source;
    const state = sources[id];
    if (state === undefined || forgotten.delete(id)) {
      holdData(id, baseOf(info.source), separatorOf(info.source)).rule = folderRule(info.source);
      putAside(id);
      // drafts stay: they name what they were edited from
      sources[id] = { ...blankSource(info, state === undefined ? 0 : state.epoch + 1), ...(state && { drafts: state.drafts }), ...takeAside(info) };
    } else {
      state.info = ref(info);
    }
  }
  ui.order = infos.map((info) => info.source.id);
  if (ui.activeSourceId === null || !known.has(ui.activeSourceId)) ui.activeSourceId = (infos.find((info) => info.open) ?? infos[0])?.source.id ?? null;
}

/** Sources of which nothing is known any more; the next list begins them anew. */
const forgotten = new Set<SourceId>();

/** Collected changes of sources that were begun anew or taken off, by source and store: they are for no other store, and come back with theirs. */
const aside = new Map<string, Pick<SourceState, 'changeSet' | 'changeSetLost' | 'changeSetKept'>>();
const asideName = ({ source }: SourceInfo): string => `${source.id} ${storeName(source)}`;

function putAside(id: SourceId): void {
  const state = sources[id];
  if (state === undefined) return;
  const { changeSet, changeSetLost, changeSetKept } = state;
  if (changeSet.length + changeSetLost > 0) aside.set(asideName(state.info), { changeSet, changeSetLost, changeSetKept });
}

function takeAside(info: SourceInfo): ReturnType<typeof aside.get> {
  const name = asideName(info);
  const collected = aside.get(name);
  aside.delete(name);
  return collected;
}

function forget(id: SourceId): void {
  if (sources[id] === undefined) return;
  if (ui.past?.sourceId === id) dropPast();
  dropData(id);
  settleWrites(id);
  forgotten.add(id);
  // the offer to bring back what was removed outlives it
  if (ui.undo?.sourceId === id && ui.undo.write !== null) ui.undo = null;
}

function receiveStatus(sourceId: SourceId, status: SourceStatus): void {
  const state = sources[sourceId];
  if (state === undefined) return;
  const before = state.status?.writes.sequence;
  state.status = ref(status);
  const { sequence, undo } = status.writes;
  if (!isUnderWay(before)) return;
  const isFinished = sequence?.id === before.id && sequence.state === 'finished';
  // which may be found out long after it was broken off
  if (isFinished) land(before.id);
  // what is done of it can be taken back as one, also where it was given up or is left half taken back
  if ((isFinished || sequence?.id !== before.id) && undo?.id === before.id) ui.undo = ref({ sourceId, title: before.title, write: { id: undo.id, written: [] } });
}

function show({ sourceId, key }: { readonly sourceId: SourceId; readonly key?: string }): void {
  showView('keys');
  showSource(sourceId);
  if (key !== undefined) revealKey(sourceId, key);
}

/** Takes over what main has kept. What the window has by itself is newer. */
function receiveDrafts(kept: readonly KeptDraft[]): void {
  for (const { sourceId, ...draft } of kept) {
    const state = sources[sourceId];
    if (state !== undefined && !state.drafts.some(({ key }) => key === draft.key)) state.drafts.push(ref({ ...draft, revision: 0 }));
  }
}

/** Takes over collected changes that main has kept. What the window has by itself is newer. */
function receiveChangeSets(told: readonly ToldChanges[]): void {
  for (const { sourceId, intentions, lost, kept } of told) {
    const state = sources[sourceId];
    if (state === undefined || state.changeSet.length > 0) continue;
    state.changeSet = ref(intentions);
    state.changeSetLost = lost;
    state.changeSetKept = kept;
  }
}
