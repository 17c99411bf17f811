/** JSON as it is stored: read tolerantly, with every fault a strict reader would stumble over. */
import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { problem, type Problem, type ProblemCode } from '../problem';
import { placesIn } from './lines';
import { DEPTH_LIMIT, type Member, type ReadStructure, type SyntaxNode } from './node';
import { inexactly } from './number';

/** By the parser's names. */
const codes: ReadonlyMap<string, ProblemCode> = new Map<string, ProblemCode>(
  Object.entries({
    InvalidSymbol: 'json-symbol',
    InvalidNumberFormat: 'json-number',
    PropertyNameExpected: 'json-name-expected',
    ValueExpected: 'json-value-expected',
    ColonExpected: 'json-colon-expected',
    CommaExpected: 'json-comma-expected',
    CloseBraceExpected: 'json-brace-expected',
    CloseBracketExpected: 'json-bracket-expected',
    EndOfFileExpected: 'json-end-expected',
    InvalidCommentToken: 'json-comment',
    UnexpectedEndOfComment: 'json-comment',
    UnexpectedEndOfString: 'json-string-unended',
    UnexpectedEndOfNumber: 'json-number',
    InvalidUnicode: 'json-escape',
    InvalidEscapeCharacter: 'json-escape',
    InvalidCharacter: 'json-character',
  }),
);

/** Faults that leave no doubt about the rest: what is around them can be edited. */
const harmless: ReadonlySet<ProblemCode> = new Set<ProblemCode>(['json-comment', 'byte-order-mark', 'duplicate-key', 'number-inexact']);

/** Reads JSON. */
export function readJson(text: string): ReadStructure {
  const place = placesIn(text);
  const tooDeep = firstTooDeep(text);
  if (tooDeep !== undefined) return { structure: null, problems: [problem('too-deep', { place: place(tooDeep, tooDeep + 1), params: { limit: DEPTH_LIMIT } })] };
  // in place of a byte order mark, a space: offsets stay as they are
  const marked = text.startsWith('\uFEFF');
  const errors: ParseError[] = [];
  const tree = parseTree(marked ? ` ${text.slice(1)}` : text, errors, { disallowComments: true, allowTrailingComma: false });
  const problems: Problem[] = marked ? [problem('byte-order-mark', { place: place(0, 1) })] : [];
  for (const { error, offset, length } of errors) problems.push(problem(codes.get(printParseErrorCode(error)) ?? 'json-symbol', { place: place(offset, offset + length) }));
  const root = tree && convert(tree, (code, node, params) => void problems.push(problem(code, { place: place(node.offset, node.offset + node.length), params })), text);
  if (root === undefined) return { structure: null, problems };
  return { structure: { syntax: 'json', text, root, broken: problems.some(({ code }) => !harmless.has(code)) }, problems };
}

type Report = (code: ProblemCode, node: Node, params: Readonly<Record<string, string>>) => void;

function convert(node: Node, report: Report, text: string): SyntaxNode {
  const [start, end] = [node.offset, node.offset + node.length];
  if (node.type === 'array') return { type: 'list', start, end, braces: true, items: (node.children ?? []).map((child) => convert(child, report, text)) };
  if (node.type === 'object') {
    const members = new Map<string, Member>();
    for (const { children } of node.children ?? []) {
      const [key, value] = children ?? [];
      if (key === undefined || value === undefined) continue;
      const name = String(key.value);
      // deleted first, so that the one that counts stands where the text has it
      if (members.delete(name)) report('duplicate-key', key, { name });
      members.set(name, { keyStart: key.offset, keyEnd: key.offset + key.length, node: convert(value, report, text) });
    }
    return { type: 'object', start, end, members, braces: true };
  }
  if (node.type === 'number') {
    const read = inexactly(text.slice(start, end));
    if (read !== undefined) report('number-inexact', node, { read });
  }
  const value: unknown = node.value;
  return { type: 'scalar', start, end, value: typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null };
}

/** Offset of the first bracket that is nested too deep: the parser calls itself, so it must not see it. */
function firstTooDeep(text: string): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    // a quote that is not closed ends with its line, as it does for the parser
    if (character === '"' || character === '\n' || character === '\r') quoted = character === '"' && !quoted;
    else if (quoted) index += character === '\\' ? 1 : 0;
    else if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    if (depth > DEPTH_LIMIT) return index;
  }
  return undefined;
}
