/** Faults: expected failures as values. Main never throws them over IPC; the window words them in the user's language. */
import type { Entry } from './model/entry';
import type { Key } from './model/key';
import { faults } from './text/en/faults';

/** Stable codes that scripts and tests rely on. */
export type FaultCode =
  | 'unreachable'
  | 'auth-failed'
  | 'denied'
  | 'session-expired'
  | 'compacted'
  | 'conflict'
  | 'outcome-unknown'
  | 'not-supported'
  | 'too-large'
  | 'invalid'
  | 'read-only'
  | 'aborted'
  | 'internal';

/** Names a sentence of the catalog (shared/text): what happened, to which key, and what to do next. */
export type FaultReason = keyof typeof faults;

export interface Fault {
  readonly code: FaultCode;
  readonly reason: FaultReason;
  /** Fills the sentence's `{{name}}` places. */
  readonly params: Readonly<Record<string, string>>;
  /** The sentence in English, for logs and the terminal. */
  readonly message: string;
  readonly key?: Key;
  /** A conflict's actual entry, null where the key does not exist. */
  readonly actual?: Entry | null;
}

/** A value or the fault that stood in its way. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };

/** Success. */
export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

/** Failure. */
export const failed = (fault: Fault): Result<never> => ({ ok: false, fault });

/** A fault, worded in English from the catalog. */
export function fault(
  code: FaultCode,
  reason: FaultReason,
  params: Readonly<Record<string, string | number>> = {},
  more: { key?: Key; actual?: Entry | null } = {},
): Fault {
  const text = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));
  const filled = more.key === undefined ? text : { key: more.key, ...text };
  const message = faults[reason].replace(/\{\{(\w+)\}\}/g, (place, name: string) => filled[name] ?? place);
  return { code, reason, params: filled, message, ...more };
}

/** Carries a fault through code that throws inside one room (a driver's watch loop); it never leaves main. */
export class FaultError extends Error {
  constructor(readonly fault: Fault) {
    super(fault.message);
    this.name = 'FaultError';
  }
}

/** The fault inside an error, or `internal` with what the error said. */
export function faultOf(error: unknown): Fault {
  if (error instanceof FaultError) return error.fault;
  return fault('internal', 'internal', { detail: error instanceof Error ? error.message : String(error) });
}
