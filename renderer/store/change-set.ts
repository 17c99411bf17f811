/** Changes that are collected and written together. */
import i18next from 'i18next';
import { ref } from 'valtio';
import type { SourceId } from '../../shared/model/source';
import type { Intention } from '../../shared/plans/intention';
import { titleOf } from './intention-words';
import { review } from './review';
import { sources } from './state';

/** Adds changes to those that are collected. */
export function addToChangeSet(sourceId: SourceId, intentions: readonly Intention[]): void {
  const state = sources[sourceId];
  if (state !== undefined) state.changeSet = ref([...state.changeSet, ...intentions]);
}

/** Takes one of the collected changes out. */
export function removeFromChangeSet(sourceId: SourceId, index: number): void {
  const state = sources[sourceId];
  if (state !== undefined) state.changeSet = ref(state.changeSet.filter((_, at) => at !== index));
}

/** Forgets all collected changes. */
export function emptyChangeSet(sourceId: SourceId): void {
  const state = sources[sourceId];
  if (state !== undefined) state.changeSet = ref([]);
}

/** Opens the review of all collected changes; they are forgotten once they are in the store. */
export function reviewChangeSet(sourceId: SourceId): void {
  const collected: readonly Intention[] = sources[sourceId]?.changeSet ?? [];
  if (collected.length === 0) return;
  reviewChanges(sourceId, collected, () => {
    const state = sources[sourceId];
    // what was added meanwhile was not in the review
    if (state !== undefined) state.changeSet = ref(state.changeSet.filter((intention) => !collected.includes(intention)));
  });
}

/** Opens the review of these changes. */
export function reviewChanges(sourceId: SourceId, intentions: readonly Intention[], landed: () => unknown = () => undefined): void {
  review(sourceId, { title: titleOf(intentions, i18next.t), reason: '', intentions }, { landed: () => void landed() });
}
