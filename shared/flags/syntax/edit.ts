/**
 * Edits of a structured text. They change what they are about and nothing else: white space, comments, the order of members, the spelling of
 * numbers, line endings and a byte order mark stay. What cannot be done so is refused.
 */
import { problem, type Path, type Problem } from '../problem';
import { behindLast } from './collection';
import { readYaml } from './yaml';
import { isObject, isSame, nodeAt, plain, type ObjectNode, type Structure, type SyntaxNode } from './node';
import { spellName, spellOver, spellValue } from './spelling';
import { applyEdits, type Edited, type TextEdit } from './text-edit';

/** Sets the value at a path, or adds the member that the path's last step names. Of a list or object only what differs is rewritten. */
export function setValue(structure: Structure, path: Path, value: unknown): Edited {
  const node = nodeAt(structure.root, path);
  if (node !== undefined) return finish(structure, path, value, changesTo(structure, node, value));
  const parent = nodeAt(structure.root, path.slice(0, -1));
  const name = path.at(-1);
  if (parent?.type !== 'object' || typeof name !== 'string') return refused('edit-missing', path);
  return finish(structure, path, value, newMember(structure, parent, name, spellValue(structure, null, value)));
}

/** From the least to the greatest number that is accepted, both included. */
export interface NumberRange {
  readonly least?: number;
  readonly most?: number;
}

/** Puts a number in the place of a text that is one, and keeps the white space around it. */
export function replaceNumber(text: string, spelling: string, range: NumberRange = {}): Edited {
  const fault = numberFault(spelling, range);
  if (fault !== undefined) return { ok: false, problem: fault };
  const old = text.trim();
  const edits = [{ offset: text.length - text.trimStart().length, length: old.length, text: spelling }];
  return { ok: true, text: applyEdits(text, edits), edits };
}

/** What keeps a spelling from being a number of a range, as JSON writes them. */
function numberFault(spelling: string, { least = -Infinity, most = Infinity }: NumberRange): Problem | undefined {
  if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(spelling)) return problem('not-a-number');
  const number = Number(spelling);
  return number < least || number > most ? problem('number-outside', { params: { least, most } }) : undefined;
}

const refused = (code: 'edit-missing' | 'edit-broken' | 'edit-unfit', path: Path): Edited => ({ ok: false, problem: problem(code, { path }) });

/** Makes the edits. What YAML makes of them is read again: an alias, an anchor or an indent may carry an edit to another place. */
function finish(structure: Structure, path: Path, value: unknown, edits: readonly TextEdit[]): Edited {
  if (structure.broken) return refused('edit-broken', path);
  const text = applyEdits(structure.text, edits);
  if (structure.syntax === 'yaml') {
    const { structure: after } = readYaml(text);
    if (after === null || after.broken || !isSame(plain(after.root), replaced(plain(structure.root), path, value))) return refused('edit-unfit', path);
  }
  return { ok: true, text, edits };
}

/** Plain data with the value at a path replaced. */
function replaced(data: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(data)) return data.map((item: unknown, index) => (index === step ? replaced(item, rest, value) : item));
  if (!isObject(data)) return data;
  const copy = Object.assign(Object.create(null) as Record<string, unknown>, data);
  copy[String(step)] = replaced(data[String(step)], rest, value);
  return copy;
}

/** The pieces of a node that differ from a value. */
export function changesTo(structure: Structure, node: SyntaxNode, value: unknown): TextEdit[] {
  if (node.type === 'scalar') return Object.is(node.value, value) ? [] : [replacement(structure, node, spellValue(structure, node, value))];
  if (node.type === 'list' && Array.isArray(value) && value.length === node.items.length) {
    return node.items.flatMap((item, index) => changesTo(structure, item, value[index]));
  }
  if (node.type === 'object' && isObject(value)) {
    const names = Object.keys(value);
    if (names.length === node.members.size && names.every((name) => node.members.has(name))) {
      return [...node.members].flatMap(([name, member]) => changesTo(structure, member.node, value[name]));
    }
  }
  return [replacement(structure, node, spellOver(structure, node, value))];
}

/**
 * A node's text replaced. In YAML a space goes before what takes the place of an empty value, which ends at its colon, and of a block, which may
 * stand no deeper than the key it belongs to.
 */
export function replacement({ text: all }: Structure, node: SyntaxNode, text: string): TextEdit {
  const { start, end } = node;
  const empty = start === end && /\S/.test(all[start - 1] ?? '');
  const block = node.type !== 'scalar' && !node.braces;
  return { offset: start, length: end - start, text: empty || block ? ` ${text}` : text };
}

/** A new member with a value that is spelled: in braces the last one, spaced like the one before; in a block of YAML the first one, where the indent is known. `again` where the same edit adds another one before it. */
export function newMember(structure: Structure, object: ObjectNode, name: string, value: string, again = false): readonly TextEdit[] {
  const { text } = structure;
  const spelled = { name: spellName(structure, name), value };
  const members = [...object.members.values()];
  const [first] = members;
  if (!object.braces && first !== undefined) {
    const lineStart = Math.max(text.lastIndexOf('\n', first.keyStart - 1), text.lastIndexOf('\r', first.keyStart - 1)) + 1;
    const lineEnd = /\r\n?|\n/.exec(text)?.[0] ?? '\n';
    const indent = ' '.repeat(first.keyStart - lineStart);
    return [{ offset: first.keyStart, length: 0, text: `${spelled.name}: ${spelled.value}${lineEnd}${indent}` }];
  }
  const last = members.at(-1);
  if (last === undefined) return [{ offset: object.start + 1, length: 0, text: `${spelled.name}: ${spelled.value}` }];
  const lead = /\s*$/.exec(text.slice(members.at(-2)?.node.end ?? object.start + 1, last.keyStart))?.[0] ?? '';
  const between = text.slice(last.keyEnd, last.node.start);
  const colon = /^\s*:\s*$/.test(between) ? between : ': ';
  return behindLast(structure, last.node.end, [`${lead}${spelled.name}${colon}${spelled.value}`], again);
}
