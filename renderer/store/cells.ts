/**
 * Cells: what a component subscribes to. One small proxy per node that somebody shows, held weakly: a component keeps its cell
 * alive, nobody has to give it back, and a hundred thousand nodes that nobody shows cost nothing.
 */
import { proxy } from 'valtio';
import type { Decoded } from '../../shared/flags/flag';
import type { Key } from '../../shared/model/key';
import type { FlagShares, NoShares } from '../../shared/model/shares';

/** One node as it is shown. */
export interface Cell {
  readonly key: Key;
  /** Whether an entry stands at this key; otherwise it is a mere directory, or gone. */
  isEntry: boolean;
  /** Whether it is known to be there but may not be read. */
  denied: boolean;
  /** Whether the node is neither entry, directory nor denied. */
  gone: boolean;
  /** Whether an entry may stand here without our knowing: the source is read as far as it is opened, and not so far. */
  unread: boolean;
  /** Children, at the last settling of the tree. */
  kids: number;
  /** Beginning of the value, at most PREVIEW_BYTES; null for ZooKeeper's "no data". */
  value: Uint8Array | null;
  /** Full length of the value; null for "no data". */
  size: number | null;
  /** Whether `value` is all of it. */
  complete: boolean;
  /** What the value means. It is stale, as every field below, once the entry is gone: the last state seen. */
  decoded: Decoded;
  created: bigint;
  modified: bigint;
  version: number;
  modifiedAt: number | null;
  owner: string | null;
  /** Changes seen since the cell was made: a row flashes for these and for nothing else. */
  changes: number;
  /** Times the key was deleted and created again since the cell was made. */
  recreated: number;
  /** Whom the flag in the value serves what, as it was last counted; null where that was not asked or there is no such flag. */
  shares: FlagShares | NoShares | null;
}

/** The fields that come from the columns. */
export type CellContent = Omit<Cell, 'key' | 'changes' | 'recreated' | 'shares'>;

/** Cells that are alive, by handle. */
export class Cells {
  private readonly alive = new Map<number, WeakRef<Cell>>();
  private readonly registry: FinalizationRegistry<number>;

  /** `released` hears of handles whose cell has been collected. */
  constructor(released: (handle: number) => void) {
    this.registry = new FinalizationRegistry((handle) => {
      if (this.alive.get(handle)?.deref() !== undefined) return;
      this.alive.delete(handle);
      released(handle);
    });
  }

  get(handle: number): Cell | undefined {
    return this.alive.size === 0 ? undefined : this.alive.get(handle)?.deref();
  }

  has(handle: number): boolean {
    return this.get(handle) !== undefined;
  }

  make(handle: number, key: Key, content: CellContent): Cell {
    const cell = proxy<Cell>({ key, ...content, changes: 0, recreated: 0, shares: null });
    this.alive.set(handle, new WeakRef(cell));
    this.registry.register(cell, handle);
    return cell;
  }

  /** Cells that are alive now, with their handles. */
  *all(): Generator<[number, Cell]> {
    for (const [handle, reference] of this.alive) {
      const cell = reference.deref();
      if (cell !== undefined) yield [handle, cell];
    }
  }
}
