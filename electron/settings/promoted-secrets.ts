/**
 * Values that a comparison took out of keys that look secret, to be written to keys that do not. There they stay secrets in this process, known by
 * a hash of key and value, as there is no need to hold them. The same value of another key is none: many a secret is as short as a number.
 */
import { createHash } from 'node:crypto';
import type { Key } from '../../shared/model/key';

const promoted = new Set<string>();

const hashOf = (key: Key, value: Uint8Array): string => createHash('sha256').update(key).update('\0').update(value).digest('base64');

/** Whether a value can be a secret at all: nothing, and the state of a flag, are none. */
export const canBeSecret = (value: Uint8Array | null | undefined): value is Uint8Array => !!value && value.length > 0 && !(value.length <= 5 && ['true', 'false'].includes(Buffer.from(value).toString('latin1')));

/** Takes a value that a key is to get for a secret from now on. */
export function notePromoted(key: Key, value: Uint8Array | null): void {
  if (canBeSecret(value)) promoted.add(hashOf(key, value));
}

/** Whether a value of this key was taken for a secret. */
export const wasPromoted = (key: Key, value: Uint8Array | null | undefined): boolean => promoted.size > 0 && canBeSecret(value) && promoted.has(hashOf(key, value));
