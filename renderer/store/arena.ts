/** Value previews of many handles in one buffer: a hundred thousand small arrays would cost more than what they hold. */
import { withRoom } from './growing';

const SPARE_BYTES = 256 * 1024;

/** Bytes by handle; see the head of the file. */
export class ByteArena {
  private buffer: Uint8Array;
  private used = 0;
  private live = 0;
  private starts = new Int32Array(64);
  private lengths = new Int32Array(64);

  constructor(initial: Uint8Array = new Uint8Array(0)) {
    this.buffer = initial;
  }

  /** A copy of what a handle holds. */
  get(handle: number): Uint8Array {
    const start = this.starts[handle] ?? 0;
    return this.buffer.slice(start, start + (this.lengths[handle] ?? 0));
  }

  /** Holds a copy of these bytes. */
  set(handle: number, bytes: Uint8Array): void {
    this.makeRoom(handle + 1);
    const before = this.lengths[handle] as number;
    this.live += bytes.length - before;
    if (bytes.length > before) {
      this.lengths[handle] = 0;
      this.reserve(bytes.length);
      this.starts[handle] = this.used;
      this.used += bytes.length;
    }
    this.lengths[handle] = bytes.length;
    this.buffer.set(bytes, this.starts[handle]);
  }

  /** Adopts a whole buffer for an empty arena: `place` then says what belongs to whom. */
  adopt(buffer: Uint8Array): void {
    this.buffer = buffer;
    this.used = buffer.length;
  }

  /** Gives a handle a part of the adopted buffer. */
  place(handle: number, start: number, end: number): void {
    this.makeRoom(handle + 1);
    this.starts[handle] = start;
    this.lengths[handle] = end - start;
    this.live += end - start;
  }

  /** Makes room for this many handles at once. */
  makeRoom(capacity: number): void {
    if (capacity <= this.starts.length) return;
    const roomy = Math.max(capacity, this.starts.length * 2);
    this.starts = withRoom(this.starts, roomy);
    this.lengths = withRoom(this.lengths, roomy);
  }

  private reserve(bytes: number): void {
    if (this.used + bytes <= this.buffer.length) return;
    const buffer = new Uint8Array(this.live + bytes + Math.max(SPARE_BYTES, this.live >> 1));
    let used = 0;
    for (let handle = 0; handle < this.lengths.length; handle++) {
      const length = this.lengths[handle] as number;
      if (length === 0) continue;
      const start = this.starts[handle] as number;
      buffer.set(this.buffer.subarray(start, start + length), used);
      this.starts[handle] = used;
      used += length;
    }
    this.buffer = buffer;
    this.used = used;
  }
}
