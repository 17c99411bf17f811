/** Plans that are applied in steps: they go on when their review is closed, are stopped, gone on with and taken back. */
import type { Result } from '../../shared/fault';
import type { Approval } from '../../shared/model/guards';
import type { SourceId } from '../../shared/model/source';
import type { SequenceStatus } from '../../shared/model/writes';
import { invoke } from '../bridge';
import { forgetLanding, keepLanding, land } from './landings';
import { ui } from './state';
import { told } from './telling';
import { offerUndo, undo } from './writing';

/** Hears how far a plan has got. What was applied of it can be taken back, however far that is; `landed` is called once, when all is. */
export function followSteps(sourceId: SourceId, { id, title, done, state }: SequenceStatus, landed?: () => void): void {
  if (landed !== undefined) keepLanding(id, landed);
  if (done > 0) offerUndo({ sourceId, title, write: { id, written: [] } });
  if (state === 'finished') land(id);
}

/** Stops the plan that is applied in steps, after its present step. */
export const stopSteps = (sourceId: SourceId): Promise<Result<null>> => told('plan:stop', { sourceId });

/** Gives up what has not been applied of it. What has been stays, and can be taken back. */
export function giveUpSteps(sourceId: SourceId, { id }: SequenceStatus): Promise<Result<null>> {
  forgetLanding(id);
  return told('plan:stop', { sourceId });
}

/** Goes on with it. Resolves when it has come to an end; the status tells how far it gets. */
export async function resumeSteps(sourceId: SourceId, approval: Approval): Promise<Result<SequenceStatus>> {
  const resumed = await invoke('plan:resume', { sourceId, approval: { ...approval, reviewed: true } });
  if (resumed.ok) followSteps(sourceId, resumed.value);
  return resumed;
}

/** Takes back the steps that were applied. Where writes are reviewed, so is this. */
export function takeBackSteps(sourceId: SourceId, { id, title }: SequenceStatus): void {
  forgetLanding(id);
  offerUndo({ sourceId, title, write: { id, written: [] } });
  void undo();
}

/** Opens the progress of a plan that is applied in steps, or closes it with null. */
export function showSteps(sourceId: SourceId | null): void {
  ui.steps = sourceId;
}
