/**
 * What a source held once: from its store's own history where it keeps one, otherwise worked out backwards from the mirror by the
 * journal, as far back as that reaches without a gap.
 */
import type { Connection } from '../drivers/driver';
import { failed, fault, ok, type Result } from '../../shared/fault';
import type { Entry } from '../../shared/model/entry';
import type { Key } from '../../shared/model/key';
import type { Moment, PastMoment } from '../../shared/model/past';
import type { Journal } from './journal';
import type { Mirror } from './mirror';
import type { SeenMoment, Timeline } from './timeline';

/** What is known of a source's past. */
export interface PastSources {
  /** Present where the store keeps every revision and can be asked now. */
  readonly store: Pick<Connection, 'listAt'> | undefined;
  readonly keepsRevisions: boolean;
  readonly mirror: Mirror;
  readonly journal: Journal;
  readonly timeline: Timeline;
}

/** A whole past state. */
export interface Past extends PastMoment {
  readonly entries: ReadonlyMap<Key, Entry>;
}

/** What the source held at a moment. */
export async function pastAt(moment: Moment, sources: PastSources, signal: AbortSignal): Promise<Result<Past>> {
  const { store, keepsRevisions, mirror, timeline } = sources;
  if (mirror.folders !== null) return failed(fault('not-supported', 'past-lazy'));
  if (!mirror.listed) return failed(fault('unreachable', 'not-live'));
  const seen = seenMoment(moment, timeline);
  const at = 'revision' in moment ? moment.revision : seen?.at;
  if (at === undefined) return failed(fault('invalid', 'past-unseen'));
  if ('revision' in moment && at > mirror.at) return failed(fault('invalid', 'past-ahead', { revision: String(at), present: String(mirror.at) }));
  const told = { at, ...(seen && { seenAt: seen.seenAt }), ...(seen?.away && { away: seen.away }) };
  if (store) {
    const listed = await store.listAt(at, { signal, onReceived: () => {} });
    if (listed.ok) return ok({ ...told, told: 'store', entries: new Map(listed.value.map((entry) => [entry.key, entry])) });
    // what was given up may have been seen
    if (listed.fault.code !== 'compacted' || !seen) return listed;
  } else if (keepsRevisions && !seen) return failed(fault('unreachable', 'not-live'));
  const entries = seen && backwards(sources, seen.seenAt);
  return entries ? ok({ ...told, told: 'journal', entries }) : failed(fault('invalid', 'past-unseen'));
}

/** A revision before the first that was seen was current at no time that is known. */
function seenMoment(moment: Moment, timeline: Timeline): SeenMoment | undefined {
  if ('time' in moment) return timeline.at(moment.time);
  const seenAt = timeline.seenAt(moment.revision);
  return seenAt === undefined ? undefined : { at: moment.revision, seenAt };
}

/** The mirror with every change taken back that was seen after this time; undefined where the journal does not reach so far. */
function backwards({ mirror, journal, timeline }: PastSources, time: number): ReadonlyMap<Key, Entry> | undefined {
  if (timeline.since === undefined || time < timeline.since || time < journal.reach) return undefined;
  const entries = new Map(mirror.entries);
  for (const { key, before } of journal.after(time)) {
    if (before) entries.set(key, before);
    else entries.delete(key);
  }
  return entries;
}
