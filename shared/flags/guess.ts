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

/** Whether bytes begin as gzip does, with deflate as its method. */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;

const namesOfFlags = /\b(?:variants|variations|flags|toggles)\b/;

/**
 * Whether a value may be flags of flagd or FeatureProbe, as far as its beginning tells: whoever reads all of it decides. `text` is the beginning as text,
 * null where it is none.
 */
export function mayBeFlags(bytes: Uint8Array | null, text: string | null, complete: boolean): boolean {
  if (bytes === null || text === null) return bytes !== null && isGzip(bytes);
  return namesOfFlags.test(text) || (!complete && (looksLikeJson(text) || looksLikeYaml('', text)));
}
