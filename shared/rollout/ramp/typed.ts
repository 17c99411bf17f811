/** What a ramp that somebody types comes to for a flag. */
import { toggleNamed } from '../../flags/featureprobe/names';
import type { Problem } from '../../flags/problem';
import type { Value } from '../../flags/value';
import { MOST_SIDES } from '../../model/rollout';
import { flagdFlagOf } from '../splits';
import type { Outcome } from '../simulation';
import { wholeNumber } from '../whole-number';
import { durationUnits, type TypedRamp } from './form';
import { rampPlaces, type RampPlace, type RampPlaces } from './places';
import { curves, plannedSteps, readPercents, type Curve, type PlannedStep } from './plan';
import { scheduleOf, type Schedule } from './schedule';
import { rampRanges, rampTexts, shareNow } from './steps';
import { timelineOf, type Timeline } from './timeline';

/** Most steps: the live document is a side of the simulation as well. */
export const MOST_STEPS = MOST_SIDES - 1;

/** Something that a flag may serve. */
export interface RampVariant {
  /** A name of flagd, an index of FeatureProbe. */
  readonly id: string;
  readonly outcome: Outcome;
}

/** Fields that cannot be read; a duration that is too short for its steps as well. */
export type Unread = 'target' | 'count' | 'listed' | 'duration';

/** A ramp made of what is typed. */
export interface Ramp {
  readonly variants: readonly RampVariant[];
  readonly variant: RampVariant | undefined;
  readonly enabled: boolean;
  readonly places: RampPlaces;
  /** Where it is; undefined where there is no ramp. */
  readonly place: RampPlace | undefined;
  readonly curve: Curve | 'none';
  readonly unread: readonly Unread[];
  /** Percent of the place's users that the variant has now, and percent that the steps go from and to. */
  readonly now: number;
  readonly from: number;
  readonly target: number;
  /** All that are planned; the first `done` of them are live. `texts` are of those after them. */
  readonly steps: readonly PlannedStep[];
  readonly done: number;
  readonly texts: readonly string[];
  readonly dropped: number;
  /** Why the steps cannot be written. */
  readonly problem: Problem | null;
  readonly schedule: Schedule;
  /** Of the steps that are to come and the moments of the schedule; their numbers count from the first that is to come. */
  readonly timeline: Timeline;
}

/** What is typed as a ramp of a flag, live in a value that is not compressed; `clock` is now, in seconds since 1970. */
export function rampOf(value: Value, flag: string, typed: TypedRamp, clock: number): Ramp {
  const schedule = scheduleOf(value, flag);
  const places = rampPlaces(value, flag);
  const variants = variantsOf(value, flag);
  const place = places.places.find(({ id }) => id === typed.place) ?? places.places.find(({ rule }) => rule === null) ?? places.places[0];
  // a schedule is what such a flag is about, until somebody chooses otherwise
  const curve = place === undefined ? 'none' : (typed.curve ?? (schedule.moments.length > 0 && place.made ? 'none' : 'linear'));
  const shares = place?.ranges.map((range) => range.variant) ?? [];
  const variant =
    variants.find(({ id }) => id === typed.variant) ??
    variants.find(({ id }) => id !== place?.otherwise && shares.includes(id)) ??
    variants.find(({ id }) => id !== place?.otherwise) ??
    variants[0];
  const about = { variants, variant, enabled: isEnabled(value, flag), places, curve, schedule };
  const nothing = { unread: [], now: 0, from: 0, target: 0, steps: [], done: 0, texts: [], dropped: 0, problem: null };
  if (curve === 'none' || place === undefined || variant === undefined || !('structure' in value)) return { ...about, ...nothing, place: undefined, timeline: timelineOf(clock, [], schedule.moments, MOST_SIDES) };
  const now = shareNow(place, variant.id);
  const listed = readPercents(typed.listed);
  const target = curve === 'stepped' ? (listed?.at(-1) ?? Number.NaN) : numberIn(typed.target, 0, 100);
  const count = numberIn(typed.count, 1, MOST_STEPS);
  const duration = numberIn(typed.duration, 0, 1e6) * durationUnits[typed.unit];
  const asked = curve === 'stepped' ? (listed?.length ?? 0) : count;
  const unread: Unread[] = [
    ...(curve !== 'stepped' && Number.isNaN(target) ? (['target'] as const) : []),
    ...(curve !== 'stepped' && !Number.isInteger(count) ? (['count'] as const) : []),
    ...(curve === 'stepped' && (listed === null || listed.length === 0 || listed.length > MOST_STEPS) ? (['listed'] as const) : []),
    // steps within one second could not be told apart in time
    ...(Number.isNaN(duration) || duration < asked - 1 ? (['duration'] as const) : []),
  ];
  const plannedFrom = (percent: number) => (unread.length > 0 ? { steps: [], dropped: 0 } : plannedSteps({ curve, now: percent, target, count, listed: listed ?? [], start: typed.start, duration }));
  const begun = typed.from === null ? null : plannedFrom(typed.from);
  const done = begun === null ? 0 : doneOf(begun.steps, now, typed.done);
  // what others have set it to is no step of what had begun
  const from = done > 0 ? (typed.from ?? now) : now;
  const planned = done > 0 && begun !== null ? begun : plannedFrom(now);
  const coming = planned.steps.slice(done);
  const made = rampTexts(value.structure, rampRanges(place, variant.id, coming.map(({ percent }) => percent)).map(place.change));
  const problem = 'problem' in made ? made.problem : null;
  const texts = 'texts' in made ? made.texts : [];
  const timeline = timelineOf(clock, problem === null ? coming : [], schedule.moments, MOST_SIDES);
  return { ...about, place, unread, now, from, target, ...planned, done, texts, problem, timeline };
}

/** How many steps are live: as many as were applied last, or where others have gone on or back, those to the nearest one that there is now. */
function doneOf(steps: readonly PlannedStep[], now: number, applied: number): number {
  const isLive = (step: PlannedStep | undefined): boolean => step !== undefined && Math.abs(step.percent - now) < 0.005;
  if (isLive(steps[applied - 1])) return applied;
  const after = steps.findIndex((step, index) => index >= applied && isLive(step)) + 1;
  return after > 0 ? after : steps.findLastIndex((step, index) => index < applied && isLive(step)) + 1;
}

/** Curves that can be chosen, `none` where there is a schedule besides. */
export const curvesOf = ({ schedule: { moments } }: Pick<Ramp, 'schedule'>): readonly (Curve | 'none')[] => (moments.length > 0 ? [...curves, 'none'] : curves);

/** NaN for what is no number between two others. */
function numberIn(text: string, least: number, most: number): number {
  const whole = wholeNumber(text);
  const number = text.trim() === '' || !Number.isNaN(whole) ? whole : Number(text);
  return number >= least && number <= most ? number : Number.NaN;
}

function isEnabled(value: Value, flag: string): boolean {
  if (value.kind === 'flagd') return flagdFlagOf(value, flag)?.state !== 'DISABLED';
  return value.kind !== 'featureprobe' || toggleNamed(value.view, flag)?.toggle.enabled === true;
}

function variantsOf(value: Value, flag: string): readonly RampVariant[] {
  if (value.kind === 'flagd') return (flagdFlagOf(value, flag)?.variants ?? []).map(({ name, value: served }) => ({ id: name, outcome: { name, value: served } }));
  if (value.kind !== 'featureprobe') return [];
  const toggle = toggleNamed(value.view, flag)?.toggle;
  return (toggle?.variations ?? []).map((served, index) => ({ id: String(index), outcome: { name: null, value: served } }));
}
