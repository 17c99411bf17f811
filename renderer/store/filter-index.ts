/**
 * Keys in lower case by handle, and the last queries over them. Kept current key by key: a letter more looks only at what the text
 * before it left, a letter less finds that answer again. Scans are generators that stop every few thousand keys: who runs one
 * decides how long it may hold up the window.
 */
import { ROOT, type KeyTree } from './tree';

/** Keys looked at between two stops: some tenths of a millisecond. */
const STRIDE = 4096;
/** Children from which on it pays to look at a directory's path once for all of them. */
const MANY = 8;

/** Answers that are kept, a letter each: so many are taken back without a scan. */
const MOST_ANSWERS = 16;
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

interface Found {
  readonly handle: number;
  readonly key: string;
}

const shortestFirst = (a: Found, b: Found): number => a.key.length - b.key.length || (a.key < b.key ? -1 : 1);

/** A query and what it found. */
interface Answer {
  readonly terms: readonly string[];
  /** What matched when it was asked; may hold some that have gone since. */
  readonly handles: Int32Array;
  /** What came since, and matches as well. */
  readonly late: Set<number>;
}

/** A search on its way. */
interface Search {
  /** Handles to look at, null for all. */
  readonly handles: Int32Array | null;
  /** What has to be found where nothing is known of a key's directory. */
  readonly all: Missing;
  /** By directory. */
  readonly known: Map<number, Missing>;
  readonly found: Int32Array;
  count: number;
}

/** Filter over one source's keys. */
export class FilterIndex {
  private readonly keys: (string | undefined)[] = [];
  /** The present query's answer last; each narrows the one before it. */
  private readonly answers: Answer[] = [];
  /** The present query while it is being answered, and what came meanwhile. */
  private asked: Pick<Answer, 'terms' | 'late'> | null = null;

  constructor(private readonly tree: KeyTree) {}

  /** Takes keys out and in. Returns the newcomers that match the present query; none while it is being answered, for the answer has them. */
  change(removed: readonly number[], added: readonly number[]): readonly number[] {
    for (const handle of removed) this.keys[handle] = undefined;
    const more: number[] = [];
    for (const handle of added) {
      const key = (this.tree.keys[handle] ?? '').toLowerCase();
      // handles run upwards, and a hole far beyond the end would turn the array into a dictionary
      while (this.keys.length < handle) this.keys.push(undefined);
      this.keys[handle] = key;
      let matched = 0;
      for (const { terms, late } of this.answers) {
        if (!matchesAll(key, terms)) break;
        late.add(handle);
        matched++;
      }
      if (this.asked === null) {
        if (matched > 0 && matched === this.answers.length) more.push(handle);
      } else if (matchesAll(key, this.asked.terms)) {
        this.asked.late.add(handle);
      }
    }
    return more;
  }

  /**
   * All keys that match, in no order and some perhaps twice; narrows an answer that is kept where that is enough. The same array
   * means the same keys. Null for an empty query, which keeps nothing. A query that is begun ends the one before it, finished or not.
   */
  *query(text: string): Generator<undefined, Int32Array | null> {
    const terms = termsOf(text);
    const { answers } = this;
    this.asked = null;
    while (answers.length > 0 && !narrows((answers.at(-1) as Answer).terms, terms)) answers.pop();
    if (terms.length === 0) {
      answers.length = 0;
      return null;
    }
    const wider = answers.at(-1);
    const known = wider && joined(wider);
    if (wider && known && narrows(terms, wider.terms)) return known;
    const asked = { terms, late: new Set<number>() };
    this.asked = asked;
    const found = yield* this.scan(terms, known ?? null);
    const answer = { ...asked, handles: found.length === known?.length ? known : found };
    this.asked = null;
    answers.push(answer);
    if (answers.length > MOST_ANSWERS) answers.shift();
    return joined(answer);
  }

  /** The shortest keys that match, beside the present query. */
  *search(text: string, limit: number): Generator<undefined, readonly number[]> {
    const terms = termsOf(text);
    if (terms.length === 0) return [];
    const found = yield* this.scan(terms, null);
    const best: Found[] = [];
    for (let start = 0; start < found.length; start += STRIDE) {
      const worst = best[limit - 1];
      for (const handle of found.subarray(start, start + STRIDE)) {
        const key = this.keys[handle];
        if (key !== undefined && (worst === undefined || shortestFirst({ handle, key }, worst) < 0)) best.push({ handle, key });
      }
      best.sort(shortestFirst);
      best.length = Math.min(best.length, limit);
      yield;
    }
    return best.map(({ handle }) => handle);
  }

  /** Looks through these handles, or through all that there are now; what comes while it stops is in `late`. */
  private *scan(terms: readonly string[], handles: Int32Array | null): Generator<undefined, Int32Array> {
    const length = handles?.length ?? this.keys.length;
    const search: Search = { handles, all: { terms, from: terms.map(() => 0) }, known: new Map(), found: new Int32Array(length), count: 0 };
    for (let at = 0; at < length; at += STRIDE) {
      this.look(search, at, Math.min(at + STRIDE, length));
      yield;
    }
    return search.found.slice(0, search.count);
  }

  /** One stride of a search, outside the generator: the engine optimizes a loop in a function of its own only. */
  private look(search: Search, start: number, end: number): void {
    const { handles, found } = search;
    const { keys } = this;
    const parents = this.tree.parent;
    let { count } = search;
    let parent = -1;
    let { terms, from } = search.all;
    for (let at = start; at < end; at++) {
      const handle = handles === null ? at : (handles[at] as number);
      const key = keys[handle];
      if (key === undefined) continue;
      if (parents[handle] !== parent) {
        parent = parents[handle] as number;
        ({ terms, from } = this.missingIn(parent, key, search));
      }
      let i = 0;
      while (i < terms.length && key.indexOf(terms[i] as string, from[i]) >= 0) i++;
      if (i === terms.length) found[count++] = handle;
    }
    search.count = count;
  }

  /** What the path of a directory leaves to be found in its keys, of which `key` is one. */
  private missingIn(parent: number, key: string, { all, known }: Search): Missing {
    if (parent === ROOT || (this.tree.kids[parent] as number) < MANY) return all;
    const before = known.get(parent);
    if (before !== undefined) return before;
    const end = (this.tree.keys[parent] ?? '').toLowerCase().length;
    const path = key.slice(0, end);
    // the one letter whose lower case depends on what follows: beyond a slash nothing does, beyond other separators it may
    if (this.tree.separator !== '/' && /[σς]/.test(path)) return all;
    // so this begins every key of the directory
    const terms = all.terms.filter((term) => !path.includes(term));
    const missing = { terms, from: terms.map((term) => Math.max(0, end - term.length + 1)) };
    known.set(parent, missing);
    return missing;
  }
}

function joined({ handles, late }: Answer): Int32Array {
  if (late.size === 0) return handles;
  const both = new Int32Array(handles.length + late.size);
  both.set(handles);
  both.set([...late], handles.length);
  return both;
}
