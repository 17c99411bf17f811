/** Staged states: the tree as the intentions so far would leave it, one final state a key. */
import type { Fault } from '../fault';
import type { Stamp } from '../model/entry';
import { compareKeys, type Key } from '../model/key';
import type { Base } from '../model/plan';
import { belowText, type Held, type Tree } from './tree';

/** What becomes of a key. */
export interface Stage {
  /** Undefined where the key is deleted. */
  readonly value: Uint8Array | null | undefined;
  readonly base: Base;
  /** Where the value was copied from. */
  readonly source?: Key;
  /** Index of the intention that had the last word. */
  readonly intention: number;
}

/** A key with the value it would have. */
export interface Standing {
  readonly key: Key;
  /** Undefined where the store has it and we do not. */
  readonly value: Uint8Array | null | undefined;
  /** Of an entry that stands untouched and goes with its owner. */
  readonly owner?: string;
}

export class Staged {
  readonly stages = new Map<Key, Stage>();
  /** Index of the intention that is carried out. */
  intention = 0;

  constructor(readonly tree: Tree) {}

  get(key: Key): Standing | undefined {
    const stage = this.stages.get(key);
    const held = this.tree.get(key);
    if (!stage) return held && standingOf(held);
    return stage.value === undefined ? undefined : { key, value: stage.value, ...(held?.owner !== undefined && { owner: held.owner }) };
  }

  /** What would stand at a key and below it, in order. */
  subtree(top: Key): Standing[] {
    const below = belowText(this.tree.place, top);
    const keys = new Set<Key>([top]);
    for (const { key } of this.tree.startingWith(below)) keys.add(key);
    let added = false;
    for (const key of this.stages.keys()) {
      if (!key.startsWith(below) || keys.has(key)) continue;
      keys.add(key);
      added = true;
    }
    const ordered = added ? [...keys].sort(compareKeys) : [...keys];
    return ordered.flatMap((key) => this.get(key) ?? []);
  }

  /** The first key below this one that would stand, if any does. */
  firstBelow(key: Key): Key | undefined {
    for (const held of this.tree.startingWith(belowText(this.tree.place, key))) if (this.get(held.key) && held.key !== key) return held.key;
    return undefined;
  }

  /** `base` is needed only where the tree does not tell what is there. */
  put(key: Key, value: Uint8Array | null, more: { base?: Base; source?: Key } = {}): void {
    const { base = this.tree.get(key)?.stamp ?? 'absent', source } = more;
    this.stages.set(key, { value, base, intention: this.intention, ...(source !== undefined && { source }) });
  }

  delete(key: Key, base: Stamp | undefined = this.tree.get(key)?.stamp): void {
    if (base) this.stages.set(key, { value: undefined, base, intention: this.intention });
    else this.stages.delete(key);
  }
}

const standingOf = ({ key, value, owner }: Held): Standing => ({ key, value, ...(owner !== undefined && { owner }) });

/** Stops an intention; nothing of it is staged. */
export class Refusal extends Error {
  constructor(readonly fault: Fault) {
    super(fault.message);
    this.name = 'Refusal';
  }
}
