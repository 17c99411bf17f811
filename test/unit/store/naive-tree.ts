/** The tree of a set of keys, built from nothing each time by splitting and sorting: what the store's tree has to equal. */
import type { SourceData } from '../../../renderer/store/source-data';
import { matchesAll, termsOf } from '../../../renderer/store/filter-index';
import { compareKeys, type Key } from '../../../shared/model/key';

/** One node and what stands under it, in order. */
export interface NaiveNode {
  readonly key: Key;
  readonly children: NaiveNode[];
}

/** Segments of a key under a base; with an empty base a leading slash belongs to the first one. */
export function naiveSegments(base: string, key: Key): string[] {
  const segments = key.slice(base.length).split('/');
  const [first, second, ...rest] = segments;
  return base === '' && first === '' && second !== undefined ? [`/${second}`, ...rest] : segments;
}

/** Top rows of the tree of these keys. */
export function naiveTree(base: string, keys: Iterable<Key>): NaiveNode[] {
  const top: NaiveNode[] = [];
  for (const key of keys) {
    let siblings = top;
    let path = base;
    naiveSegments(base, key).forEach((segment, depth) => {
      path = depth === 0 ? base + segment : `${path}/${segment}`;
      let node = siblings.find((sibling) => sibling.key === path);
      if (node === undefined) {
        node = { key: path, children: [] };
        siblings.push(node);
        siblings.sort((a, b) => compareKeys(a.key, b.key) || (a.key < b.key ? -1 : 1));
      }
      siblings = node.children;
    });
  }
  return top;
}

/** One visible row as the tree role describes it. */
export interface NaiveRow {
  readonly key: Key;
  readonly level: number;
  readonly place: number;
  readonly setSize: number;
}

/** Rows to be seen where `isShown` says which nodes are and `isExpanded` which of them show their children. */
export function naiveRows(nodes: readonly NaiveNode[], isExpanded: (key: Key) => boolean, isShown: (node: NaiveNode) => boolean, level = 1): NaiveRow[] {
  const shown = nodes.filter(isShown);
  return shown.flatMap((node, index) => [
    { key: node.key, level, place: index + 1, setSize: shown.length },
    ...(isExpanded(node.key) ? naiveRows(node.children, isExpanded, isShown, level + 1) : []),
  ]);
}

/** The rows that a source's data shows. It has to be settled. */
export const shownRows = ({ rows, tree }: SourceData): NaiveRow[] =>
  Array.from({ length: rows.count }, (_, row) => {
    const handle = rows.at(row) as number;
    return {
      key: tree.keys[handle] as Key,
      level: tree.depth[handle] as number,
      place: rows.place[handle] as number,
      setSize: rows.shown[tree.parent[handle] as number] as number,
    };
  });

/** The rows that it has to show where these are the keys there are: what is open is its own affair. */
export function expectedRows(data: SourceData, keys: Iterable<Key>, filter: string): { readonly rows: NaiveRow[]; readonly matches: number | null } {
  const all = [...keys];
  const terms = termsOf(filter);
  const matches = new Set(all.filter((key) => matchesAll(key.toLowerCase(), terms)));
  const isShown = (node: NaiveNode): boolean => terms.length === 0 || matches.has(node.key) || node.children.some(isShown);
  const isExpanded = (key: Key): boolean => data.rows.isExpanded(data.handleOf(key) ?? -1);
  return { rows: naiveRows(naiveTree(data.base, all), isExpanded, isShown), matches: terms.length === 0 ? null : matches.size };
}
