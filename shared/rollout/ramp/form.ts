/** A ramp as somebody types it. It stands in the window's store: nothing is imported here that reads values. */
import { curves, type Curve } from './plan';

/** Units that a duration is typed in, in seconds. */
export const durationUnits = { minutes: 60, hours: 3600, days: 86_400 } as const;
export type DurationUnit = keyof typeof durationUnits;

/** What the form of a ramp holds. Null is what has not been chosen. */
export interface TypedRamp {
  readonly place: string | null;
  readonly variant: string | null;
  /** `none` for a flag's own schedule alone. */
  readonly curve: Curve | 'none' | null;
  readonly target: string;
  readonly count: string;
  readonly listed: string;
  /** Seconds since 1970. */
  readonly start: number;
  readonly duration: string;
  readonly unit: DurationUnit;
  /** The percent that the steps were planned from, once one of them has been applied; else they go from what there is now. */
  readonly from: number | null;
  /** The number of the step that was applied last, from 1; 0 for none. A list may have the same percent twice. */
  readonly done: number;
  /** The step that was put in the draft last: it may still be discarded. */
  readonly put: PutStep | null;
}

/** A step in a draft, and what it was planned by. */
export interface PutStep {
  readonly text: string;
  /** From 1, among all that are planned. */
  readonly number: number;
  readonly from: number;
  readonly variant: string | null;
  readonly curve: Curve | 'none';
}

/** What is typed, with the plan begun where the step that was put in the draft is what the store holds. */
export function begunRamp(typed: TypedRamp, live: string | null): TypedRamp {
  if (typed.put === null || typed.put.text !== live) return typed;
  const { number, from, variant, curve } = typed.put;
  return { ...typed, from, done: number, variant, curve, put: null };
}

/** What is in the form at first: a day in five steps, from the next full hour. */
export const blankRamp = (clock: number): TypedRamp => ({
  place: null,
  variant: null,
  curve: null,
  target: '100',
  count: '5',
  listed: '1, 5, 25, 50, 100',
  start: Math.ceil((clock + 1) / 3600) * 3600,
  duration: '1',
  unit: 'days',
  from: null,
  done: 0,
  put: null,
});

/** Whether something that was kept is what a form holds. */
export function isTypedRamp(kept: unknown): kept is TypedRamp {
  if (typeof kept !== 'object' || kept === null) return false;
  const ramp = kept as Readonly<Record<keyof TypedRamp, unknown>>;
  const isTextOrNull = (value: unknown): boolean => value === null || typeof value === 'string';
  return (
    [ramp.place, ramp.variant].every(isTextOrNull) &&
    [ramp.target, ramp.count, ramp.listed, ramp.duration].every((text) => typeof text === 'string') &&
    (ramp.curve === null || [...curves, 'none'].includes(ramp.curve as Curve)) &&
    [ramp.start, ramp.done].every(Number.isFinite) &&
    (ramp.from === null || Number.isFinite(ramp.from)) &&
    Object.hasOwn(durationUnits, String(ramp.unit)) &&
    ramp.put === null
  );
}
