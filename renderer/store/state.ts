/**
 * The shape of everything reactive, all of it small. Entries are not here: they live in plain data (source-data.ts), and a
 * component subscribes to the one entry it shows through a cell. Only actions (the user) and receive (main) write.
 */
import { proxy, ref } from 'valtio';
import type { Fault } from '../../shared/fault';
import type { Denied } from '../../shared/model/denied';
import type { Key } from '../../shared/model/key';
import type { Moment, PastMoment, SinceKind, Timeline } from '../../shared/model/past';
import type { PlanWarning } from '../../shared/model/plan';
import { defaultPreferences, type Preferences } from '../../shared/model/preferences';
import type { OutageChange } from '../../shared/model/resync';
import type { PopulationInfo, SimulationNews, UsersReading } from '../../shared/model/rollout';
import type { TypedRamp } from '../../shared/rollout/ramp/typed';
import type { SourceDraft, SourceId } from '../../shared/model/source';
import type { DraftKept, ValueDraft } from '../../shared/model/value-draft';
import type { Direction } from '../../shared/model/writes';
import type { ChangeSet, Intention } from '../../shared/plans/intention';
import type { Written } from '../../shared/plans/preview';
import type { Comparison, KeyFile, PlaceKind } from '../../shared/model/comparison';
import type { SuiteResult } from '../../shared/rollout/conformance/suite';
import type { SourceInfo, SourceStatus, WindowSettings } from '../../shared/contract';
import type { ImportPreview } from '../../shared/model/source-answers';
import type { RolloutQuestion } from './rollout-question';

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
  /** Keys that look like secrets and whose values were asked for. */
  shownSecrets: Key[];
  /** Folders whose children are being read. */
  reading: Key[];
  /** Values that were edited and not written yet, the latest last. */
  drafts: Whole<HeldDraft>[];
  /** How long main keeps the draft that was typed in last. */
  draftKept: DraftKept;
  /** The change that was opened last from the list of an outage. */
  openedChange: Whole<OutageChange> | null;
  /** Changes that are collected to be written together, in the order in which they are carried out. */
  changeSet: Whole<readonly Intention[]>;
  /** How long main keeps them. */
  changeSetKept: DraftKept;
  /** Changes that were among them before a restart and are gone, since they held values of keys that look secret. */
  changeSetLost: number;
}

/** A draft as the window holds it. `revision` rises when something else than typing changes it. */
export interface HeldDraft extends ValueDraft {
  readonly revision: number;
}

/** An applied plan, or a removed source, that can be taken back; one at a time. */
export interface UndoOffer {
  sourceId: SourceId;
  title: string;
  /** The write, and what taking it back writes; null where it was the source itself that was removed. */
  write: { readonly id: string; readonly written: readonly Written[] } | null;
}

/** What is looked at before it is written: a change set, or that the last write is taken back or done again. */
export interface Review {
  readonly sourceId: SourceId;
  readonly subject: { readonly kind: 'changes'; readonly changes: ChangeSet } | { readonly kind: Direction; readonly offer: UndoOffer };
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
export type OpenDialog = 'add-source' | 'edit-source' | 'unlock-source' | 'import-sources' | 'commands' | 'go-to-key' | 'export-keys' | 'new-key' | 'copy-key' | 'move-key' | 'rename-key' | 'bulk' | 'settings' | 'new-users' | null;

/** What a dialog is about. */
export interface DialogSubject {
  /** The source that is edited, copied or unlocked, or whose keys are changed. */
  sourceId?: SourceId;
  /** The key that is copied, moved or renamed, or beside or below which one is created. */
  key?: Key;
  beside?: boolean;
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

/** What fills the window beside its bars. */
export type ViewName = 'keys' | 'activity' | 'compare';

/** What the window shows beside its sources. */
export interface UiState {
  view: ViewName;
  /** Rises whenever the audit has more records than before. */
  auditGrown: number;
  settings: Whole<WindowSettings> | null;
  preferences: Whole<Preferences>;
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
  /** The source whose plan in steps is looked at. */
  steps: SourceId | null;
  /** Whether the table of what sources cost is open. */
  meter: boolean;
  past: PastView | null;
}

/** The window's own state. */
export const ui = proxy<UiState>({
  view: 'keys',
  auditGrown: 0,
  settings: null,
  preferences: ref(defaultPreferences),
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
  steps: null,
  meter: false,
  past: null,
});

/** All sources. Bounded by the number that a person keeps. Keyed by ids that main made, never by store keys. */
export const sources = proxy<Record<SourceId, SourceState>>({});

/** One side of a comparison, as it is chosen; a source as it is, or as it was at a moment. */
export type ComparedSide =
  | { readonly kind: 'source'; readonly sourceId: SourceId; readonly prefix: Key; readonly moment?: Moment }
  | { readonly kind: 'file'; readonly file: KeyFile };

/** A comparison, and what is looked at and chosen of it. */
export interface CompareState {
  /** Null until it is chosen. */
  left: Whole<ComparedSide> | null;
  right: Whole<ComparedSide> | null;
  busy: 'comparing' | 'reading' | null;
  fault: Whole<Fault> | null;
  /** The last comparison, and the sides that it is about. */
  outcome: Whole<{ readonly comparison: Comparison; readonly left: ComparedSide; readonly right: ComparedSide }> | null;
  /** Kinds of places that are shown. */
  kinds: Whole<readonly PlaceKind[]>;
  text: string;
  /** The places on show, in their order. */
  indexes: Whole<Uint32Array>;
  chosen: Whole<ReadonlySet<number>>;
  /** Position of the opened place among those on show. */
  active: number;
  /** Rises whenever more rows have come. */
  rows: number;
}

export const compare = proxy<CompareState>({
  left: null,
  right: null,
  busy: null,
  fault: null,
  outcome: null,
  kinds: ref(['only-left', 'only-right', 'different', 'unknown'] as const),
  text: '',
  indexes: ref(new Uint32Array()),
  chosen: ref(new Set<number>()),
  active: 0,
  rows: 0,
});

/** A rollout as it is simulated for the key that is open. */
export interface RolloutState {
  /** Null until main has been asked. */
  populations: Whole<readonly PopulationInfo[]> | null;
  /** A key whose rollout is to be shown. */
  wanted: Whole<{ readonly sourceId: SourceId; readonly key: Key }> | null;
  populationId: string;
  /** Files of users that are being read. */
  readings: Whole<readonly UsersReading[]>;
  /** Which simulation is on show, by the window's own name for it. */
  ticket: string | null;
  running: boolean;
  /** What stands; it may answer an earlier question than the one of the ticket. */
  news: Whole<SimulationNews> | null;
  /** The sides of a question whose draft could not be evaluated. */
  refused: Whole<{ readonly ticket: string; readonly sides: SimulationNews['sides'] }> | null;
  fault: Whole<Fault> | null;
  /** Ramps as they were typed, by source, key and flag; they last as long as the window. */
  ramps: Record<string, Whole<TypedRamp>>;
  /** What was asked of keys, by source and key. */
  questions: Record<string, Whole<RolloutQuestion>>;
  /** What the vectors came to that come with the app; null until they were run. */
  suites: Whole<readonly SuiteResult[]> | null;
  checking: boolean;
  checkFault: Whole<Fault> | null;
}

export const rollout = proxy<RolloutState>({
  populations: null,
  wanted: null,
  populationId: 'everybody',
  readings: ref([]),
  ticket: null,
  running: false,
  news: null,
  refused: null,
  fault: null,
  ramps: {},
  questions: {},
  suites: null,
  checking: false,
  checkFault: null,
});
