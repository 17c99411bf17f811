/** Scales of the chart: where times and percents stand, and which of them are written at the axes. */
import type { Ramp } from '../../../../shared/rollout/ramp/typed';
import { momentFormatter } from '../../../ui/formatters';
import { currentLanguage } from '../../../ui/text';

export interface Tick {
  readonly at: number;
  readonly label: string;
  /** The day, where it is another than at the tick before. */
  readonly day: string | null;
}

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
const intervals = [1, 5, 10, 30, MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 91 * DAY, 182 * DAY, 365 * DAY];

/** Times from one to another, in seconds since 1970, round in local time; `most` at most. */
export function timeTicks(from: number, to: number, most: number): readonly Tick[] {
  const wanted = (to - from) / Math.max(1, most);
  const interval = intervals.find((each) => each >= wanted) ?? Math.ceil(wanted / (365 * DAY)) * 365 * DAY;
  const offset = new Date(from * 1000).getTimezoneOffset() * MINUTE;
  const ticks: Tick[] = [];
  let before = '';
  for (let at = Math.ceil((from - offset) / interval) * interval + offset; at <= to; at += interval) {
    const date = new Date(at * 1000);
    const day = momentFormatter(currentLanguage(), date, 'day').format(date);
    const label = interval >= DAY ? day : momentFormatter(currentLanguage(), date, 'minute').format(date);
    ticks.push({ at, label, day: interval >= DAY || day === before ? null : day });
    before = day;
  }
  return ticks;
}

/** The percent at the top of the chart: room for what it shows. */
export const topOf = (percents: readonly number[]): number => [1, 2, 5, 10, 20, 50].find((top) => percents.every((percent) => percent <= top)) ?? 100;

/** The times of all that happens in a ramp. What was before the first of them begins where the chart does. */
export const timesOf = ({ steps, timeline }: Pick<Ramp, 'steps' | 'timeline'>): readonly number[] => [...timeline.stations.slice(1), ...steps].map(({ at }) => at);

/** The times that a chart shows: all of these, with some room at both ends. */
export function domainOf(times: readonly number[]): readonly [number, number] {
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const room = last > first ? (last - first) * 0.06 : HOUR / 2;
  return [first - room, last + room];
}
