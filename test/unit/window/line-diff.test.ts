import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffLines, type DiffLine } from '../../../renderer/views/diff/line-diff';

const textOf = (line: DiffLine): string => (line.kind === 'gap' ? `… ${line.count}` : `${{ same: ' ', removed: '-', added: '+' }[line.kind]}${line.parts.map(({ text }) => text).join('')}`);
const shown = (before: string, after: string): string[] => diffLines(before, after).map(textOf);

describe('the difference of two values', () => {
  it('shows what is taken out before what is put in, with what is around it', () => {
    const lines = Array.from({ length: 20 }, (_, i) => `line ${i}`);
    const changed = lines.with(10, 'other');
    expect(shown(lines.join('\n'), changed.join('\n'))).toEqual(['… 7', ' line 7', ' line 8', ' line 9', '-line 10', '+other', ' line 11', ' line 12', ' line 13', '… 6']);
  });

  it('folds away what is far from a change, and has it at hand with its numbers', () => {
    const lines = Array.from({ length: 12 }, (_, i) => `line ${i}`);
    const [gap] = diffLines(lines.join('\n'), ['new', ...lines].join('\n')).filter((line) => line.kind === 'gap');
    expect(gap?.lines().map((line) => `${line.line}${textOf(line)}`)).toEqual(Array.from({ length: 9 }, (_, i) => `${i + 5} line ${i + 3}`));
  });

  it('marks what differs within a line', () => {
    const [removed, added] = diffLines('"rate": 10,', '"rate": 15,');
    expect(removed).toMatchObject({ kind: 'removed', line: 1 });
    expect(added?.kind === 'added' && added.parts.filter(({ changed }) => changed).map(({ text }) => text).join('')).toContain('5');
  });

  it('shows a line end that was added or taken away', () => {
    expect(shown('a', 'a\n')).toEqual([' a', '+']);
    expect(shown('a\r\nb', 'a\nb')).toEqual(['-a\r', '+a', ' b']);
  });

  it('leaves no line out and invents none, whatever the texts', () => {
    const text = fc.array(fc.constantFrom('a', 'b', '', '}', 'c'), { maxLength: 30 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before, after);
        const count = (kinds: readonly string[]): number => lines.reduce((sum, line) => sum + (line.kind === 'gap' ? line.count : kinds.includes(line.kind) ? 1 : 0), 0);
        expect(count(['same', 'removed'])).toBe(before.split('\n').length);
        expect(count(['same', 'added'])).toBe(after.split('\n').length);
      }),
    );
  });

  it('takes out and puts in as a whole where more lines differ than there are characters', () => {
    const lines = (from: number): string => Array.from({ length: 70_000 }, (_, i) => String(from + i)).join('\n');
    expect(diffLines(lines(0), lines(1_000_000))).toHaveLength(140_000);
  });
});
