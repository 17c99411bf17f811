/** A ramp as it is planned: how the share of a variant goes from what it is to a target, in steps at times. */

/** How it goes: by the same number of percent a step, by the same factor, or as somebody lists it. */
export const curves = ['linear', 'exponential', 'stepped'] as const;
export type Curve = (typeof curves)[number];

export interface RampPlan {
  readonly curve: Curve;
  /** Percent now and in the end, 0 to 100. */
  readonly now: number;
  readonly target: number;
  /** How many; `stepped` has as many as it lists. */
  readonly count: number;
  /** Percents of `stepped`. */
  readonly listed: readonly number[];
  /** Of the first step, in seconds since 1970. */
  readonly start: number;
  /** From the first step to the last, in seconds. */
  readonly duration: number;
}

export interface PlannedStep {
  /** Seconds since 1970. */
  readonly at: number;
  /** In hundredths at most: FeatureProbe has no finer shares. */
  readonly percent: number;
}

/** The steps, and how many were left out as they have the percent of the one before, or of what is there now. */
export function plannedSteps({ curve, now, target, count, listed, start, duration }: RampPlan): { readonly steps: readonly PlannedStep[]; readonly dropped: number } {
  const percents = curve === 'stepped' ? listed : Array.from({ length: count }, (_, at) => (curve === 'linear' ? now + ((target - now) * (at + 1)) / count : exponential(now, target, count, at + 1)));
  // a sum that misses nothing by a hair would be rounded to -0
  const rounded = percents.map((percent) => Math.round(percent * 100) / 100 + 0);
  const spacing = rounded.length > 1 ? duration / (rounded.length - 1) : 0;
  // nobody applies a step to the second
  const grain = spacing >= 60 ? 60 : 1;
  const steps = rounded.map((percent, at) => ({ at: start + Math.round((at * spacing) / grain) * grain, percent })).filter(({ percent }, at) => percent !== (rounded[at - 1] ?? Math.round(now * 100) / 100));
  return { steps, dropped: rounded.length - steps.length };
}

/** By the same factor each step; as nothing has no factor, what begins below 1 % begins with 1 %. Downwards it is the way up, backwards. */
function exponential(now: number, target: number, count: number, step: number): number {
  if (target < now) return step === count ? target : exponential(target, now, count, count - step);
  if (now >= 1) return now * (target / now) ** (step / count);
  if (target <= 1 || count === 1) return now + ((target - now) * step) / count;
  return target ** ((step - 1) / (count - 1));
}

/** Percents in a text, parted by commas, spaces or semicolons, with or without `%`; null where something else stands in it, or a number outside of 0 to 100. */
export function readPercents(text: string): readonly number[] | null {
  const parts = text.split(/[\s,;，、%]+/).filter((part) => part !== '');
  const percents = parts.map(Number);
  return parts.every((part) => /^\d+(?:\.\d+)?$/.test(part)) && percents.every((percent) => percent <= 100) ? percents : null;
}
