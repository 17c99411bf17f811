/** YAML for merges. Anchors, aliases and several documents in one text are left to merges by line. */
import { isAlias, isMap, isScalar, isSeq, parseDocument, visit, type Document, type ParsedNode } from 'yaml';
import { listNode, mapNode, type Format, type Node, type Path } from './structure';

/** Longer texts are merged by line: the library reads some 50 000 lines a second, and a merge reads five times. */
const LONGEST = 256 * 1024;

export const yaml: Format = {
  read(text) {
    const document = text.length > LONGEST ? undefined : parse(text);
    const root = document && isMap(document.contents) ? nodeOf(document.contents) : undefined;
    return document && root ? { root, sourceAt: (path) => sourceAt(document, path, text) } : undefined;
  },

  transplant(text, path, from) {
    const document = parse(text);
    const value = parse(from)?.getIn(path, true);
    if (!document) return text;
    const target = document.getIn(path, true);
    // a value for a value keeps what stands around it, comments included
    const source = sourceOf(value, from);
    const range = isScalar(target) && isScalar(value) && !source?.includes('\n') ? target.range : undefined;
    if (range && source !== undefined && source !== '') return text.slice(0, range[0]) + source + text.slice(range[1]);
    if (value === undefined) document.deleteIn(path);
    else if (target !== undefined || !adopt(document, parse(from), path)) document.setIn(path, value);
    return document.toString({ lineWidth: 0, indent: indentOf(text), flowCollectionPadding: !/[{[]\S/.test(text) });
  },
};

/** Takes over a property that is new, with its name as it is written: a name without its quotes may be a number. */
function adopt(document: Document, from: Document | undefined, path: Path): boolean {
  const [holder, source] = [document, from].map((one) => (path.length > 1 ? one?.getIn(path.slice(0, -1), true) : one?.contents));
  const pair = isMap(source) ? source.items.find(({ key }) => isScalar(key) && key.value === path.at(-1)) : undefined;
  if (!isMap(holder) || !pair) return false;
  holder.items.push(pair);
  return true;
}

function parse(text: string): Document.Parsed<ParsedNode> | undefined {
  // the library looks for each name among all others, which takes minutes in a large document: nodeOf does it by a set
  // every scalar stays text: a number that the library reads is written anew in its own spelling, and 12345678901234567890 is another one
  const document = parseDocument(text, { schema: 'failsafe', uniqueKeys: false, prettyErrors: false });
  if (document.errors.length > 0 || document.warnings.length > 0) return undefined;
  let plain = true;
  visit(document, { Node: (_, node) => (isAlias(node) || ('anchor' in node && node.anchor !== undefined) ? ((plain = false), visit.BREAK) : undefined) });
  return plain ? document : undefined;
}

/** Undefined where a property is named twice, or by something else than text. */
function nodeOf(node: unknown): Node | undefined {
  if (isSeq(node)) {
    const items = node.items.map(nodeOf);
    return items.every((item) => item !== undefined) ? listNode(items) : undefined;
  }
  if (isMap(node)) {
    const entries = new Map<string, Node>();
    for (const { key, value } of node.items) {
      const entry = value === null ? nothing : nodeOf(value);
      if (!isScalar(key) || typeof key.value !== 'string' || !entry || entries.has(key.value)) return undefined;
      entries.set(key.value, entry);
    }
    return mapNode(entries);
  }
  if (!isScalar(node)) return undefined;
  // what stands without quotes, as it is written: 1.10 is not 1.1 to whoever reads it as a version, nor is it the text "1.10"
  const content = node.type === 'PLAIN' ? (node.source ?? '') : JSON.stringify(node.value);
  return { kind: 'value', id: `${node.tag ?? ''}${content}` };
}

const nothing: Node = { kind: 'value', id: '' };

const sourceAt = (document: Document.Parsed<ParsedNode>, path: Path, text: string): string | undefined => sourceOf(document.getIn(path, true), text);

function sourceOf(node: unknown, text: string): string | undefined {
  if (!isScalar(node) && !isMap(node) && !isSeq(node)) return undefined;
  const [start, end] = node.range ?? [0, 0];
  return text.slice(start, end);
}

/** Spaces of the first line that is indented. */
const indentOf = (text: string): number => /\n( +)\S/.exec(text)?.[1]?.length ?? 2;
