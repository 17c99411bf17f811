/** Numbers, sizes and times as people read them, in the window's language and the computer's time zone. */
import { currentLanguage } from './text';

/** To make a formatter costs a hundred times more than to use it. */
const numberFormats = new Map<string, Intl.NumberFormat>();

function numberFormat(digits: 0 | 1 | undefined): Intl.NumberFormat {
  const language = currentLanguage();
  const name = `${language} ${digits}`;
  const known = numberFormats.get(name);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(language, digits === undefined ? {} : { maximumFractionDigits: digits });
  numberFormats.set(name, made);
  return made;
}

/** A number with its thousands grouped. Takes revisions as well. */
export const formatNumber = (value: number | bigint): string => numberFormat(undefined).format(value);

/** A rate: one decimal below ten. */
export const formatRate = (value: number): string => numberFormat(value < 10 ? 1 : 0).format(value);

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
  const time: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };
  if (date.toDateString() === new Date(now).toDateString()) return new Intl.DateTimeFormat(currentLanguage(), time).format(date);
  return new Intl.DateTimeFormat(currentLanguage(), { ...time, year: 'numeric', month: 'short', day: 'numeric' }).format(date);
}

/** The same moment in UTC, to the millisecond. */
export const formatUtc = (at: number): string => new Date(at).toISOString().replace('T', ' ').replace('Z', '');
