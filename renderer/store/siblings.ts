/** Order among siblings: by the bytes of their segment. Siblings share all that stands before it, so whole data-keys compare alike. */
import { compareKeys, keyToBytes, type Key } from '../../shared/model/key';

/** Where plain UTF-16 order is not the order of the stored bytes: surrogates, and escapes of bytes that are not text. */
const needsCare = /[\ud800-\udfff]|\\x[0-9A-F]{2}/;

/** Two ZooKeeper paths may read as escapes of the same byte (`A`, `\x41`): they stay apart, in a fixed order. */
const order = (a: Key, b: Key): number => compareKeys(a, b) || (a < b ? -1 : a > b ? 1 : 0);

/** Sorts handles of siblings in place. A list that is in order already costs one pass. */
export function sortSiblings(list: number[], keys: readonly Key[]): void {
  if (list.length < 2) return;
  const prefix = commonPrefix(keys[list[0] as number] as Key, keys[list[list.length - 1] as number] as Key);
  const names: string[] = [];
  let careful = false;
  let sorted = true;
  for (const handle of list) {
    const key = keys[handle] as Key;
    const name = key.slice(prefix.length);
    careful ||= !key.startsWith(prefix) || needsCare.test(name);
    if (names.length > 0 && (names[names.length - 1] as string) > name) sorted = false;
    names.push(name);
  }
  // the engine sorts texts as such many times faster than by what a comparison would have to make of them each time
  if (careful) sortBy(list, list.map((handle) => bytesAsText(keys[handle] as Key)), keys);
  else if (!sorted) sortBy(list, names, keys);
}

/** Sorts handles by the text that stands for each. */
function sortBy(list: number[], texts: readonly string[], keys: readonly Key[]): void {
  const named = list.map((handle, index) => ({ handle, text: texts[index] as string }));
  named.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : order(keys[a.handle] as Key, keys[b.handle] as Key)));
  named.forEach(({ handle }, index) => (list[index] = handle));
}

/** A text whose order is that of the key's bytes: each of its characters stands for one. */
function bytesAsText(key: Key): string {
  const bytes = keyToBytes(key);
  let text = '';
  for (let from = 0; from < bytes.length; from += CHUNK) text += String.fromCharCode(...bytes.subarray(from, from + CHUNK));
  return text;
}

/** So many characters can be made by one call. */
const CHUNK = 8192;

/** Puts sorted newcomers where they belong in a sorted list: a search each, and one pass over what has to move. */
export function mergeSiblings(list: number[], newcomers: readonly number[], keys: readonly Key[]): void {
  const places: number[] = [];
  for (const handle of newcomers) places.push(placeOf(list, keys[handle] as Key, keys, places[places.length - 1] ?? 0));
  if (newcomers.length < FEW) {
    for (let i = newcomers.length - 1; i >= 0; i--) list.splice(places[i] as number, 0, newcomers[i] as number);
    return;
  }
  let from = list.length;
  for (let i = 0; i < newcomers.length; i++) list.push(0);
  let to = list.length;
  for (let i = newcomers.length - 1; i >= 0; i--) {
    const place = places[i] as number;
    while (from > place) list[--to] = list[--from] as number;
    list[--to] = newcomers[i] as number;
  }
}

/** Takes siblings out of a sorted list that `isLeft` does not want to keep; only the given ones are asked about when they are few. */
export function dropSiblings(list: number[], dead: readonly number[], keys: readonly Key[], isLeft: (handle: number) => boolean): void {
  if (dead.length < FEW) {
    for (const handle of dead) {
      if (isLeft(handle)) continue;
      const place = placeOf(list, keys[handle] as Key, keys, 0);
      if (list[place] === handle) list.splice(place, 1);
    }
    return;
  }
  let to = 0;
  for (const handle of list) if (isLeft(handle)) list[to++] = handle;
  list.length = to;
}

/** Up to here moving the rest of the list for each one is cheaper than a pass of our own. */
const FEW = 8;

/** Index of the first sibling, `from` on, that does not sort before the key. */
function placeOf(list: readonly number[], key: Key, keys: readonly Key[], from: number): number {
  let low = from;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (order(keys[list[middle] as number] as Key, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What two siblings share up to their last common slash. */
function commonPrefix(a: Key, b: Key): string {
  const length = Math.min(a.length, b.length);
  let slash = -1;
  for (let i = 0; i < length; i++) {
    const unit = a.charCodeAt(i);
    if (unit !== b.charCodeAt(i)) break;
    if (unit === 0x2f) slash = i;
  }
  return a.slice(0, slash + 1);
}
