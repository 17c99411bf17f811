/** What is written to a terminal. */
import { describe, expect, test } from 'vitest';
import { plainLine } from '../../electron/terminal';

describe('a line for the terminal', () => {
  test('is ended by one line feed', () => {
    expect(plainLine('checkout: Live, 3 keys')).toBe('checkout: Live, 3 keys\n');
    expect(plainLine('结账：已连接')).toBe('结账：已连接\n');
  });

  test.each([
    ['an escape sequence', '\u001b[2Jcleared', String.raw`\u{1b}[2Jcleared`],
    ['a line feed that would begin a line of its own', 'a\nprod: Live', String.raw`a\u{a}prod: Live`],
    ['a carriage return that would write over the line', 'a\rprod: Live', String.raw`a\u{d}prod: Live`],
    ['a control of the second set', 'a\u009b31m', String.raw`a\u{9b}31m`],
    ['text that runs the other way', 'a\u202eevil', String.raw`a\u{202e}evil`],
    ['a line separator', 'a\u2028b', String.raw`a\u{2028}b`],
  ])('shows %s instead of obeying it', (_, text, line) => {
    expect(plainLine(text)).toBe(`${line}\n`);
  });
});
