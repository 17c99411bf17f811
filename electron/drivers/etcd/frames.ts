/**
 * Frames out of listings and watches. Invariant: a frame is handed on only while a watch from the revision after it stands and the
 * server was seen, after that watch was confirmed, to hold the history from there on. So nothing is missed and nothing comes twice.
 */
import type { IResponseHeader } from 'etcd3';
import { fault, FaultError } from '../../../shared/fault';
import type { Revision } from '../../../shared/model/entry';
import type { Change, Delta, Listing, StoreFrame } from '../../../shared/model/frame';
import type { SizeLimits } from '../../../shared/model/loading';
import { SizeGuard } from '../size-guard';
import { untilAborted } from '../abort';
import { settlesWithin } from './abort';
import type { EtcdClient } from './client';
import { admitRanges } from './count';
import { changeOf } from './entry';
import { isCompacted, isFutureRevision } from './faults';
import { list } from './listing';
import { advance, anchorsOf, evidenceRequests, isSameStore, type Position } from './position';
import type { KeyRange } from './range';
import { Watch, WatchCancelled, type WatchNews } from './watch';

/** Listings in a row that may be spoilt by a compaction before the session is told. */
export const MAX_LISTINGS = 4;
/** How long the first delta after a resume waits for what was missed, so that "live" means caught up. */
const CATCH_UP_MS = 400;
const EVIDENCE_TIMEOUT_MS = 10_000;

/** The watch of one range. */
export interface FramesRequest {
  readonly client: EtcdClient;
  readonly range: KeyRange;
  /** Where an earlier connection got to. */
  readonly resume: Position | undefined;
  /** Where a listing ends. */
  readonly limits: SizeLimits | undefined;
  readonly signal: AbortSignal;
  onReceived(count: number): void;
  /** Called before a frame is handed on, with the position it leads to. */
  onPosition(position: Position): void;
}

/** Where to begin: a listing that was just made, or a position that was reached before. */
export interface Start {
  readonly position: Position;
  readonly listing?: Listing;
}

/** The history since a position is not there: compacted, or another store's. Only a listing helps. */
class HistoryGone extends Error {}

/** A listing and deltas, without end. Throws FaultErrors, gRPC errors and {@link WatchCancelled}. */
export async function* framesOf(request: FramesRequest): AsyncGenerator<StoreFrame> {
  let reached = request.resume;
  const follow: FramesRequest = {
    ...request,
    onPosition: (position) => {
      reached = position;
      request.onPosition(position);
    },
  };
  let start: Start | undefined = reached && { position: reached };
  let spoilt = 0;
  for (;;) {
    const before = reached;
    try {
      start ??= await listRange(request, (reached?.seq ?? -1) + 1);
      yield* followFrom(follow, start);
    } catch (error) {
      if (!isHistoryGone(error)) throw error;
      spoilt = reached === before ? spoilt + 1 : 0;
      if (spoilt > MAX_LISTINGS) {
        throw new FaultError(fault('compacted', 'compacted', { revision: String(start?.position.revision ?? '') }));
      }
      start = undefined;
    }
  }
}

async function listRange({ client, range, limits, signal, onReceived }: FramesRequest, seq: number): Promise<Start> {
  const guard = new SizeGuard(limits);
  await untilAborted(signal, admitRanges(guard, client, [range]));
  const { entries, header } = await list(client, range, { guard, signal, onReceived });
  return {
    listing: { kind: 'listing', seq, at: header.revision, entries },
    position: { ...header, seq, count: entries.length, anchors: anchorsOf(entries) },
  };
}

/** Frames from a position on: its listing first if there is one, otherwise a delta. Ends only by throwing. */
export async function* followFrom(request: FramesRequest, start: Start): AsyncGenerator<StoreFrame> {
  const { signal, onPosition } = request;
  let { position } = start;
  const watch = await openWatch(request, position);
  try {
    const present = await untilAborted(signal, proveHistory(request, position));
    if (start.listing) {
      onPosition(position);
      yield start.listing;
    } else if (present === position.revision || !(await settlesWithin(CATCH_UP_MS, watch.next()))) {
      position = advance(position, [], position.revision);
      onPosition(position);
      yield deltaTo(position, [], present);
    }
    for (;;) {
      const news = await untilAborted(signal, watch.next());
      watch.taken();
      const revision = revisionAfter(request.client, position, news);
      if (revision === position.revision) continue;
      const changes = news.events.map(changeOf);
      const missed = start.listing === undefined && position.revision < present;
      position = advance(position, changes, revision);
      onPosition(position);
      yield deltaTo(position, changes, missed ? present : undefined);
    }
  } finally {
    watch.close();
  }
}

async function openWatch({ client, range, signal }: FramesRequest, { revision }: Position): Promise<Watch> {
  const opening = Watch.open(client, range, revision + 1n);
  try {
    return await untilAborted(signal, opening);
  } catch (error) {
    opening.then((late) => late.close()).catch(() => {});
    throw error;
  }
}

/** Returns the store's present revision, if the store is the position's and holds all history after it. */
async function proveHistory({ client, range }: FramesRequest, position: Position): Promise<Revision> {
  const success = evidenceRequests(position, range);
  const answer = await client.kv.txn({ success }, { deadline: Date.now() + EVIDENCE_TIMEOUT_MS });
  if (!isSameStore(position, answer)) throw new HistoryGone();
  return BigInt(answer.header.revision);
}

/** The revision that this news leads to, which is past the position's unless it tells nothing new. */
function revisionAfter(client: EtcdClient, { clusterId, revision }: Position, { events, header }: WatchNews): Revision {
  const first = events[0];
  const last = events.at(-1);
  const to = BigInt(last ? last.kv.mod_revision : header.revision);
  const goesBack = first ? BigInt(first.kv.mod_revision) <= revision : to < revision;
  if (goesBack || isOtherCluster(header, clusterId)) {
    throw new FaultError(fault('unreachable', 'store-replaced', { endpoint: client.endpoint }));
  }
  return to;
}

const isOtherCluster = ({ cluster_id: id }: IResponseHeader, expected: string): boolean => id !== expected;

const deltaTo = ({ seq, revision }: Position, changes: readonly Change[], present: Revision | undefined): Delta => ({
  kind: 'delta',
  seq,
  at: revision,
  changes,
  ...(present !== undefined && { present }),
});

/** Whether only a listing helps. */
export const isHistoryGone = (error: unknown): boolean =>
  error instanceof HistoryGone ||
  (error instanceof WatchCancelled && error.compacted) ||
  isCompacted(error) ||
  isFutureRevision(error);
