/**
 * Comments that go with an item or member: those on lines of their own right above it, those before it on its line, and those behind it up to the end
 * of the line. They are no part of the syntax tree, so that they are looked for in the text between its nodes.
 */
import type { Structure } from './node';

const alone = { json: /^[ \t]*(?:\/\/[^\r\n]*|\/\*(?:(?!\*\/)[^\r\n])*\*\/[ \t]*)$/, yaml: /^[ \t]*#[^\r\n]*$/ } as const;
const behind = { json: /^([ \t]*,)?(?:[ \t]*(?:\/\/[^\r\n]*|\/\*(?:(?!\*\/)[^\r\n])*\*\/))*/, yaml: /^([ \t]*,)?(?:[ \t]+#[^\r\n]*)?/ } as const;

/** Where what goes with an item begins: at its first comment, or at the item itself. */
export function leadStart({ text, syntax }: Structure, start: number): number {
  const line = lineStart(text, start);
  const before = text.slice(line, start);
  const inline = syntax === 'json' ? (/(?:\/\*(?:(?!\*\/)[^\r\n])*\*\/[ \t]*)+$/.exec(before)?.[0].length ?? 0) : 0;
  if (before.slice(0, before.length - inline).trim() !== '') return start - inline;
  let first = line;
  while (first > 0) {
    const end = first - (text.slice(first - 2, first) === '\r\n' ? 2 : 1);
    const above = lineStart(text, end);
    if (!alone[syntax].test(text.slice(above, end))) break;
    first = above;
  }
  return first === line ? start - inline : first + (/^[ \t]*/.exec(text.slice(first, line))?.[0].length ?? 0);
}

/** The offset at which the line of an offset begins. */
export const lineStart = (text: string, at: number): number => (at === 0 ? 0 : Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1);

/** The comments behind an item and its comma; an empty span where there are none, or where more stands on the line. */
export function tailOf({ text, syntax }: Structure, end: number): { readonly from: number; readonly to: number; readonly endsLine: boolean } {
  const after = text.slice(end);
  const [whole = '', comma = ''] = behind[syntax].exec(after) ?? [];
  const endsLine = /^[ \t]*(?:[\r\n]|$)/.test(after.slice(whole.length));
  const from = end + comma.length;
  return { from, to: endsLine ? end + whole.length : from, endsLine };
}

/** Whether text between nodes has comments. */
export const hasComments = ({ syntax }: Structure, between: string): boolean => (syntax === 'json' ? /\/[/*]/ : /#/).test(between);
