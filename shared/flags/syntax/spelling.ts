/** How values that are put into a text are spelled. */
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

function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, inner]) => `${JSON.stringify(name)}: ${spaced(inner)}`);
  return `{${members.join(', ')}}`;
}
