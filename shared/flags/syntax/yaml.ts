/** YAML 1.2 as it is stored, its first document. */
import { Composer, isAlias, isMap, isScalar, isSeq, Parser, type Document, type ErrorCode, type Node } from 'yaml';
import { problem, type Problem, type ProblemCode } from '../problem';
import { placesIn } from './lines';
import { treeDepth, yamlDepth } from './yaml-depth';
import { DEPTH_LIMIT, type Member, type ReadStructure, type Scalar, type SyntaxNode } from './node';
import { inexactly } from './number';

/** Larger texts are not read: the parser needs some two seconds a megabyte, and the window has one thread. */
export const YAML_LIMIT = 256 * 1024;

/** Aliases may repeat what they name over and over: how many nodes a text may stand for. */
const NODE_LIMIT = 200_000;

const codes: Readonly<Partial<Record<ErrorCode, ProblemCode>>> = {
  ALIAS_PROPS: 'yaml-alias',
  BAD_ALIAS: 'yaml-alias',
  BAD_INDENT: 'yaml-indent',
  TAB_AS_INDENT: 'yaml-indent',
  BAD_DQ_ESCAPE: 'json-escape',
  BAD_SCALAR_START: 'yaml-start',
  BLOCK_IN_FLOW: 'yaml-block',
  BLOCK_AS_IMPLICIT_KEY: 'yaml-key',
  KEY_OVER_1024_CHARS: 'yaml-key',
  MULTILINE_IMPLICIT_KEY: 'yaml-key',
  MISSING_CHAR: 'yaml-missing',
};

class Unreadable extends Error {
  constructor(readonly code: ProblemCode) {
    super(code);
  }
}

/** Reads YAML. */
export function readYaml(text: string): ReadStructure {
  if (text.length > YAML_LIMIT) return { structure: null, problems: [problem('not-checked', { params: { limit: YAML_LIMIT / 1024 } })] };
  if (yamlDepth(text) > DEPTH_LIMIT) return { structure: null, problems: [problem('too-deep', { params: { limit: DEPTH_LIMIT } })] };
  const place = placesIn(text);
  const problems: Problem[] = [];
  const traced = Error.stackTraceLimit;
  try {
    // the parser makes an Error of every fault: with their stack traces, a text of nothing but faults takes five times as long
    Error.stackTraceLimit = 0;
    const [document, second] = documentsIn(text);
    for (const { code, pos } of document?.errors ?? []) problems.push(problem(codes[code] ?? 'yaml-syntax', { place: place(pos[0], Math.max(pos[0], pos[1])) }));
    const broken = problems.length > 0;
    if (second !== undefined) problems.push(problem('many-documents', { place: place(second.range[0], second.range[0]) }));
    if (document === undefined || document.contents === null) return { structure: null, problems };
    const report: Report = (code, start, end, params) => void problems.push(problem(code, { place: place(start, end), params }));
    const root = convert(document.contents, { text, report, anchors: new Map(), nodes: 0 }, 0);
    return { structure: { syntax: 'yaml', text, root, broken }, problems };
  } catch (error) {
    // whatever the parser throws, a value has to be shown
    const code = error instanceof Unreadable ? error.code : 'yaml-syntax';
    return { structure: null, problems: [...problems, problem(code, { params: { limit: DEPTH_LIMIT } })] };
  } finally {
    Error.stackTraceLimit = traced;
  }
}

function documentsIn(text: string): readonly Document.Parsed[] {
  const trees = [...new Parser().parse(text)];
  if (treeDepth(trees) > DEPTH_LIMIT) throw new Unreadable('too-deep');
  // its own search for keys that stand twice compares each with each
  return [...new Composer({ uniqueKeys: false, prettyErrors: false }).compose(trees, true, text.length)];
}

type Report = (code: ProblemCode, start: number, end: number, params: Readonly<Record<string, string>>) => void;

interface Conversion {
  readonly text: string;
  readonly report: Report;
  readonly anchors: Map<string, { readonly node: SyntaxNode; readonly nodes: number }>;
  nodes: number;
}

function convert(node: Node, state: Conversion, depth: number): SyntaxNode {
  if (depth > DEPTH_LIMIT) throw new Unreadable('too-deep');
  const before = state.nodes;
  if (++state.nodes > NODE_LIMIT) throw new Unreadable('yaml-aliases');
  const [start = 0, rangeEnd = start] = node.range ?? [];
  if (isAlias(node)) {
    // an anchor is known once its node is complete: an alias inside it, which would make it endless, names nothing
    const target = state.anchors.get(node.source);
    if (target === undefined) throw new Unreadable('yaml-alias');
    state.nodes += target.nodes;
    return { ...target.node, start, end: rangeEnd };
  }
  const converted = isMap(node) || isSeq(node) ? convertCollection(node, state, depth) : convertScalar(node, state, start, rangeEnd);
  if (isScalar(node) || isMap(node) || isSeq(node)) if (node.anchor !== undefined) state.anchors.set(node.anchor, { node: converted, nodes: state.nodes - before });
  return converted;
}

function convertScalar(node: Node, { text, report }: Conversion, start: number, rangeEnd: number): SyntaxNode {
  const raw = text.slice(start, rangeEnd);
  // a block scalar ends with its lines, and what takes its place ends before them
  const end = /^[|>]/.test(raw) ? start + raw.trimEnd().length : rangeEnd;
  const value: unknown = isScalar(node) ? node.value : null;
  if (typeof value === 'number') {
    const read = inexactly(raw);
    if (read !== undefined) report('number-inexact', start, end, { read });
  }
  const known = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null;
  return { type: 'scalar', start, end, value: known ? (value as Scalar) : String(value) };
}

function convertCollection(node: Node, state: Conversion, depth: number): SyntaxNode {
  const [start = 0, rangeEnd = start] = node.range ?? [];
  const braces = isMap(node) || isSeq(node) ? node.flow === true : false;
  const child = (part: unknown, at: number): SyntaxNode =>
    part === null || part === undefined ? { type: 'scalar', start: at, end: at, value: null } : convert(part as Node, state, depth + 1);
  if (isSeq(node)) {
    const items = node.items.map((item) => child(item, rangeEnd));
    return { type: 'list', start, braces, end: braces ? rangeEnd : (items.at(-1)?.end ?? rangeEnd), items };
  }
  const members = new Map<string, Member>();
  let end = start;
  for (const { key, value } of isMap(node) ? node.items : []) {
    const [keyStart = start, keyEnd = keyStart] = (key as Node | null)?.range ?? [];
    const name = isScalar(key) && typeof key.value === 'string' ? key.value : state.text.slice(keyStart, keyEnd);
    const member = { keyStart, keyEnd, node: child(value, keyEnd) };
    if (members.delete(name)) state.report('duplicate-key', keyStart, keyEnd, { name });
    members.set(name, member);
    end = Math.max(end, member.node.end);
  }
  return { type: 'object', start, end: braces ? rangeEnd : end, members, braces };
}
