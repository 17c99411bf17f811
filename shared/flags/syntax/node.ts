/** The syntax tree of a structured value, the same for JSON and YAML: what it holds, and where each part stands in the text. */
import type { Path, Problem } from '../problem';

/** How deep a value may be nested; deeper ones are shown as text. Functions that walk a tree call themselves. */
export const DEPTH_LIMIT = 200;

export type Scalar = string | number | boolean | null;

interface Span {
  /** UTF-16 offsets; `end` is behind the last character. */
  readonly start: number;
  readonly end: number;
}

export interface ScalarNode extends Span {
  readonly type: 'scalar';
  readonly value: Scalar;
}

export interface ListNode extends Span {
  readonly type: 'list';
  readonly items: readonly SyntaxNode[];
  /** Whether it is written in brackets. */
  readonly braces: boolean;
}

export interface Member {
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly node: SyntaxNode;
}

export interface ObjectNode extends Span {
  readonly type: 'object';
  /** By name, in the order of the text; of members with one name, readers take the last. */
  readonly members: ReadonlyMap<string, Member>;
  /** Whether it is written in braces. */
  readonly braces: boolean;
}

export type SyntaxNode = ScalarNode | ListNode | ObjectNode;

/** A text read as JSON or YAML. */
export interface Structure {
  readonly syntax: 'json' | 'yaml';
  readonly text: string;
  readonly root: SyntaxNode;
  /** Whether the text breaks the syntax, so that `root` is a guess and nothing in it can be edited but as text. */
  readonly broken: boolean;
}

/** What reading gives: no structure where there is nothing that could be shown as one. */
export interface ReadStructure {
  readonly structure: Structure | null;
  readonly problems: readonly Problem[];
}

/** The node at a path. */
export function nodeAt(root: SyntaxNode, path: Path): SyntaxNode | undefined {
  let node: SyntaxNode | undefined = root;
  for (const step of path) {
    if (node?.type === 'object') node = node.members.get(String(step))?.node;
    else if (node?.type === 'list') node = node.items[Number(step)];
    else return undefined;
  }
  return node;
}

/** What a node holds, as plain data. Objects have no prototype, so that a member called `__proto__` is a member like others. */
export function plain(node: SyntaxNode): unknown {
  if (node.type === 'scalar') return node.value;
  if (node.type === 'list') return node.items.map(plain);
  const object = Object.create(null) as Record<string, unknown>;
  for (const [name, member] of node.members) object[name] = plain(member.node);
  return object;
}

/** Whether something is an object in the sense of JSON. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether two pieces of plain data are the same, whatever the order of members. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  if (!isObject(a) || !isObject(b)) return Object.is(a, b);
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && isSame(a[name], b[name]));
}
