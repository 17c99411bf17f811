/** Bytes as text that can be copied and typed: hexadecimal and base64. */

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Bytes as pairs of hexadecimal digits, sixteen on a line. */
export function toHex(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let offset = 0; offset < bytes.length; offset += 16) lines.push(Array.from(bytes.subarray(offset, offset + 16), (byte) => hex[byte]).join(' '));
  return lines.join('\n');
}

/** The bytes that pairs of hexadecimal digits stand for, whatever the white space between them; undefined for any other text. */
export function fromHex(text: string): Uint8Array | undefined {
  const digits = text.replace(/\s+/g, '');
  if (digits.length % 2 !== 0 || !/^[\da-f]*$/i.test(digits)) return undefined;
  return Uint8Array.from({ length: digits.length / 2 }, (_, index) => Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16));
}

/** Bytes in base64, with padding. */
export function toBase64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  // as many arguments as any engine takes
  for (let offset = 0; offset < bytes.length; offset += 8192) pieces.push(String.fromCharCode(...bytes.subarray(offset, offset + 8192)));
  return btoa(pieces.join(''));
}

/** The bytes that base64 stands for, with or without padding, in either alphabet; undefined for any other text. */
export function fromBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
