/** A matrix of who goes from what to what as bars with ribbons between them. */
import type { Matrix } from '../matrix';

/** A part of a bar, from the top. */
export interface Segment {
  /** Place of the outcome in the matrix. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/** Users who go from one outcome to another: where they leave the left bar and arrive at the right one. */
export interface Ribbon {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly left: readonly [number, number];
  readonly right: readonly [number, number];
}

/** Between the parts of a bar. */
const GAP = 3;
/** Most of a bar's height that gaps may take. */
const MOST_GAPS = 0.3;

/** Bars of this height, gaps included. A part is as high as its share of the users; ribbons lie in both bars in the order of the outcomes. */
export function ribbonsOf({ places, counts, width, users }: Pick<Matrix, 'places' | 'counts' | 'width' | 'users'>, height: number): { readonly left: readonly Segment[]; readonly right: readonly Segment[]; readonly ribbons: readonly Ribbon[] } {
  const barOf = (sizeOf: (place: Matrix['places'][number]) => number): Segment[] => {
    const served = places.filter((place) => sizeOf(place) > 0);
    const gaps = Math.max(0, served.length - 1);
    const gap = gaps === 0 ? 0 : Math.min(GAP, (height * MOST_GAPS) / gaps);
    const unit = users === 0 ? 0 : (height - gap * gaps) / users;
    let from = 0;
    return served.map((place) => {
      const segment = { at: place.at, from, to: from + sizeOf(place) * unit };
      from = segment.to + gap;
      return segment;
    });
  };
  const [left, right] = [barOf(({ before }) => before), barOf(({ after }) => after)];
  const filled = new Map<Segment, number>();
  const take = (segment: Segment, count: number, all: number): readonly [number, number] => {
    const from = filled.get(segment) ?? segment.from;
    const to = from + ((segment.to - segment.from) * count) / all;
    filled.set(segment, to);
    return [from, to];
  };
  const placeAt = new Map(places.map((place) => [place.at, place]));
  const ribbons: Ribbon[] = [];
  for (const a of left) {
    for (const b of right) {
      const count = counts[a.at * width + b.at] ?? 0;
      const before = placeAt.get(a.at)?.before ?? 0;
      const after = placeAt.get(b.at)?.after ?? 0;
      if (count > 0) ribbons.push({ from: a.at, to: b.at, count, left: take(a, count, before), right: take(b, count, after) });
    }
  }
  return { left, right, ribbons };
}
