/** Bytes as text that can be copied and typed: base64, in Node and in the page alike. */

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
