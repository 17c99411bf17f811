import { numberFormatter } from '../../ui/formatters';
import { currentLanguage } from '../../ui/text';

/** A part of a whole in percent: one decimal, two below one percent; never 0 or 100 for what is not. */
export function share(part: number, whole: number): string {
  if (whole === 0) return '–';
  const percent = (part / whole) * 100;
  const digits = percent > 0 && percent < 1 ? 2 : percent > 99 && percent < 100 ? 2 : 1;
  const text = numberFormatter(currentLanguage(), part === 0 || part === whole ? 0 : digits).format(percent);
  // a number is not left alone at the end of a line
  return `${text}\u00a0%`;
}
