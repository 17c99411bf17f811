/** MurmurHash3 written out for tests, sharing no code with what the engines use. */

/** MurmurHash3, x86, 32 bits, seed 0, over bytes (Austin Appleby's reference). */
export function murmurOfBytes(bytes: readonly number[]): number {
  let h = 0;
  const mix = (k: number): number => {
    const k1 = Math.imul(k, 0xcc9e2d51);
    return Math.imul((k1 << 15) | (k1 >>> 17), 0x1b873593);
  };
  const whole = bytes.length - (bytes.length % 4);
  for (let i = 0; i < whole; i += 4) {
    const k = (bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8) | ((bytes[i + 2] ?? 0) << 16) | ((bytes[i + 3] ?? 0) << 24);
    h ^= mix(k);
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let i = bytes.length - 1; i >= whole; i--) tail = (tail << 8) | (bytes[i] ?? 0);
  if (bytes.length > whole) h ^= mix(tail);
  h ^= bytes.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * The hash as JavaScript's flagd makes it of UTF-16 units, which no standard describes: four units a round, their high bytes laid over the next unit's low
 * ones, and a tail that is left out where its sign is negative.
 */
export function murmurOfUnits(text: string): number {
  const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  if (units.every((unit) => unit < 0x80)) return murmurOfBytes(units);
  const M = 2 ** 32;
  const scramble = (k: number): number => {
    const one = Number(BigInt.asIntN(32, BigInt(k) * 0x2d51n + BigInt(k & 0xffff) * 0xcc9e0000n));
    const two = (one << 15) | (one >>> 17);
    return Number(BigInt.asIntN(32, BigInt(two) * 0x3593n + BigInt(two & 0xffff) * 0x1b870000n));
  };
  const round = (a = 0, b = 0, c = 0, d = 0): number => a ^ (b << 8) ^ (c << 16) ^ ((d & 0xff) << 24) ^ ((d & 0xff00) >> 8);
  let h = 0;
  const whole = units.length - (units.length % 4);
  for (let i = 0; i < whole; i += 4) {
    h ^= scramble(round(units[i], units[i + 1], units[i + 2], units[i + 3]));
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  const tail = round(units[whole], units[whole + 1], units[whole + 2]);
  if (tail > 0) h ^= scramble(tail);
  h ^= units.length;
  const finish = (x: number, by: bigint): number => Number(BigInt.asIntN(32, BigInt(x) * by));
  h = finish(h ^ (h >>> 16), 0x85ebca6bn);
  h = finish(h ^ (h >>> 13), 0xc2b2ae35n);
  return ((h ^ (h >>> 16)) + M) % M;
}
