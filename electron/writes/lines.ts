/** The lines of a file that only grows, read from either end in pieces, without taking the whole of it into memory. */
import type { FileHandle } from 'node:fs/promises';

const CHUNK_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

/** A line and the offset at which it begins. */
export interface Line {
  readonly at: number;
  readonly text: string;
}

/** The lines from `start` on, in order, and where each ends. What follows the last line feed has not been written to its end. */
export async function* linesFrom(file: FileHandle, start: number, chunkBytes: number = CHUNK_BYTES): AsyncGenerator<Line & { readonly end: number }> {
  let pieces: Buffer[] = [];
  let at = start;
  for (let offset = start; ; ) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, offset);
    if (bytesRead === 0) return;
    offset += bytesRead;
    let rest = buffer.subarray(0, bytesRead);
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      const bytes = Buffer.concat([...pieces, rest.subarray(0, end)]);
      const next = at + bytes.length + 1;
      yield { at, end: next, text: bytes.toString('utf8') };
      at = next;
      pieces = [];
      rest = rest.subarray(end + 1);
    }
    pieces.push(rest);
  }
}

/** The lines that begin before `end`, the last one first. */
export async function* linesBefore(file: FileHandle, end: number): AsyncGenerator<Line> {
  let pieces: Buffer[] = [];
  for (let offset = end; offset > 0; ) {
    const size = Math.min(CHUNK_BYTES, offset);
    offset -= size;
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(size), 0, size, offset);
    let rest = buffer.subarray(0, bytesRead);
    for (let cut = rest.lastIndexOf(NEWLINE); cut >= 0; cut = rest.lastIndexOf(NEWLINE)) {
      yield { at: offset + cut + 1, text: Buffer.concat([rest.subarray(cut + 1), ...pieces]).toString('utf8') };
      pieces = [];
      rest = rest.subarray(0, cut);
    }
    pieces.unshift(rest);
  }
  if (end > 0) yield { at: 0, text: Buffer.concat(pieces).toString('utf8') };
}
