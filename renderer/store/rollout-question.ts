/** What somebody asks about the rollout of a key: kept while other tabs and keys are looked at, as long as the source is there. */
import type { Key } from '../../shared/model/key';
import type { Revision } from '../../shared/model/entry';
import type { SourceId } from '../../shared/model/source';

/** Rules as they are chosen; flagd's hash of a key is a part of them. */
export const ruleNames = ['flagd-v2', 'flagd-v2-utf8', 'flagd-v1', 'featureprobe-spec', 'featureprobe-node', 'plain'] as const;
export type RuleName = (typeof ruleNames)[number];

/** A side of a comparison as it is chosen. A revision that has not been picked yet is null. */
export type SideChoice =
  | { readonly kind: 'live' | 'draft' }
  | { readonly kind: 'revision'; readonly at: Revision | null; readonly time: number | null }
  | { readonly kind: 'elsewhere'; readonly sourceId: SourceId; readonly key: Key }
  | { readonly kind: 'rules'; readonly rule: RuleName };

/** What can be asked about a rollout; each has a view of its own. */
export const rolloutViews = ['who', 'ramp', 'find'] as const;

/** A user as somebody types one. */
export interface TypedUser {
  readonly key: string;
  /** JSON. */
  readonly attributes: string;
}

/** What was chosen, and null for what was not. */
export interface RolloutQuestion {
  readonly view: (typeof rolloutViews)[number];
  readonly flag: string | null;
  readonly rule: RuleName | null;
  /** Seconds since 1970; null for the time at which it is looked at. */
  readonly clock: number | null;
  readonly sides: { readonly from: SideChoice; readonly to: SideChoice | null };
  readonly user: TypedUser;
}

export const firstQuestion: RolloutQuestion = { view: 'who', flag: null, rule: null, clock: null, sides: { from: { kind: 'live' }, to: null }, user: { key: 'user-1', attributes: '{}' } };

/** What a key of a source is called among all. */
export const questionName = (sourceId: SourceId, key: Key): string => JSON.stringify([sourceId, key]);

/** Whether the name is of a key of this source. */
export const isNameIn = (name: string, sourceId: SourceId): boolean => name.startsWith(`[${JSON.stringify(sourceId)},`);
