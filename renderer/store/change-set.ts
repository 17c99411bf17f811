/** Changes that are collected and written together, and plans that are applied in steps. */
import i18next from 'i18next';
import { ref } from 'valtio';
import type { Result } from '../../shared/fault';
import type { Approval } from '../../shared/model/guards';
import type { SourceId } from '../../shared/model/source';
import type { SequenceStatus } from '../../shared/model/writes';
import type { Intention } from '../../shared/plans/intention';
import { invoke } from '../bridge';
import { titleOf } from './intention-words';
import { review } from './review';
import { sources, ui } from './state';
import { told } from './telling';
import { offerUndo, undo } from './writing';

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

/** Stops the plan that is applied in steps, after its present step. */
export const stopSteps = (sourceId: SourceId): Promise<Result<null>> => told('plan:stop', { sourceId });

/** Goes on with it. Resolves when it has come to an end; the status tells how far it gets. */
export const resumeSteps = (sourceId: SourceId, approval: Approval): Promise<Result<SequenceStatus>> =>
  invoke('plan:resume', { sourceId, approval: { ...approval, reviewed: true } });

/** Takes back the steps that were applied. Where writes are reviewed, so is this. */
export function takeBackSteps(sourceId: SourceId, { id, title }: SequenceStatus): void {
  offerUndo({ sourceId, title, write: { id, written: [] } });
  void undo();
}

/** Opens the progress of a plan that is applied in steps, or closes it with null. */
export function showSteps(sourceId: SourceId | null): void {
  ui.steps = sourceId;
}
