/** What has become of each key of a past state since: by handle, with the directories that something differs in. */
import type { Key } from '../../shared/model/key';
import type { SinceKind } from '../../shared/model/past';
import type { Since } from './state';
import { ROOT, type KeyTree } from './tree';

/** `below`: nothing of it is different itself, but something that lies in it. */
export type SinceMark = SinceKind | 'below';

export class SinceMarks {
  readonly #marks = new Map<number, SinceMark>();

  /** The tree has every key already. */
  constructor(tree: KeyTree, differences: readonly Since[]) {
    for (const { key, kind } of differences) {
      const handle = tree.handleOf.get(key);
      if (handle === undefined) continue;
      this.#marks.set(handle, kind);
      for (let above = tree.parent[handle] as number; above !== ROOT && !this.#marks.has(above); above = tree.parent[above] as number) this.#marks.set(above, 'below');
    }
  }

  of(handle: number): SinceMark | undefined {
    return this.#marks.get(handle);
  }
}

/** The keys that differ, in order. */
export const keysOf = (differences: readonly Since[], kind: SinceKind): Key[] => differences.flatMap((one) => (one.kind === kind ? [one.key] : []));
