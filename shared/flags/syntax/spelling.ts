/** How values that are put into a text are spelled. */
import { lineStart } from './comments';
import type { Structure, SyntaxNode } from './node';

/** Words that YAML 1.2, or 1.1 as many readers still have it, takes for something else than text. */
const notText = /^(?:true|false|null|yes|no|on|off|y|n|~)$/i;
const plainText = /^[A-Za-z_][\w./-]*$/;

/** A value's text: JSON, which YAML reads too, in the quotes of what it replaces (null: of nothing). */
export function spellValue({ syntax, text }: Pick<Structure, 'syntax' | 'text'>, before: SyntaxNode | null, value: unknown): string {
  if (syntax === 'json' || typeof value !== 'string') return JSON.stringify(value);
  const old = before === null ? '' : text.slice(before.start, before.end);
  if (old.startsWith("'") && !/[\p{Cc}\u2028\u2029\uFEFF]/u.test(value)) return `'${value.replaceAll("'", "''")}'`;
  if (old.startsWith('"') || !plainText.test(value) || notText.test(value)) return JSON.stringify(value);
  return value;
}

/** A member's name as text. */
export function spellName({ syntax }: Pick<Structure, 'syntax'>, name: string): string {
  return syntax === 'yaml' && plainText.test(name) && !notText.test(name) ? name : JSON.stringify(name);
}

/** A member's name in the quotes of the one that it takes the place of. */
export function spellMember(structure: Pick<Structure, 'syntax' | 'text'>, before: string, name: string): string {
  if (structure.syntax === 'yaml' && /^["']/.test(before)) return spellValue({ syntax: 'yaml', text: before }, { type: 'scalar', start: 0, end: before.length, value: before }, name);
  return spellName(structure, name);
}

/** A value that is new in a text: with spaces between, where the text has them. */
export function spellLike(structure: Pick<Structure, 'syntax' | 'text'>, value: unknown): string {
  if (structure.syntax === 'yaml' && typeof value === 'string') return spellValue(structure, null, value);
  return structure.syntax === 'yaml' || /":\s/.test(structure.text) ? spaced(value) : JSON.stringify(value);
}

/** A value in the place of a node of JSON: on several lines where that stands on several, each part laid out as the one that it is like. */
export function spellOver(structure: Pick<Structure, 'syntax' | 'text'>, node: SyntaxNode, value: unknown): string {
  const { syntax, text } = structure;
  if (syntax === 'yaml' || !isSpread(text, node)) return spellValue(structure, node, value);
  const eol = /\r\n?|\n/.exec(text)?.[0] ?? '\n';
  const indent = indentAt(text, node.start);
  const first = node.type === 'list' ? node.items[0]?.start : node.type === 'object' ? [...node.members.values()][0]?.keyStart : undefined;
  const unit = first === undefined ? '' : indentAt(text, first).slice(indent.length);
  const laidOut = (like: SyntaxNode | undefined, part: unknown, outer: string): string => {
    if (like === undefined || !isSpread(text, like) || typeof part !== 'object' || part === null || Object.keys(part).length === 0) return spellLike(structure, part);
    const inner = outer + (unit === '' ? '  ' : unit);
    const items = like.type === 'list' ? like.items : like.type === 'object' ? [...like.members.values()].map((member) => member.node) : [];
    const lines = Array.isArray(part)
      ? part.map((item) => laidOut(items[0], item, inner))
      : Object.entries(part).map(([name, item]) => `${JSON.stringify(name)}: ${laidOut((like.type === 'object' ? like.members.get(name)?.node : undefined) ?? items[0], item, inner)}`);
    const [open, close] = Array.isArray(part) ? ['[', ']'] : ['{', '}'];
    return `${open}${eol}${lines.map((line) => inner + line).join(`,${eol}`)}${eol}${outer}${close}`;
  };
  return laidOut(node, value, indent);
}

/** Whether a list or object stands on several lines. */
const isSpread = (text: string, node: SyntaxNode): boolean => node.type !== 'scalar' && /[\r\n]/.test(text.slice(node.start, node.end));

/** The white space at the beginning of the line of an offset. */
const indentAt = (text: string, at: number): string => /^[ \t]*/.exec(text.slice(lineStart(text, at)))?.[0] ?? '';

function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, inner]) => `${JSON.stringify(name)}: ${spaced(inner)}`);
  return `{${members.join(', ')}}`;
}
