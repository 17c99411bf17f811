/**
 * What etcd still has of the past. The history of one key comes from a watch that begins in the past: it brings every write and deletion
 * in one stream, where walking back from revision to revision costs a request each and cannot see what came before a deletion. But the
 * server reads through all that happened since the watch's beginning, so that it begins at most {@link WATCHED_REVISIONS} ago; what is
 * older is walked (docs/decisions/026).
 */
import { fault, FaultError } from '../../../shared/fault';
import type { Entry, Revision } from '../../../shared/model/entry';
import type { HistoryRequest, KeyHistory, KeyRevision } from '../../../shared/model/history';
import type { SizeLimits } from '../../../shared/model/loading';
import { untilAborted } from '../abort';
import { SizeGuard } from '../size-guard';
import { settlesWithin } from './abort';
import type { EtcdClient } from './client';
import { changeOf, entryOf } from './entry';
import { isCompacted } from './faults';
import { list } from './listing';
import type { KeyRange } from './range';
import { Watch, WatchCancelled } from './watch';

/** How far back a watch for a key's history begins at most. */
export const WATCHED_REVISIONS = 100_000n;
const HISTORY_TIMEOUT_MS = 15_000;
/** The server lets a watch catch up ten times a second. */
const PROGRESS_MS = 60;
/** Revisions that the server puts into one batch (watchBatchMaxRevs): after fewer the watch has caught up. */
const BATCH_REVISIONS = 1_000;
/**
 * How long a watch without news stays open for a key that does not exist. Servers before 3.4.25 and 3.5.8 say how far a watch has come
 * before it has, so that their word alone does not do.
 */
const QUIET_MS = 1_000;
/** Compactions in a row that may spoil the beginning of a watch. */
const MAX_OPENINGS = 4;

/** What a watch brought from `from` on: the page and one change more, oldest first. */
interface Watched {
  readonly revisions: readonly KeyRevision[];
  readonly from: Revision;
  /** Known where the watch met it. */
  readonly compactedAt: Revision | undefined;
}

/** What is wanted of the watch, and what is known of the key before it: the store's revision, and that of the key's last write if it exists. */
interface Wanted {
  readonly before: Revision | undefined;
  readonly limit: number;
  readonly present: Revision;
  readonly modified: Revision | undefined;
}

/** One page of a key's history. Throws gRPC errors and FaultErrors. */
export async function historyOf(client: EtcdClient, key: Buffer, { before, limit }: HistoryRequest): Promise<KeyHistory> {
  const { header, kvs } = await client.kv.range({ key, limit: 1, keys_only: true });
  const present = BigInt(header.revision);
  const modified = kvs[0] && BigInt(kvs[0].mod_revision);
  const start = present > WATCHED_REVISIONS ? present - WATCHED_REVISIONS : 1n;
  const watched: Watched =
    before !== undefined && before <= start
      ? { revisions: [], from: before, compactedAt: undefined }
      : await watchedSince(client, { key, range_end: Buffer.alloc(0) }, { start, present, modified, before, limit });
  const page = watched.revisions.toReversed();
  if (page.length > limit) return { revisions: page.slice(0, limit) };
  if (watched.from <= 1n) return { revisions: page, begins: 'complete' };
  const oldest = before !== undefined && before < watched.from ? before : watched.from;
  return walked(client, key, { page, limit, from: oldest, compactedAt: watched.compactedAt });
}

/** The last of what happened to the key from `start` on, or from the oldest revision that is kept. */
async function watchedSince(client: EtcdClient, range: KeyRange, { start, ...wanted }: Wanted & { start: Revision }): Promise<Watched> {
  const deadline = Date.now() + HISTORY_TIMEOUT_MS;
  let from = start;
  let compactedAt: Revision | undefined;
  for (let opening = 0; opening < MAX_OPENINGS; opening++) {
    if (wanted.modified !== undefined && wanted.modified < from) return { revisions: [], from, compactedAt };
    const watch = await Watch.open(client, range, from);
    try {
      return { revisions: await caughtUp(client, watch, wanted, deadline), from, compactedAt };
    } catch (error) {
      if (!(error instanceof WatchCancelled) || error.compactedAt === undefined) throw error;
      ({ compactedAt } = error);
      from = error.compactedAt + 1n;
    } finally {
      watch.close();
    }
  }
  throw new FaultError(fault('compacted', 'past-compacted', { revision: String(from), oldest: String(from) }));
}

/** The last `limit + 1` changes before `before` that the watch brings until it has come to `present`: all of them may be more than there is room for. */
async function caughtUp(client: EtcdClient, watch: Watch, { present, modified, before, limit }: Wanted, deadline: number): Promise<KeyRevision[]> {
  const revisions: KeyRevision[] = [];
  let last: KeyRevision | undefined;
  let quietSince = Date.now();
  for (;;) {
    if (!(await settlesWithin(PROGRESS_MS, watch.next()))) {
      if (Date.now() > deadline) throw new FaultError(fault('unreachable', 'link-silent', { endpoint: client.endpoint, seconds: HISTORY_TIMEOUT_MS / 1000 }));
      watch.askProgress();
      continue;
    }
    const { events, header } = await watch.next();
    watch.taken();
    for (const event of events) {
      const change = changeOf(event);
      last = { at: BigInt(event.kv.mod_revision), entry: change.kind === 'put' ? change.entry : null };
      if (before !== undefined && last.at >= before) continue;
      revisions.push(last);
      if (revisions.length > limit + 1) revisions.shift();
    }
    const ended = modified === undefined ? !last?.entry : last !== undefined && last.at >= modified;
    if (events.length > 0) {
      quietSince = Date.now();
      if (ended && (modified !== undefined || events.length < BATCH_REVISIONS)) return revisions;
    } else if (ended && BigInt(header.revision) >= present && Date.now() - quietSince >= QUIET_MS) return revisions;
  }
}

/** Adds what came before the watch, read revision by revision, until the page is full, the key's creation, or what is given up. */
async function walked(
  client: EtcdClient,
  key: Buffer,
  { page, limit, from, compactedAt }: { page: readonly KeyRevision[]; limit: number; from: Revision; compactedAt: Revision | undefined },
): Promise<KeyHistory> {
  const revisions = [...page];
  let at = from - 1n;
  while (revisions.length < limit && at > 0n) {
    const entry = await entryAt(client, key, at);
    if (entry === 'compacted') return { revisions, begins: 'compacted' };
    if (entry === undefined) return { revisions, begins: at === compactedAt ? 'compacted' : 'not-looked' };
    revisions.push({ at: entry.stamp.modified, entry });
    at = entry.stamp.modified - 1n;
  }
  return at <= 0n ? { revisions, begins: 'complete' } : { revisions };
}

async function entryAt(client: EtcdClient, key: Buffer, at: Revision): Promise<Entry | undefined | 'compacted'> {
  try {
    const { kvs } = await client.kv.range({ key, revision: String(at) });
    return kvs[0] && entryOf(kvs[0]);
  } catch (error) {
    if (isCompacted(error)) return 'compacted';
    throw error;
  }
}

/** What the ranges held as of a revision. Throws gRPC errors, and FaultErrors: `past-compacted` names the oldest revision that is kept. */
export async function listAt(
  client: EtcdClient,
  ranges: readonly KeyRange[],
  at: Revision,
  { limits, signal, onReceived }: { limits: SizeLimits | undefined; signal: AbortSignal; onReceived(count: number): void },
): Promise<Entry[]> {
  const guard = new SizeGuard(limits);
  const entries: Entry[] = [];
  // as of revision 0 etcd would list the present
  if (at === 0n) return entries;
  try {
    for (const range of ranges) {
      const done = entries.length;
      const listed = await list(client, range, { guard, signal, revision: at, onReceived: (count) => onReceived(done + count) });
      for (const entry of listed.entries) entries.push(entry);
    }
    return entries;
  } catch (error) {
    const [range] = ranges;
    if (!isCompacted(error) || range === undefined) throw error;
    const oldest = await untilAborted(signal, oldestKept(client, range, at));
    throw new FaultError(fault('compacted', 'past-compacted', { revision: String(at), oldest: String(oldest) }));
  }
}

/** The oldest revision that is kept, given one that is not. A watch that begins there is told. */
async function oldestKept(client: EtcdClient, range: KeyRange, gone: Revision): Promise<Revision> {
  const watch = await Watch.open(client, range, gone);
  try {
    await watch.next();
    return gone;
  } catch (error) {
    if (error instanceof WatchCancelled && error.compactedAt !== undefined) return error.compactedAt;
    throw error;
  } finally {
    watch.close();
  }
}
