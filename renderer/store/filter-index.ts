/**
 * Keys in lower case by handle, and the last query over them. Kept current key by key, so that a query never starts from nothing.
 * Scans are generators that stop every few thousand keys: who runs one decides how long it may hold up the window.
 */
import { ROOT, type KeyTree } from './tree';

/** Keys looked at between two stops: some tenths of a millisecond. */
const STRIDE = 4096;
/** Children from which on it pays to look at a directory's path once for all of them. */
const MANY = 8;

/** The words of a query in lower case, none twice. */
export const termsOf = (text: string): string[] => [...new Set(text.toLowerCase().split(/\s+/).filter((term) => term !== ''))];

/** Whether every word stands in a key that is in lower case. */
export const matchesAll = (key: string, terms: readonly string[]): boolean => terms.every((term) => key.includes(term));

/** Whether all that matches the new words matched the old ones: each old word stands in a new one. */
export const narrows = (older: readonly string[], newer: readonly string[]): boolean =>
  older.every((term) => newer.some((longer) => longer.includes(term)));

/** What is still to be found in the keys of a directory: words that its own path does not hold, and where a search for each begins. */
interface Missing {
  readonly terms: readonly string[];
  readonly from: readonly number[];
}

/** Filter over one source's keys. */
export class FilterIndex {
  private readonly keys: (string | undefined)[] = [];
  private terms: readonly string[] = [];
  /** Handles that matched `terms` when they were asked for, null until that scan has ended; may hold some that have gone since. */
  private matching: Int32Array | null = null;
  /** Handles that came since, and match as well. */
  private late: number[] = [];

  constructor(private readonly tree: KeyTree) {}

  /** Takes keys out and in. Returns the newcomers that match the present query. */
  change(removed: readonly number[], added: readonly number[]): readonly number[] {
    for (const handle of removed) this.keys[handle] = undefined;
    const more: number[] = [];
    for (const handle of added) {
      const key = (this.tree.keys[handle] ?? '').toLowerCase();
      // handles run upwards, and a hole far beyond the end would turn the array into a dictionary
      while (this.keys.length < handle) this.keys.push(undefined);
      this.keys[handle] = key;
      if (this.terms.length > 0 && matchesAll(key, this.terms)) more.push(handle);
    }
    for (const handle of more) this.late.push(handle);
    return more;
  }

  /**
   * All keys that match, in no order and some perhaps twice; narrows the last answer where that is enough. Null for an empty query,
   * which keeps nothing. A query that is begun ends the one before it, finished or not.
   */
  *query(text: string): Generator<undefined, Int32Array | null> {
    const terms = termsOf(text);
    const narrowed = this.matching !== null && this.terms.length > 0 && narrows(this.terms, terms) ? joined(this.matching, this.late) : null;
    this.terms = terms;
    this.matching = null;
    this.late = [];
    if (terms.length === 0) return null;
    const found = yield* this.scan(terms, narrowed);
    this.matching = found;
    return joined(found, this.late);
  }

  /** The shortest keys that match, beside the present query. */
  *search(text: string, limit: number): Generator<undefined, readonly number[]> {
    const terms = termsOf(text);
    if (terms.length === 0) return [];
    const found = [...(yield* this.scan(terms, null))].flatMap((handle) => ({ handle, key: this.keys[handle] ?? '' }));
    found.sort((a, b) => a.key.length - b.key.length || (a.key < b.key ? -1 : 1));
    return found.slice(0, limit).map(({ handle }) => handle);
  }

  /** Looks through these handles, or through all that there are now; what comes while it stops is in `late`. */
  private *scan(terms: readonly string[], handles: Int32Array | null): Generator<undefined, Int32Array> {
    const length = handles?.length ?? this.keys.length;
    const found = new Int32Array(length);
    const all: Missing = { terms, from: terms.map(() => 0) };
    const known = new Map<number, Missing>();
    let count = 0;
    let parent = -1;
    let missing = all;
    for (let at = 0; at < length; ) {
      for (const end = Math.min(at + STRIDE, length); at < end; at++) {
        const handle = handles === null ? at : (handles[at] as number);
        const key = this.keys[handle];
        if (key === undefined) continue;
        if (this.tree.parent[handle] !== parent) {
          parent = this.tree.parent[handle] as number;
          missing = this.missingIn(parent, key, all, known);
        }
        if (holds(key, missing)) found[count++] = handle;
      }
      yield;
    }
    return found.slice(0, count);
  }

  /** What the path of a directory leaves to be found in its keys, of which `key` is one. */
  private missingIn(parent: number, key: string, all: Missing, known: Map<number, Missing>): Missing {
    if (parent === ROOT || (this.tree.kids[parent] as number) < MANY) return all;
    const before = known.get(parent);
    if (before !== undefined) return before;
    // no letter's lower case depends on what stands beyond a slash, so this begins every key of the directory
    const end = (this.tree.keys[parent] ?? '').toLowerCase().length;
    const path = key.slice(0, end);
    const terms = all.terms.filter((term) => !path.includes(term));
    const missing = { terms, from: terms.map((term) => Math.max(0, end - term.length + 1)) };
    known.set(parent, missing);
    return missing;
  }
}

function holds(key: string, { terms, from }: Missing): boolean {
  for (let i = 0; i < terms.length; i++) if (!key.includes(terms[i] as string, from[i])) return false;
  return true;
}

function joined(a: Int32Array, b: readonly number[]): Int32Array {
  if (b.length === 0) return a;
  const both = new Int32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
