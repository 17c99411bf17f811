/** Taking back and doing again what was written last to a source, whether or not it is still on offer on the screen. */
import { ref } from 'valtio';
import { ok, type Result } from '../../shared/fault';
import type { SourceId } from '../../shared/model/source';
import { undo } from './actions';
import { sources, ui } from './state';

/** Takes back what was written last to a source. */
export async function undoWrite(sourceId: SourceId): Promise<Result<void>> {
  const last = sources[sourceId]?.status?.writes.undo;
  if (last === undefined) return ok(undefined);
  ui.undo = ref({ sourceId, title: last.title, write: { id: last.id, inverse: { title: last.title, reason: '', edits: [] } } });
  return undo();
}
