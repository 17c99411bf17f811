/** How a value is shown: which language its text is in, and its text indented for reading. */
import { decode, type Decoded } from '../../../shared/flags/flag';
import type { CodeLanguage } from '../../ui/code';
import { hexDump } from '../../ui/hex';

/** Above this many characters a text is shown without colours. */
export const PLAIN_ABOVE = 256 * 1024;

export type ContentKind = Decoded['kind'] | 'yaml';

export interface Content {
  readonly kind: ContentKind;
  readonly language: CodeLanguage;
  /** What the editor shows: the text as stored, or a hex dump. */
  readonly shown: string;
  /** The stored text; null for bytes that are not text. */
  readonly text: string | null;
  /** Whether there is another, indented shape to look at. */
  readonly canBeFormatted: boolean;
  readonly plain: boolean;
}

/** Judges a value by its key and bytes. */
export function contentOf(key: string, bytes: Uint8Array | null, complete: boolean, separator = '/'): Content {
  const decoded = decode(key, bytes, complete, separator);
  const { text } = decoded;
  if (text === null) return { kind: 'binary', language: 'hex', shown: hexDump(bytes ?? new Uint8Array()), text, canBeFormatted: false, plain: false };
  const kind = decoded.kind === 'text' && looksLikeYaml(key, text) ? 'yaml' : decoded.kind;
  const plain = text.length > PLAIN_ABOVE;
  const language = plain ? 'plain' : kind === 'json' || kind === 'yaml' ? kind : 'plain';
  return { kind, language, shown: text, text, canBeFormatted: kind === 'json' && complete && (plain || indented(text) !== text.trim()), plain };
}

function looksLikeYaml(key: string, text: string): boolean {
  if (/\.ya?ml$/i.test(key)) return true;
  return text.length < PLAIN_ABOVE && /^(?:---\s*$|[\w.-]+:(?:\s|$))/m.test(text) && /\n/.test(text.trim());
}

/**
 * JSON indented by two, token by token: numbers, escapes and the order of members stay exactly as they are stored, which
 * `JSON.parse` and `JSON.stringify` would not keep.
 */
export function indented(text: string): string {
  let out = '';
  let depth = 0;
  const line = () => `\n${'  '.repeat(depth)}`;
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g) ?? [];
  tokens.forEach((token, index) => {
    const next = tokens[index + 1];
    if (token === '{' || token === '[') {
      const empty = next === '}' || next === ']';
      depth += 1;
      out += empty ? token : token + line();
    } else if (token === '}' || token === ']') {
      const before = tokens[index - 1];
      depth -= 1;
      out += before === '{' || before === '[' ? token : line() + token;
    } else if (token === ',') {
      out += token + line();
    } else {
      out += token === ':' ? ': ' : token;
    }
  });
  return out;
}
