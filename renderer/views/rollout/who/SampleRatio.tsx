import { Button, Textarea } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useState } from 'react';
import { MISMATCH_BELOW, sampleRatio } from '../../../../shared/rollout/sample-ratio';
import type { Outcome } from '../../../../shared/rollout/simulation';
import { openCounts } from '../../../store/rollout';
import { formatNumber } from '../../../ui/format';
import { numberFormatter } from '../../../ui/formatters';
import { Note } from '../../../ui/parts';
import { currentLanguage, useWords, type Words } from '../../../ui/text';
import type { Place } from '../matrix';
import { readObserved, type Observed } from './observed';
import { briefOf, labelOf } from '../outcome-text';

/** Counts that were observed in the field, against those of the simulation: whether chance alone explains how they differ. */
export function SampleRatio({ places }: { places: readonly Place[] }) {
  const words = useWords();
  const [typed, setTyped] = useState('');
  const served = places.flatMap(({ outcome, before }) => (typeof outcome === 'string' ? [] : [{ outcome, before }]));
  const outcomes = served.map(({ outcome }) => outcome);
  const observed = readObserved(typed, outcomes);
  const found = observed.kind === 'counts' ? sampleRatio(observed.counts, served.map(({ before }) => before)) : undefined;
  const open = async () => {
    const text = await openCounts();
    if (text !== null) setTyped(text);
  };
  return (
    <details className="rollout-ratio">
      <summary>{words('rollout.ratio')}</summary>
      <div className="rollout-observed">
        <Textarea
          label={words('rollout.observed')}
          description={words('rollout.observedNote', { order: outcomes.map(labelOf).join(', '), example: exampleOf(outcomes) })}
          value={typed}
          autosize
          minRows={2}
          maxRows={8}
          spellCheck={false}
          error={wrongIn(observed, outcomes, words)}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button variant="default" leftSection={<IconFileImport size={14} />} onClick={() => void open()}>
          {words('rollout.observedFile')}
        </Button>
      </div>
      {found !== undefined && (
        <Note tone={found.pValue < MISMATCH_BELOW ? 'bad' : found.tooFew ? 'warn' : 'ok'} role="status">
          {words(found.pValue < MISMATCH_BELOW ? 'rollout.mismatch' : found.tooFew ? 'rollout.tooFew' : 'rollout.fits', {
            p: found.pValue < 1e-4 ? found.pValue.toExponential(1) : numberFormatter(currentLanguage()).format(found.pValue),
            chi: numberFormatter(currentLanguage(), 2).format(found.chiSquare),
            users: formatNumber(served.reduce((sum, { before }) => sum + before, 0)),
            expected: found.expected.map((count, at) => `${nameOf(outcomes[at])} ${formatNumber(Math.round(count))}`).join(', '),
          })}
        </Note>
      )}
    </details>
  );
}

const nameOf = (outcome: Outcome | undefined): string => (outcome === undefined ? '' : briefOf(outcome));
const exampleOf = ([first]: readonly Outcome[]): string => `${nameOf(first)},512`;

/** What is wrong with what was typed; nothing where it can be read or nothing is there. */
function wrongIn(observed: Observed, outcomes: readonly Outcome[], words: Words): string | undefined {
  const names = outcomes.map(nameOf).join(', ');
  switch (observed.kind) {
    case 'nothing':
    case 'counts':
      return undefined;
    case 'number':
      return words('rollout.observedNumber', { count: outcomes.length, found: observed.found });
    case 'line':
      return words('rollout.observedLine', { line: observed.line, text: observed.text.slice(0, 80) });
    case 'unknown':
      return words('rollout.observedUnknown', { line: observed.line, name: observed.name.slice(0, 80), names });
    case 'twice':
      return words('rollout.observedTwice', { line: observed.line, name: observed.name.slice(0, 80) });
    default:
      return observed satisfies never;
  }
}
