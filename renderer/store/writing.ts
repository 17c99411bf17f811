/** Writes as they are sent: their keys are busy until what was written comes back through the watch, and the last one can be undone. */
import i18next from 'i18next';
import { ref } from 'valtio';
import { failed, fault, ok, type Result } from '../../shared/fault';
import type { Stamp } from '../../shared/model/entry';
import { isGuarded, type Approval } from '../../shared/model/guards';
import type { Key } from '../../shared/model/key';
import type { PlanWarning } from '../../shared/model/plan';
import type { SourceId } from '../../shared/model/source';
import type { Direction, UndoReceipt } from '../../shared/model/writes';
import { writtenBy, type Written } from '../../shared/plans/preview';
import { invoke } from '../bridge';
import { dataOf } from './data';
import { answerWrite, beginWrite, failWrite, isBusy } from './pending';
import { labelOf, lastSegment } from './segments';
import { restoreSource } from './source-actions';
import { sources, ui, type UndoOffer } from './state';
import { showDone, shown } from './telling';
import { undoOffer } from './undo-offer';

const TITLE_NAME_LENGTH = 80;

/** A key's name as it stands in the title of a plan, which has a bound (shared/model/plan.ts) and is read at a glance. */
export function nameInTitle(sourceId: SourceId, key: Key): string {
  const source = sources[sourceId]?.info.source;
  const name = source === undefined ? key : labelOf(lastSegment(source, key), source.backend);
  return name.length <= TITLE_NAME_LENGTH ? name : `${[...name].slice(0, TITLE_NAME_LENGTH - 1).join('')}…`;
}

/**
 * Switches a boolean flag: `true` is on, `false` is off. Refused if it has changed since `seen`, the state that was on the screen;
 * the last one that came where none is given. Offers to undo it once it has landed. Where writes are reviewed, its review opens.
 */
export async function setFlag(sourceId: SourceId, key: Key, on: boolean, seen?: Stamp): Promise<Result<void>> {
  if (isBusy(sourceId, key)) return ok(undefined);
  const base = seen ?? dataOf(sourceId)?.stampOf(key);
  if (base === undefined) return shown(failed(fault('conflict', 'conflict-absent', {}, { key, actual: null })));
  const title = i18next.t(on ? 'plan.switchOn' : 'plan.switchOff', { name: nameInTitle(sourceId, key) });
  const edits = [{ kind: 'put', key, value: new TextEncoder().encode(on ? 'true' : 'false'), base }] as const;
  if (isReviewed(sourceId)) {
    ui.review = ref({ sourceId, subject: { kind: 'changes', changes: { title, reason: '', intentions: [{ kind: 'set', key, value: edits[0].value, base }] } } });
    return ok(undefined);
  }
  const sent = invoke('plan:apply', { sourceId, plan: { title, reason: '', edits } });
  const result = await followWrite(sourceId, writtenBy(edits), sent, (receipt) => offerUndo(undoOffer(sourceId, title, edits.length, receipt)));
  return shown(result.ok ? ok(undefined) : result);
}

/** Takes the last applied plan back, if nothing it wrote has changed since. Where writes are reviewed, so is this one. */
export async function undo(): Promise<Result<void>> {
  const offer = ui.undo;
  if (offer === null) return ok(undefined);
  if (offer.write !== null) return turn('undo', offer);
  ui.undo = null;
  const restored = await restoreSource(offer.sourceId);
  if (restored.ok) tellTurned('undo', offer);
  return restored;
}

/** Takes back what was written last to a source, or does again what was taken back last, whether or not that is still on offer on the screen. */
export async function turnLast(sourceId: SourceId, direction: Direction): Promise<Result<void>> {
  const last = sources[sourceId]?.status?.writes[direction];
  if (last === undefined) {
    showDone(i18next.t(`toast.nothing.${direction}`));
    return ok(undefined);
  }
  // which keys it wrote is not known here any more
  return turn(direction, { sourceId, title: last.title, write: { id: last.id, written: [] } });
}

/** Writes that are being taken back or done again. */
const turning = new Set<string>();

async function turn(direction: Direction, offer: UndoOffer): Promise<Result<void>> {
  const { sourceId, write } = offer;
  if (write === null) return ok(undefined);
  if (isReviewed(sourceId)) {
    ui.review = ref({ sourceId, subject: { kind: direction, offer } });
    return ok(undefined);
  }
  // asked again before the source has told what comes next
  if (turning.has(write.id)) return ok(undefined);
  turning.add(write.id);
  ui.undo = null;
  const result = await turnWrite(sourceId, direction, write, {}, () => tellTurned(direction, offer));
  turning.delete(write.id);
  return shown(result.ok ? ok(undefined) : result);
}

/** Says that a write was taken back, or done again. */
export function tellTurned(direction: Direction, { title }: Pick<UndoOffer, 'title'>): void {
  showDone(i18next.t(`toast.turned.${direction}`, { title }));
}

/** Whether every write to this source is looked at first. */
function isReviewed(sourceId: SourceId): boolean {
  const state = sources[sourceId];
  return state !== undefined && isGuarded(state.info.source);
}

/** Takes a write back, or does it again, with what the source demands of it; `landed` is called once that can be seen. */
export const turnWrite = (
  sourceId: SourceId,
  direction: Direction,
  { id, written }: NonNullable<UndoOffer['write']>,
  approval: Approval,
  landed: () => void,
): Promise<Result<UndoReceipt>> => followWrite(sourceId, written, invoke(`plan:${direction}`, { sourceId, id, approval }), landed);

/** Puts an offer in the place of the last one, which would take back something else than what was done last. */
export function offerUndo(offer: UndoOffer | null): void {
  ui.undo = offer === null ? null : ref(offer);
}

/** Puts on the screen what a write did beside what was asked for. */
export function warnOf(sourceId: SourceId, warnings: readonly PlanWarning[]): void {
  for (const warning of warnings) ui.warnings.push(ref({ sourceId, warning }));
}

/** Follows a write that was sent. Its keys stay busy until its changes have come back; `landed` is called then. */
export async function followWrite<T extends { readonly at: bigint; readonly warnings: readonly PlanWarning[] }>(
  sourceId: SourceId,
  written: readonly Written[],
  sent: Promise<Result<T>>,
  landed: (answer: T) => void,
): Promise<Result<T>> {
  const pending = beginWrite(sourceId, written);
  const result = await sent;
  if (!result.ok) {
    failWrite(pending);
    return result;
  }
  warnOf(sourceId, result.value.warnings);
  answerWrite(pending, result.value.at, () => landed(result.value));
  return result;
}
