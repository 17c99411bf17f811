/** Numbers, sizes and times as people read them, in the window's language and the computer's time zone. */
import { groupedNumber, momentFormatter, numberFormatter, timeFormatter } from './formatters';
import { currentLanguage } from './text';

/** A number with its thousands grouped. Takes revisions as well. */
export const formatNumber = (value: number | bigint): string => groupedNumber(value, currentLanguage());

/** A rate: one decimal below ten. */
export const formatRate = (value: number): string => numberFormatter(currentLanguage(), value < 10 ? 1 : 0).format(value);

/** A size in bytes, KB or MB (1024). */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${formatNumber(bytes)} B`;
  const units = ['KB', 'MB', 'GB', 'TB'] as const;
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${formatRate(value)} ${units[unit]}`;
}

/** Local time: of today without the date, otherwise with it. */
export function formatTime(at: number, now = Date.now()): string {
  const date = new Date(at);
  const today = date.toDateString() === new Date(now).toDateString();
  return timeFormatter(currentLanguage(), date, !today).format(date);
}

/** Local time with its day, as plans are made: seconds and the year only where they say something. */
export function formatMoment(at: number, now = Date.now()): string {
  const date = new Date(at);
  const part = date.getSeconds() === 0 ? 'both' : 'second';
  const ofThisYear = date.getFullYear() === new Date(now).getFullYear();
  return (ofThisYear ? momentFormatter(currentLanguage(), date, part) : timeFormatter(currentLanguage(), date, true)).format(date);
}

/** The same moment in UTC, to the millisecond. */
export const formatUtc = (at: number): string => new Date(at).toISOString().replace('T', ' ').replace('Z', '');
