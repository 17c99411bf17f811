/**
 * The shape of everything reactive, all of it small. Entries are not here: they live in plain data (source-data.ts), and a
 * component subscribes to the one entry it shows through a cell. Only actions (the user) and receive (main) write.
 */
import { proxy, ref } from 'valtio';
import type { Fault } from '../../shared/fault';
import type { Denied } from '../../shared/model/denied';
import type { Key } from '../../shared/model/key';
import type { PastMoment, SinceKind, Timeline } from '../../shared/model/past';
import type { PlanWarning } from '../../shared/model/plan';
import type { OutageChange } from '../../shared/model/resync';
import type { SourceDraft, SourceId } from '../../shared/model/source';
import type { ChangeSet } from '../../shared/plans/intention';
import type { Written } from '../../shared/plans/preview';
import type { ImportPreview, SourceInfo, SourceStatus, WindowSettings } from '../../shared/contract';

/** An object of main's that is replaced as a whole and never proxied. */
export type Whole<T> = T & { $$valtioSnapshot: T };

/** One source as the window knows it. */
export interface SourceState {
  info: Whole<SourceInfo>;
  /** Null until main has sent the first one. */
  status: Whole<SourceStatus> | null;
  /** What of its roots may not be read. */
  denied: Whole<Denied>;
  /** Whether the listing has come over this port. */
  listed: boolean;
  selectedKey: Key | null;
  filter: string;
  /** The filter that the rows on show belong to: it follows `filter` as soon as the matches are known. */
  shownFilter: string;
  /** Entries that match the filter, null without one. */
  matches: number | null;
  /** Rises whenever the source is another one than before: nothing that was shown of it is true any more. */
  epoch: number;
  /** Rises whenever the visible rows of the tree change. */
  rows: number;
  /** Rises whenever the selected key is to be scrolled into sight though it is the same as before. */
  reveals: number;
  /** Keys whose write is under way; a busy control cannot be pressed again. A list, since a key may be called `constructor`. */
  busy: Key[];
  /** Folders whose children are being read. */
  reading: Key[];
  /** The change that was opened last from the list of an outage. */
  openedChange: Whole<OutageChange> | null;
}

/** An applied plan, or a removed source, that can be taken back; one at a time. */
export interface UndoOffer {
  sourceId: SourceId;
  title: string;
  /** The write, and what taking it back writes; null where it was the source itself that was removed. */
  write: { readonly id: string; readonly written: readonly Written[] } | null;
}

/** What is looked at before it is written: a change set, or that the last write is taken back. */
export interface Review {
  readonly sourceId: SourceId;
  readonly subject: { readonly kind: 'changes'; readonly changes: ChangeSet } | { readonly kind: 'undo'; readonly offer: UndoOffer };
  /** Called once the changes have come back through the watch. */
  readonly landed?: () => void;
  /** Called when the person gives the change up, instead of going back to it. */
  readonly discarded?: () => void;
}

/** Something that a write did and its guard could not prevent. */
export interface WriteWarning {
  sourceId: SourceId;
  warning: PlanWarning;
}

/** The dialog that is open, null for none. */
export type OpenDialog = 'add-source' | 'edit-source' | 'unlock-source' | 'import-sources' | 'commands' | 'go-to-key' | null;

/** What a dialog is about. */
export interface DialogSubject {
  /** The source that is edited, copied or unlocked. */
  sourceId?: SourceId;
  /** Where the focus begins, if not at the servers. */
  field?: 'roots';
  /** What a new source is filled with. */
  draft?: Whole<SourceDraft>;
  preview?: Whole<ImportPreview>;
}

/** What can be connected to at a press. */
export interface Offers {
  readonly recents: readonly SourceDraft[];
  readonly environment: readonly SourceDraft[];
}

/** A key that is different now from what it was. */
export interface Since {
  readonly key: Key;
  readonly kind: SinceKind;
}

/** How a past state differs from now. */
export interface Differences {
  /** In the order of the keys. */
  readonly keys: readonly Since[];
  readonly counts: Readonly<Record<SinceKind, number>>;
}

/** The past of a source, shown in place of what it holds now. Its tree stands among the sources (store/past.ts). */
export interface PastView {
  sourceId: SourceId;
  /** Null until it has been read. */
  timeline: Whole<Timeline> | null;
  /** The moment on show, by the id under which main keeps it; null until one was chosen. */
  moment: Whole<PastMoment & { readonly id: string }> | null;
  differences: Whole<Differences> | null;
  /** Whether only what is different now is shown. */
  only: boolean;
  /** Whether another moment is on its way. */
  loading: boolean;
  fault: Whole<Fault> | null;
}

/** What the window shows beside its sources. */
export interface UiState {
  settings: Whole<WindowSettings> | null;
  activeSourceId: SourceId | null;
  /** Sources in the order main lists them. */
  order: SourceId[];
  dialog: OpenDialog;
  subject: DialogSubject;
  offers: Whole<Offers>;
  /** What worked and shows nowhere else; shown for a while. */
  done: string | null;
  undo: Whole<UndoOffer> | null;
  review: Whole<Review> | null;
  /** What went wrong last with an action of the user; shown until dismissed. */
  fault: Whole<Fault> | null;
  /** What writes did beside what was asked for, oldest first; each is shown until dismissed. */
  warnings: Whole<WriteWarning>[];
  /** The outage whose changes are listed. */
  resync: { sourceId: SourceId; id: number } | null;
  /** The last outage of each source whose notice was dismissed. */
  dismissedResyncs: Record<SourceId, number>;
  /** The source that is compared with its store. */
  verify: SourceId | null;
  /** Whether the table of what sources cost is open. */
  meter: boolean;
  past: PastView | null;
}

/** The window's own state. */
export const ui = proxy<UiState>({
  settings: null,
  activeSourceId: null,
  order: [],
  dialog: null,
  subject: {},
  offers: ref({ recents: [], environment: [] }),
  done: null,
  undo: null,
  review: null,
  fault: null,
  warnings: [],
  resync: null,
  dismissedResyncs: {},
  verify: null,
  meter: false,
  past: null,
});

/** All sources. Bounded by the number that a person keeps. Keyed by ids that main made, never by store keys. */
export const sources = proxy<Record<SourceId, SourceState>>({});
