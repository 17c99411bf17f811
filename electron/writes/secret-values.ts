/**
 * Values that are secrets in a write, whatever the name of the key that holds them: what is renamed, copied or moved from a key that looks
 * secret is one under its new name as well. The plan names where it came from, by a deletion, a check or another put of the same bytes;
 * what a comparison promoted is known besides.
 */
import type { Key } from '../../shared/model/key';
import type { Edit } from '../../shared/model/plan';
import { isSecretKey } from '../../shared/model/secret-keys';
import { canBeSecret, wasPromoted } from '../settings/promoted-secrets';

/** Whether a value of this key is to be masked. */
export type HidesValue = (key: Key, value: Uint8Array | null) => boolean;

/** How values are judged in a write of these edits. `valueOf` tells what a key holds before it, as far as that is known. */
export function secretsIn(edits: readonly Edit[], separator: string, valueOf: (key: Key) => Uint8Array | null | undefined): HidesValue {
  const secretKeys = new Set<Key>();
  const values = new Set<string>();
  const note = (value: Uint8Array | null | undefined): void => {
    if (canBeSecret(value)) values.add(textOf(value));
  };
  for (const edit of edits) {
    const before = valueOf(edit.key);
    if (!isSecretKey(edit.key, undefined, separator) && !wasPromoted(edit.key, before) && !(edit.kind === 'put' && wasPromoted(edit.key, edit.value))) continue;
    secretKeys.add(edit.key);
    note(before);
    if (edit.kind === 'put') note(edit.value);
  }
  return (key, value) => secretKeys.has(key) || (values.size > 0 && value !== null && values.has(textOf(value)));
}

/** Bytes as text, one character each. */
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
