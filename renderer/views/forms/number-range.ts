/** Ranges of numbers that their keys tell. */
import type { NumberRange } from '../../../shared/flags/syntax/edit';
import type { Key } from '../../../shared/model/key';

/** From 0 to 100 for keys that are called percent, as long as their number is in it; nothing is known of others. */
export function rangeOf(key: Key, spelling: string): Required<NumberRange> | undefined {
  const number = Number(spelling);
  return /(?:^|[^a-z])(?:percent|percentage|pct)$/i.test(key.replace(/([a-z])(?=[A-Z])/g, '$1_')) && number >= 0 && number <= 100 ? { least: 0, most: 100 } : undefined;
}
