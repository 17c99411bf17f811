/** Three-way merges of documents by their properties. A list is one value: its items have no names by which two versions could be told to be the same. */

/** A document as a merge sees it: properties by name, and values that are the same when their `id` is. */
export type Node = { readonly kind: 'map'; readonly entries: ReadonlyMap<string, Node>; readonly id: string } | { readonly kind: 'value'; readonly id: string };

/** Names from the root of the document to a property. */
export type Path = readonly string[];

/** A document that can be merged by its properties. */
export interface Structured {
  readonly root: Node;
  /** The source of what is at a path; undefined where there is nothing. */
  sourceAt(path: Path): string | undefined;
}

/** JSON or YAML. */
export interface Format {
  /** Undefined where a text is no document of this format whose properties are named once each. */
  read(text: string): Structured | undefined;
  /** The text with the property at this path as `from` has it; without the property where `from` has none. The rest stays as it is written. */
  transplant(text: string, path: Path, from: string): string;
}

/** What is to be taken over from mine, and where both sides have changed the same. */
export interface StructureMerge {
  readonly fromMine: readonly Path[];
  readonly conflicts: readonly Path[];
}

/** Compares two documents with the one that they come from. */
export function mergeStructure(base: Node | undefined, mine: Node | undefined, theirs: Node | undefined, path: Path = []): StructureMerge {
  if (mine?.id === base?.id || mine?.id === theirs?.id) return { fromMine: [], conflicts: [] };
  if (theirs?.id === base?.id) return { fromMine: [path], conflicts: [] };
  if (mine?.kind !== 'map' || theirs?.kind !== 'map') return { fromMine: [], conflicts: [path] };
  const before = base?.kind === 'map' ? base.entries : new Map<string, Node>();
  const names = new Set([...mine.entries.keys(), ...theirs.entries.keys(), ...before.keys()]);
  const parts = [...names].map((name) => mergeStructure(before.get(name), mine.entries.get(name), theirs.entries.get(name), [...path, name]));
  return { fromMine: parts.flatMap((part) => part.fromMine), conflicts: parts.flatMap((part) => part.conflicts) };
}

/** A map of these entries. Their order does not count. */
export function mapNode(entries: ReadonlyMap<string, Node>): Node {
  const inOrder = [...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return { kind: 'map', entries, id: `{${inOrder.map(([name, node]) => `${JSON.stringify(name)}:${node.id}`).join()}}` };
}

/** A list, which is a value as a whole. */
export const listNode = (items: readonly Node[]): Node => ({ kind: 'value', id: `[${items.map(({ id }) => id).join()}]` });
