/** Time travel: what a source held once, and what is different now. */
import { z } from 'zod';
import type { PackedChanges } from '../plans/packed';
import type { EntryColumns } from './columns';
import type { Entry, Revision } from './entry';
import type { Away } from './history';
import type { Key } from './key';

/** Which moment: a revision of the store, or a time by this computer's clock, milliseconds since 1970. */
export const momentSchema = z.union([z.object({ revision: z.bigint().nonnegative() }), z.object({ time: z.number().nonnegative() })]);
export type Moment = z.infer<typeof momentSchema>;

/** A moment whose state is known, and how. */
export interface PastMoment {
  /** Revision that was current. */
  readonly at: Revision;
  /** When it was seen to become current; absent where nobody watched then. */
  readonly seenAt?: number;
  /** `store`: its own history told. `journal`: worked out backwards from what the session saw. */
  readonly told: 'store' | 'journal';
  /** The time that was asked for lies in this outage: the state is the last one seen before it. */
  readonly away?: Away;
}

/** A past state that main keeps open. */
export interface PastState extends PastMoment {
  readonly id: string;
  readonly keys: number;
  readonly entries: EntryColumns;
}

/** What has happened to a key since: it is there now and was not (`added`), or the other way round (`removed`). */
export type SinceKind = 'added' | 'changed' | 'removed';
/** In the order of their numbers in {@link PastDifference}. */
export const sinceKinds = ['added', 'changed', 'removed'] as const satisfies readonly SinceKind[];

/** How a past state differs from what the source holds now. */
export interface PastDifference {
  /** Keys that differ, in order, joined by NUL. */
  readonly keys: string;
  /** The kind of each, as its place in {@link sinceKinds}. */
  readonly kinds: Uint8Array;
  readonly counts: Readonly<Record<SinceKind, number>>;
}

/** A key then (`past`) and now; null where it did not or does not exist. */
export interface PastReading {
  readonly key: Key;
  readonly past: Entry | null;
  readonly now: Entry | null;
}

/** What makes keys what they were. `leftOut`: how many would come back to stay although they went with their owner. */
export interface Restoration {
  readonly changes: PackedChanges;
  readonly leftOut: number;
}

/** A moment at which something changed, or several of them that lie close together. */
export interface TimelineMark {
  /** Revision and time of the last of them. */
  readonly at: Revision;
  readonly seenAt: number;
  readonly changes: number;
}

/** What a session knows of the time that it watched. */
export interface Timeline {
  /** From when on times are known. */
  readonly since: number;
  readonly now: number;
  /** Oldest first. */
  readonly marks: readonly TimelineMark[];
  readonly away: readonly Away[];
  /** What was written through this app in that time. */
  readonly writes: readonly { readonly time: number; readonly title: string; readonly user: string }[];
  /** Whether the store itself can be asked for a revision. */
  readonly byRevision: boolean;
  readonly at: Revision;
}
