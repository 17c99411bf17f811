/** How a value is shown: which language its text is in, and its text laid out for reading. Cheap: rows of a history ask for it, too. */
import { toBase64 } from '../../../shared/flags/binary';
import { decode } from '../../../shared/flags/flag';
import { looksLikeYaml } from '../../../shared/flags/guess';
import { readJson } from '../../../shared/flags/syntax/json';
import type { Structure } from '../../../shared/flags/syntax/node';
import { prettyPrinted } from '../../../shared/flags/syntax/pretty';
import type { Value } from '../../../shared/flags/value';
import type { CodeLanguage } from '../../ui/code';
import { hexDump } from '../../ui/hex';

/** Above this many characters a text is shown without colours. */
export const PLAIN_ABOVE = 256 * 1024;

export type ContentKind = Value['kind'];

/** How bytes that are no text are written out. */
export type BytesAs = 'hex' | 'base64';

export interface Content {
  readonly kind: ContentKind;
  readonly language: CodeLanguage;
  /** What the editor shows: the text as stored, or bytes written out. */
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
  return { kind, language, shown: text, text, canBeFormatted: kind === 'json' && complete && (plain || laidOut(readJson(text).structure) !== null), plain };
}

/** A value that has been read in full; of a compressed one, what it holds. */
export function contentOfValue(value: Value, bytesAs: BytesAs = 'hex'): Content {
  const inner = unpacked(value);
  const { text } = inner;
  if (text === null) {
    const bytes = inner.bytes ?? new Uint8Array();
    return { kind: value.kind, language: 'hex', shown: bytesAs === 'hex' ? hexDump(bytes) : toBase64(bytes), text, canBeFormatted: false, plain: false };
  }
  const plain = text.length > PLAIN_ABOVE;
  const structure = 'structure' in inner ? inner.structure : null;
  return { kind: value.kind, language: plain ? 'plain' : (structure?.syntax ?? 'plain'), shown: text, text, canBeFormatted: structure?.syntax === 'json' && (plain || laidOut(structure) !== null), plain };
}

/** What a value is when all layers of compression are taken off. */
export const unpacked = (value: Value): Value => (value.kind === 'gzip' && value.inner !== null ? unpacked(value.inner) : value);

/** JSON laid out by two spaces a level; null where it cannot be, or is so already. */
export function laidOut(structure: Structure | null): string | null {
  if (structure === null) return null;
  const done = prettyPrinted(structure);
  return done.ok && done.text !== structure.text ? done.text : null;
}
