/** JSON for merges. Values are moved as they are written: numbers keep every digit. */
import { applyEdits, findNodeAtLocation, modify, parseTree, type ModificationOptions, type Node as JsonNode, type ParseError } from 'jsonc-parser';
import { listNode, mapNode, type Format, type Node } from './structure';

/** What stands for a value until its own text takes the place. */
const PLACEHOLDER = 'ae0f6b1c-the-value';

export const json: Format = {
  read(text) {
    const tree = parse(text);
    const root = tree && nodeOf(tree, text);
    return tree?.type === 'object' && root ? { root, sourceAt: (path) => sourceOf(findNodeAtLocation(tree, [...path]), text) } : undefined;
  },

  transplant(text, path, from) {
    const tree = parse(text);
    const origin = parse(from);
    const value = origin && sourceOf(findNodeAtLocation(origin, [...path]), from);
    const target = tree && findNodeAtLocation(tree, [...path]);
    if (value !== undefined && target) return text.slice(0, target.offset) + value + text.slice(target.offset + target.length);
    const edits = modify(text, [...path], value === undefined ? undefined : PLACEHOLDER, layout(text));
    return applyEdits(
      text,
      edits.map((edit) => ({ ...edit, content: edit.content.replace(JSON.stringify(PLACEHOLDER), () => value ?? '') })),
    );
  },
};

function parse(text: string): JsonNode | undefined {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true });
  return errors.length === 0 ? tree : undefined;
}

const sourceOf = (node: JsonNode | undefined, text: string): string | undefined => node && text.slice(node.offset, node.offset + node.length);

/** Undefined where an object names a property twice: which of them counts is up to who reads it. */
function nodeOf(node: JsonNode, text: string): Node | undefined {
  if (node.type === 'array') {
    const items = (node.children ?? []).map((item) => nodeOf(item, text));
    return items.every((item) => item !== undefined) ? listNode(items) : undefined;
  }
  if (node.type !== 'object') return { kind: 'value', id: node.type === 'string' ? JSON.stringify(node.value) : (sourceOf(node, text) ?? '') };
  const entries = new Map<string, Node>();
  for (const { children: [name, value] = [] } of node.children ?? []) {
    const entry = value && nodeOf(value, text);
    if (!name || !entry || entries.has(String(name.value))) return undefined;
    entries.set(String(name.value), entry);
  }
  return mapNode(entries);
}

/** How a document is indented, by its first indented line. One on a single line stays on it. */
function layout(text: string): ModificationOptions {
  const [, eol, indent = ''] = /(\r?\n)([ \t]*)/.exec(text.trim()) ?? [];
  if (eol === undefined) return {};
  return { formattingOptions: { insertSpaces: !indent.startsWith('\t'), tabSize: indent.startsWith('\t') ? 1 : indent.length || 2, eol } };
}
