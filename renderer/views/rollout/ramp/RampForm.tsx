import { Input, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { curvesOf, durationUnits, MOST_STEPS, type DurationUnit, type Ramp, type TypedRamp } from '../../../../shared/rollout/ramp/typed';
import { useWords } from '../../../ui/text';
import { labelOf } from '../outcome-text';
import { localTime } from '../QuestionBar';
import { placeLabel } from './labels';

interface RampFormProps {
  readonly ramp: Ramp;
  readonly typed: TypedRamp;
  readonly onChange: (changed: Partial<TypedRamp>) => void;
}

/** What is ramped, how far, how and when. */
export function RampForm({ ramp, typed, onChange }: RampFormProps) {
  const words = useWords();
  const { variants, variant, places, place, curve, unread } = ramp;
  if (variants.length === 0) return null;
  const choices = curvesOf(ramp);
  const units = Object.keys(durationUnits) as DurationUnit[];
  return (
    <div className="rollout-bar ramp-form">
      <NativeSelect
        label={words('rollout.ramp.variant')}
        value={variant?.id ?? ''}
        onChange={(event) => onChange({ variant: event.currentTarget.value })}
        data={variants.map(({ id, outcome }) => ({ value: id, label: labelOf(outcome) }))}
      />
      {places.places.length > 1 && curve !== 'none' && (
        <NativeSelect
          label={words('rollout.ramp.place')}
          value={place?.id ?? ''}
          onChange={(event) => onChange({ place: event.currentTarget.value })}
          data={places.places.map((each) => ({ value: each.id, label: placeLabel(words, each) }))}
        />
      )}
      {places.places.length > 0 && (
        <Input.Wrapper className="ramp-curve" label={words('rollout.ramp.curve')} labelElement="div" size="xs">
          <SegmentedControl
            aria-label={words('rollout.ramp.curve')}
            value={curve}
            onChange={(value) => onChange({ curve: choices.find((each) => each === value) ?? 'linear' })}
            data={choices.map((value) => ({ value, label: words(`rollout.ramp.curves.${value}`) }))}
          />
        </Input.Wrapper>
      )}
      {curve !== 'none' && (
        <>
          {curve === 'stepped' ? (
            <TextInput
              className="ramp-listed"
              label={words('rollout.ramp.listed')}
              value={typed.listed}
              error={unread.includes('listed') && words('rollout.ramp.listedWrong', { limit: MOST_STEPS })}
              onChange={(event) => onChange({ listed: event.currentTarget.value })}
            />
          ) : (
            <>
              <TextInput
                className="ramp-number"
                label={words('rollout.ramp.target')}
                inputMode="decimal"
                value={typed.target}
                error={unread.includes('target') && words('rollout.ramp.targetWrong')}
                onChange={(event) => onChange({ target: event.currentTarget.value })}
              />
              <TextInput
                className="ramp-number"
                label={words('rollout.ramp.steps')}
                inputMode="numeric"
                value={typed.count}
                error={unread.includes('count') && words('rollout.ramp.countWrong', { limit: MOST_STEPS })}
                onChange={(event) => onChange({ count: event.currentTarget.value })}
              />
            </>
          )}
          <TextInput
            label={words('rollout.ramp.start')}
            type="datetime-local"
            value={localTime(typed.start).slice(0, 16)}
            onChange={(event) => {
              const at = new Date(event.currentTarget.value).getTime();
              if (Number.isFinite(at)) onChange({ start: Math.floor(at / 1000) });
            }}
          />
          <div className="ramp-over">
            <TextInput
              className="ramp-number"
              label={words('rollout.ramp.duration')}
              inputMode="decimal"
              value={typed.duration}
              error={unread.includes('duration') && words('rollout.ramp.durationWrong')}
              onChange={(event) => onChange({ duration: event.currentTarget.value })}
            />
            <NativeSelect
              className="ramp-unit"
              label={words('rollout.ramp.unit')}
              value={typed.unit}
              onChange={(event) => onChange({ unit: units.find((each) => each === event.currentTarget.value) ?? typed.unit })}
              data={units.map((value) => ({ value, label: words(`rollout.ramp.units.${value}`) }))}
            />
          </div>
        </>
      )}
    </div>
  );
}
