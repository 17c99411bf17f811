/**
 * What every engine is: a document and a profile made into something that answers for users. An engine never throws and keeps no time of its own: the
 * same flag, user and clock have the same answer, and what `explain` says is the answer that `evaluate` gives.
 */
import type { Path, Place, Problem } from '../flags/problem';
import type { AttributeUse } from './attribute-use';

/**
 * Whose rules decide. `flagd-v2` is `@openfeature/flagd-core` 4.0.1; `flagd-v1` splits as flagd did before; `featureprobe-spec` is what the public test
 * vectors say, `featureprobe-node` the Node SDK 2.2.0; `plain` is a value that stands for itself.
 */
export const profileNames = ['flagd-v2', 'flagd-v1', 'featureprobe-spec', 'featureprobe-node', 'plain'] as const;
export type ProfileName = (typeof profileNames)[number];

/** What a flagd engine hashes for a split: UTF-16 units, as in JavaScript, or UTF-8 bytes, as in Go. They differ where a key is not ASCII. */
export type KeyHash = 'js' | 'utf8';

export interface Profile {
  readonly name: ProfileName;
  /** Only flagd looks at it; `js` where it is left out. */
  readonly hash?: KeyHash;
}

/** A user, as an app describes it. */
export interface Context {
  /** flagd's targeting key, FeatureProbe's user key; null where the app gives none. */
  readonly key: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/**
 * Why an answer is what it is: `static` (no rule), `match` (a rule), `default` (no rule held), `disabled`, `prerequisite` (one was not met), `absent` (no
 * such flag), `error` (readers fail; the default in the app's code is served).
 */
export const reasons = ['static', 'match', 'default', 'disabled', 'prerequisite', 'absent', 'error'] as const;
export type Reason = (typeof reasons)[number];

/** What a user is served. Answers without problems are shared between users: they are not to be changed. */
export interface Evaluation {
  /** Undefined where the default in the app's code is served. */
  readonly value: unknown;
  /** What is served, as an index of the flag's `variants`; -1 for the default in the app's code. */
  readonly index: number;
  readonly reason: Reason;
  /** Which rule decided, from 0: of FeatureProbe's, or of flagd's as `rulesOf` counts them. Null for none. */
  readonly rule: number | null;
  readonly problems: readonly Problem[];
}

/** A value that may be served, and its name; FeatureProbe numbers them. */
export interface Served {
  readonly name: string;
  readonly value: unknown;
}

/** How a split decided about a user. */
export interface BucketStep {
  /** The text that was hashed. */
  readonly key: string;
  /** Unsigned, 32 bits. */
  readonly hash: number;
  /** From 0; below `total`. Only flagd v1 has fractions of one. */
  readonly bucket: number;
  readonly total: number;
  /** The range of buckets it fell into; `to` is not in it. Null where it fell into none. */
  readonly range: { readonly from: number; readonly to: number; readonly share: number } | null;
  /** What another hash of the same key would have decided, where it differs: the share's index, or null for none. */
  readonly otherwise: { readonly hash: KeyHash; readonly bucket: number; readonly share: number | null } | null;
}

/** What a step is about. */
export type StepKind = 'operator' | 'reference' | 'split' | 'rule' | 'condition' | 'segment' | 'prerequisite' | 'serve';

/** One thing that was looked at on the way to an answer, and what was looked at for it. */
export interface Step {
  readonly kind: StepKind;
  /** The operator, the predicate, or the name of what is referred to. */
  readonly name: string;
  readonly path: Path;
  readonly place: Place | null;
  /** Attributes it compared, as the user has them; undefined for those the user has not. */
  readonly reads: readonly { readonly name: string; readonly value: unknown }[];
  /** What it came to; undefined where it failed. */
  readonly result: unknown;
  /** Whether it held; null where that is no question. */
  readonly matched: boolean | null;
  readonly bucket: BucketStep | null;
  readonly steps: readonly Step[];
}

/** An answer with the way to it. */
export interface Explanation extends Evaluation {
  readonly steps: readonly Step[];
}

/** A flag in its document. */
export interface Found {
  readonly path: Path;
  /** False where nobody's rules are run: readers fail on the flag, or on the document. */
  readonly evaluable: boolean;
}

/** One document under one profile. */
export interface Engine {
  readonly profile: Profile;
  /** Keys of the flags, in the order of the document; `''` is the one flag of a plain value. */
  readonly flags: readonly string[];
  /** What is wrong with the document, or keeps it or the flag from being evaluated. Of the other flags' rules only what reading finds is said. */
  problems(flag: string): readonly Problem[];
  /** What a flag may serve, which `index` counts; empty where there is no such flag. */
  variants(flag: string): readonly Served[];
  /** Where a flag stands and whether it can be evaluated; undefined where a document that can be read has no such flag. */
  find(flag: string): Found | undefined;
  /** Where a flag's rules look at attributes; empty where there are no rules. */
  uses(flag: string): readonly AttributeUse[];
  /** Whether a flag's rules use regular expressions: these may run for ever, which only a worker's host can end. */
  usesRegex(flag: string): boolean;
  /** Names of the attributes that a flag's rules may look at for a user who has a key; null where it may be any. What is not among them changes no answer. */
  reads(flag: string): readonly string[] | null;
  /** Which of a flag's rules stands without a condition, as `rule` counts; null for none, and for FeatureProbe, which has its default for that. */
  otherwise(flag: string): number | null;
  /** The answer for a user at a time in seconds since 1970. */
  evaluate(flag: string, user: Context, clock: number): Evaluation;
  /** The same answer, step by step. */
  explain(flag: string, user: Context, clock: number): Explanation;
}
