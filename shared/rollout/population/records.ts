/** What a line of a file says of a user: records of CSV, lines of JSON, and pasted keys. */
import type { Attribute, User } from './user';

/** Names that a file may give its users' keys by, the first one there is taken: flagd's, OpenFeature's, FeatureProbe's and what people write. */
const KEY_NAMES = ['targetingKey', 'targeting_key', 'key', 'userKey', 'user_key', 'userId', 'user_id', 'userid', 'id'];

/** The most levels that a value in a file of JSON lines may have: what compares or prints values calls itself. */
const MAX_DEPTH = 32;

/** A user, or why there is none in a line. */
export type Read = { readonly user: User } | { readonly broken: Broken };

/** Why a line is no user. Worded in shared/text. */
export type Broken =
  | { readonly code: 'no-key'; readonly name: string }
  /** Half of a surrogate pair stands alone in the key. */
  | { readonly code: 'key-not-unicode' }
  /** The key is a number that a double cannot hold: digits would change. */
  | { readonly code: 'key-number'; readonly name: string }
  | { readonly code: 'fields'; readonly expected: number; readonly found: number }
  | { readonly code: 'not-json'; readonly message: string }
  | { readonly code: 'not-csv'; readonly message: string }
  | { readonly code: 'not-an-object' }
  | { readonly code: 'too-deep'; readonly most: number }
  | { readonly code: 'too-long'; readonly most: number }
  | { readonly code: 'duplicate'; readonly key: string };

/** A line that is no user. */
export interface BrokenLine {
  /** From 1; of a record of several lines the last. */
  readonly line: number;
  readonly broken: Broken;
  /** The beginning of it. */
  readonly text: string;
}

/** Which name gives users their keys: the first of the usual ones, whatever its case, else the first name there is. Undefined for no names. */
export function keyNameOf(names: readonly string[]): string | undefined {
  for (const usual of KEY_NAMES) {
    const found = names.find((name) => name.trim().toLowerCase() === usual.toLowerCase());
    if (found !== undefined) return found;
  }
  return names[0];
}

/** Reads records of a CSV file by its head: all values are texts (see `typed`), an empty cell is a missing attribute, a column without a name is none. */
export function recordReader(head: readonly string[], keyName: string): (record: readonly string[]) => Read {
  const keyAt = head.indexOf(keyName);
  return (record) => {
    if (record.length !== head.length) return { broken: { code: 'fields', expected: head.length, found: record.length } };
    const key = record[keyAt] ?? '';
    if (key === '') return { broken: { code: 'no-key', name: keyName } };
    const attributes = record.flatMap((cell, at): [string, Attribute][] => (at === keyAt || cell === '' || head[at] === '' ? [] : [[head[at] as string, cell]]));
    // not by assignment: a column may be called __proto__
    return { user: { key, attributes: Object.fromEntries(attributes) } };
  };
}

/** Reads a line of a file of JSON lines. Nested objects called `attributes`, `attrs` or `custom` are kept as they are: an engine may look into them. */
export function readJsonLine(line: string, keyName: string | undefined): Read {
  let read: unknown;
  try {
    read = JSON.parse(line);
  } catch (error) {
    return { broken: { code: 'not-json', message: (error as Error).message } };
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read)) return { broken: { code: 'not-an-object' } };
  if (depthOf(read) > MAX_DEPTH) return { broken: { code: 'too-deep', most: MAX_DEPTH } };
  const entries = Object.entries(read as Record<string, Attribute>);
  const name = keyName ?? keyNameOf(entries.map(([each]) => each));
  const key = entries.find(([each]) => each === name)?.[1];
  if (name === undefined || (typeof key !== 'string' && typeof key !== 'number') || key === '') return { broken: { code: 'no-key', name: name ?? 'key' } };
  if (typeof key === 'number' && !Number.isSafeInteger(key)) return { broken: { code: 'key-number', name } };
  if (typeof key === 'string' && /\p{Surrogate}/u.test(key)) return { broken: { code: 'key-not-unicode' } };
  return { user: { key: String(key), attributes: Object.fromEntries(entries.filter(([each]) => each !== name)) } };
}

/** Keys that were pasted: one a line, or parted by commas, semicolons or tabs. Each once, in their order. */
export function pastedKeys(text: string): string[] {
  return [...new Set(text.split(/[\n\r,;\t]+/).map((key) => key.trim()))].filter((key) => key !== '');
}

function depthOf(value: unknown): number {
  let depth = 0;
  let level: unknown[] = [value];
  while (level.length > 0 && depth <= MAX_DEPTH + 1) {
    depth++;
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  }
  return depth - 1;
}
