/** What can be offered after a write: to take back all of it, the part that the store can bring back, or nothing. */
import i18next from 'i18next';
import type { SourceId } from '../../shared/model/source';
import type { WriteReceipt } from '../../shared/model/writes';
import { writtenBy } from '../../shared/plans/preview';
import type { UndoOffer } from './state';

/** The offer to undo a write of so many keys; null where nothing of it can be brought back. Its title says so where it is not all of it. */
export function undoOffer(sourceId: SourceId, title: string, written: number, { id, inverse }: WriteReceipt): UndoOffer | null {
  const back = writtenBy(inverse.edits);
  if (back.length === 0) return null;
  const restored = back.length;
  return { sourceId, write: { id, written: back }, title: restored < written ? i18next.t('plan.undoPartly', { title, restored, written }) : title };
}
