/**
 * Texts as one run of UTF-8 in memory that threads share: a million of them are two arrays and no object each. Each stands once, found by a
 * table of hashes that is an array as well.
 */

/** Texts, one after another. */
export interface Texts {
  readonly bytes: Uint8Array;
  /** For each text where it ends in `bytes`. */
  readonly ends: Uint32Array;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text at an index that is there. */
export function textAt({ bytes, ends }: Texts, index: number): string {
  const from = index === 0 ? 0 : (ends[index - 1] as number);
  const to = ends[index] as number;
  let text = '';
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    // a copy, as decoders of the web take no shared memory
    if (byte >= 0x80) return decoder.decode(bytes.slice(from, to));
    text += String.fromCharCode(byte);
  }
  return text;
}

/** Takes texts one by one. They have to be well formed Unicode. */
export class TextsBuilder {
  readonly #encoder = new TextEncoder();
  readonly #bytes = new Growing(Uint8Array);
  readonly #ends = new Growing(Uint32Array);
  #count = 0;
  /** 1 + the index of a text at the first free place from its hash on; at most half of it is full. */
  #slots = new Uint32Array(1024);

  get count(): number {
    return this.#count;
  }

  /** The index of a text; one that is not there yet comes behind the others. */
  place(text: string): number {
    const from = this.#end(this.#count - 1);
    const to = this.#write(text, from);
    const { array: bytes } = this.#bytes;
    let slot = this.#slotOf(from, to);
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & (this.#slots.length - 1)) {
      const index = (this.#slots[slot] as number) - 1;
      if (this.#isAt(index, bytes, from, to)) return index;
    }
    this.#ends.reach(this.#count + 1)[this.#count] = to;
    this.#slots[slot] = ++this.#count;
    if (this.#count * 2 > this.#slots.length) this.#widen();
    return this.#count - 1;
  }

  build(): Texts {
    return { bytes: this.#bytes.shared(this.#end(this.#count - 1)), ends: this.#ends.shared(this.#count) };
  }

  #end(index: number): number {
    return index < 0 ? 0 : (this.#ends.array[index] as number);
  }

  /** Writes a text behind the others, where it stays only if it is counted. Gives its end. */
  #write(text: string, from: number): number {
    const bytes = this.#bytes.reach(from + text.length * 3);
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit >= 0x80) return from + this.#encoder.encodeInto(text, bytes.subarray(from)).written;
      bytes[from + at] = unit;
    }
    return from + text.length;
  }

  #isAt(index: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.#end(index - 1);
    if (this.#end(index) - start !== to - from) return false;
    for (let at = from; at < to; at++) if (bytes[at] !== bytes[start + at - from]) return false;
    return true;
  }

  /** FNV-1a, mixed so that its low bits depend on all. */
  #slotOf(from: number, to: number): number {
    const { array: bytes } = this.#bytes;
    let hash = 0x811c9dc5;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
    return (hash ^ (hash >>> 13)) & (this.#slots.length - 1);
  }

  #widen(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    for (let index = 0; index < this.#count; index++) {
      let slot = this.#slotOf(this.#end(index - 1), this.#end(index));
      while (this.#slots[slot] !== 0) slot = (slot + 1) & (this.#slots.length - 1);
      this.#slots[slot] = index + 1;
    }
  }
}

/** An array of numbers that grows, zeros where nothing was set. */
export class Growing<A extends Uint8Array | Uint32Array> {
  readonly #type: new (of: number | ArrayBufferLike) => A;
  array: A;

  constructor(type: new (of: number | ArrayBufferLike) => A) {
    this.#type = type;
    this.array = new type(1024);
  }

  /** The array with room for so many. */
  reach(length: number): A {
    if (length > this.array.length) {
      const grown = new this.#type(Math.max(length, this.array.length * 2));
      grown.set(this.array);
      this.array = grown;
    }
    return this.array;
  }

  /** The first so many, in memory that threads share. */
  shared(length: number): A {
    const shared = new this.#type(new SharedArrayBuffer(length * this.array.BYTES_PER_ELEMENT));
    shared.set(this.reach(length).subarray(0, length));
    return shared;
  }
}
