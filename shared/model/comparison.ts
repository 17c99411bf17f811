/** Comparisons of two parts of stores, or of a file and a part of a store, as main answers them: counts first, then rows as they are looked at. */
import { z } from 'zod';
import type { Fault } from '../fault';
import type { Place } from '../flags/problem';
import type { Revision } from './entry';
import type { Key } from './key';
import { momentSchema, type PastMoment } from './past';
import { keySchema } from './plan';
import { sourceIdSchema } from './source';

/** Checks what is compared: what lies, or once lay, under a prefix of a source, or a file that main has read. */
export const sideSchema = z.discriminatedUnion('kind', [
  /** With a moment: as it was then. */
  z.object({ kind: z.literal('source'), sourceId: sourceIdSchema, prefix: keySchema, moment: momentSchema.optional() }),
  z.object({ kind: z.literal('file'), fileId: z.string().max(64) }),
]);
export type SideChoice = z.infer<typeof sideSchema>;

/** What one place in both parts can come to. `unknown`: one side may not be read there, or has not been. */
export const placeKinds = ['only-left', 'only-right', 'different', 'same', 'unknown'] as const;
export type PlaceKind = (typeof placeKinds)[number];

/** Which side is made as the other one is. */
export const promotionWays = ['to-right', 'to-left'] as const;
export type PromotionWay = (typeof promotionWays)[number];

/** Checks which places are looked at: those of these kinds in whose keys every word stands. */
export const placeViewSchema = z.object({ kinds: z.array(z.enum(placeKinds)).max(placeKinds.length), text: z.string().max(1000) });
export type PlaceView = z.infer<typeof placeViewSchema>;

/** Most places that are told at once. */
export const PLACE_ROWS = 200;
/** Most bytes of a value that stand in a row. */
export const BEGINNING_BYTES = 256;
/** Most changes that are made of one comparison. */
export const MOST_CHANGES = 100_000;

/** What is to be known of one side beside its keys. */
export interface SideFacts {
  readonly keys: number;
  /** The revision that was looked at; a file has none. */
  readonly at?: Revision;
  /** Present where it is a past state. */
  readonly past?: PastMoment;
  /** Parts that may not be read. */
  readonly denied: number;
  /** Directories that have not been read, or only in part. */
  readonly unloaded: number;
}

export interface Comparison {
  readonly id: string;
  readonly counts: Readonly<Record<PlaceKind, number>>;
  /** The kind of each place, in the order of the places, by its index among {@link placeKinds}. */
  readonly kinds: Uint8Array;
  /** Znodes without a value that only hold others, where the other side has no need of such. */
  readonly folders: number;
  readonly left: SideFacts;
  readonly right: SideFacts;
}

/** The beginning of a value, {@link BEGINNING_BYTES} at most; null is no data. */
export interface ValueBeginning {
  readonly beginning: Uint8Array | null;
  readonly size: number;
}

/** One place: `at` is what follows both prefixes. */
export interface PlaceRow {
  readonly at: Key;
  readonly kind: PlaceKind;
  /** Whether its key looks like a secret on either side. */
  readonly secret: boolean;
  readonly left?: ValueBeginning;
  readonly right?: ValueBeginning;
}

/** A place in full: the keys that it has on both sides, and their values. Undefined where there is none. */
export interface PlaceValues {
  readonly leftKey: Key;
  readonly rightKey: Key;
  readonly left?: Uint8Array | null;
  readonly right?: Uint8Array | null;
}

/** Something in a file that is left out. */
export interface FileProblem {
  readonly place: Place;
  readonly fault: Fault;
}

/** A file of keys that main has read. */
export interface KeyFile {
  readonly id: string;
  readonly path: string;
  readonly format: 'json' | 'yaml' | 'flagd';
  readonly records: number;
  /** The first of them; `problemCount` is how many there are. */
  readonly problems: readonly FileProblem[];
  readonly problemCount: number;
}

export const transferFormats = ['json', 'yaml', 'flagd'] as const;
export type TransferFormat = (typeof transferFormats)[number];

/** Checks which keys leave a source: a key with all below it, those in which every word of a filter stands, or all. */
export const scopeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({ kind: z.literal('subtree'), top: keySchema }),
  z.object({ kind: z.literal('filter'), text: z.string().max(1000) }),
]);
export type Scope = z.infer<typeof scopeSchema>;

/** What an export would hold. */
export interface ExportPreview {
  readonly keys: number;
  readonly bytes: number;
  /** Keys whose values are taken for secrets. */
  readonly secrets: number;
  readonly denied: number;
  readonly unloaded: number;
}

/** What was written into a file. */
export interface ExportDone {
  readonly path: string;
  readonly count: number;
  /** Keys that hold no flag, and stand in no flagd file. */
  readonly skipped: number;
}

/** Which commands are made of a key. */
export const keyCommandKinds = ['read', 'write', 'read-write', 'write-subtree'] as const;
export type KeyCommands = (typeof keyCommandKinds)[number];

/** Commands of a store's own shell, one a line, and how many keys they cannot say. */
export interface ShellCommands {
  readonly text: string;
  readonly count: number;
  readonly problems: readonly Fault[];
}
