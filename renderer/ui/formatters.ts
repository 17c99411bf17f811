/** Formatters of the engine, kept: to make one costs a hundred times more than to use it, and the first one of a window some 15 ms. */

const numbers = new Map<string, Intl.NumberFormat>();
const times = new Map<string, Intl.DateTimeFormat>();

/** Formats numbers; `digits` behind the point at most, three if not given. */
export function numberFormatter(language: string, digits?: 0 | 1 | 2): Intl.NumberFormat {
  const name = `${language} ${digits}`;
  const made = numbers.get(name) ?? new Intl.NumberFormat(language, digits === undefined ? {} : { maximumFractionDigits: digits });
  numbers.set(name, made);
  return made;
}

/** A number with its thousands grouped. One without thousands is written alike in every language of ours. */
export function groupedNumber(value: number | bigint, language: string): string {
  const plain = value >= 0 && value < 1000 && (typeof value === 'bigint' || Number.isInteger(value));
  return plain ? String(value) : numberFormatter(language).format(value);
}

/** Formats the local time of a moment. Kept by its offset from UTC too, for computers that travel. */
export function timeFormatter(language: string, date: Date, withDate: boolean): Intl.DateTimeFormat {
  const name = `${language} ${date.getTimezoneOffset()} ${withDate}`;
  const known = times.get(name);
  if (known !== undefined) return known;
  const time: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };
  const made = new Intl.DateTimeFormat(language, withDate ? { ...time, year: 'numeric', month: 'short', day: 'numeric' } : time);
  times.set(name, made);
  return made;
}

const day: Intl.DateTimeFormatOptions = { month: 'short', day: 'numeric' };
const minute: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
const parts = { minute, day, both: { ...day, ...minute }, second: { ...day, ...minute, second: '2-digit' } } as const;

/** Formats a moment without its year: its hour and minute, its day, both, or to the second. Kept by its offset from UTC too. */
export function momentFormatter(language: string, date: Date, part: keyof typeof parts): Intl.DateTimeFormat {
  const name = `${language} ${date.getTimezoneOffset()} ${part}`;
  const made = times.get(name) ?? new Intl.DateTimeFormat(language, parts[part]);
  times.set(name, made);
  return made;
}
