/** The review: what a change would do is shown before it is written, and nothing but what was shown is written. */
import { ref } from 'valtio';
import { ok, type Result } from '../../shared/fault';
import type { ShellCommands } from '../../shared/model/comparison';
import type { Approval } from '../../shared/model/guards';
import type { SourceId } from '../../shared/model/source';
import type { Direction, SequenceStatus } from '../../shared/model/writes';
import type { ChangeSet, Intention } from '../../shared/plans/intention';
import { packChanges } from '../../shared/plans/packed';
import type { PreparedPlan } from '../../shared/plans/prepared';
import type { Preview } from '../../shared/plans/preview';
import { invoke } from '../bridge';
import type { Cell } from './cells';
import { dataOf } from './data';
import { answerWrite, beginWrite, failWrite } from './pending';
import { ui, type Review, type UndoOffer } from './state';
import { followSteps } from './steps';
import { undoOffer } from './undo-offer';
import { offerUndo, tellTurned, turnWrite, warnOf } from './writing';

export type { Review } from './state';

/** Opens the review of a change set. `landed` is called once its changes have come back, `discarded` when it is given up. */
export function review(sourceId: SourceId, changes: ChangeSet, follow: Pick<Review, 'landed' | 'discarded'> = {}): void {
  ui.review = ref({ sourceId, subject: { kind: 'changes', changes }, ...follow });
}

/** Closes the review, if it is still this one that is open. */
export function closeReview(open: Review): void {
  if (ui.review?.subject === open.subject) ui.review = null;
}

/** Asks what the change would do to the source as it is now. */
export const prepareReview = ({ sourceId, subject }: Review): Promise<Result<PreparedPlan>> =>
  subject.kind === 'changes'
    ? invoke('plan:prepare', { sourceId, changes: packChanges(subject.changes) })
    : invoke('plan:prepare-undo', { sourceId, direction: subject.kind, id: subject.offer.write?.id ?? '' });

/** Nobody waits any more for what the change would do. */
export const giveUpReview = ({ sourceId }: Review): Promise<Result<null>> => invoke('plan:give-up', { sourceId });

/** More rows of a prepared plan, from this one on. */
export const readRows = (sourceId: SourceId, id: string, from: number): Promise<Result<readonly Preview[]>> => invoke('plan:rows', { sourceId, id, from });

/** What a prepared plan does, as commands of the store's own shell. */
export const planCommands = (sourceId: SourceId, id: string): Promise<Result<ShellCommands>> => invoke('plan:commands', { sourceId, id });

/** Writes what was looked at. Gives how far a sequence has got, and null where it was one transaction. */
export async function commitReview(open: Review, { id, rows, totals, title }: PreparedPlan, approval: Approval): Promise<Result<SequenceStatus | null>> {
  const { sourceId, subject, landed } = open;
  if (subject.kind !== 'changes') return commitTurn(open, subject.kind, subject.offer, approval);
  const pending = beginWrite(sourceId, rows);
  const result = await invoke('plan:commit', { sourceId, id: id ?? '', approval });
  if (!result.ok) {
    failWrite(pending);
    return result;
  }
  if (result.value.kind === 'steps') {
    const { sequence } = result.value;
    // its steps have been coming back all the time
    failWrite(pending);
    followSteps(sourceId, sequence, landed);
    return ok(sequence);
  }
  const { receipt } = result.value;
  warnOf(sourceId, receipt.warnings);
  answerWrite(pending, receipt.at, () => {
    offerUndo(undoOffer(sourceId, title, totals.created + totals.changed + totals.deleted, receipt));
    landed?.();
  });
  return ok(null);
}

async function commitTurn({ sourceId, landed }: Review, direction: Direction, offer: UndoOffer, approval: Approval): Promise<Result<null>> {
  if (offer.write === null) return ok(null);
  const taken = await turnWrite(sourceId, direction, offer.write, { ...approval, reviewed: true }, () => {
    tellTurned(direction, offer);
    landed?.();
  });
  if (!taken.ok) return taken;
  if (ui.undo === offer) ui.undo = null;
  return ok(null);
}

/** The review on what the store holds now, for somebody who was told that it has moved: what was deleted meanwhile is created anew. */
export function onLive(open: Review): Review {
  const { sourceId, subject } = open;
  // of what is taken back main knows what is left; it is asked again
  if (subject.kind !== 'changes') return { ...open };
  const data = dataOf(sourceId);
  const intentions = subject.changes.intentions.map((intention): Intention => {
    if (intention.kind !== 'set' && intention.kind !== 'delete') return intention;
    const base = data?.stampOf(intention.key);
    if (intention.kind === 'set') return { ...intention, base: base ?? 'absent' };
    return base === undefined ? intention : { ...intention, base };
  });
  return { ...open, subject: { kind: 'changes', changes: { ...subject.changes, intentions } } };
}

/** Whether a key is no longer as it was when the plan was made. What the window has not heard of yet is no change. */
export function hasMoved({ base }: Preview, cell: Cell, at: bigint): boolean {
  if (cell.denied || cell.unread) return false;
  if (base === 'absent') return cell.isEntry;
  if (!cell.isEntry) return at >= base.modified;
  return cell.modified > base.modified || (cell.created !== base.created && cell.created > base.modified);
}
