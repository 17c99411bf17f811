import { describe, expect, it } from 'vitest';
import { isTheirs, mergedOf } from '../../../renderer/views/detail/conflict';
import { bytes } from '../../support/entries';

const gzip = new Uint8Array([0x1f, 0x8b, 8, 0, 0xff]);

describe('a draft and the value that came under it', () => {
  it('are joined where both are texts', () => {
    expect(mergedOf({ text: 'A\nb\nc\n', before: bytes('a\nb\nc\n') }, bytes('a\nb\nC\n'))).toMatchObject({ text: 'A\nb\nC\n', conflicts: [] });
  });

  it('are one conflict where the draft was made from what is no text', () => {
    expect(mergedOf({ text: 'mine', before: gzip }, bytes('theirs'))).toMatchObject({ text: 'theirs', conflicts: [{ mine: 'mine', theirs: 'theirs' }] });
  });

  it('are never made a text of where the value is binary, compressed or null', () => {
    for (const theirs of [gzip, null]) {
      expect(mergedOf({ text: 'mine', before: bytes('a') }, theirs)).toBeNull();
      expect(mergedOf({ text: 'a', before: bytes('a') }, theirs)).toBeNull();
      expect(isTheirs('', theirs)).toBe(false);
    }
  });
});

it('a merge that ends as the live value leaves nothing to write', () => {
  expect(isTheirs('theirs\r\n', bytes('theirs\r\n'))).toBe(true);
  expect(isTheirs('theirs\n', bytes('theirs\r\n'))).toBe(false);
});
