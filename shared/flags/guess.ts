/** What a text looks like before anything reads it. */
import type { Key } from '../model/key';

/** The longest text that is read as YAML, in UTF-16 code units: a megabyte takes seconds. */
export const YAML_LIMIT = 256 * 1024;

/** Broken JSON rather than a text in brackets. */
export const looksLikeJson = (text: string): boolean => /^\uFEFF?\s*(?:\{\s*(?:"|\/[/*])|\[\s*(?:"|[[{]\s*["\d]))/.test(text);

/** A document's mark, or several lines of which the first that says something is `name: value` or an item of a list. */
export function looksLikeYaml(key: Key, text: string): boolean {
  if (/\.ya?ml$/i.test(key)) return true;
  if (text.length > YAML_LIMIT || !/[\r\n]/.test(text.trim())) return false;
  const first = /^(?![ \t]*(?:#|\r?$)).*/m.exec(text)?.[0] ?? '';
  return /^(?:---|[\w./"'-]+:(?:\s|$)|- \S)/.test(first);
}
