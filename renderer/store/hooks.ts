/**
 * How components subscribe: to small proxies only, and to the one node they show. This is the only file that calls useSnapshot;
 * a snapshot of anything that grows with the store would be rebuilt as a whole on every change.
 */
import { useCallback, useMemo, useRef, useSyncExternalStore } from 'react';
import { proxy, snapshot, subscribe, useSnapshot, type Snapshot } from 'valtio';
import type { FormatRule } from '../../shared/flags/format';
import type { Key } from '../../shared/model/key';
import { inSpan } from '../../shared/model/denied';
import type { Preferences } from '../../shared/model/preferences';
import { separatorOf, type SourceId } from '../../shared/model/source';
import type { Cell } from './cells';
import type { Preview } from '../../shared/plans/preview';
import type { SourceData } from './source-data';
import { dataOf } from './data';
import { hasMoved } from './review';
import { ancestorsOf, baseOf } from './segments';
import { firstQuestion, questionName, type RolloutQuestion } from './rollout-question';
import { compare, rollout, sources, ui, type CompareState, type HeldDraft, type Offers, type RolloutState, type SourceState, type UiState } from './state';

/** One node as a component sees it. */
export type CellView = Snapshot<Cell>;

/** What the window as a whole shows. */
export const useUi = (): Snapshot<UiState> => useSnapshot(ui);

/** One source; null where there is none by this id (yet). */
export function useSource(sourceId: SourceId | null): Snapshot<SourceState> | null {
  const all = useSnapshot(sources);
  return sourceId === null ? null : (all[sourceId] ?? null);
}

/** All sources, in the order main lists them. */
export function useSources(): readonly Snapshot<SourceState>[] {
  const { order } = useSnapshot(ui);
  const all = useSnapshot(sources);
  return order.flatMap((id) => all[id] ?? []);
}

/** The source on show. */
export function useActiveSource(): Snapshot<SourceState> | null {
  return useSource(useSnapshot(ui).activeSourceId);
}

/** What a person has set for all sources. Whoever judges keys by the rules in force reads it, to hear of others. */
export const usePreferences = (): Preferences => useSnapshot(ui).preferences as Preferences;

/** Which formats values are said to have. */
export const useFormatRules = (): readonly FormatRule[] => usePreferences().formatRules;

/** The comparison and what is chosen of it. */
export const useCompare = (): Snapshot<CompareState> => useSnapshot(compare);

/** The rollout that is simulated. */
export const useRollout = (): Snapshot<RolloutState> => useSnapshot(rollout);

/** What is asked of the rollout of a key. */
export const useRolloutQuestion = (sourceId: SourceId, key: Key): RolloutQuestion => (useSnapshot(rollout).questions[questionName(sourceId, key)] as RolloutQuestion | undefined) ?? firstQuestion;

/** What can be connected to at a press. */
export const useOffers = (): Offers => useSnapshot(ui).offers as Offers;

const nobody = proxy<Partial<Cell>>({});

/** One node, by handle or by a key that need not exist (yet); null while the source is unknown. Holds its cell as long as it is mounted. */
export function useCell(sourceId: SourceId | null, node: number | Key | null): CellView | null {
  // The data is there from the moment the source is known. Asked by a field: who takes the source as a whole hears of all that moves in it.
  const known = useSource(sourceId)?.info !== undefined;
  const cell = useMemo(() => {
    if (sourceId === null || node === null || !known) return null;
    return dataOf(sourceId)?.cell(node) ?? null;
  }, [sourceId, node, known]);
  const view = useSnapshot(cell ?? nobody);
  return cell === null ? null : (view as CellView);
}

/** The selected node of a source, null where nothing is selected. It may be gone: see `gone` and `isEntry`. */
export function useSelectedEntry(sourceId: SourceId | null): CellView | null {
  const view = useCell(sourceId, useSource(sourceId)?.selectedKey ?? null);
  // Valtio tells of changes of what was read, and whoever shows this later has not read it yet: so all of it is read now
  return view === null ? null : { ...view };
}

/** Whether a key may be there unseen, because it, something that it lies in, or all of its part of the source may not be read. */
export function useHidden(sourceId: SourceId, key: Key): boolean {
  const state = useSource(sourceId);
  if (state === null) return false;
  const { source } = state.info;
  const { keys, readable } = state.denied;
  if (readable !== undefined && !readable.some((span) => inSpan(span, key))) return true;
  return keys.includes(key) || ancestorsOf(baseOf(source), key, separatorOf(source)).some((above) => keys.includes(above));
}

/** Whether the write of a key is under way: its controls cannot be pressed. */
export function useBusy(sourceId: SourceId | null, key: Key | null): boolean {
  return useSource(sourceId)?.busy.includes(key ?? '') === true && key !== null;
}

/** What cuts the keys of a source. */
export function useSeparator(sourceId: SourceId): string {
  const state = useSource(sourceId);
  return state === null ? '/' : separatorOf(state.info.source);
}

/** A source's plain data; the component renders again whenever its visible rows change. */
export function useRows(sourceId: SourceId): SourceData | undefined {
  const state = useSource(sourceId);
  return state === null || state.rows < 0 ? undefined : dataOf(sourceId);
}

/**
 * One node of a source's data, for a row: it subscribes to nothing beside it. Holds its cell as long as it is mounted. A row shows all
 * of its node, so that to follow which fields it reads, as useSnapshot does, would only cost time with every letter of the filter.
 */
export function useNode(data: SourceData, handle: number): CellView {
  const cell = useMemo(() => data.cell(handle), [data, handle]);
  const listen = useCallback((told: () => void) => subscribe(cell, told), [cell]);
  return useSyncExternalStore(listen, () => snapshot(cell));
}

/** The draft of a key, null where there is none. */
export function useDraft(sourceId: SourceId, key: Key): HeldDraft | null {
  return (useSource(sourceId)?.drafts.find((draft) => draft.key === key) as HeldDraft | undefined) ?? null;
}

/** Keys of these rows that are no longer as they were when the plan was made, as they come to be so. */
export function useMoved(sourceId: SourceId, rows: readonly Preview[]): readonly Key[] {
  const cells = useMemo(() => {
    const data = dataOf(sourceId);
    return data === undefined ? [] : rows.map((row) => ({ row, data, cell: data.cell(row.key) }));
  }, [sourceId, rows]);
  const listen = useCallback(
    (told: () => void) => {
      const ends = cells.map(({ cell }) => subscribe(cell, told));
      return () => ends.forEach((end) => end());
    },
    [cells],
  );
  const last = useRef<readonly Key[]>([]);
  return useSyncExternalStore(listen, () => {
    const moved = cells.flatMap(({ row, data, cell }) => (hasMoved(row, cell, data.at) ? [row.key] : []));
    // the same answer has to be the same array, or it would be rendered for ever
    if (moved.length !== last.current.length || moved.some((key, index) => key !== last.current[index])) last.current = moved;
    return last.current;
  });
}
