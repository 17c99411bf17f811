/** Keys whose values are taken for secrets: they are masked wherever they would be kept or shown beside the store. */
import type { Key } from './key';
import { keyPattern } from './key-pattern';

const words = ['password', 'passwd', 'passphrase', 'secret', 'token', 'credential', 'apikey', 'api_key', 'api-key', 'private_key', 'private-key', 'privatekey'];

/** Patterns of keys that hold secrets, whatever their case: a word in the last segment, or in the name of a folder above it. */
export const defaultSecretPatterns: readonly string[] = words.flatMap((word) => [`**/*${word}*`, `**/*${word}*/**`]);

/** Whether a key's value is to be masked. */
export function isSecretKey(key: Key, patterns: readonly string[] = defaultSecretPatterns, separator = '/'): boolean {
  const lower = key.toLowerCase();
  return patterns.some((pattern) => keyPattern(pattern.toLowerCase(), separator).test(lower));
}
