/**
 * The contract between main and the window: commands by `invoke`, each validated at the edge and answered by a Result, and a
 * stream of messages over one MessagePort.
 */
import { z } from 'zod';
import type { AccessReading } from './model/access';
import { auditFilterSchema, type AuditPage } from './model/audit';
import type { Capabilities } from './model/capabilities';
import type { ChangeColumns, EntryColumns } from './model/columns';
import {
  keyCommandKinds, placeViewSchema, PLACE_ROWS, promotionWays, scopeSchema, sideSchema, transferFormats,
  type Comparison, type ExportDone, type ExportPreview, type KeyFile, type PlaceRow, type PlaceValues, type ShellCommands,
} from './model/comparison';
import type { Denied } from './model/denied';
import type { Entry, Revision } from './model/entry';
import type { FolderNews } from './model/folder';
import type { HistoryPage } from './model/history';
import { approvalSchema } from './model/guards';
import { loadings } from './model/loading';
import { momentSchema, type PastDifference, type PastReading, type PastState, type Restoration, type Timeline } from './model/past';
import type { Phase } from './model/phase';
import { planSchema } from './model/plan';
import { preferencesChangeSchema, type Preferences } from './model/preferences';
import type { RecentChange } from './model/recent';
import type { ResyncReport, ResyncSummary } from './model/resync';
import { populationId, type SimulationNews, type UsersReading } from './model/rollout';
import { rolloutCommands, type RolloutOutput } from './model/rollout-commands';
import { secretsChangeSchema, secretsSchema, sourceDraftSchema, sourceIdSchema, type Source, type SourceDraft, type SourceId } from './model/source';
import { keptDraftSchema, type DraftKept, type KeptDraft } from './model/value-draft';
import type { KeptSecrets, ImportPreview, SourceTest } from './model/source-answers';
import type { Verification, VerifyProgress } from './model/verification';
import { directions, type SequenceStatus, type UndoReceipt, type WriteReceipt, type WritesStatus } from './model/writes';
import { keptChangesSchema, type ToldChanges } from './plans/kept-changes';
import { changeSetSchema, type PackedChanges } from './plans/packed';
import type { Committed, PreparedPlan } from './plans/prepared';
import type { Preview } from './plans/preview';
import type { Fault, Result } from './fault';

export { APP_ORIGIN, INVOKE_CHANNEL, PORT_CHANNEL } from './channels';

const keySchema = z.string().max(2 * 1024 * 1024);
const onSource = z.object({ sourceId: sourceIdSchema });
/** A past state that was opened. */
const onPast = z.object({ id: z.string().max(64) });
const onComparison = z.object({ id: z.string().max(64) });
const chosenPlaces = { direction: z.enum(promotionWays), indexes: z.instanceof(Uint32Array), deletions: z.boolean() };

/** Files that a source may name, by what they are for. */
export const chosenFiles = ['ca', 'certificate', 'key', 'pkcs12', 'workspace'] as const;
export type ChosenFile = (typeof chosenFiles)[number];

/** How the audit is exported: JSON lines with everything, or a table with a row for each edit. */
export const auditFormats = ['jsonl', 'csv'] as const;
export type AuditFormat = (typeof auditFormats)[number];

/** Input schemas of the commands. */
export const commands = {
  /** The window is ready (again): it gets a new port and with it everything it needs to show. */
  'window:ready': z.object({}),
  /** `secretsOf` names the source whose kept secrets go along, which the window never sees. */
  'source:test': z.object({ source: sourceDraftSchema, secrets: secretsChangeSchema.optional(), secretsOf: sourceIdSchema.optional() }),
  /** Remembers a source and opens it. */
  'source:add': z.object({ source: sourceDraftSchema, secrets: secretsChangeSchema.optional(), secretsOf: sourceIdSchema.optional() }),
  'source:change': onSource.extend({ source: sourceDraftSchema, secrets: secretsChangeSchema.optional() }),
  /** Moves a source to a place of the list; the sandbox stands at 0. */
  'source:move': onSource.extend({ to: z.number().int().min(0).max(1000) }),
  'source:remove': onSource,
  /** Brings the source back that was removed last. */
  'source:restore': onSource,
  /** Keeps the secrets that were asked for, and tries at once. */
  'source:unlock': onSource.extend({ secrets: secretsSchema }),
  /** Which secrets are kept: never what they are. */
  'source:secrets': onSource,
  /** Asks for a file or directory in the system's own dialog. */
  'file:choose': z.object({ what: z.enum(chosenFiles) }),
  /** Asks for a file, and writes all sources into it, without secrets. */
  'sources:export': z.object({}),
  /** Asks for a file, and says what importing it would do. Nothing is changed. */
  'sources:import': z.object({}),
  /** Does it, for the chosen of the preview's items. */
  'sources:take': z.object({ preview: z.string().max(64), items: z.array(z.number().int().min(0)).max(1000) }),
  /** Opens a source's session if it is closed. */
  'source:open': onSource,
  'source:close': onSource,
  /** Tries a suspended source again at once. */
  'source:retry': onSource,
  /** Remembers how much of a source is loaded, and connects it anew; without `loading` it asks again. */
  'source:set-loading': onSource.extend({ loading: z.enum(loadings).optional() }),
  /** Reads the children of a folder, or more of them, where a source is read as far as it is opened. */
  'source:expand': onSource.extend({ key: keySchema }),
  /** Forgets what is below a folder. */
  'source:collapse': onSource.extend({ key: keySchema }),
  'source:create-root': onSource,
  /** Compares what is shown with what the store holds now. */
  'source:verify': onSource,
  'source:verify-cancel': onSource,
  /** The keys that changed in one of the last outages. */
  'source:resync': onSource.extend({ id: z.number().int().min(1) }),
  /** A text about a source for somebody who is to help: no secrets, no values, no keys. */
  'source:diagnostics': onSource,
  /** What every source has cost so far. */
  'meter:read': z.object({}),
  'entry:read': onSource.extend({ key: keySchema }),
  'entry:access': onSource.extend({ key: keySchema }),
  /** A page of a key's history: the newest, or what was before a revision. */
  'entry:history': onSource.extend({ key: keySchema, before: z.bigint().nonnegative().optional() }),
  /** What the session saw of a key, which costs the store nothing. */
  'entry:seen': onSource.extend({ key: keySchema }),
  /** A key as of a revision, in full. */
  'entry:at': onSource.extend({ key: keySchema, at: z.bigint().nonnegative() }),
  /** What is known of the time that a source was watched. */
  'source:timeline': onSource,
  /** Works out everything that a source held at a moment, and keeps it. */
  'past:open': onSource.extend({ moment: momentSchema }),
  /** How a past state differs from now. */
  'past:difference': onPast,
  'past:read': onPast.extend({ key: keySchema }),
  /** A change set that makes these keys what they were. Nothing is written. */
  'past:restore': onPast.extend({ keys: z.array(keySchema).min(1).max(100_000), title: z.string().max(500) }),
  'past:close': onPast,
  /** Works out what a change set would do. Nothing is written. */
  'plan:prepare': onSource.extend({ changes: changeSetSchema }),
  /** Works out what taking back the last write would do: `id` is that of its receipt. Nothing is written; it is committed by `plan:undo`. */
  'plan:prepare-undo': onSource.extend({ direction: z.enum(directions), id: z.string().max(64) }),
  /** Gives up what is being worked out for a source. */
  'plan:give-up': onSource,
  /** More of a prepared plan's preview, from this row on. */
  'plan:rows': onSource.extend({ id: z.string().max(64), from: z.number().int().min(0) }),
  /** What a prepared plan does, as commands of the store's own shell. */
  'plan:commands': onSource.extend({ id: z.string().max(64) }),
  /** Commits a prepared plan that was looked at. Answers when all of it has come to an end. */
  'plan:commit': onSource.extend({ id: z.string().max(64), approval: approvalSchema }),
  /** Applies a plan that nobody has prepared, in one transaction, to a source that demands nothing of a write (model/guards.ts). */
  'plan:apply': onSource.extend({ plan: planSchema }),
  /** Stops after the step that is under way; what does not run is given up. */
  'plan:stop': onSource,
  /** Goes on with what was stopped or failed. */
  'plan:resume': onSource.extend({ approval: approvalSchema.optional() }),
  /** Takes the last write back: `id` is that of its receipt, and has to be what the status offers. */
  'plan:undo': onSource.extend({ id: z.string().max(64), approval: approvalSchema.optional() }),
  'plan:redo': onSource.extend({ id: z.string().max(64), approval: approvalSchema.optional() }),
  'audit:read': z.object({ filter: auditFilterSchema, limit: z.number().int().min(1).max(1000), before: z.number().int().min(0).optional() }),
  /** Asks for a file, and writes what the filter lets through into it, the latest first. */
  'audit:export': z.object({ filter: auditFilterSchema, format: z.enum(auditFormats) }),
  /** Keeps what was typed of a value. */
  'draft:keep': keptDraftSchema,
  'draft:drop': onSource.extend({ key: keySchema }),
  /** Keeps the changes that are collected for a source, in the place of what was kept. */
  'changes:keep': keptChangesSchema,
  /** Asks for a file of keys, and reads it. */
  'keys:open': z.object({}),
  /** Gives up the file that is being read or written. */
  'keys:cancel': z.object({}),
  'keys:export-preview': onSource.extend({ scope: scopeSchema }),
  /** Asks for a file, and writes keys into it; those that are taken for secrets only with `secrets`. */
  'keys:export': onSource.extend({ scope: scopeSchema, format: z.enum(transferFormats), secrets: z.boolean() }),
  /** Commands of the store's own shell that read a key, write it, or write it with all below it. */
  'keys:commands': onSource.extend({ key: keySchema, what: z.enum(keyCommandKinds) }),
  'compare:run': z.object({ left: sideSchema, right: sideSchema }),
  /** Indexes of the places in view. */
  'compare:view': onComparison.extend({ view: placeViewSchema }),
  'compare:rows': onComparison.extend({ indexes: z.array(z.number().int().min(0)).max(PLACE_ROWS) }),
  /** A place in full. */
  'compare:values': onComparison.extend({ index: z.number().int().min(0) }),
  /** What makes one side as the other at the chosen places, packed (plans/packed.ts). Nothing is written. */
  'compare:changes': onComparison.extend(chosenPlaces),
  'compare:commands': onComparison.extend(chosenPlaces),
  /** Changes that all open sources have seen since a moment (milliseconds since 1970), the latest first. */
  'changes:recent': z.object({ from: z.number() }),
  ...rolloutCommands,
  'demo:set': onSource.extend({ running: z.boolean() }),
  'settings:set': z.object({
    theme: z.enum(['dark', 'light', 'system']).optional(),
    language: z.enum(['en', 'zh-CN']).optional(),
    /** The source on screen, which opens again at the next start. */
    activeSourceId: sourceIdSchema.optional(),
    /** Who is simulated. */
    populationId: populationId.optional(),
  }),
  /** Keeps what is given; it is in force when the answer comes. */
  'preferences:set': preferencesChangeSchema,
} as const;

export type CommandName = keyof typeof commands;
export type CommandInput<C extends CommandName> = z.infer<(typeof commands)[C]>;

/** What each command answers with. */
export interface CommandOutput extends RolloutOutput {
  'window:ready': null;
  'source:test': SourceTest;
  'source:add': Source;
  'source:change': Source;
  'source:move': null;
  'source:remove': null;
  'source:restore': Source;
  'source:unlock': null;
  'source:secrets': KeptSecrets;
  /** The full path; null where none was chosen. */
  'file:choose': string | null;
  /** Null where no file was chosen. */
  'sources:export': { readonly path: string; readonly count: number } | null;
  'sources:import': ImportPreview | null;
  'sources:take': { readonly added: number; readonly changed: number };
  'source:open': null;
  'source:close': null;
  'source:retry': null;
  'source:set-loading': null;
  'source:expand': null;
  'source:collapse': null;
  'source:create-root': null;
  'source:verify': Verification;
  'source:verify-cancel': null;
  'source:resync': ResyncReport;
  'source:diagnostics': string;
  'meter:read': MeterReading;
  'entry:read': EntryReading;
  'entry:access': AccessReading;
  'entry:history': HistoryPage;
  'entry:seen': HistoryPage;
  'entry:at': Entry | null;
  'source:timeline': Timeline;
  'past:open': PastState;
  'past:difference': PastDifference;
  'past:read': PastReading;
  'past:restore': Restoration;
  'past:close': null;
  'plan:prepare': PreparedPlan;
  'plan:prepare-undo': PreparedPlan;
  'plan:give-up': null;
  'plan:rows': readonly Preview[];
  'plan:commands': ShellCommands;
  'plan:commit': Committed;
  'plan:apply': WriteReceipt;
  'plan:stop': null;
  'plan:resume': SequenceStatus;
  'plan:undo': UndoReceipt;
  'plan:redo': UndoReceipt;
  'audit:read': AuditPage;
  /** Null where no file was chosen. */
  'audit:export': { readonly path: string; readonly count: number } | null;
  'draft:keep': DraftKept;
  'draft:drop': null;
  'changes:keep': DraftKept;
  /** Null where no file was chosen. */
  'keys:open': KeyFile | null;
  'keys:cancel': null;
  'keys:export-preview': ExportPreview;
  /** Null where no file was chosen. */
  'keys:export': ExportDone | null;
  'keys:commands': ShellCommands;
  'compare:run': Comparison;
  'compare:view': Uint32Array;
  'compare:rows': readonly PlaceRow[];
  'compare:values': PlaceValues;
  'compare:changes': PackedChanges['intentions'];
  'compare:commands': ShellCommands;
  'changes:recent': readonly RecentChange[];
  'demo:set': null;
  'settings:set': null;
  'preferences:set': null;
}

/** A full entry with its facts in the back-end's own terms. `entry` is null where the key does not exist (any more). */
export interface EntryReading {
  readonly entry: Entry | null;
  readonly native: readonly { readonly name: string; readonly value: string }[];
}

/** What a source has cost its server since it was first opened, second connections included. Bytes are absent where none travel. */
export interface SourceCost {
  readonly requests: number;
  /** Watches open now. */
  readonly watches: number;
  readonly bytesIn?: number;
  readonly bytesOut?: number;
}

/** What all sources have cost at one moment. */
export interface MeterReading {
  /** Milliseconds of a clock that never goes back. */
  readonly at: number;
  readonly sources: readonly { readonly sourceId: SourceId; readonly keys: number; readonly cost: SourceCost }[];
}

/** What the status bar shows of a source, sent when the phase changes and about once a second while anything moved. */
export interface SourceStatus {
  readonly phase: Phase;
  readonly at: Revision;
  readonly nodes: number;
  /** Keys in the store, where only some are loaded; null until they have been counted. */
  readonly total?: number | null;
  /** Changes seen since the session opened. */
  readonly changes: number;
  /** Changes seen in each of the last 60 whole seconds, newest last; sent every second until all are zero. */
  readonly rates: readonly number[];
  readonly server: string;
  readonly cost: SourceCost;
  readonly demoRunning: boolean;
  readonly writes: WritesStatus;
  /** When the first listing came (milliseconds since 1970): what happened before is not known. Missing until then. */
  readonly watchedSince?: number;
  /** How far a comparison with the store has got, while there is one. */
  readonly verifying?: VerifyProgress;
  /** The last outages, oldest first. */
  readonly resyncs: readonly ResyncSummary[];
  /** The last fault, and when the source stopped being live (milliseconds since 1970). Kept while it is live again, until it is opened anew. */
  readonly lastFault?: { readonly fault: Fault; readonly at: number };
}

/** What the window is told about a source. `writable` is whether it may be written at all in this run; guards may demand more. */
export interface SourceInfo {
  readonly source: Source;
  readonly capabilities: Capabilities;
  readonly writable: boolean;
  readonly open: boolean;
  /** The embedded workspace that every user-data-dir has; it cannot be removed. */
  readonly sandbox: boolean;
}

/** What the window starts with. */
export interface WindowSettings {
  readonly theme: 'dark' | 'light' | 'system';
  readonly language: 'en' | 'zh-CN';
  /** Who is simulated; absent until somebody else than the first was chosen. */
  readonly populationId?: string;
  /** Source to show, and a key to open in it, from the command line. */
  readonly show?: { readonly sourceId: SourceId; readonly key?: string };
  /** What could not be done at start, each with its sentence. */
  readonly notices: readonly Fault[];
  readonly platform: string;
}

/** Main to window. Listings and batches are acknowledged, so that main never sends faster than the window takes. */
export type PortMessage =
  | { readonly kind: 'hello'; readonly settings: WindowSettings; readonly preferences: Preferences; readonly sources: readonly SourceInfo[]; readonly drafts: readonly KeptDraft[]; readonly changeSets: readonly ToldChanges[] }
  | { readonly kind: 'sources'; readonly sources: readonly SourceInfo[] }
  /** The source is another one now, or gone: what was shown of it is void. */
  | { readonly kind: 'forget'; readonly sourceId: SourceId }
  /** What can be connected to at a press, none of it in the list: what was connected to before, and what the environment names. */
  | { readonly kind: 'offers'; readonly recents: readonly SourceDraft[]; readonly environment: readonly SourceDraft[] }
  | { readonly kind: 'show'; readonly sourceId: SourceId; readonly key?: string }
  /** The preferences are others: what is on show is judged anew. */
  | { readonly kind: 'preferences'; readonly preferences: Preferences }
  /** The settings are asked for from the menu. */
  | { readonly kind: 'open-settings' }
  /** How far a simulation has got. */
  | { readonly kind: 'simulation'; readonly news: SimulationNews }
  /** All files of users that are being read, and how far. */
  | { readonly kind: 'users-readings'; readonly readings: readonly UsersReading[] }
  /** The audit has more records than before. */
  | { readonly kind: 'audit-grown' }
  | { readonly kind: 'status'; readonly sourceId: SourceId; readonly status: SourceStatus }
  /** What of the roots may not be read, before the listing and whenever it changes. */
  | { readonly kind: 'denied'; readonly sourceId: SourceId; readonly denied: Denied }
  /** Everything the mirror holds; sent once per port and source, and when a source is read in another way. Later changes, re-listings included, are batches. */
  | { readonly kind: 'listing'; readonly sourceId: SourceId; readonly at: Revision; readonly entries: EntryColumns; readonly folders?: readonly FolderNews[] }
  | { readonly kind: 'batch'; readonly sourceId: SourceId; readonly at: Revision; readonly changes: ChangeColumns; readonly folders?: readonly FolderNews[] };

/** What comes through the port at once: a message, or all that a new page is told first, in order, so that it renders once. */
export type PortDelivery = PortMessage | readonly PortMessage[];

/** Window to main. */
export type PortReply = { readonly kind: 'ack'; readonly sourceId: SourceId };

/** What the preload puts on `window`. */
export interface FlagscopeBridge {
  invoke<C extends CommandName>(command: C, input: CommandInput<C>): Promise<Result<CommandOutput[C]>>;
}

declare global {
  interface Window {
    readonly flagscope: FlagscopeBridge;
  }
}
