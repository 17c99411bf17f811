/** Steps of a ramp and moments of a schedule on one line of time. */
import type { PlannedStep } from './plan';

/** A state of the flag from a time on, until the next one. */
export interface Station {
  /** Seconds since 1970: the first at which it holds, and the clock that it is evaluated at. */
  readonly at: number;
  /** Number of the step, from 1, whose text is in force; 0 for the live text. */
  readonly step: number;
  /** Whether the step is applied here, and whether the flag's rules may change their answer here. The first station is neither. */
  readonly applied: boolean;
  readonly moment: boolean;
}

export interface Timeline {
  readonly stations: readonly Station[];
  /** Moments that are on the line of time but for which there was no room. */
  readonly leftOut: readonly number[];
  /** Moments before and after it. */
  readonly outside: readonly number[];
}

/**
 * The stations, `most` at most: the live text as it is at `now`, or right before what comes first; then each step and each moment. Beside a ramp only those moments are
 * shown that come before twice its length has passed, so that its steps stay apart; without one all are.
 */
export function timelineOf(now: number, steps: readonly PlannedStep[], moments: readonly number[], most: number): Timeline {
  const [first, last] = [steps[0]?.at, steps.at(-1)?.at];
  const begin = first === undefined ? Math.min(now, (moments[0] ?? Infinity) - 1) : Math.min(now, first - 1);
  const end = first === undefined || last === undefined ? Infinity : last + (last - first);
  const near = moments.filter((moment) => moment > begin && moment <= end);
  const stepTimes = new Set(steps.map(({ at }) => at));
  const room = most - 1 - stepTimes.size;
  const extra = near.filter((moment) => !stepTimes.has(moment));
  // those that come next tell more than those that are long gone
  const kept = new Set([...extra.filter((moment) => moment > now), ...extra.filter((moment) => moment <= now).toReversed()].slice(0, Math.max(0, room)));
  const times = [...new Set([...stepTimes, ...kept])].toSorted((a, b) => a - b);
  const isMoment = new Set(moments);
  const stations = times.map((at): Station => ({ at, step: steps.findLastIndex((step) => step.at <= at) + 1, applied: stepTimes.has(at), moment: isMoment.has(at) }));
  return {
    stations: [{ at: begin, step: 0, applied: false, moment: false }, ...stations],
    leftOut: extra.filter((moment) => !kept.has(moment)),
    outside: moments.filter((moment) => moment <= begin || moment > end),
  };
}
