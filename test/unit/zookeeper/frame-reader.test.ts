import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameReader } from '../../../electron/drivers/zookeeper/frame-reader';

const framed = (body: Uint8Array): Buffer => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length);
  return Buffer.concat([length, body]);
};

/** Cuts a stream at these places (as fractions of its length). */
const cutAt = (stream: Buffer, places: readonly number[]): Buffer[] => {
  const at = [0, ...places.map((place) => Math.floor(place * stream.length)), stream.length].sort((a, b) => a - b);
  return at.slice(1).map((end, index) => stream.subarray(at[index], end));
};

const fractions = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 });

describe('a stream of frames', () => {
  test('gives the same frames however it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 12 }), fractions, (bodies, places) => {
        const reader = new FrameReader(1000);
        const seen: Buffer[] = [];
        for (const chunk of cutAt(Buffer.concat(bodies.map(framed)), places)) reader.push(chunk, (frame) => seen.push(frame));
        expect(seen.map((frame) => [...frame])).toEqual(bodies.map((body) => [...body]));
        expect(reader.partial).toBe(false);
      }),
    );
  });

  test('gives every frame that is complete before the stream stops in the middle of one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 5 }),
        fc.uint8Array({ minLength: 1, maxLength: 50 }),
        fc.nat(),
        fractions,
        (bodies, last, missing, places) => {
          const whole = framed(last);
          const torn = whole.subarray(0, whole.length - 1 - (missing % (whole.length - 1)));
          const reader = new FrameReader(1000);
          const seen: Buffer[] = [];
          for (const chunk of cutAt(Buffer.concat([...bodies.map(framed), torn]), places)) reader.push(chunk, (frame) => seen.push(frame));
          expect(seen).toHaveLength(bodies.length);
          expect(reader.partial).toBe(true);
        },
      ),
    );
  });

  test('is refused where a length cannot be one', () => {
    const negative = Buffer.from([0xff, 0xff, 0xff, 0xff]);
    const huge = Buffer.from('HTTP/1.1 400 Bad Request');
    expect(() => new FrameReader(1000).push(negative, () => {})).toThrow(RangeError);
    expect(() => new FrameReader(1000).push(huge, () => {})).toThrow(RangeError);
  });
});
