/** Flags: what an entry's bytes mean. Decoding never throws: an inspector has to show broken values as well. */
import type { Key } from '../model/key';
import { keyPattern } from '../model/key-pattern';
import { keyRules } from '../model/key-rules';

/** What a value is, judged by its key and bytes. `none` is null or empty. */
export type ValueKind = 'boolean' | 'number' | 'json' | 'text' | 'binary' | 'none';

export interface Decoded {
  readonly kind: ValueKind;
  /** The value as text where it is UTF-8, otherwise null. */
  readonly text: string | null;
  /** State of a boolean flag. */
  readonly on?: boolean;
  /** A boolean flag whose value looks like one state but reads as the other (`TRUE`, ` true`, `1`): every reader takes it as off. */
  readonly suspicious?: boolean;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lookAlikes = /^\s*(?:true|1|on|yes|enabled)\s*$/i;
// Each digit matches in one way only: with an optional dot between two runs of digits, a long number would try every split.
const numberShape = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Whether a key matches a flag pattern, one of the rules in force if no others are given. */
export function isFlagKey(key: Key, patterns: readonly string[] = keyRules().flagPatterns, separator = '/'): boolean {
  return patterns.some((pattern) => keyPattern(pattern, separator).test(key));
}

/** Whether a text that every reader takes as off was probably meant to be on (`TRUE`, ` true`, `1`). */
export const looksOn = (text: string): boolean => text !== 'true' && lookAlikes.test(text);

/** Whether a text is a decimal number and nothing else. */
export const isNumber = (text: string): boolean => numberShape.test(text);

/**
 * Judges a value for a row of the tree, cheaply: it is called for every key on show. `complete` is false when `bytes` are only its beginning, in
 * which case JSON is not judged. All that a value holds is read by `readValue`.
 */
export function decode(key: Key, bytes: Uint8Array | null, complete = true, separator = '/'): Decoded {
  const flagKey = isFlagKey(key, undefined, separator);
  const text = decodeText(bytes, complete);
  if (flagKey || text === 'true' || text === 'false') {
    const on = text === 'true';
    return { kind: 'boolean', text, on, suspicious: text !== null && looksOn(text) };
  }
  if (bytes === null || bytes.length === 0) return { kind: 'none', text };
  if (text === null) return { kind: 'binary', text };
  if (isNumber(text)) return { kind: 'number', text };
  return { kind: complete ? (isJsonDocument(text) ? 'json' : 'text') : /^\s*[[{]/.test(text) ? 'json' : 'text', text };
}

function decodeText(bytes: Uint8Array | null, complete: boolean): string | null {
  if (bytes === null) return '';
  try {
    // `stream` tolerates a preview cut inside a character; a new decoder because it keeps state
    return complete ? strictUtf8.decode(bytes) : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
  } catch {
    return null;
  }
}

function isJsonDocument(text: string): boolean {
  if (!/^\s*[[{"]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
