/** What places, variants and stations of a ramp are called. */
import type { RampPlace } from '../../../../shared/rollout/ramp/places';
import type { Station } from '../../../../shared/rollout/ramp/timeline';
import type { Ramp, RampVariant } from '../../../../shared/rollout/ramp/typed';
import { formatMoment } from '../../../ui/format';
import { numberFormatter } from '../../../ui/formatters';
import { currentLanguage, type Words } from '../../../ui/text';
import { nameText, valueText } from '../outcome-text';

/** A place by its rule; what everybody else is served is no rule's. */
export const placeLabel = (words: Words, { rule }: Pick<RampPlace, 'rule'>): string => (rule === null ? words('rollout.ramp.everybody') : words('rollout.reason.rule', { number: rule + 1 }));

/** A longer value is cut: it stands in the middle of sentences. */
const LONGEST = 32;

/** A variant by its name, or by its value where it has none. */
export function variantLabel({ outcome: { name, value } }: RampVariant): string {
  const text = name !== null ? nameText(name) : typeof value === 'string' ? nameText(value) : valueText(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** A planned percent. */
export const percentLabel = (percent: number): string => `${numberFormatter(currentLanguage(), 2).format(percent)} %`;

/** The percent that is planned for a station. */
export const plannedAt = ({ steps, done, now }: Ramp, { step }: Station): number => (step === 0 ? now : (steps[done + step - 1]?.percent ?? now));

/** Number of a station's step, from 1, among all that are planned. */
export const numberOf = ({ done }: Ramp, { step }: Station): number => done + step;

/** What a station is: live, a step, a moment of the schedule. */
export function stationLabel(words: Words, ramp: Ramp, station: Station): string {
  if (station.applied) return words(station.moment ? 'rollout.ramp.stepAndMoment' : 'rollout.ramp.step', { number: numberOf(ramp, station), count: ramp.steps.length });
  return station.moment ? words('rollout.ramp.moment') : words('rollout.ramp.before');
}

/** The time of a station: to the minute where nothing happens at it. */
export const timeLabel = ({ at, applied, moment }: Station): string => formatMoment((applied || moment ? at : Math.floor(at / 60) * 60) * 1000);
