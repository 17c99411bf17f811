import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneLine, piecesOf } from '../../../renderer/views/tree/name-pieces';

const shown = (text: string, ...terms: string[]): string =>
  piecesOf(text, terms)
    .map((piece) => (piece.match ? `[${piece.text}]` : piece.text))
    .join('');

describe('a name in a row', () => {
  it('makes characters visible that have no picture of their own', () => {
    expect(shown('a\nb\tc\u0000d\u007f')).toBe('a\\nb\\tc\\x00d\\x7F');
    expect(shown('\u202eevil\u2028\u200b')).toBe('‹U+202E›evil‹U+2028›‹U+200B›');
  });

  it('leaves every other text as it is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Z0-9 éß中\u{1f600}._-]{0,80}$/u), (text) => {
        expect(shown(text)).toBe(text);
        expect(oneLine(text)).toBe(text);
      }),
    );
  });

  it('never shows a character that breaks a line or turns the direction', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
        for (const result of [shown(text), oneLine(text)]) expect(result).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\u200e\u200f]/);
      }),
    );
  });

  it('leaves the joiner alone where it joins an emoji', () => {
    const family = '\u{1f469}\u200d\u{1f469}\u200d\u{1f467}';
    expect(shown(family)).toBe(family);
    expect(shown('a\u200db')).toBe('a‹U+200D›b');
  });

  it('marks what the filter asks for, in any case, overlaps joined', () => {
    expect(shown('Dark-Mode-dark', 'dark')).toBe('[Dark]-Mode-[dark]');
    expect(shown('abcd', 'abc', 'bcd')).toBe('[abcd]');
    expect(shown('abcd', 'x')).toBe('abcd');
    expect(shown('a\nb', 'a')).toBe('[a]\\nb');
  });

  it('is cut when it is very long, not inside a character', () => {
    expect(shown('x'.repeat(4096))).toBe(`${'x'.repeat(400)}…`);
    expect(shown(`${'x'.repeat(399)}\u{1f600}tail`)).toBe(`${'x'.repeat(399)}…`);
  });
});
