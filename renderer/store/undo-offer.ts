/** What can be offered after a write: to take back all of it, the part that the store can bring back, or nothing. */
import i18next from 'i18next';
import type { Edit } from '../../shared/model/plan';
import type { SourceId } from '../../shared/model/source';
import type { WriteReceipt } from '../../shared/model/writes';
import type { UndoOffer } from './state';

/** The offer to undo these edits; null where nothing of them can be brought back. Its title says so where it is not all of them. */
export function undoOffer(sourceId: SourceId, title: string, edits: readonly Edit[], { id, inverse }: WriteReceipt): UndoOffer | null {
  const written = countWrites(edits);
  const restored = countWrites(inverse.edits);
  if (restored === 0) return null;
  return { sourceId, write: { id, inverse }, title: restored < written ? i18next.t('plan.undoPartly', { title, restored, written }) : title };
}

const countWrites = (edits: readonly Edit[]): number => edits.filter((edit) => edit.kind !== 'check').length;
