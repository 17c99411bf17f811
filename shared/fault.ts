/** Faults: expected failures as values. Main never throws them over IPC; the window words them in the user's language. */
import type { Entry } from './model/entry';
import type { Key } from './model/key';
import { details } from './text/en/details';
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

/** Names a part of a sentence, in the catalog `details`. */
export type DetailReason = keyof typeof details;

/** A part of a fault's sentence that has words of its own in every language. */
export interface Detail {
  readonly reason: DetailReason;
  readonly params: Readonly<Record<string, string | Detail>>;
}

export interface Fault {
  readonly code: FaultCode;
  readonly reason: FaultReason;
  /** Fills the sentence's `{{name}}` places. */
  readonly params: Readonly<Record<string, string>>;
  /** Those of the params that have words of their own in every language; `params` has them in English. */
  readonly details?: Readonly<Record<string, Detail>>;
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

type Params = Readonly<Record<string, string | number | Detail>>;

const named = (params: Params): Record<string, string | Detail> =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, typeof value === 'number' ? String(value) : value]));

/** A part of a fault's sentence. */
export const detail = (reason: DetailReason, params: Params = {}): Detail => ({ reason, params: named(params) });

/** A sentence with its places filled, details in the words of this catalog. What fills a place is never taken for a template. */
export function worded(sentence: string, params: Detail['params'], catalog: Readonly<Record<DetailReason, string>>): string {
  return sentence.replace(/\{\{(\w+)\}\}/g, (place, name: string) => {
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    if (value === undefined || typeof value === 'string') return value ?? place;
    return worded(catalog[value.reason], value.params, catalog);
  });
}

/** A fault, worded in English from the catalog. */
export function fault(
  code: FaultCode,
  reason: FaultReason,
  params: Params = {},
  more: { key?: Key; actual?: Entry | null } = {},
): Fault {
  const given = Object.entries(more.key === undefined ? named(params) : { key: more.key, ...named(params) });
  const filled: Record<string, string> = {};
  const parts: Record<string, Detail> = {};
  for (const [name, value] of given) {
    filled[name] = typeof value === 'string' ? value : worded(details[value.reason], value.params, details);
    if (typeof value !== 'string') parts[name] = value;
  }
  const message = worded(faults[reason], filled, details);
  return { code, reason, params: filled, ...(Object.keys(parts).length > 0 && { details: parts }), message, ...more };
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
