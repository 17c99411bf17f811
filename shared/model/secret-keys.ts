/** Keys whose values are taken for secrets: they are masked wherever they would be kept or shown beside the store. */
import type { Key } from './key';
import { keyPattern, type KeyPattern } from './key-pattern';
import { keyRules } from './key-rules';

/** A pattern, and a part of it that stands as it is in every key that fits: most keys are told apart by that, many times faster. */
interface Fitting {
  readonly part: string;
  readonly pattern: KeyPattern;
}

const fittings = new WeakMap<readonly string[], Map<string, readonly Fitting[]>>();

/** Whether a key's value is to be masked, by the rules in force if no other patterns are given. */
export function isSecretKey(key: Key, patterns: readonly string[] = keyRules().secretPatterns, separator = '/'): boolean {
  const lower = key.toLowerCase();
  return fittingsOf(patterns, separator).some(({ part, pattern }) => lower.includes(part) && pattern.test(lower));
}

function fittingsOf(patterns: readonly string[], separator: string): readonly Fitting[] {
  const bySeparator = fittings.get(patterns) ?? new Map<string, readonly Fitting[]>();
  fittings.set(patterns, bySeparator);
  const known = bySeparator.get(separator);
  if (known) return known;
  const made = patterns.map((pattern): Fitting => {
    const lower = pattern.toLowerCase();
    const parts = lower.split(/[*/]+/);
    return { part: parts.reduce((longest, part) => (part.length > longest.length ? part : longest), ''), pattern: keyPattern(lower, separator) };
  });
  bySeparator.set(separator, made);
  return made;
}
