/** A list of values as it should be: what stays at its beginning and end is not touched. */
import { problem, type Path } from '../problem';
import { edit, type Change } from './change';
import { isSame, nodeAt, plain, type Structure } from './node';
import type { Edited } from './text-edit';

/** Makes the list at a path have these items. */
export function setItems(structure: Structure, path: Path, items: readonly unknown[]): Edited {
  const node = nodeAt(structure.root, path);
  if (node?.type !== 'list') return { ok: false, problem: problem('edit-missing', { path }) };
  const old = node.items.map(plain);
  const shorter = Math.min(old.length, items.length);
  let start = 0;
  while (start < shorter && isSame(old[start], items[start])) start++;
  let end = 0;
  while (end < shorter - start && isSame(old[old.length - 1 - end], items[items.length - 1 - end])) end++;
  const [gone, put] = [old.length - start - end, items.slice(start, items.length - end)];
  // one for one each keeps its place
  const same = Math.min(gone, put.length);
  const changes: Change[] = put.slice(0, same).map((value, index) => ({ kind: 'set', path: [...path, start + index], value }));
  if (gone > same) changes.push({ kind: 'remove', path, index: start + same, count: gone - same });
  if (put.length > same) changes.push({ kind: 'insert', path, index: start + same, values: put.slice(same) });
  return edit(structure, changes);
}
