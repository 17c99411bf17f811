/** A matrix of who goes from what to what, as it is drawn. */
import type { SimulationNews } from '../../../shared/model/rollout';
import { fewestIn, movedIn, type Outcome } from '../../../shared/rollout/simulation';

/** Something that is served, or what stands for that: the default in the app's code, and what did not end in time. */
export interface Place {
  readonly at: number;
  readonly outcome: Outcome | 'app-default' | 'timed-out';
  /** Users served it before and after. */
  readonly before: number;
  readonly after: number;
}

export interface Matrix {
  readonly width: number;
  readonly counts: Uint32Array;
  /** Places that anybody is served, or that the document names. */
  readonly places: readonly Place[];
  /** Users evaluated on both sides. */
  readonly users: number;
  readonly moved: number;
  /** Users who have to move for the shares to become what they are. */
  readonly fewest: number;
}

/** The matrix between a side and the next one. */
export function matrixOf({ outcomes, matrices }: SimulationNews, side: number): Matrix {
  const width = outcomes.length + 2;
  const counts = matrices[side] ?? new Uint32Array(width * width);
  const sum = (cells: (other: number) => number): number => Array.from({ length: width }, (_, other) => counts[cells(other)] ?? 0).reduce((total, count) => total + count, 0);
  const places = Array.from({ length: width }, (_, at): Place => {
    const outcome = outcomes[at] ?? (at === outcomes.length ? 'app-default' : 'timed-out');
    return { at, outcome, before: sum((other) => at * width + other), after: sum((other) => other * width + at) };
  });
  return {
    width,
    counts,
    places: places.filter(({ outcome, before, after }) => typeof outcome !== 'string' || before + after > 0),
    users: places.reduce((total, { before }) => total + before, 0),
    moved: movedIn(counts, width),
    fewest: fewestIn(counts, width),
  };
}
