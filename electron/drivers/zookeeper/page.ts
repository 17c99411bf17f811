/** Which of a node's children are read: their names come all at once and in no order. */

/** Names that are looked through before the list is put in order and cut again. */
const BACKLOG = 4;

/** The first `count` names, in order; only those behind `after`. A million names are never sorted for the sake of a few. */
export function firstNames(names: readonly string[], count: number, after?: string): string[] {
  let first: string[] = [];
  let cut: string | undefined;
  for (const name of names) {
    if ((after !== undefined && name <= after) || (cut !== undefined && name >= cut)) continue;
    first.push(name);
    if (first.length < count * BACKLOG) continue;
    first = first.sort().slice(0, count);
    cut = first[count - 1];
  }
  return first.sort().slice(0, count);
}

/** The names up to and including this one, in order. */
export const namesThrough = (names: readonly string[], through: string): string[] => names.filter((name) => name <= through).sort();
