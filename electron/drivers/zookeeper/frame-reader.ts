/**
 * Cuts a byte stream into ZooKeeper's frames (a length of four bytes, then as many). The library's own cutter keeps half a
 * frame over a reconnect, after which it waits for ever, and copies what is left after every frame.
 */

/** Cuts the bytes of one link, in the order in which they come. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #have = 0;
  #need = 4;

  /** A longer frame is taken for somebody else's protocol. */
  constructor(public maxBytes: number) {}

  /** Whether a frame has begun and not ended. */
  get partial(): boolean {
    return this.#have > 0;
  }

  /** Calls back with each frame that is complete by now, without its length. Throws a RangeError at a length that cannot be. */
  push(chunk: Buffer, onFrame: (frame: Buffer) => void): void {
    this.#have += chunk.length;
    if (this.#have < this.#need) {
      this.#chunks.push(chunk);
      return;
    }
    const data = this.#chunks.length === 0 ? chunk : Buffer.concat([...this.#chunks, chunk], this.#have);
    this.#chunks = [];
    let at = 0;
    this.#need = 4;
    while (data.length - at >= 4) {
      const length = data.readInt32BE(at);
      if (length < 0 || length > this.maxBytes) throw new RangeError(`a frame of ${length} bytes`);
      if (data.length - at < 4 + length) {
        this.#need = 4 + length;
        break;
      }
      const frame = data.subarray(at + 4, at + 4 + length);
      at += 4 + length;
      onFrame(frame);
    }
    this.#have = data.length - at;
    if (this.#have > 0) this.#chunks = [data.subarray(at)];
  }
}
