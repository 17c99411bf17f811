/**
 * Frames of several ranges, each watched by a stream of its own, joined to one sequence. All are listed as of one revision, and the
 * first frame after a resume waits for all of them. From there on a delta is of one range: streams are not in step with each other,
 * so a transaction across ranges comes in as many deltas (docs/decisions). A position counts once its frame has been handed on.
 */
import { setMaxListeners } from 'node:events';
import { fault, FaultError } from '../../../shared/fault';
import type { Revision } from '../../../shared/model/entry';
import type { StoreFrame } from '../../../shared/model/frame';
import type { SizeLimits } from '../../../shared/model/loading';
import { untilAborted } from '../abort';
import { SizeGuard } from '../size-guard';
import type { EtcdClient } from './client';
import { admitRanges } from './count';
import { followFrom, framesOf, isHistoryGone, MAX_LISTINGS, type Start } from './frames';
import { JoinedFrames, type Arrival } from './joined-frames';
import { list } from './listing';
import { anchorsOf, type Position } from './position';
import type { KeyRange } from './range';
import { scopeName } from './scope';

/** This driver's resume point: how far the watch of each range had got. */
export class Reached {
  constructor(
    readonly scope: string,
    readonly seq: number,
    readonly positions: readonly Position[],
  ) {}
}

/** The watch of all ranges of a source. */
export interface SeveralRequest {
  readonly client: EtcdClient;
  readonly ranges: readonly KeyRange[];
  /** Where an earlier connection got to; of no use where it watched other ranges. */
  readonly resume: Reached | undefined;
  /** Where a listing of all ranges together ends. */
  readonly limits: SizeLimits | undefined;
  readonly signal: AbortSignal;
  onReceived(count: number): void;
  /** Called before a frame is handed on, with what it leads to. */
  onReached(reached: Reached): void;
}

/** A listing and deltas, without end. Throws what {@link framesOf} throws. One range costs what it costs alone. */
export async function* framesOfRanges(request: SeveralRequest): AsyncGenerator<StoreFrame> {
  const { client, ranges, limits, signal, onReceived } = request;
  const scope = scopeName(ranges);
  const resume = request.resume?.scope === scope ? request.resume : undefined;
  const [range] = ranges;
  if (ranges.length > 1 || range === undefined) return yield* framesOfSeveral({ ...request, resume });
  yield* framesOf({
    client,
    range,
    resume: resume?.positions[0],
    limits,
    signal,
    onReceived,
    onPosition: (position) => request.onReached(new Reached(scope, position.seq, [position])),
  });
}

async function* framesOfSeveral(request: SeveralRequest): AsyncGenerator<StoreFrame> {
  let reached = request.resume;
  const follow: SeveralRequest = {
    ...request,
    onReached: (now) => {
      reached = now;
      request.onReached(now);
    },
  };
  let starts: readonly Start[] | undefined = reached?.positions.map((position) => ({ position }));
  let spoilt = 0;
  for (;;) {
    const before = reached;
    try {
      starts ??= await listAll(request);
      yield* followAll(follow, starts, reached?.seq ?? -1);
    } catch (error) {
      if (!isHistoryGone(error)) throw error;
      spoilt = reached === before ? spoilt + 1 : 0;
      if (spoilt > MAX_LISTINGS) {
        throw new FaultError(fault('compacted', 'compacted', { revision: String(starts?.[0]?.position.revision ?? '') }));
      }
      // one range that has to be listed again would be of another moment than the rest
      starts = undefined;
    }
  }
}

/** Lists every range as of the revision at which the first one was. */
async function listAll({ client, ranges, limits, signal, onReceived }: SeveralRequest): Promise<Start[]> {
  const guard = new SizeGuard(limits);
  await untilAborted(signal, admitRanges(guard, client, ranges));
  const starts: Start[] = [];
  let revision: Revision = 0n;
  let received = 0;
  for (const range of ranges) {
    const { entries, header } = await list(client, range, { guard, signal, revision, onReceived: (count) => onReceived(received + count) });
    ({ revision } = header);
    received += entries.length;
    starts.push({
      listing: { kind: 'listing', seq: 0, at: revision, entries },
      position: { ...header, seq: 0, count: entries.length, anchors: anchorsOf(entries) },
    });
  }
  return starts;
}

/** One joined first frame, then the deltas of each range as they come. Ends only by throwing. */
async function* followAll(request: SeveralRequest, starts: readonly Start[], after: number): AsyncGenerator<StoreFrame> {
  const { client, ranges, onReceived, onReached } = request;
  const scope = scopeName(ranges);
  const round = new AbortController();
  const signal = AbortSignal.any([request.signal, round.signal]);
  // every range waits on it
  setMaxListeners(0, signal);
  const read = starts.map(({ position }) => position);
  const sources = starts.map((start, index) =>
    followFrom({ client, range: ranges[index] as KeyRange, resume: undefined, limits: undefined, signal, onReceived, onPosition: (position) => (read[index] = position) }, start),
  );
  const next = async (index: number): Promise<Arrival> => {
    const { value } = await (sources[index] as AsyncGenerator<StoreFrame>).next();
    return { index, frame: value as StoreFrame, position: read[index] as Position };
  };
  const joined = new JoinedFrames(read, after);
  const handOn = (frame: StoreFrame): StoreFrame => {
    onReached(new Reached(scope, joined.seq, joined.positions));
    return frame;
  };
  const arrived: Arrival[] = [];
  let failure: { readonly error: unknown } | undefined;
  let wake = (): void => {};
  // no race: against a range that stays quiet it would grow for ever
  const pull = (index: number): void => {
    next(index)
      .then((arrival) => void arrived.push(arrival), (error: unknown) => void (failure ??= { error }))
      .finally(() => wake());
  };
  try {
    yield handOn(joined.first(await Promise.all(sources.map((_, index) => next(index)))));
    for (const index of sources.keys()) pull(index);
    for (;;) {
      while (arrived.length === 0 && failure === undefined) await new Promise<void>((resolve) => (wake = resolve));
      const arrival = arrived.shift();
      if (arrival === undefined) throw failure?.error;
      yield handOn(joined.next(arrival));
      pull(arrival.index);
    }
  } finally {
    round.abort();
    for (const source of sources) source.return(undefined).catch(() => {});
  }
}
