/** Where in YAML something is being typed: a mark is put there, and looked for in what YAML makes of the text. */
import type { Path } from '../problem';
import { plain, type Scalar, type SyntaxNode } from '../syntax/node';
import { spellName, spellValue } from '../syntax/spelling';
import { readYaml } from '../syntax/yaml';
import type { Cursor } from './cursor';

/** YAML takes ten times as long to read as JSON, in UTF-16 code units. */
const YAML_CURSOR_LIMIT = 32 * 1024;

/** Nobody types it. */
const mark = '\uE000';

/** The place at an offset of YAML; undefined where neither a name nor a value can stand. */
export function yamlCursor(text: string, offset: number): Cursor | undefined {
  if (text.length > YAML_CURSOR_LIMIT) return undefined;
  const before = /(?:^|[\r\n])([^\r\n]*)$/.exec(text.slice(0, offset))?.[1] ?? '';
  const typed = /(["']?)([^\s"'{}[\],:#]*)$/.exec(before);
  const [whole = '', quote = ''] = typed ?? [];
  const rest = (quote === '' ? /^[^\s"'{}[\],:#]*/ : /^[^\s"'{}[\],:#]*["']?/).exec(text.slice(offset))?.[0] ?? '';
  // the dash of an item, which is no part of what is typed behind it
  if (quote === '' && /^-+$/.test(whole + rest)) return undefined;
  const to = offset + rest.length;
  const start = offset - whole.length;
  const hasColon = /^[ \t]*:(?:\s|$)/.test(text.slice(to));
  const opensLine = /^[ \t]*(?:- +)*$/.test(before.slice(0, before.length - whole.length));
  // alone on its line it will most likely be a name
  const found = (opensLine && !hasColon ? placeOf(text, start, to, `${mark}:`) : undefined) ?? placeOf(text, start, to, mark);
  if (found === undefined) return undefined;
  const { place, root } = found;
  const isName = place.at === 'name';
  return {
    ...place,
    root,
    from: start + quote.length,
    to,
    spell: (value) => {
      const spelled = spell(value, quote, isName);
      return spelled === undefined ? undefined : `${spelled}${isName && !hasColon ? ': ' : ''}`;
    },
  };
}

type Place = Pick<Cursor, 'at' | 'path' | 'taken'>;

function placeOf(text: string, start: number, to: number, put: string): { readonly place: Place; readonly root: unknown } | undefined {
  const { structure } = readYaml(`${text.slice(0, start)}${put}${text.slice(to)}`);
  const place = structure === null ? undefined : markIn(structure.root, []);
  return place === undefined || structure === null ? undefined : { place, root: plain(structure.root) };
}

function markIn(node: SyntaxNode, path: Path): Place | undefined {
  if (node.type === 'scalar') return node.value === mark ? { at: 'value', path, taken: new Set() } : undefined;
  if (node.type === 'list') return firstOf(node.items.entries(), (index, item) => markIn(item, [...path, index]));
  if (node.members.has(mark)) return { at: 'name', path, taken: new Set([...node.members.keys()].filter((name) => name !== mark)) };
  return firstOf(node.members, (name, member) => markIn(member.node, [...path, name]));
}

function firstOf<K, V>(entries: Iterable<readonly [K, V]>, look: (key: K, value: V) => Place | undefined): Place | undefined {
  for (const [key, value] of entries) {
    const found = look(key, value);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** In quotes that stand there already, what follows the first of them. */
function spell(value: Scalar, quote: string, isName: boolean): string | undefined {
  const structure = { syntax: 'yaml', text: '' } as const;
  if (quote === '') return isName ? spellName(structure, String(value)) : spellValue(structure, null, value);
  if (typeof value !== 'string') return undefined;
  return quote === "'" ? `${value.replaceAll("'", "''")}'` : JSON.stringify(value).slice(1);
}
