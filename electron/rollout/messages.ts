/** What main and the threads of rollouts say to each other. Only this app's own code talks here. */
import type { Result } from '../../shared/fault';
import type { Explained, SideMade, SideNews, UsersFound } from '../../shared/model/rollout';
import type { AttributeUse } from '../../shared/rollout/attribute-use';
import type { SuiteResult } from '../../shared/rollout/conformance/suite';
import type { FormatRule } from '../../shared/flags/format';
import type { KeyRules } from '../../shared/model/key-rules';
import type { Profile } from '../../shared/rollout/engine';
import type { Target } from '../../shared/rollout/find/find';
import type { Noticed } from '../../shared/rollout/noticing';
import type { SyntheticSpec } from '../../shared/rollout/population/spec';
import type { UserTable } from '../../shared/rollout/population/table';
import type { Attribute, User } from '../../shared/rollout/population/user';
import type { Segment } from '../../shared/rollout/segments';
import type { Rewritten } from '../../shared/rollout/rewrite';
import type { Outcomes, Part, SideColumns } from '../../shared/rollout/simulation';
import type { UserFile } from './user-file';

/** Users as they travel: what makes them, or columns in shared memory. */
export type PopulationSource = { readonly kind: 'synthetic'; readonly spec: SyntheticSpec } | { readonly kind: 'table'; readonly table: UserTable };

/** A document, and which of its flags is asked for, under whose rules, at what time (seconds since 1970). */
export interface SideSource {
  readonly document: Uint8Array;
  readonly profile: Profile;
  /** Name of a flag that stands alone in its document; also the flag that is evaluated. */
  readonly flag: string;
  readonly clock: number;
  /** Whether somebody is still at it: while it cannot be evaluated, the simulation is not run. */
  readonly drafted: boolean;
}

/** A document that nobody has said the rules of: it is read as its key and the rules for keys and formats say. */
export interface UnreadSource {
  readonly document: Uint8Array;
  readonly key: string;
  readonly separator: string;
  readonly formatRules: readonly FormatRule[];
  readonly keyRules: KeyRules;
  /** Null for the one flag of a document that has no other. */
  readonly flag: string | null;
  readonly clock: number;
}

/** A simulation, as a thread gets it once before its parts. */
export interface Job {
  readonly id: string;
  readonly population: PopulationSource;
  readonly sides: readonly (SideSource | UnreadSource)[];
  /** Not 0 when it is given up. */
  readonly givenUp: Int32Array;
  /** The user that the thread is at; its own. */
  readonly at: Int32Array;
}

/** A simulation's users to be counted by an attribute. */
export interface SegmentsSource {
  readonly population: PopulationSource;
  readonly attribute: string;
  readonly columns: readonly SideColumns[];
  readonly outcomes: Outcomes;
  /** Of the outcome that is counted. */
  readonly place: number;
}

/** Users who are looked for. */
export interface SearchSource {
  readonly side: SideSource;
  readonly target: Target;
  readonly among:
    | { readonly kind: 'users'; readonly users: PopulationSource }
    | { readonly kind: 'invented'; readonly pattern: string; readonly users: PopulationSource }
    | { readonly kind: 'typed'; readonly pattern: string; readonly typed: Readonly<Record<string, Attribute>> };
  readonly count: number;
}

export type ToThread =
  | { readonly kind: 'job'; readonly job: Job }
  /** `columns` are those of the job's sides, which all of its parts are written to. */
  | { readonly kind: 'part'; readonly job: string; readonly part: Part; readonly columns: readonly SideColumns[] }
  | { readonly kind: 'explain'; readonly sides: readonly SideSource[]; readonly user: User }
  | { readonly kind: 'segments'; readonly of: SegmentsSource }
  | { readonly kind: 'rewrite'; readonly live: SideSource; readonly draft: SideSource }
  | { readonly kind: 'find'; readonly search: SearchSource }
  | { readonly kind: 'conformance' }
  | { readonly kind: 'read-users'; readonly path: string; readonly keyName?: string | undefined };

/** A side of a job, known once its document has been read. */
export interface SideOfJob extends SideMade, Pick<SideNews, 'evaluable'> {
  readonly uses: readonly Pick<AttributeUse, 'name' | 'place' | 'wanted'>[];
}

/** What a thread tells of a job. */
export type OfJob =
  | { readonly kind: 'made'; readonly job: string; readonly sides: readonly SideOfJob[]; readonly outcomes: Outcomes }
  /** `end` is the index after the last user that was evaluated; `noticed` is told for each side. */
  | { readonly kind: 'part-done'; readonly job: string; readonly end: number; readonly noticed: readonly Noticed[] }
  | { readonly kind: 'failed'; readonly job: string; readonly detail: string };

/** What a thread answers that was asked one thing. */
export type Answer =
  | { readonly kind: 'explained'; readonly explained: Explained }
  | { readonly kind: 'segments'; readonly segments: readonly Segment[] }
  | { readonly kind: 'rewritten'; readonly rewritten: Rewritten }
  | { readonly kind: 'found'; readonly found: UsersFound }
  | { readonly kind: 'suites'; readonly suites: readonly SuiteResult[] }
  | { readonly kind: 'users'; readonly result: Result<UserFile> }
  /** The documents of an explanation or a search have been read: what comes now is the rules. */
  | { readonly kind: 'begun' }
  | { readonly kind: 'progress'; readonly bytes: number; readonly of: number }
  | { readonly kind: 'no-answer'; readonly detail: string };

export type FromThread = OfJob | Answer;
