/** JSON and YAML as written: names that come twice stay two, and everything knows its place. What is broken does not hide the rest. */
import { parseTree, printParseErrorCode, type Node as JsonNode, type ParseError } from 'jsonc-parser';
import { isMap, isScalar, parseDocument } from 'yaml';

export type DocumentFormat = 'json' | 'yaml';

/** What stands at an offset of the text: a map, or a text as it is written. */
export type Written =
  | { readonly kind: 'text'; readonly offset: number; readonly text: string }
  | { readonly kind: 'null'; readonly offset: number }
  | { readonly kind: 'map'; readonly offset: number; readonly source: string; readonly pairs: readonly Pair[] }
  | { readonly kind: 'other'; readonly offset: number };

export interface Pair {
  readonly name: string;
  readonly offset: number;
  readonly value: Written;
}

export interface WrittenDocument {
  readonly root: Written | undefined;
  readonly errors: readonly { readonly offset: number; readonly error: string }[];
}

/** Reads a document. Never throws. */
export const readDocument = (text: string, format: DocumentFormat): WrittenDocument => (format === 'json' ? readJson(text) : readYaml(text));

function readJson(text: string): WrittenDocument {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true });
  return { root: tree && ofJson(tree, text), errors: errors.map(({ offset, error }) => ({ offset, error: printParseErrorCode(error) })) };
}

function ofJson(node: JsonNode, text: string): Written {
  const { offset } = node;
  const source = text.slice(offset, offset + node.length);
  switch (node.type) {
    case 'object': {
      const pairs = (node.children ?? []).flatMap(({ children: [name, value] = [] }) =>
        name ? [{ name: String(name.value), offset: name.offset, value: value ? ofJson(value, text) : ({ kind: 'other', offset: name.offset } as const) }] : [],
      );
      return { kind: 'map', offset, source, pairs };
    }
    case 'string':
      return { kind: 'text', offset, text: String(node.value) };
    case 'null':
      return { kind: 'null', offset };
    case 'number':
    case 'boolean':
      return { kind: 'text', offset, text: source };
    default:
      return { kind: 'other', offset };
  }
}

function readYaml(text: string): WrittenDocument {
  // the library looks for each name among all others, which takes minutes in a large document; names that come twice are found by who reads
  const document = parseDocument(text, { uniqueKeys: false, prettyErrors: false });
  return { root: ofYaml(document.contents, text), errors: document.errors.map(({ pos, code }) => ({ offset: pos[0], error: code })) };
}

function ofYaml(node: unknown, text: string): Written {
  const [offset, end] = rangeOf(node);
  if (isMap(node)) {
    const pairs = node.items.map(({ key, value }) => {
      const name = isScalar(key) ? (typeof key.value === 'string' ? key.value : (key.source ?? '')) : '';
      const at = rangeOf(key)[0];
      return { name, offset: at, value: isScalar(key) ? (value === null ? ({ kind: 'null', offset: at } as const) : ofYaml(value, text)) : ({ kind: 'other', offset: at } as const) };
    });
    return { kind: 'map', offset, source: text.slice(offset, end), pairs };
  }
  if (!isScalar(node)) return { kind: 'other', offset };
  if (node.value === null) return { kind: 'null', offset };
  return { kind: 'text', offset, text: typeof node.value === 'string' ? node.value : (node.source ?? String(node.value)) };
}

function rangeOf(node: unknown): readonly [number, number] {
  const range: unknown = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
  return Array.isArray(range) ? [Number(range[0]), Number(range[1])] : [0, 0];
}
