/** Who goes from what to what as a list, where a table of all pairs would be too large to be read or drawn. */
import type { Matrix, Place } from '../matrix';

/** Users who go from one outcome to another, or stay where they are. */
export interface Move {
  readonly from: Place;
  readonly to: Place;
  readonly count: number;
}

/** What somebody is served, before or after. */
const servedPlaces = ({ places }: Matrix): readonly Place[] => places.filter(({ before, after }) => before + after > 0);

/** All pairs that somebody is of: those who move first, the most of them at the top, then those who stay. */
export function movesOf(matrix: Matrix): readonly Move[] {
  const places = servedPlaces(matrix);
  const found = places.flatMap((from) => places.map((to): Move => ({ from, to, count: matrix.counts[from.at * matrix.width + to.at] ?? 0 })));
  const stays = ({ from, to }: Move): number => (from === to ? 1 : 0);
  return found.filter(({ count }) => count > 0).toSorted((a, b) => stays(a) - stays(b) || b.count - a.count);
}

/** Outcomes up to which a table of all pairs is read and drawn with ease. */
const MOST_PLACES = 20;

/** What a table of all pairs stands for; null where there are too many. Where there are many, only those that somebody is served. */
export function placesInTable(matrix: Matrix): readonly Place[] | null {
  const places = matrix.places.length > MOST_PLACES ? servedPlaces(matrix) : matrix.places;
  return places.length > MOST_PLACES ? null : places;
}
