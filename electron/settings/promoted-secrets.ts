/**
 * Values that a comparison took out of keys that look secret, to be written under names that do not. They stay secrets in this process,
 * whatever write holds them: known by their hashes, as there is no need to hold them.
 */
import { createHash } from 'node:crypto';

const promoted = new Set<string>();

const hashOf = (value: Uint8Array): string => createHash('sha256').update(value).digest('base64');

/** Whether a value can be a secret at all: nothing, and the state of a flag, are none. */
export const canBeSecret = (value: Uint8Array | null | undefined): value is Uint8Array => !!value && value.length > 0 && !(value.length <= 5 && ['true', 'false'].includes(Buffer.from(value).toString('latin1')));

/** Takes a value for a secret from now on. */
export function notePromoted(value: Uint8Array | null): void {
  if (canBeSecret(value)) promoted.add(hashOf(value));
}

/** Whether a value was taken for a secret. */
export const wasPromoted = (value: Uint8Array | null): boolean => promoted.size > 0 && canBeSecret(value) && promoted.has(hashOf(value));
