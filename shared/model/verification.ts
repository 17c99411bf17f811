/** The comparison of what a source shows with what its store holds. */
import type { Key } from './key';

/**
 * `differs`: another value or version. `missing`: in the store, not shown. `extra`: shown, not in the store. `denied`: shown, and may
 * not be read any more. `hidden`: shown and still there, below a denied key, so that no listing comes to it any more.
 */
export type MismatchKind = 'differs' | 'missing' | 'extra' | 'denied' | 'hidden';

export interface Mismatch {
  readonly key: Key;
  readonly kind: MismatchKind;
}

export interface Verification {
  /** Keys that were compared: those in the store and those shown. */
  readonly compared: number;
  readonly milliseconds: number;
  /** When it was done, milliseconds since 1970. */
  readonly at: number;
  /** Number of keys that were not shown as they are; everything was listed again if there were any. */
  readonly count: number;
  /** The first of them, in the order of their keys. */
  readonly mismatches: readonly Mismatch[];
}

/** How far a comparison has got: keys read from the store, or those that seemed to differ and are looked at again. */
export interface VerifyProgress {
  readonly step: 'reading' | 'checking';
  readonly keys: number;
}
