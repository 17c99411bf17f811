import type { Ramp } from '../../../../shared/rollout/ramp/typed';
import { formatMoment } from '../../../ui/format';
import { Note } from '../../../ui/parts';
import { problemSentence, useWords } from '../../../ui/text';
import { percentLabel, placeLabel, variantLabel } from './labels';

const timesOf = (moments: readonly number[]): string => moments.map((at) => formatMoment(at * 1000)).join(', ');
const MOST_TIMES = 4;

/** What one has to know of a plan: why it cannot be, what was left out of it, what it does besides. */
export function RampNotes({ ramp, clock }: { ramp: Ramp; clock: number }) {
  const words = useWords();
  const { places, place, variant, curve, steps, done, dropped, now, from, target, problem, schedule, timeline, unread } = ramp;
  const planning = curve !== 'none' && place !== undefined && variant !== undefined && unread.length === 0;
  const late = steps.slice(done).filter(({ at }) => at < clock).length;
  const shown = place === undefined ? places.unfit : places.unfit.filter(({ why }) => why === 'overlaps' || why === 'computed');
  return (
    <>
      {shown.map(({ why, rule }, index) => (
        <Note key={index} tone={place === undefined && curve === 'none' && schedule.moments.length === 0 ? 'warn' : 'info'}>
          {words(`rollout.ramp.unfit.${why}`, { place: placeLabel(words, { rule }) })}
        </Note>
      ))}
      {!ramp.enabled && <Note tone="warn">{words('rollout.ramp.disabled')}</Note>}
      {schedule.computed && <Note tone="info">{words('rollout.ramp.computedTime')}</Note>}
      {timeline.leftOut.length > 0 && <Note tone="warn">{words('rollout.ramp.leftOut', { count: timeline.leftOut.length, times: timesOf(timeline.leftOut.slice(0, MOST_TIMES)) })}</Note>}
      {timeline.outside.length > 0 && <Note tone="info">{words('rollout.ramp.outside', { count: timeline.outside.length, times: timesOf(timeline.outside.slice(0, MOST_TIMES)) })}</Note>}
      {problem !== null && <Note tone="bad">{problemSentence(problem)}</Note>}
      {planning && place.made && <Note tone="info">{words('rollout.ramp.makes', { variant: variantLabel(variant) })}</Note>}
      {planning && place.shared && <Note tone="warn">{words('rollout.ramp.sharedRule')}</Note>}
      {planning && curve !== 'stepped' && Math.abs(target - from) < 0.005 && <Note tone="info">{words('rollout.ramp.already', { variant: variantLabel(variant), percent: percentLabel(now) })}</Note>}
      {planning && dropped > 0 && Math.abs(target - from) >= 0.005 && <Note tone="info">{words('rollout.ramp.dropped', { count: dropped })}</Note>}
      {planning && done > 0 && done < steps.length && <Note tone="ok">{words('rollout.ramp.done', { done, count: steps.length })}</Note>}
      {planning && done > 0 && done === steps.length && <Note tone="ok">{words('rollout.ramp.allDone', { count: steps.length })}</Note>}
      {planning && late > 0 && <Note tone="warn">{words('rollout.ramp.late', { count: late })}</Note>}
    </>
  );
}
