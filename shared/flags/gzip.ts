/** gzip, read with a bound on what comes out of it, so that a small value cannot fill the memory. */
import { gzip, Inflate, Z_OK } from 'pako';

/** The most that is taken out of a compressed value, in bytes. Stores hold values of some 1.5 MiB at most. */
export const INFLATED_LIMIT = 4 * 1024 * 1024;

const CHUNK = 64 * 1024;

/** Why bytes could not be taken out. */
export type InflateFault = 'gzip-broken' | 'gzip-too-large';

/** The bytes in a gzip, its checksum checked. */
export function inflated(bytes: Uint8Array): Uint8Array | InflateFault {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const inflate = new Inflate({ chunkSize: CHUNK });
  inflate.onData = (chunk) => {
    size += chunk.length;
    // the only way to stop it in the middle of its input
    if (size > INFLATED_LIMIT) throw new TooLarge();
    chunks.push(chunk);
  };
  try {
    inflate.push(bytes, true);
  } catch (error) {
    if (error instanceof TooLarge) return 'gzip-too-large';
    throw error;
  }
  return inflate.err === Z_OK && inflate.ended ? joined(chunks, size) : 'gzip-broken';
}

class TooLarge extends Error {}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/** Bytes compressed; the same bytes always give the same gzip, as no time stands in it. */
export const deflated = (bytes: Uint8Array): Uint8Array => gzip(bytes);
