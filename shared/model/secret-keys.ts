/** Keys whose values are taken for secrets: they are masked wherever they would be kept or shown beside the store. */
import type { Key } from './key';
import { keyPattern } from './key-pattern';
import { keyRules } from './key-rules';

/** Whether a key's value is to be masked, by the rules in force if no other patterns are given. */
export function isSecretKey(key: Key, patterns: readonly string[] = keyRules().secretPatterns, separator = '/'): boolean {
  const lower = key.toLowerCase();
  return patterns.some((pattern) => keyPattern(pattern.toLowerCase(), separator).test(lower));
}
