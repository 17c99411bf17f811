/** Changes that are collected and written together. */
import i18next from 'i18next';
import { ref } from 'valtio';
import type { SourceId } from '../../shared/model/source';
import type { Intention } from '../../shared/plans/intention';
import { bytesOfChanges, MOST_CHANGE_SET_BYTES } from '../../shared/plans/kept-changes';
import { invoke } from '../bridge';
import { titleOf } from './intention-words';
import { review } from './review';
import { sources } from './state';

/** Adds changes to those that are collected. */
export function addToChangeSet(sourceId: SourceId, intentions: readonly Intention[]): void {
  collect(sourceId, (collected) => [...collected, ...intentions]);
}

/** Takes one of the collected changes out. */
export function removeFromChangeSet(sourceId: SourceId, index: number): void {
  collect(sourceId, (collected) => collected.filter((_, at) => at !== index));
}

/** Forgets all collected changes, and that some were lost. */
export function emptyChangeSet(sourceId: SourceId): void {
  const state = sources[sourceId];
  if (state === undefined) return;
  state.changeSetLost = 0;
  collect(sourceId, () => []);
}

/** Changes what is collected, and tells main, so that a reload or restart brings it back. */
function collect(sourceId: SourceId, change: (collected: readonly Intention[]) => readonly Intention[]): void {
  const state = sources[sourceId];
  if (state === undefined) return;
  const intentions = change(state.changeSet);
  state.changeSet = ref(intentions);
  // all that could be done about the lost ones is done
  if (intentions.length === 0) state.changeSetLost = 0;
  // so many would hold up main and this window each time, to be refused
  const fits = bytesOfChanges(intentions) <= MOST_CHANGE_SET_BYTES;
  void invoke('changes:keep', { sourceId, intentions: fits ? intentions : [], lost: state.changeSetLost }).then((kept) => {
    const now = sources[sourceId];
    // one that main refused altogether is in this window only
    if (now !== undefined) now.changeSetKept = fits && kept.ok ? kept.value : 'window';
  });
}

/** Opens the review of all collected changes; they are forgotten once they are in the store. */
export function reviewChangeSet(sourceId: SourceId): void {
  const collected: readonly Intention[] = sources[sourceId]?.changeSet ?? [];
  if (collected.length === 0) return;
  reviewChanges(sourceId, collected, () => {
    const reviewed = new Set(collected);
    // what was added meanwhile was not in the review
    collect(sourceId, (now) => now.filter((intention) => !reviewed.has(intention)));
  });
}

/** Opens the review of these changes. */
export function reviewChanges(sourceId: SourceId, intentions: readonly Intention[], landed: () => unknown = () => undefined): void {
  review(sourceId, { title: titleOf(intentions, i18next.t), reason: '', intentions }, { landed: () => void landed() });
}
