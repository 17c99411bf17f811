/** Exports: keys and values in one file that a person can read and an import takes back byte for byte. */
import { toBase64 } from '../../flags/binary';
import { stringify } from 'yaml';
import { sameBytes, type Key } from '../../model/key';
import type { Span } from '../tree';
import type { DocumentFormat } from './document';

/** What an export calls itself. */
export const EXPORT_FORMAT = 'flagscope-keys';
export const EXPORT_VERSION = 1;

/** An entry to export; its value has to be here. */
export interface Exported {
  readonly key: Key;
  readonly value: Uint8Array | null;
}

/** A value in a file: text as it is, other bytes as Base64. */
export type FileValue = string | null | { readonly base64: string };

/** What a file holds of the part of a tree that it was made of. Only of `all` follows that a key which is not in it did not exist: nobody knows any more which keys were secrets to who made it `without-secrets`. */
export const holdings = ['all', 'without-secrets', 'part'] as const;
export type Holding = (typeof holdings)[number];

/** A file of these entries, which come from this part of a tree. */
export function exportText(entries: Iterable<Exported>, span: Span, format: DocumentFormat, holds?: Holding): string {
  const head = { format: EXPORT_FORMAT, version: EXPORT_VERSION, ...(span.top !== undefined && { top: span.top }), below: span.below, ...(holds && { holds }) };
  if (format === 'yaml') {
    const keys = new Map<Key, FileValue>();
    for (const { key, value } of entries) keys.set(key, fileValue(value));
    return stringify({ ...head, keys }, { lineWidth: 0, aliasDuplicateObjects: false });
  }
  // written line by line: in an object, keys that look like numbers would come first
  const lines: string[] = [];
  for (const { key, value } of entries) lines.push(`\n    ${JSON.stringify(key)}: ${JSON.stringify(fileValue(value))}`);
  const opening = JSON.stringify(head, null, 2).replace(/\n\}$/, ',\n  "keys": {');
  return `${opening}${lines.join()}${lines.length > 0 ? '\n  ' : ''}}\n}\n`;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function fileValue(value: Uint8Array | null): FileValue {
  if (value === null) return null;
  try {
    const text = strictUtf8.decode(value);
    if (sameBytes(new TextEncoder().encode(text), value)) return text;
  } catch {
    // not UTF-8
  }
  return { base64: toBase64(value) };
}
