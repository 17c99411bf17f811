/**
 * The past of a source as a source of its own in the window, one that no session stands behind: tree, filter and keyboard work on it as
 * on any other. Its id can be no source's of main's.
 */
import { packChanges, pickColumns, type EntryColumns } from '../../shared/model/columns';
import { folderRule } from '../../shared/model/folder';
import { separatorOf, type SourceId } from '../../shared/model/source';
import { blankSource } from './blank-source';
import { dataOf, dropData, holdData, settleNow } from './data';
import { baseOf } from './segments';
import { keysOf, SinceMarks } from './since-marks';
import { sources, ui, type Differences, type PastView } from './state';

/** Under what the past of a source stands among the sources. */
export const pastIdOf = (sourceId: SourceId): SourceId => `past of ${sourceId}`;

/** What the moment on show held. */
let then: { readonly at: bigint; readonly entries: EntryColumns } | null = null;
/** Whether the tree holds only what differs. */
let shownOnly = false;

/** Lets go of the past. */
export function dropPast(): void {
  const { past } = ui;
  if (past === null) return;
  const id = pastIdOf(past.sourceId);
  dropData(id);
  delete sources[id];
  then = null;
  ui.past = null;
}

/** Writes a moment into the tree of the past: another one than before, or the same with what is different by now. */
export function showPast({ sourceId, differences, only }: PastView, moment = then): void {
  const source = sources[sourceId];
  then = moment;
  if (then === null || source === undefined || differences === null) return;
  const id = pastIdOf(sourceId);
  // nothing can be written to the past
  const info = { ...source.info, writable: false };
  // begun anew, so that what is left, or has come back, opens by itself
  if (shownOnly !== only) dropData(id);
  shownOnly = only;
  const fresh = dataOf(id) === undefined;
  const data = holdData(id, baseOf(info.source), separatorOf(info.source));
  data.rule = folderRule(info.source);
  const before = sources[id];
  if (fresh || before === undefined) {
    // rows go on rising: whoever shows them would not hear of the new ones otherwise
    const kept = { selectedKey: before?.selectedKey ?? null, rows: before?.rows ?? 0 };
    sources[id] = { ...blankSource(info, (before?.epoch ?? 0) + 1), ...kept, listed: true };
  }
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
