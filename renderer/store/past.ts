/** Time travel: what the user can do in the past of a source. How it differs from now is asked again while the source goes on changing. */
import i18next from 'i18next';
import { ref } from 'valtio';
import { ok, type Result } from '../../shared/fault';
import type { Key } from '../../shared/model/key';
import { sinceKinds, type Moment, type PastDifference, type PastReading, type Timeline } from '../../shared/model/past';
import type { SourceId } from '../../shared/model/source';
import { unpackChanges } from '../../shared/plans/packed';
import { invoke } from '../bridge';
import { review } from './actions';
import { selectKey } from './navigation';
import { dropPast, pastIdOf, showPast } from './past-source';
import { ui, type Differences } from './state';
import { showDone, shown } from './telling';

export type { Differences, Since } from './state';

/** Turns the window to the past of a source: at once to a moment, if one is given. */
export async function travel(sourceId: SourceId, moment?: Moment): Promise<void> {
  if (ui.past !== null && ui.past.sourceId !== sourceId) leavePast();
  ui.activeSourceId = sourceId;
  ui.past ??= { sourceId, timeline: null, moment: null, differences: null, only: false, loading: false, fault: null };
  await Promise.all([readTimeline(), moment === undefined ? undefined : goTo(moment)]);
}

/** Back to now. */
export function leavePast(): void {
  const id = ui.past?.moment?.id;
  if (id !== undefined) void invoke('past:close', { id });
  dropPast();
}

/** What is known of the time that a source was watched. */
export const timelineOf = (sourceId: SourceId): Promise<Result<Timeline>> => invoke('source:timeline', { sourceId });

/** Reads what is known of the time that the source on show was watched. */
export async function readTimeline(): Promise<void> {
  const { past } = ui;
  if (past === null) return;
  const result = await timelineOf(past.sourceId);
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
  past.moment = ref(told);
  past.differences = ref(differencesOf(difference.value));
  showPast(past, { at: told.at, entries });
}

/** Shows only what is different now, or everything. */
export function showOnlyDifferences(only: boolean): void {
  const { past } = ui;
  if (past === null) return;
  past.only = only;
  showPast(past);
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
  showPast(past);
}

/** A key then and now. */
export function readPast(key: Key): Promise<Result<PastReading>> {
  const id = ui.past?.moment?.id;
  return id === undefined ? Promise.resolve(ok({ key, past: null, now: null })) : invoke('past:read', { id, key });
}

/** Opens the review of what makes these keys what they were. */
export async function restore(keys: readonly Key[], title: string): Promise<void> {
  const { past } = ui;
  if (past === null || past.moment === null) return;
  const restored = shown(await invoke('past:restore', { id: past.moment.id, keys: [...keys], title }));
  if (!restored.ok) return;
  const { changes, leftOut } = restored.value;
  if (leftOut > 0) showDone(i18next.t('past.leftOut', { count: leftOut }));
  if (changes.intentions.length > 0) review(past.sourceId, unpackChanges(changes));
}

function differencesOf({ keys, kinds, counts }: PastDifference): Differences {
  const names = kinds.length === 0 ? [] : keys.split('\0');
  return { counts, keys: names.map((key, index) => ({ key, kind: sinceKinds[kinds[index] as number] ?? 'changed' })) };
}

/** Selects a key of the past. */
export function selectPast(key: Key | null): void {
  if (ui.past !== null) selectKey(pastIdOf(ui.past.sourceId), key);
}
