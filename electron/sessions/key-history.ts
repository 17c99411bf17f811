/** The history of one key: what its store still has and what the session saw, as one. */
import type { Entry } from '../../shared/model/entry';
import { HISTORY_VALUE_BYTES, type HistoryItem, type KeyHistory, type PastEntry } from '../../shared/model/history';

/** An entry with only the beginning of its value. */
export function pastEntry({ value, stamp, owner }: Entry): PastEntry {
  // a copy: of a view of a listing's block IPC would send the whole block
  return { value: value && new Uint8Array(value.subarray(0, HISTORY_VALUE_BYTES)), size: value?.length ?? 0, stamp, ...(owner !== undefined && { owner }) };
}

/** A page of the store's revisions, with when each was seen; and what was seen that the store does not tell, at its place in time. */
export function mergeHistory({ revisions, begins }: KeyHistory, seen: readonly HistoryItem[], before?: bigint): HistoryItem[] {
  const sightings = new Map(seen.flatMap((item) => (item.at === undefined ? [] : [[item.at, item] as const])));
  const told = new Set(revisions.map(({ at }) => at));
  const items = revisions.map(({ at, entry, time }): HistoryItem => {
    const seenAt = sightings.get(at)?.seenAt;
    return {
      kind: entry ? 'put' : 'delete',
      at,
      ...(time !== undefined && { time }),
      ...(seenAt !== undefined && { seenAt }),
      ...(entry && { entry: pastEntry(entry) }),
    };
  });
  const oldest = revisions.at(-1)?.at;
  const untold = seen.filter(({ at }) => {
    if (at === undefined) return before === undefined;
    if (told.has(at) || (before !== undefined && at >= before)) return false;
    // older ones come with a later page; where there is none, the store has given them up
    return begins !== undefined || oldest === undefined || at > oldest;
  });
  for (const item of untold) items.splice(placeOf(item, items), 0, item);
  return items;
}

/** Before the first that is older, by revision where both have one, otherwise by when they were seen. */
function placeOf(item: HistoryItem, items: readonly HistoryItem[]): number {
  const place = items.findIndex(({ at, seenAt }) =>
    at !== undefined && item.at !== undefined ? at < item.at : seenAt === undefined || (item.seenAt !== undefined && seenAt < item.seenAt),
  );
  return place < 0 ? items.length : place;
}
