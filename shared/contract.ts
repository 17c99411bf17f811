/**
 * The contract between main and the window: commands by `invoke`, each validated at the edge and answered by a Result, and a
 * stream of messages over one MessagePort.
 */
import { z } from 'zod';
import type { Capabilities } from './model/capabilities';
import type { ChangeColumns, EntryColumns } from './model/columns';
import type { Entry, Revision } from './model/entry';
import type { FolderNews } from './model/folder';
import { loadings } from './model/loading';
import type { Phase } from './model/phase';
import { planSchema, type Receipt } from './model/plan';
import { secretsSchema, sourceDraftSchema, sourceIdSchema, type Source, type SourceId } from './model/source';
import type { Fault, Result } from './fault';

export { APP_ORIGIN, INVOKE_CHANNEL, PORT_CHANNEL } from './channels';

const keySchema = z.string().max(2 * 1024 * 1024);
const onSource = z.object({ sourceId: sourceIdSchema });

/** Input schemas of the commands. */
export const commands = {
  /** The window is ready (again): it gets a new port and with it everything it needs to show. */
  'window:ready': z.object({}),
  'source:test': z.object({ source: sourceDraftSchema, secrets: secretsSchema.optional() }),
  /** Remembers a source and opens it. */
  'source:add': z.object({ source: sourceDraftSchema, secrets: secretsSchema.optional() }),
  'source:remove': onSource,
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
  'entry:read': onSource.extend({ key: keySchema }),
  'entry:history': onSource.extend({ key: keySchema }),
  'plan:apply': onSource.extend({ plan: planSchema }),
  'demo:set': onSource.extend({ running: z.boolean() }),
  'settings:set': z.object({
    theme: z.enum(['dark', 'light', 'system']).optional(),
    language: z.enum(['en', 'zh-CN']).optional(),
    /** The source on screen, which opens again at the next start. */
    activeSourceId: sourceIdSchema.optional(),
  }),
} as const;

export type CommandName = keyof typeof commands;
export type CommandInput<C extends CommandName> = z.infer<(typeof commands)[C]>;

/** What each command answers with. */
export interface CommandOutput {
  'window:ready': null;
  'source:test': SourceTest;
  'source:add': Source;
  'source:remove': null;
  'source:open': null;
  'source:close': null;
  'source:retry': null;
  'source:set-loading': null;
  'source:expand': null;
  'source:collapse': null;
  'source:create-root': null;
  'entry:read': EntryReading;
  'entry:history': readonly HistoryItem[];
  'plan:apply': Receipt;
  'demo:set': null;
  'settings:set': null;
}

/** What a test of a source looks at, in this order; the first that fails is the last that is tried. */
export const testSteps = ['resolve', 'connect', 'tls', 'login', 'root', 'watch'] as const;

/** One step of a test. What does not apply (TLS of a plain source) is left out. */
export interface TestStep {
  readonly step: (typeof testSteps)[number];
  /** Why it failed; absent where it passed. */
  readonly fault?: Fault;
  /** What was found: an address, a version, a certificate's subject and end. Not worded: names and numbers only. */
  readonly found?: string;
  readonly milliseconds: number;
}

/** What a test of a source found. */
export interface SourceTest {
  readonly steps: readonly TestStep[];
  /** Name and version; empty where it did not get that far. */
  readonly server: string;
  /** Nothing is there yet: connecting creates a local workspace. */
  readonly creates: boolean;
}

/** A full entry with its facts in the back-end's own terms. `entry` is null where the key does not exist (any more). */
export interface EntryReading {
  readonly entry: Entry | null;
  readonly native: readonly { readonly name: string; readonly value: string }[];
}

/** One change of a key that the session saw, newest first. */
export interface HistoryItem {
  readonly kind: 'put' | 'delete';
  /** When the session saw it, milliseconds since 1970. */
  readonly seenAt: number;
  readonly entry?: Entry;
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
  readonly cost: { readonly requests: number; readonly watches: number; readonly bytesIn?: number; readonly bytesOut?: number };
  readonly demoRunning: boolean;
  /** When the first listing came (milliseconds since 1970): what happened before is not known. Missing until then. */
  readonly watchedSince?: number;
  /** The last fault, and when the source stopped being live (milliseconds since 1970). Kept while it is live again, until it is opened anew. */
  readonly lastFault?: { readonly fault: Fault; readonly at: number };
}

/** What the window is told about a source. `writable` holds the reason why not, for the tooltip, otherwise true. */
export interface SourceInfo {
  readonly source: Source;
  readonly capabilities: Capabilities;
  readonly writable: true | 'read-only' | 'production';
  readonly open: boolean;
  /** The embedded workspace that every user-data-dir has; it cannot be removed. */
  readonly sandbox: boolean;
}

/** What the window starts with. */
export interface WindowSettings {
  readonly theme: 'dark' | 'light' | 'system';
  readonly language: 'en' | 'zh-CN';
  /** Source to show, and a key to open in it, from the command line. */
  readonly show?: { readonly sourceId: SourceId; readonly key?: string };
  /** What could not be done at start, each with its sentence. */
  readonly notices: readonly Fault[];
  readonly platform: string;
}

/** Main to window. Listings and batches are acknowledged, so that main never sends faster than the window takes. */
export type PortMessage =
  | { readonly kind: 'hello'; readonly settings: WindowSettings; readonly sources: readonly SourceInfo[] }
  | { readonly kind: 'sources'; readonly sources: readonly SourceInfo[] }
  | { readonly kind: 'show'; readonly sourceId: SourceId; readonly key?: string }
  | { readonly kind: 'status'; readonly sourceId: SourceId; readonly status: SourceStatus }
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
