/** What the user can do to compare, promote and import. Main holds what was compared; the window asks for the rows in sight. */
import i18next from 'i18next';
import { ref } from 'valtio';
import { ok, type Result } from '../../shared/fault';
import {
  placeKinds, PLACE_ROWS,
  type PromotionWay, type KeyCommands, type PlaceKind, type PlaceRow, type PlaceValues, type ShellCommands, type SideChoice,
} from '../../shared/model/comparison';
import type { Key } from '../../shared/model/key';
import type { Moment, PastMoment } from '../../shared/model/past';
import { separatorOf, type Source, type SourceId } from '../../shared/model/source';
import { unpackChanges } from '../../shared/plans/packed';
import { invoke } from '../bridge';
import { showView } from './navigation';
import { review } from './review';
import { compare, sources, ui, type ComparedSide } from './state';
import { told } from './telling';

export type { ComparedSide } from './state';

/** Rows of the last comparison that have come, by the index of their place. */
let rows = new Map<number, PlaceRow>();
/** Pages of rows that are on their way. */
let asked = new Set<number>();

/** The preferences by which main judged which of them are secret. */
let judgedBy = ui.preferences;

/** Where a source's keys begin, as a prefix to compare. */
export function prefixOf(source: Source): Key {
  const [root] = source.roots;
  if (source.backend === 'local' || root === undefined) return '';
  return source.roots.length > 1 ? (source.backend === 'zookeeper' ? '/' : '') : root;
}

/** Chooses what stands on one side. */
export function chooseSide(side: 'left' | 'right', chosen: ComparedSide): void {
  compare[side] = ref(chosen);
}

/** Chooses a source with all its keys. */
export function chooseSource(side: 'left' | 'right', sourceId: SourceId): void {
  const state = sources[sourceId];
  if (state !== undefined) chooseSide(side, { kind: 'source', sourceId, prefix: prefixOf(state.info.source) });
}

/** Asks for a file and puts it on one side; false where none was chosen or it could not be read. */
export async function chooseFileSide(side: 'left' | 'right'): Promise<boolean> {
  compare.fault = null;
  compare.busy = 'reading';
  const result = await invoke('keys:open', {});
  compare.busy = null;
  if (!result.ok) {
    if (result.fault.code !== 'aborted') compare.fault = ref(result.fault);
    return false;
  }
  if (result.value === null) return false;
  chooseSide(side, { kind: 'file', file: result.value });
  return true;
}

/** Gives up the file that is being read or written. */
export const cancelFile = (): Promise<Result<null>> => told('keys:cancel', {});

/** Exchanges the sides, and compares them anew if they had been. */
export function swapSides(): void {
  const { left, right, outcome } = compare;
  compare.left = right;
  compare.right = left;
  if (outcome !== null) void runComparison();
}

/** Opens the view, with the source on show on the left if nothing has been chosen yet. */
export function openCompare(): void {
  if (compare.left === null && ui.activeSourceId !== null) chooseSource('left', ui.activeSourceId);
  showView('compare');
}

/** Asks for a file, and shows what importing it into a source would do. Nothing is written. */
export async function importKeys(sourceId: SourceId, prefix?: Key): Promise<void> {
  const source = sources[sourceId]?.info.source;
  if (source === undefined) return;
  showView('compare');
  chooseSide('right', { kind: 'source', sourceId, prefix: prefix ?? prefixOf(source) });
  if (await chooseFileSide('left')) await runComparison();
}

/** Compares a source as it was at a moment with what it is now. */
export async function compareWithPast(sourceId: SourceId, { at, seenAt, told: by }: PastMoment): Promise<void> {
  const source = sources[sourceId]?.info.source;
  if (source === undefined) return;
  const prefix = prefixOf(source);
  // what was worked out from what was seen is known by its time
  const moment: Moment = by === 'journal' && seenAt !== undefined ? { time: seenAt } : { revision: at };
  chooseSide('left', { kind: 'source', sourceId, prefix, moment });
  chooseSide('right', { kind: 'source', sourceId, prefix });
  showView('compare');
  await runComparison();
}

const choiceOf = (side: ComparedSide): SideChoice =>
  side.kind === 'file' ? { kind: 'file', fileId: side.file.id } : { kind: 'source', sourceId: side.sourceId, prefix: side.prefix, ...(side.moment && { moment: side.moment }) };

/** Compares the chosen sides as they are now, or were then. */
export async function runComparison(): Promise<void> {
  const { left, right } = compare;
  if (left === null || right === null || compare.busy !== null) return;
  compare.busy = 'comparing';
  compare.fault = null;
  const result = await invoke('compare:run', { left: choiceOf(left), right: choiceOf(right) });
  compare.busy = null;
  rows = new Map();
  asked = new Set();
  compare.chosen = ref(new Set<number>());
  compare.outcome = result.ok ? ref({ comparison: result.value, left, right }) : null;
  if (!result.ok) compare.fault = ref(result.fault);
  await look();
}

/** Shows or hides the places of a kind. */
export function toggleKind(kind: PlaceKind): Promise<void> {
  const shown = new Set(compare.kinds);
  if (!shown.delete(kind)) shown.add(kind);
  compare.kinds = ref(placeKinds.filter((one) => shown.has(one)));
  return look();
}

/** Shows the places in which every word stands. */
export function searchPlaces(text: string): Promise<void> {
  compare.text = text;
  return look();
}

/** Puts the places that are to be seen on show. */
async function look(): Promise<void> {
  const { outcome, kinds, text } = compare;
  const result = outcome === null ? ok(new Uint32Array()) : await invoke('compare:view', { id: outcome.comparison.id, view: { kinds: [...kinds], text } });
  if (compare.outcome !== outcome || compare.kinds !== kinds || compare.text !== text) return;
  if (!result.ok) {
    compare.fault = ref(result.fault);
    return;
  }
  compare.indexes = ref(result.value);
  compare.active = 0;
}

/** The row of a place, if it has come. */
export function placeRow(index: number): PlaceRow | undefined {
  forgetJudged();
  return rows.get(index);
}

/** By other rules other rows are hidden: they are asked for again. */
function forgetJudged(): void {
  if (judgedBy === ui.preferences) return;
  judgedBy = ui.preferences;
  rows = new Map();
  asked = new Set();
}

/** Asks for the rows of these positions, a page at a time, where they have not come yet. */
export async function loadPlaces(first: number, end: number): Promise<void> {
  const { outcome, indexes } = compare;
  if (outcome === null) return;
  forgetJudged();
  const [known, waiting] = [rows, asked];
  const missing = [...indexes.subarray(first, Math.min(end, first + PLACE_ROWS))].filter((index) => !known.has(index) && !waiting.has(index));
  if (missing.length === 0) return;
  for (const index of missing) waiting.add(index);
  const result = await invoke('compare:rows', { id: outcome.comparison.id, indexes: missing });
  for (const index of missing) waiting.delete(index);
  if (!result.ok) {
    if (compare.outcome === outcome) compare.fault = ref(result.fault);
    return;
  }
  result.value.forEach((row, position) => known.set(missing[position] ?? -1, row));
  if (known === rows) compare.rows++;
}

/** A place in full. */
export const readPlace = (id: string, index: number): Promise<Result<PlaceValues>> => invoke('compare:values', { id, index });

/** Opens the place at a position of the list. */
export function openPlace(position: number): void {
  compare.active = position;
}

/** What can be promoted: a place of which both sides know something else. */
const canChoose = (index: number): boolean => {
  const kind = placeKinds[compare.outcome?.comparison.kinds[index] ?? -1];
  return kind === 'only-left' || kind === 'only-right' || kind === 'different';
};

/** Chooses the places at these positions, or lets go of them. */
export function choosePlaces(from: number, to: number, chosen: boolean): void {
  const next = new Set(compare.chosen);
  for (const index of compare.indexes.subarray(Math.min(from, to), Math.max(from, to) + 1)) {
    if (!chosen) next.delete(index);
    else if (canChoose(index)) next.add(index);
  }
  compare.chosen = ref(next);
}

/** Lets go of all that was chosen. */
export function chooseNoPlace(): void {
  compare.chosen = ref(new Set<number>());
}

/** How many of the chosen places would be written, and how many deleted, on this side. */
export function countChosen(chosen: ReadonlySet<number>, kinds: Uint8Array, direction: PromotionWay): { readonly written: number; readonly deleted: number } {
  const missing = placeKinds.indexOf(direction === 'to-right' ? 'only-right' : 'only-left');
  let deleted = 0;
  for (const index of chosen) if (kinds[index] === missing) deleted++;
  return { written: chosen.size - deleted, deleted };
}

interface Promotion {
  readonly direction: PromotionWay;
  readonly deletions: boolean;
}

const choice = ({ direction, deletions }: Promotion) => ({ direction, deletions, indexes: Uint32Array.from(compare.chosen) });

/** Reviews what makes one side as the other at the chosen places; it is compared anew once it has landed. */
export async function promote({ direction, deletions }: Promotion, names: { readonly from: string; readonly to: string }): Promise<void> {
  const { outcome } = compare;
  const target = direction === 'to-right' ? outcome?.right : outcome?.left;
  if (outcome === null || target?.kind !== 'source') return;
  const result = await told('compare:changes', { id: outcome.comparison.id, ...choice({ direction, deletions }) });
  if (!result.ok || result.value.length === 0) return;
  const { intentions } = unpackChanges({ title: '', reason: '', intentions: result.value });
  const title = i18next.t('compare.title', { count: intentions.length, ...names });
  review(target.sourceId, { title: title.slice(0, 500), reason: '', intentions }, { landed: () => void runComparison() });
}

/** What would be written, as commands of the store's own shell. */
export async function promotionCommands(promotion: Promotion): Promise<Result<ShellCommands>> {
  const { outcome } = compare;
  if (outcome === null) return ok({ text: '', count: 0, problems: [] });
  return invoke('compare:commands', { id: outcome.comparison.id, ...choice(promotion) });
}

/** A key as commands of the store's own shell that read it, or write it. */
export const keyCommands = (sourceId: SourceId, key: Key, what: KeyCommands): Promise<Result<ShellCommands>> => invoke('keys:commands', { sourceId, key, what });

/** What may follow a prefix: the next parts of the keys found. */
export function prefixesIn(source: Source, typed: string, keys: readonly Key[]): readonly Key[] {
  const separator = separatorOf(source);
  const found = new Set<Key>();
  for (const key of keys) {
    if (!key.startsWith(typed)) continue;
    const end = key.indexOf(separator, typed.length + 1);
    found.add(end < 0 ? key : key.slice(0, end));
  }
  return [...found];
}
