/**
 * The shape of everything reactive, all of it small. Entries are not here: they live in plain columns (columns.ts), and a
 * component subscribes to the one entry it shows through a cell. Only actions (the user) and receive (main) write.
 */
import { proxy } from 'valtio';
import type { Fault } from '../../shared/fault';
import type { Key } from '../../shared/model/key';
import type { Plan, PlanWarning } from '../../shared/model/plan';
import type { SourceId } from '../../shared/model/source';
import type { SourceInfo, SourceStatus, WindowSettings } from '../../shared/contract';

/** An object of main's that is replaced as a whole and never proxied. */
export type Whole<T> = T & { $$valtioSnapshot: T };

/** One source as the window knows it. */
export interface SourceState {
  info: Whole<SourceInfo>;
  /** Null until main has sent the first one. */
  status: Whole<SourceStatus> | null;
  /** Whether the listing has come over this port. */
  listed: boolean;
  selectedKey: Key | null;
  filter: string;
  /** The filter that the rows on show belong to: it follows `filter` as soon as the matches are known. */
  shownFilter: string;
  /** Entries that match the filter, null without one. */
  matches: number | null;
  /** Rises whenever the visible rows of the tree change. */
  rows: number;
  /** Rises whenever the selected key is to be scrolled into sight though it is the same as before. */
  reveals: number;
  /** Keys whose write is under way; a busy control cannot be pressed again. A list, since a key may be called `constructor`. */
  busy: Key[];
  /** Folders whose children are being read. */
  reading: Key[];
}

/** An applied plan that can be taken back; one at a time. */
export interface UndoOffer {
  sourceId: SourceId;
  title: string;
  inverse: Plan;
}

/** Something that a write did and its guard could not prevent. */
export interface WriteWarning {
  sourceId: SourceId;
  warning: PlanWarning;
}

export type OpenDialog = 'add-source' | 'commands' | 'go-to-key' | null;

export interface UiState {
  settings: Whole<WindowSettings> | null;
  activeSourceId: SourceId | null;
  /** Sources in the order main lists them. */
  order: SourceId[];
  dialog: OpenDialog;
  undo: Whole<UndoOffer> | null;
  /** What went wrong last with an action of the user; shown until dismissed. */
  fault: Whole<Fault> | null;
  /** What writes did beside what was asked for, oldest first; each is shown until dismissed. */
  warnings: Whole<WriteWarning>[];
}

export const ui = proxy<UiState>({ settings: null, activeSourceId: null, order: [], dialog: null, undo: null, fault: null, warnings: [] });

/** Bounded by the number of sources a person keeps. Keyed by ids that main made, never by store keys. */
export const sources = proxy<Record<SourceId, SourceState>>({});
