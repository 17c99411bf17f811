import { describe, expect, it } from 'vitest';
import { knownValue } from '../../../renderer/views/detail/entry';
import { bytes } from '../../support/entries';

const stamp = { created: 5n, modified: 7n, version: 2 };
const beginning = { ...stamp, modifiedAt: null, value: bytes('{"a":'), complete: false };
const read = (value: string, modified = stamp.modified) => ({ key: 'k', value: bytes(value), stamp: { ...stamp, modified } });

describe('the value that is shown can be edited', () => {
  it('where the tree holds all of it, whatever was read before', () => {
    const entry = { ...beginning, value: bytes('true'), complete: true };
    expect(knownValue(entry, null)).toEqual({ bytes: bytes('true'), whole: true, ready: true });
    expect(knownValue(entry, read('older', 6n))).toEqual({ bytes: bytes('true'), whole: true, ready: true });
    expect(knownValue({ ...entry, value: null }, null)).toEqual({ bytes: null, whole: true, ready: true });
  });

  it('where all of this very version has been read', () => {
    expect(knownValue(beginning, read('{"a":1}'))).toEqual({ bytes: bytes('{"a":1}'), whole: true, ready: true });
  });

  it('but not while what was read is of another version or another life of the key', () => {
    expect(knownValue(beginning, read('older', 6n))).toEqual({ bytes: bytes('older'), whole: true, ready: false });
    expect(knownValue(beginning, read('newer', 8n))).toEqual({ bytes: bytes('newer'), whole: true, ready: false });
    expect(knownValue({ ...beginning, created: 6n }, read('{"a":1}')).ready).toBe(false);
  });

  it('and not while only its beginning is known', () => {
    expect(knownValue(beginning, null)).toEqual({ bytes: bytes('{"a":'), whole: false, ready: false });
  });
});
