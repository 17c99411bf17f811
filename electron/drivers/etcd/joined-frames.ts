/** The frames of several ranges made one sequence: numbers, revision, and what belongs to an outage are told of all of them together. */
import type { Revision } from '../../../shared/model/entry';
import type { Change, Listing, StoreFrame } from '../../../shared/model/frame';
import type { Position } from './position';

/** A frame of one range, and the position that it leads to. */
export interface Arrival {
  readonly index: number;
  readonly frame: StoreFrame;
  readonly position: Position;
}

/** How far the ranges have got by the frames that were joined so far. */
export class JoinedFrames {
  readonly #positions: Position[];
  #seq: number;
  #at: Revision = 0n;
  /** The revision that every range has to come to before the outage is over; undefined where there was none. */
  #present: Revision | undefined;

  /** `seq` is the number of the frame handed on last. */
  constructor(positions: readonly Position[], seq: number) {
    this.#positions = [...positions];
    this.#seq = seq;
  }

  get seq(): number {
    return this.#seq;
  }

  get positions(): readonly Position[] {
    return [...this.#positions];
  }

  /** The first frames of all ranges as one: listings, or what each has missed, in the order in which it happened. */
  first(arrivals: readonly Arrival[]): StoreFrame {
    const frames = arrivals.map(({ frame }) => frame);
    const seq = this.#handOn(arrivals);
    this.#at = most(frames.map(({ at }) => at));
    const listings = frames.filter((frame): frame is Listing => frame.kind === 'listing');
    if (listings.length > 0) return { kind: 'listing', seq, at: this.#at, entries: listings.flatMap(({ entries }) => entries) };
    const changes = frames.flatMap((frame) => (frame.kind === 'delta' ? frame.changes : []));
    this.#present = most(frames.map(({ present }) => present ?? 0n));
    return { kind: 'delta', seq, at: this.#at, present: this.#present, changes: changes.toSorted((a, b) => Number(revisionOf(a) - revisionOf(b))) };
  }

  /** A later frame of one range. As long as any of them lags, more of the outage may come, and each frame says so. */
  next(arrival: Arrival): StoreFrame {
    const present = this.#present;
    const lags = present !== undefined && this.#positions.some(({ revision }) => revision < present);
    if (!lags) this.#present = undefined;
    const { present: _, ...frame } = arrival.frame;
    const seq = this.#handOn([arrival]);
    // a range that lags must not take the whole back
    this.#at = most([this.#at, frame.at]);
    return { ...frame, seq, at: this.#at, ...(lags && { present }) };
  }

  #handOn(arrivals: readonly Arrival[]): number {
    for (const { index, position } of arrivals) this.#positions[index] = position;
    return ++this.#seq;
  }
}

const most = (revisions: readonly Revision[]): Revision => revisions.reduce((highest, revision) => (revision > highest ? revision : highest), 0n);

const revisionOf = (change: Change): Revision => (change.kind === 'put' ? change.entry.stamp.modified : (change.at ?? 0n));
