import type { Entry } from '../../shared/model/entry';

/** Bytes of a text. */
export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** An entry with believable defaults. */
export function anEntry(
  key: string,
  value: string | Uint8Array | null,
  more: { created?: bigint; modified?: bigint; version?: number; modifiedAt?: number; owner?: string } = {},
): Entry {
  const { created = 1n, modified = created, version = 1, modifiedAt, owner } = more;
  return {
    key,
    value: typeof value === 'string' ? bytes(value) : value,
    stamp: { created, modified, version, ...(modifiedAt === undefined ? {} : { modifiedAt }) },
    ...(owner === undefined ? {} : { owner }),
  };
}
