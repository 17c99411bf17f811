import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalKey, compareBytes, compareKeys, keyFromBytes, keyToBytes } from '../../../shared/model/key';

const utf8 = (text: string) => new TextEncoder().encode(text);
/** Byte strings that often hold what the escape has to cope with. */
const trickyBytes = fc
  .array(fc.oneof(fc.uint8Array({ maxLength: 4 }), fc.constantFrom('\\', '\\x', '\\x41', '\\xFF', '\0', '\n', '/', 'é', '中', '🎉').map(utf8)), { maxLength: 8 })
  .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])));

describe('a key', () => {
  it('maps one to one to its bytes, whatever they are', () => {
    fc.assert(fc.property(trickyBytes, (bytes) => {
      expect(keyToBytes(keyFromBytes(bytes))).toEqual(bytes);
    }));
  });

  it('never holds NUL, the separator of joined columns', () => {
    fc.assert(fc.property(trickyBytes, (bytes) => {
      expect(keyFromBytes(bytes)).not.toContain('\0');
    }));
  });

  it.each(['/feature_flags/shop/new', 'a\\b', 'C:\\x', '中文/🎉', ' spaced ', '__proto__', 'line\nbreak', '//'])('is its own text where that is unambiguous: %j', (text) => {
    expect(keyFromBytes(utf8(text))).toBe(text);
  });

  it('shows bytes that are not UTF-8, NUL, and a backslash that would read as an escape, as escapes', () => {
    expect(keyFromBytes(Uint8Array.of(0x61, 0xff, 0x00))).toBe('a\\xFF\\x00');
    expect(keyFromBytes(utf8('\\xFF'))).toBe('\\x5CxFF');
  });

  it('keeps a byte order mark', () => {
    expect(keyToBytes(keyFromBytes(utf8('\uFEFFa')))).toEqual(utf8('\uFEFFa'));
  });

  it('that was typed becomes the one the store will report', () => {
    expect(canonicalKey('\\x41')).toBe('A');
    expect(canonicalKey('plain')).toBe('plain');
  });

  it('sorts as its bytes do', () => {
    fc.assert(
      fc.property(trickyBytes, trickyBytes, (a, b) => {
        expect(Math.sign(compareKeys(keyFromBytes(a), keyFromBytes(b)))).toBe(Math.sign(compareBytes(a, b)));
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        const [x, y] = [keyFromBytes(utf8(a)), keyFromBytes(utf8(b))];
        expect(Math.sign(compareKeys(x, y))).toBe(Math.sign(compareBytes(utf8(a), utf8(b))));
      }),
    );
  });
});
