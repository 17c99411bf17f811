/** Keys whose values are taken for secrets: they are masked wherever they would be kept or shown beside the store. */
import type { Key } from './key';
import { matchesAny } from './key-pattern';
import { keyRules } from './key-rules';

const lowered = new WeakMap<readonly string[], readonly string[]>();

function loweredOf(patterns: readonly string[]): readonly string[] {
  let known = lowered.get(patterns);
  if (!known) lowered.set(patterns, (known = patterns.map((pattern) => pattern.toLowerCase())));
  return known;
}

/** Whether a key's value is to be masked, by the rules in force if no other patterns are given. */
export function isSecretKey(key: Key, patterns: readonly string[] = keyRules().secretPatterns, separator = '/'): boolean {
  return matchesAny(key.toLowerCase(), loweredOf(patterns), separator);
}
