/**
 * Keys. A Key is a string that maps one to one to the bytes a back-end stores.
 *
 * etcd and the local workspace keep keys as bytes. Bytes that are not UTF-8, and NUL, are written `\xHH` (upper-case hex);
 * a stored backslash that would read as such an escape is itself written `\x5C`. Every other key is its own text, so that
 * ordinary keys look as they are. A Key never holds NUL: it is the separator of joined columns.
 * ZooKeeper's keys are paths, text by definition, and are used as they are.
 */
export type Key = string;

const HAS_ESCAPE = /\\x[0-9A-F]{2}/;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** The Key of these bytes. Inverse of {@link keyToBytes}; never throws. */
export function keyFromBytes(bytes: Uint8Array): Key {
  try {
    const text = strictUtf8.decode(bytes);
    if (!text.includes('\0') && !HAS_ESCAPE.test(text)) return text;
  } catch {
    // not UTF-8: fall through to the careful way
  }
  return escapeBytes(bytes);
}

/** The bytes of this Key. Lone surrogates, which no stored key can hold, become U+FFFD. */
export function keyToBytes(key: Key): Uint8Array {
  const bytes = encoder.encode(key);
  if (!HAS_ESCAPE.test(key)) return bytes;
  // escapes are ASCII, so that encoding leaves them whole; a tree of such keys is sorted by this, so it has to be quick
  let end = 0;
  for (let at = 0; at < bytes.length; end++) {
    const escaped = bytes[at] === 0x5c && readsAsEscape(bytes, at);
    bytes[end] = escaped ? hexDigit(bytes[at + 2]) * 16 + hexDigit(bytes[at + 3]) : (bytes[at] ?? 0);
    at += escaped ? 4 : 1;
  }
  return bytes.slice(0, end);
}

/** What a person typed, as the Key that the store will report for it (`\x41` becomes `A`). */
export const canonicalKey = (text: string): Key => keyFromBytes(keyToBytes(text));

/** Order of the keys' bytes, as both stores sort them: negative, zero or positive. */
export function compareKeys(a: Key, b: Key): number {
  if (a === b) return 0;
  if (HAS_ESCAPE.test(a) || HAS_ESCAPE.test(b)) return compareBytes(keyToBytes(a), keyToBytes(b));
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rankUtf16(x) - rankUtf16(y);
  }
  return a.length - b.length;
}

/** Order of two byte strings, shorter first on a common prefix. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Equality of two values, null being unlike empty. */
export function sameBytes(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (a === b || a === null || b === null) return a === b;
  return a.length === b.length && compareBytes(a, b) === 0;
}

/** Whether a byte string begins with another. */
export const beginsWith = (bytes: Uint8Array, prefix: Uint8Array): boolean => bytes.length >= prefix.length && prefix.every((byte, i) => byte === bytes[i]);

/** One byte string out of several. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}

/** UTF-16 sorts surrogates (U+10000 and above) before U+E000..U+FFFF; UTF-8 bytes sort them after. */
const rankUtf16 = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);

/** Escapes byte by byte where a run is not UTF-8, NUL, or a backslash that would read as an escape. */
function escapeBytes(bytes: Uint8Array): Key {
  let out = '';
  let i = 0;
  while (i < bytes.length) {
    const length = sequenceLength(bytes, i);
    if (length === 0 || bytes[i] === 0) {
      out += hexEscape(bytes[i] ?? 0);
      i += 1;
    } else if (bytes[i] === 0x5c && readsAsEscape(bytes, i)) {
      out += hexEscape(0x5c);
      i += 1;
    } else {
      out += strictUtf8.decode(bytes.subarray(i, i + length));
      i += length;
    }
  }
  return out;
}

const hexEscape = (byte: number): string => `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`;

const isUpperHex = (byte: number | undefined): boolean =>
  byte !== undefined && ((byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46));

const hexDigit = (byte = 0): number => (byte <= 0x39 ? byte - 0x30 : byte - 0x37);

const readsAsEscape = (bytes: Uint8Array, at: number): boolean =>
  bytes[at + 1] === 0x78 && isUpperHex(bytes[at + 2]) && isUpperHex(bytes[at + 3]);

/** Length of the well-formed UTF-8 sequence at `at`, 0 where there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  const length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (length < 2) return length;
  try {
    if (at + length > bytes.length) return 0;
    strictUtf8.decode(bytes.subarray(at, at + length));
    return length;
  } catch {
    return 0;
  }
}
