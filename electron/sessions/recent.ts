/** What the journals of several sessions say of the last minutes, as one list. */
import type { Entry } from '../../shared/model/entry';
import { MOST_RECENT, type RecentChange } from '../../shared/model/recent';
import type { ResyncValue } from '../../shared/model/resync';
import type { SourceId } from '../../shared/model/source';
import type { JournalItem } from './journal';

/** Bytes of a value that are told. */
const VALUE_BYTES = 256;

/** The journal of one source, oldest first. */
export interface SeenBy {
  readonly sourceId: SourceId;
  readonly items: readonly JournalItem[];
}

/** Changes since a moment (milliseconds since 1970), the latest first, {@link MOST_RECENT} at most. */
export function recentChanges(seen: readonly SeenBy[], from: number): RecentChange[] {
  const changes: RecentChange[] = [];
  for (const { sourceId, items } of seen) {
    for (let at = items.length - 1; at >= Math.max(0, items.length - MOST_RECENT); at--) {
      const item = items[at];
      if (item === undefined || item.seenAt < from) break;
      const change = changeOf(sourceId, item);
      if (change) changes.push(change);
    }
  }
  return changes.sort((a, b) => b.seenAt - a.seenAt).slice(0, MOST_RECENT);
}

function changeOf(sourceId: SourceId, { key, before, after, hidden, seenAt }: JournalItem): RecentChange | undefined {
  const last = after ?? before;
  // it came and went unseen
  if (!last) return undefined;
  const common = { sourceId, key, seenAt, modified: last.stamp.modified, ...(before && { before: valueOf(before) }), ...(after && { after: valueOf(after) }) };
  if (!after) return { ...common, kind: hidden ? 'hidden' : 'deleted' };
  if (!before) return { ...common, kind: 'created' };
  return { ...common, kind: before.stamp.created === after.stamp.created ? 'changed' : 'recreated' };
}

function valueOf(entry: Entry): ResyncValue {
  // a copy: with a view of a listing's block, IPC would send the whole block
  const beginning = entry.value && entry.value.slice(0, VALUE_BYTES);
  return { beginning, size: entry.value?.length ?? 0, ...(entry.owner !== undefined && { owner: entry.owner }) };
}
