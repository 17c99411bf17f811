/** Values read in full. What reads them comes with the first value that is opened, not with the window: it brings schemas along. */
import { useEffect, useMemo, useState } from 'react';
import type { FormatRule } from '../../../shared/flags/format';
import type { Value } from '../../../shared/flags/value';
import type { Key } from '../../../shared/model/key';

type Flags = Pick<typeof import('../../../shared/flags/value'), 'readValue'> & Pick<typeof import('../../../shared/flags/encode'), 'encode'>;

let loaded: Flags | null = null;

/** Loads what reads values. */
export async function loadFlags(): Promise<Flags> {
  const [{ readValue }, { encode }] = await Promise.all([import('../../../shared/flags/value'), import('../../../shared/flags/encode')]);
  loaded = { readValue, encode };
  return loaded;
}

/** What the store holds, and what the draft makes of it: the same where there is no draft, or none can stand over it. */
export interface Reading {
  readonly stored: Value;
  readonly value: Value;
}

/** Whether a draft's text can stand over a value. Over a compressed one it cannot: it was never compressed, and would pass for what is stored. */
export const takesDraft = (stored: Pick<Value, 'kind'>): boolean => stored.kind !== 'gzip';

/** The value that bytes are, with a draft of its text over it; null until it has been read, and where there are no bytes to read (yet). */
export function useValue(key: Key, bytes: Uint8Array | null, draft: string | null, { rules, separator }: { rules: readonly FormatRule[]; separator: string }): Reading | null {
  const [flags, setFlags] = useState(loaded);
  useEffect(() => {
    if (flags !== null) return;
    void loadFlags().then(setFlags);
  }, [flags]);
  const read = useMemo(() => flags && ((of: Uint8Array | null) => flags.readValue(key, of, { rules, separator })), [flags, key, rules, separator]);
  const stored = useMemo(() => (read === null || bytes === null ? null : read(bytes)), [read, bytes]);
  return useMemo(() => {
    if (flags === null || read === null || stored === null) return null;
    return { stored, value: draft === null || draft === stored.text || !takesDraft(stored) ? stored : read(flags.encode(stored, draft).bytes) };
  }, [flags, read, stored, draft]);
}
