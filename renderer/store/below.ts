/**
 * All entries below a folder, as they come and go: for a view that needs a whole part of the tree, whatever of it is open. It holds a cell
 * for each node there while somebody listens, and is put right once a frame.
 */
import { useMemo, useSyncExternalStore } from 'react';
import { snapshot, subscribe } from 'valtio';
import type { Key } from '../../shared/model/key';
import type { SourceId } from '../../shared/model/source';
import type { Cell } from './cells';
import { dataOf } from './data';
import { useSource, type CellView } from './hooks';
import type { SourceData } from './source-data';

/** What stands below a folder at one moment. */
export interface EntriesBelow {
  readonly entries: readonly CellView[];
  /** Whether some of it may not be read, is not loaded, or is left out because there is too much. */
  readonly partial: boolean;
}

/** The most nodes that are looked at. */
const MOST = 20_000;

/** The entries below one folder; see the head of the file. The folder need not exist (yet). */
export class Below {
  private readonly held = new Map<Cell, () => void>();
  private readonly listeners = new Set<() => void>();
  /** Held from the beginning: an absent key's handle lasts as long as its cell. */
  private readonly top: Cell;
  private waiting = false;
  private view: EntriesBelow;

  constructor(
    private readonly data: SourceData,
    private readonly folder: Key,
  ) {
    this.top = data.cell(folder);
    this.view = this.collect();
  }

  /** What stands there now; the same object until something changes. */
  readonly current = (): EntriesBelow => this.view;

  /** Calls `told` whenever it has changed. Gives what ends that. */
  readonly listen = (told: () => void): (() => void) => {
    this.listeners.add(told);
    // nobody listened until now
    if (this.listeners.size === 1) this.view = this.collect();
    return () => {
      this.listeners.delete(told);
      if (this.listeners.size === 0) this.letGo(new Set());
    };
  };

  private collect(): EntriesBelow {
    const { data, top } = this;
    const seen = new Set<Cell>([top]);
    const entries: CellView[] = [];
    let partial = top.denied || top.unread;
    const open = [...data.tree.childrenOf(data.tree.reserve(this.folder))].reverse();
    for (let handle = open.pop(); handle !== undefined; handle = open.pop()) {
      if (seen.size > MOST) {
        partial = true;
        break;
      }
      const cell = data.cell(handle);
      seen.add(cell);
      partial ||= cell.denied || data.tree.closed[handle] === 1;
      if (cell.isEntry) entries.push(snapshot(cell));
      if (cell.kids > 0) open.push(...[...data.tree.childrenOf(handle)].reverse());
    }
    this.letGo(seen);
    return { entries, partial };
  }

  /** Listens to these cells and to no others. */
  private letGo(kept: ReadonlySet<Cell>): void {
    for (const [cell, end] of this.held) {
      if (kept.has(cell)) continue;
      end();
      this.held.delete(cell);
    }
    if (this.listeners.size === 0) return;
    for (const cell of kept) if (!this.held.has(cell)) this.held.set(cell, subscribe(cell, () => this.changed()));
  }

  private changed(): void {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      if (this.listeners.size === 0) return;
      this.view = this.collect();
      for (const told of this.listeners) told();
    });
  }
}

const nothingBelow: EntriesBelow = { entries: [], partial: false };
const nothingChanges = () => () => undefined;

/** All entries below a folder, which need not exist (yet), with whatever becomes of them. */
export function useEntriesBelow(sourceId: SourceId, folder: Key): EntriesBelow {
  const epoch = useSource(sourceId)?.epoch;
  const below = useMemo(() => {
    const data = epoch === undefined ? undefined : dataOf(sourceId);
    return data === undefined ? null : new Below(data, folder);
  }, [sourceId, folder, epoch]);
  return useSyncExternalStore(below?.listen ?? nothingChanges, below?.current ?? (() => nothingBelow));
}
