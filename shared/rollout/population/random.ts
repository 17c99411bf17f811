/**
 * Random numbers by their place: the number of a user's attribute depends on the seed, the attribute and the user's index alone, so that
 * any part of a population can be made anywhere, in any order, and comes out the same. Not for secrets.
 */

/** A number from 0 to 2^32-1 that stands for a text, as a stream's name. FNV-1a over UTF-16 units. */
export function streamOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return mixed(hash >>> 0);
}

/** A number from 0 to 2^32-1, evenly spread, for an index in a stream. */
export function wordAt(stream: number, index: number): number {
  // Weyl's step by the golden ratio, then a bijection whose every output bit depends on every input bit, twice keyed
  return mixed(mixed((Math.imul(index, 0x9e3779b9) + stream) | 0) ^ stream);
}

/** A number in [0, 1) with 53 random bits, for an index in a stream. */
export function fractionAt(stream: number, index: number): number {
  const high = wordAt(stream, index) >>> 5;
  const low = wordAt(stream ^ 0x5bd1e995, index) >>> 6;
  return (high * 0x4000000 + low) / 0x20000000000000;
}

/** The 32-bit finalizer of MurmurHash3. */
function mixed(word: number): number {
  let hash = word;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
