/** Keys in lower case by handle, and the last query over them. Kept current key by key, so that a query never starts from nothing. */

/** The words of a query in lower case, none twice. */
export const termsOf = (text: string): string[] => [...new Set(text.toLowerCase().split(/\s+/).filter((term) => term !== ''))];

/** Whether every word stands in a key that is in lower case. */
export const matchesAll = (key: string, terms: readonly string[]): boolean => terms.every((term) => key.includes(term));

/** Whether all that matches the new words matched the old ones: each old word stands in a new one. */
export const narrows = (older: readonly string[], newer: readonly string[]): boolean =>
  older.every((term) => newer.some((longer) => longer.includes(term)));

/** Filter over one source's keys. */
export class FilterIndex {
  private readonly keys: (string | undefined)[] = [];
  private terms: readonly string[] = [];
  /** Handles that match `terms`; may hold some that have gone since. */
  private matching: Int32Array<ArrayBuffer> = new Int32Array(0);

  /** Takes keys in and out. Returns the newcomers that match the present query. */
  change(handles: Int32Array, keys: string, removed: Int32Array): Int32Array<ArrayBuffer> {
    for (const handle of removed) this.keys[handle] = undefined;
    if (handles.length === 0) return new Int32Array(0);
    // handles run upwards, and a hole far beyond the end would turn the array into a dictionary
    const lowered = keys.toLowerCase().split('\0');
    const more: number[] = [];
    handles.forEach((handle, i) => {
      const key = lowered[i] as string;
      while (this.keys.length < handle) this.keys.push(undefined);
      this.keys[handle] = key;
      if (this.terms.length > 0 && matchesAll(key, this.terms)) more.push(handle);
    });
    const newcomers = new Int32Array(more);
    if (more.length > 0) this.matching = joined(this.matching, newcomers);
    return newcomers;
  }

  /** All keys that match, in no order; narrows the last answer where that is enough. An empty query matches nothing and keeps nothing. */
  query(text: string): Int32Array<ArrayBuffer> {
    const terms = termsOf(text);
    const narrowing = this.terms.length > 0 && narrows(this.terms, terms);
    const matching = new Int32Array(terms.length === 0 ? 0 : narrowing ? this.matching.length : this.keys.length);
    let count = 0;
    if (terms.length > 0 && narrowing) {
      for (const handle of this.matching) if (this.isMatch(handle, terms)) matching[count++] = handle;
    } else if (terms.length > 0) {
      for (let handle = 0; handle < this.keys.length; handle++) if (this.isMatch(handle, terms)) matching[count++] = handle;
    }
    this.terms = terms;
    this.matching = matching.slice(0, count);
    return this.matching.slice();
  }

  /** The shortest keys that match, beside the present query. */
  search(text: string, limit: number): Int32Array<ArrayBuffer> {
    const terms = termsOf(text);
    const found: { handle: number; key: string }[] = [];
    if (terms.length > 0) {
      for (let handle = 0; handle < this.keys.length; handle++) {
        if (this.isMatch(handle, terms)) found.push({ handle, key: this.keys[handle] as string });
      }
    }
    found.sort((a, b) => a.key.length - b.key.length || (a.key < b.key ? -1 : 1));
    return Int32Array.from(found.slice(0, limit), ({ handle }) => handle);
  }

  private isMatch(handle: number, terms: readonly string[]): boolean {
    const key = this.keys[handle];
    if (key === undefined) return false;
    for (let i = 0; i < terms.length; i++) if (!key.includes(terms[i] as string)) return false;
    return true;
  }
}

function joined(a: Int32Array, b: Int32Array): Int32Array<ArrayBuffer> {
  const both = new Int32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
