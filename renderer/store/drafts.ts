/**
 * Drafts: values that were edited and not written yet. They live beside the mirror and never change it; whether one is in conflict is
 * derived from what it was edited from. What is typed is told to main when the typing pauses, so that a reload or restart brings it back.
 */
import i18next from 'i18next';
import { ref } from 'valtio';
import type { Stamp } from '../../shared/model/entry';
import type { Base } from '../../shared/model/plan';
import type { Key } from '../../shared/model/key';
import type { SourceId } from '../../shared/model/source';
import type { ValueDraft } from '../../shared/model/value-draft';
import { invoke } from '../bridge';
import { review } from './review';
import { sources } from './state';
import { nameInTitle } from './writing';

/** How long typing pauses before main is told, in milliseconds. */
const REST_MS = 300;

/** Drafts that main has not been told of yet, by source and key. */
const untold = new Map<string, () => void>();

/** Keeps what has been typed. `seen` is the version that it was typed over, where it is the first letter. */
export function editDraft(sourceId: SourceId, key: Key, text: string, seen: { readonly base: Stamp; readonly before: Uint8Array | null }): void {
  const held = draftOf(sourceId, key);
  setDraft(sourceId, { key, text, base: held?.base ?? seen.base, before: held === undefined ? seen.before : held.before }, held?.revision ?? 0);
}

/** Puts another draft in the place of the one that is there: merged with what came meanwhile, or on top of it. */
export function replaceDraft(sourceId: SourceId, draft: ValueDraft): void {
  setDraft(sourceId, draft, (draftOf(sourceId, draft.key)?.revision ?? 0) + 1);
}

/** Gives a draft up, or forgets one that has been written. */
export function dropDraft(sourceId: SourceId, key: Key): void {
  const state = sources[sourceId];
  const at = state?.drafts.findIndex((draft) => draft.key === key) ?? -1;
  if (state === undefined || at < 0) return;
  state.drafts.splice(at, 1);
  untold.delete(`${sourceId} ${key}`);
  void invoke('draft:drop', { sourceId, key });
}

/** A draft as it is at this moment: what a view was rendered with may be one letter behind. */
export const heldDraft = (sourceId: SourceId, key: Key): ValueDraft | null => draftOf(sourceId, key) ?? null;

/** Opens the review of a draft. `base` is what it is written over: where that is not what it was edited from, somebody has decided so. */
export function reviewDraft(sourceId: SourceId, { key, text }: ValueDraft, base: Base): void {
  const title = i18next.t(base === 'absent' ? 'plan.create' : 'plan.edit', { name: nameInTitle(sourceId, key) });
  const done = (): void => dropDraft(sourceId, key);
  // what has been typed since was neither looked at nor written
  const landed = (): void => {
    if (draftOf(sourceId, key)?.text === text) done();
  };
  const value = new TextEncoder().encode(text);
  review(sourceId, { title, reason: '', intentions: [{ kind: 'set', key, value, base }] }, { landed, discarded: done });
}

/** What has become of the key that a draft was made for. */
export type DraftState = 'fresh' | 'moved' | 'deleted' | 'unreadable';

/** Whether a draft still stands on what the store holds. */
export function draftState(draft: Pick<ValueDraft, 'base'>, live: { readonly isEntry: boolean; readonly denied: boolean; readonly unread: boolean } & Pick<Stamp, 'created' | 'modified'>): DraftState {
  if (live.denied || live.unread) return 'unreadable';
  if (!live.isEntry) return 'deleted';
  return draft.base.created === live.created && draft.base.modified === live.modified ? 'fresh' : 'moved';
}

/** Tells main now what it has not been told yet: the page goes. */
export function tellDrafts(): void {
  for (const tell of [...untold.values()]) tell();
}

const draftOf = (sourceId: SourceId, key: Key) => sources[sourceId]?.drafts.find((draft) => draft.key === key);

function setDraft(sourceId: SourceId, draft: ValueDraft, revision: number): void {
  const state = sources[sourceId];
  if (state === undefined) return;
  const at = state.drafts.findIndex(({ key }) => key === draft.key);
  const held = ref({ ...draft, revision });
  if (at < 0) state.drafts.push(held);
  else state.drafts[at] = held;
  tellSoon(sourceId, draft.key);
}

function tellSoon(sourceId: SourceId, key: Key): void {
  const name = `${sourceId} ${key}`;
  const tell = (): void => {
    if (untold.get(name) !== tell) return;
    untold.delete(name);
    const draft = draftOf(sourceId, key);
    if (draft === undefined) return;
    const { text, base, before } = draft;
    void invoke('draft:keep', { sourceId, key, text, base, before }).then((kept) => {
      const state = sources[sourceId];
      if (state !== undefined && kept.ok) state.draftKept = kept.value;
    });
  };
  untold.set(name, tell);
  setTimeout(tell, REST_MS);
}
