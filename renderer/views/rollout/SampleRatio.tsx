import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { MISMATCH_BELOW, sampleRatio } from '../../../shared/rollout/sample-ratio';
import { formatNumber } from '../../ui/format';
import { numberFormatter } from '../../ui/formatters';
import { Note } from '../../ui/parts';
import { currentLanguage, useWords } from '../../ui/text';
import type { Place } from './matrix';
import { labelOf } from './OutcomeLabel';

/** Counts that were observed in the field, against those of the simulation: whether chance alone explains how they differ. */
export function SampleRatio({ places }: { places: readonly Place[] }) {
  const words = useWords();
  const [typed, setTyped] = useState('');
  const served = places.flatMap(({ outcome, before }) => (typeof outcome === 'string' ? [] : [{ label: labelOf(outcome), before }]));
  const counts = countsOf(typed);
  const found = counts.length === served.length ? sampleRatio(counts, served.map(({ before }) => before)) : undefined;
  return (
    <details className="rollout-ratio">
      <summary>{words('rollout.ratio')}</summary>
      <TextInput
        label={words('rollout.observed')}
        description={words('rollout.observedNote', { order: served.map(({ label }) => label).join(', ') })}
        value={typed}
        inputMode="numeric"
        error={typed.trim() !== '' && counts.length !== served.length && words('rollout.observedWrong', { count: served.length })}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {found !== undefined && (
        <Note tone={found.pValue < MISMATCH_BELOW ? 'bad' : found.tooFew ? 'warn' : 'ok'} role="status">
          {words(found.pValue < MISMATCH_BELOW ? 'rollout.mismatch' : found.tooFew ? 'rollout.tooFew' : 'rollout.fits', {
            p: found.pValue < 1e-4 ? found.pValue.toExponential(1) : numberFormatter(currentLanguage()).format(found.pValue),
            chi: numberFormatter(currentLanguage(), 2).format(found.chiSquare),
            users: formatNumber(served.reduce((sum, { before }) => sum + before, 0)),
            expected: found.expected.map((count) => formatNumber(Math.round(count))).join(', '),
          })}
        </Note>
      )}
    </details>
  );
}

/** Whole numbers in a text, however they are parted; none where something else stands in it. */
function countsOf(text: string): number[] {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  return parts.every((part) => /^\d{1,15}$/.test(part)) ? parts.map(Number) : [];
}
