/** Where in a structured text something is being typed. The text may be unfinished, as it is while one types. */
import { getLocation, type Location } from 'jsonc-parser';
import type { Path } from '../problem';
import { readJson } from '../syntax/json';
import { nodeAt, plain, type Scalar } from '../syntax/node';

/** A place that is typed at, and how what is put there is spelled. */
export interface Cursor {
  /** Whether a member is named there, or a value stands. */
  readonly at: 'name' | 'value';
  /** Of the object whose member is named, or of the value itself. */
  readonly path: Path;
  /** What the text holds, as far as it can be read. */
  readonly root: unknown;
  /** Names of the members that stand beside the one that is named; empty for a value. */
  readonly taken: ReadonlySet<string>;
  /** What has been typed: UTF-16 offsets of the piece of text that a completion takes the place of. */
  readonly from: number;
  readonly to: number;
  /** The text of a name or value there; undefined for one that does not go into the quotes that stand there. */
  readonly spell: (value: Scalar) => string | undefined;
}

/** Longer texts are not read at every key that is pressed, in UTF-16 code units. */
const JSON_LIMIT = 128 * 1024;

/** The place at an offset of JSON; undefined where neither a name nor a value can stand. */
export function jsonCursor(text: string, offset: number): Cursor | undefined {
  if (text.length > JSON_LIMIT) return undefined;
  // it measures how deep the text is nested, which getLocation must not see beyond the limit
  const { structure } = readJson(text);
  if (structure === null) return undefined;
  const location = getLocation(text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text, offset);
  const word = wordAt(text, offset, location.previousNode);
  if (word === undefined) return undefined;
  const { isAtPropertyKey: isName, path } = location;
  const before = text.slice(0, word.start).trimEnd().at(-1) ?? '';
  if (!(isName ? '{,' : ':[,').includes(before) || before === '') return undefined;
  const object = nodeAt(structure.root, path.slice(0, -1));
  const others = isName && object?.type === 'object' ? [...object.members.keys()].filter((name) => name !== path.at(-1)) : [];
  const colon = /^\s*:/.test(text.slice(word.to)) ? '' : ': ';
  return {
    at: isName ? 'name' : 'value',
    path: isName ? path.slice(0, -1) : path,
    root: plain(structure.root),
    taken: new Set(others),
    from: word.from,
    to: word.to,
    spell: (value) => {
      const spelled = JSON.stringify(value);
      if (word.quoted && typeof value !== 'string') return undefined;
      return `${word.quoted ? spelled.slice(1) : spelled}${isName ? colon : ''}`;
    },
  };
}

/** `start` is that of the whole word; of one in quotes, what stands behind the opening one is replaced. */
interface Word {
  readonly start: number;
  readonly from: number;
  readonly to: number;
  readonly quoted: boolean;
}

/** The word that an offset lies in; undefined behind a text in quotes, where nothing is typed. */
function wordAt(text: string, offset: number, node: Location['previousNode']): Word | undefined {
  if (node === undefined || text[node.offset] !== '"' || offset <= node.offset || offset > node.offset + node.length) {
    const from = offset - (/[\w$.-]*$/.exec(text.slice(0, offset))?.[0].length ?? 0);
    return { start: from, from, to: offset + (/^[\w$.-]*/.exec(text.slice(offset))?.[0].length ?? 0), quoted: false };
  }
  const end = node.offset + node.length;
  const [start, from] = [node.offset, node.offset + 1];
  if (!isWhole(text.slice(start, end))) return { start, from, to: offset, quoted: true };
  if (offset === end) return undefined;
  // a quote that was only just opened seems to be closed by the one that opens the next text: that is not to be replaced
  const isOwn = !/[{}[\],:]/.test(text.slice(offset, end)) && /^\s*(?:[:,}\]/]|$)/.test(text.slice(end));
  return { start, from, to: isOwn ? end : offset, quoted: true };
}

function isWhole(spelling: string): boolean {
  try {
    return typeof JSON.parse(spelling) === 'string';
  } catch {
    return false;
  }
}
