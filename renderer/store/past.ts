/**
 * Time travel. A past state is a source of its own in the window, one that no session stands behind: tree, filter and keyboard work on
 * it as on any other. Its id can be no source's of main's. How it differs from now is asked again while the source goes on changing.
 */
import { ref } from 'valtio';
import { ok, type Result } from '../../shared/fault';
import { packChanges, pickColumns, type EntryColumns } from '../../shared/model/columns';
import { folderRule } from '../../shared/model/folder';
import type { Key } from '../../shared/model/key';
import { sinceKinds, type Moment, type PastDifference, type PastReading } from '../../shared/model/past';
import { separatorOf, type SourceId } from '../../shared/model/source';
import { invoke } from '../bridge';
import { review } from './actions';
import { dataOf, dropData, holdData, settleNow } from './data';
import { blankSource } from './blank-source';
import { selectKey } from './navigation';
import { baseOf } from './segments';
import { keysOf, SinceMarks } from './since-marks';
import { sources, ui, type Differences, type PastView } from './state';
import { shown } from './telling';

/** Under what the past of a source stands among the sources. */
export const pastIdOf = (sourceId: SourceId): SourceId => `past of ${sourceId}`;

/** What the moment on show held. */
let then: { readonly at: bigint; readonly entries: EntryColumns } | null = null;

/** Turns the window to the past of a source: at once to a moment, if one is given. */
export async function travel(sourceId: SourceId, moment?: Moment): Promise<void> {
  if (ui.past !== null && ui.past.sourceId !== sourceId) leavePast();
  ui.activeSourceId = sourceId;
  ui.past ??= { sourceId, timeline: null, moment: null, differences: null, only: false, loading: false, fault: null };
  await Promise.all([readTimeline(), moment === undefined ? undefined : goTo(moment)]);
}

/** Back to now. */
export function leavePast(): void {
  const { past } = ui;
  if (past === null) return;
  if (past.moment !== null) void invoke('past:close', { id: past.moment.id });
  const id = pastIdOf(past.sourceId);
  dropData(id);
  delete sources[id];
  then = null;
  ui.past = null;
}

/** Reads what is known of the time that the source was watched. */
export async function readTimeline(): Promise<void> {
  const { past } = ui;
  if (past === null) return;
  const result = await invoke('source:timeline', { sourceId: past.sourceId });
  if (result.ok && ui.past !== null && ui.past.sourceId === past.sourceId) ui.past.timeline = ref(result.value);
}

/** The moment asked for last: answers to earlier ones are of no use. */
let asked = 0;

/** Shows another moment. What went wrong is shown beside it, and the moment before stays. */
export async function goTo(moment: Moment): Promise<void> {
  const { past } = ui;
  if (past === null) return;
  const mine = ++asked;
  const isWanted = (): boolean => mine === asked && ui.past !== null && ui.past.sourceId === past.sourceId;
  past.loading = true;
  const opened = await invoke('past:open', { sourceId: past.sourceId, moment });
  const difference = opened.ok ? await invoke('past:difference', { id: opened.value.id }) : opened;
  if (!isWanted()) return;
  past.loading = false;
  past.fault = difference.ok ? null : ref(difference.fault);
  if (!opened.ok || !difference.ok) return;
  const { entries, ...told } = opened.value;
  if (past.moment !== null) void invoke('past:close', { id: past.moment.id });
  then = { at: told.at, entries };
  past.moment = ref(told);
  past.differences = ref(differencesOf(difference.value));
  show(past);
}

/** Shows only what is different now, or everything. */
export function showOnlyDifferences(only: boolean): void {
  const { past } = ui;
  if (past === null) return;
  past.only = only;
  // begun anew, so that what is left opens by itself
  dropData(pastIdOf(past.sourceId));
  show(past);
}

let comparing = false;

/** Compares the moment on show with the source as it is by now. */
export async function compareWithNow(): Promise<void> {
  const id = ui.past?.moment?.id;
  if (id === undefined || comparing) return;
  comparing = true;
  const result = await invoke('past:difference', { id });
  comparing = false;
  const { past } = ui;
  if (!result.ok || past?.moment?.id !== id) return;
  past.differences = ref(differencesOf(result.value));
  show(past);
}

/** A key then and now. */
export function readPast(key: Key): Promise<Result<PastReading>> {
  const id = ui.past?.moment?.id;
  return id === undefined ? Promise.resolve(ok({ key, then: null, now: null })) : invoke('past:read', { id, key });
}

/** Opens the review of what makes these keys what they were. */
export async function restore(keys: readonly Key[], title: string): Promise<void> {
  const { past } = ui;
  if (past === null || past.moment === null) return;
  const changes = shown(await invoke('past:restore', { id: past.moment.id, keys: [...keys], title }));
  if (changes.ok) review(past.sourceId, changes.value);
}

function differencesOf({ keys, kinds, counts }: PastDifference): Differences {
  const names = kinds.length === 0 ? [] : keys.split('\0');
  return { counts, keys: names.map((key, index) => ({ key, kind: sinceKinds[kinds[index] as number] ?? 'changed' })) };
}

/** Writes the moment on show into the tree of the past. */
function show({ sourceId, differences, only }: PastView): void {
  const source = sources[sourceId];
  if (then === null || source === undefined || differences === null) return;
  const id = pastIdOf(sourceId);
  const { info } = source;
  const fresh = dataOf(id) === undefined;
  const data = holdData(id, baseOf(info.source), separatorOf(info.source));
  data.rule = folderRule(info.source);
  const before = sources[id];
  if (fresh || before === undefined) sources[id] = { ...blankSource(info, (before?.epoch ?? 0) + 1), listed: true, selectedKey: before?.selectedKey ?? null };
  const refiltered = data.list(then.at, only ? pick(then.entries, differences) : { ...then.entries, bytes: then.entries.bytes.slice() });
  const added = data.apply(then.at, packChanges(keysOf(differences.keys, 'added').map((key) => ({ kind: 'put', entry: { key, value: null, stamp: noStamp } }))));
  data.settle();
  data.since = new SinceMarks(data.tree, differences.keys);
  settleNow(id, true);
  const state = sources[id];
  if (state !== undefined && (refiltered || added)) state.rows++;
}

const noStamp = { created: 0n, modified: 0n, version: 0 } as const;

function pick(entries: EntryColumns, { keys }: Differences): EntryColumns {
  const wanted = new Set(keys.flatMap(({ key, kind }) => (kind === 'added' ? [] : [key])));
  const places: number[] = [];
  if (wanted.size > 0) entries.keys.split('\0').forEach((key, place) => wanted.has(key) && places.push(place));
  return pickColumns(entries, places);
}

/** Selects a key of the past. */
export function selectPast(key: Key | null): void {
  if (ui.past !== null) selectKey(pastIdOf(ui.past.sourceId), key);
}
