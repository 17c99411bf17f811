/** What is reviewed before it is applied. */
import { ref } from 'valtio';
import type { SourceId } from '../../shared/model/source';
import type { ChangeSet } from '../../shared/plans/intention';
import { ui } from './state';

/** Opens the review of a change set. */
export function review(sourceId: SourceId, changes: ChangeSet): void {
  ui.review = ref({ sourceId, changes });
}

/** Closes the review. */
export function closeReview(): void {
  ui.review = null;
}
