/** From an edited text back to bytes. What was not edited gives the bytes that were read. */
import { deflated } from './gzip';
import type { Value } from './value';

/** A value's bytes after an edit. */
export interface Encoded {
  readonly bytes: Uint8Array | null;
  /** Whether they were compressed anew: they then differ from the stored ones in more than what was edited. */
  readonly recompressed: boolean;
}

const utf8 = new TextEncoder();

/** The bytes for a value whose text has become `text`. */
export function encode(value: Value, text: string): Encoded {
  if (text === value.text) return { bytes: value.bytes, recompressed: false };
  if (value.kind !== 'gzip' || value.inner === null) return { bytes: utf8.encode(text), recompressed: false };
  const inner = encode(value.inner, text).bytes ?? new Uint8Array();
  return { bytes: deflated(inner), recompressed: true };
}
