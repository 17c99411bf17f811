/** What a simulation says of one variant from station to station. */
import type { SimulationNews } from '../../../../shared/model/rollout';
import type { Station } from '../../../../shared/rollout/ramp/timeline';
import type { Outcome } from '../../../../shared/rollout/simulation';
import { isSame } from '../../../../shared/flags/syntax/node';

/** Users who go from one outcome to another on the way to a station: places in a matrix. */
export interface Move {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Moves on the way to a station that somebody looks at, and the one whose users are on show. */
export interface Looked {
  readonly station: number;
  readonly moves: readonly Move[];
  readonly cell: Move;
}

/** A station as it was simulated. */
export interface Exposure {
  /** Users evaluated so far, and how many of them are served each outcome, by its place. */
  readonly users: number;
  readonly served: readonly number[];
  readonly exposed: number;
  /** Who moved since the station before: to the variant, away from it, and between others. */
  readonly added: readonly Move[];
  readonly lost: readonly Move[];
  readonly others: readonly Move[];
}

/** Place of an outcome in a simulation; -1 where nobody can be served it. */
export const placeOf = ({ outcomes }: Pick<SimulationNews, 'outcomes'>, { name, value }: Outcome): number => outcomes.findIndex((each) => each.name === name && isSame(each.value, value));

/** What stands at each of so many stations. Whoever has not been evaluated on all of them is not counted on any. */
export function exposuresOf({ outcomes, matrices }: Pick<SimulationNews, 'outcomes' | 'matrices'>, place: number, stations: number): readonly Exposure[] {
  const width = outcomes.length + 2;
  return Array.from({ length: stations }, (_, station) => {
    // the first station stands in the rows of the matrix to the next, each other one in the columns of the matrix to it
    const counts = matrices[Math.max(0, station - 1)] ?? new Uint32Array(width * width);
    const served = Array.from({ length: width }, () => 0);
    const moves: Move[] = [];
    for (let from = 0; from < width; from++) {
      for (let to = 0; to < width; to++) {
        const count = counts[from * width + to] ?? 0;
        const at = station === 0 ? from : to;
        served[at] = (served[at] ?? 0) + count;
        if (station > 0 && from !== to && count > 0) moves.push({ from, to, count });
      }
    }
    const largest = moves.toSorted((a, b) => b.count - a.count);
    return {
      users: served.reduce((sum, count) => sum + count, 0),
      served,
      exposed: served[place] ?? 0,
      added: largest.filter(({ to }) => to === place),
      lost: largest.filter(({ from }) => from === place),
      others: largest.filter(({ from, to }) => from !== place && to !== place),
    };
  });
}

/** Users of some moves. */
export const usersIn = (moves: readonly Move[]): number => moves.reduce((sum, { count }) => sum + count, 0);

/** Whether two rows of stations have the same happen at the same times, so that what was counted at one can stand at the other. */
export const isSameTimes = (a: readonly Station[], b: readonly Station[]): boolean =>
  a.length === b.length && a.every(({ at, step, applied, moment }, index) => at === b[index]?.at && step === b[index].step && applied === b[index].applied && moment === b[index].moment);
