/** Keys whose values are taken for secrets: they are masked wherever they would be kept or shown beside the store. */
import type { Key } from './key';
import { keyPattern } from './key-pattern';

const words = ['password', 'passwd', 'passphrase', 'secret', 'token', 'credential', 'apikey', 'api_key', 'api-key', 'private_key', 'private-key', 'privatekey'];

/** Patterns of keys that hold secrets, whatever their case: a word in the last segment, or in the name of a folder above it. */
export const defaultSecretPatterns: readonly string[] = words.flatMap((word) => [`**/*${word}*`, `**/*${word}*/**`]);

/** A pattern, and a part of it that stands as it is in every key that fits: most keys are told apart by that, many times faster. */
interface Fitting {
  readonly part: string;
  readonly expression: RegExp;
}

const fittings = new WeakMap<readonly string[], Map<string, readonly Fitting[]>>();

/** Whether a key's value is to be masked. */
export function isSecretKey(key: Key, patterns: readonly string[] = defaultSecretPatterns, separator = '/'): boolean {
  const lower = key.toLowerCase();
  return fittingsOf(patterns, separator).some(({ part, expression }) => lower.includes(part) && expression.test(lower));
}

function fittingsOf(patterns: readonly string[], separator: string): readonly Fitting[] {
  const bySeparator = fittings.get(patterns) ?? new Map<string, readonly Fitting[]>();
  fittings.set(patterns, bySeparator);
  const known = bySeparator.get(separator);
  if (known) return known;
  const made = patterns.map((pattern): Fitting => {
    const lower = pattern.toLowerCase();
    const parts = lower.split(/[*/]+/);
    return { part: parts.reduce((longest, part) => (part.length > longest.length ? part : longest), ''), expression: keyPattern(lower, separator) };
  });
  bySeparator.set(separator, made);
  return made;
}
