import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { auditStates } from '../../../shared/model/audit';
import { useSources } from '../../store/hooks';
import { SearchField } from '../../ui/SearchField';
import { useWords } from '../../ui/text';
import { ACTIVITY_FILTER_ID } from '../focus';
import { nameOf } from '../source-name';
import { spans, type Choice, type SpanName } from './filter';

export interface FilterBarProps {
  choice: Choice;
  onChange: (choice: Choice) => void;
  /** What else stands in the bar. */
  children: ReactNode;
}

/** What narrows the audit down. */
export function FilterBar({ choice, onChange, children }: FilterBarProps) {
  const words = useWords();
  const all = useSources();
  return (
    <div className="activity-bar">
      <SearchField id={ACTIVITY_FILTER_ID} label={words('activity.filter')} hint={words('activity.filterHint')} value={choice.text} onChange={(text) => onChange({ ...choice, text })} />
      <NativeSelect
        aria-label={words('activity.source')}
        value={choice.sourceId ?? ''}
        onChange={({ target }) => onChange({ ...choice, sourceId: target.value === '' ? null : target.value })}
        data={[{ value: '', label: words('activity.everySource') }, ...all.map(({ info }) => ({ value: info.source.id, label: nameOf(info, words) }))]}
      />
      <NativeSelect
        aria-label={words('activity.outcome')}
        value={choice.state ?? ''}
        onChange={({ target }) => onChange({ ...choice, state: auditStates.find((state) => state === target.value) ?? null })}
        data={[{ value: '', label: words('activity.everyOutcome') }, ...auditStates.map((state) => ({ value: state, label: words(`activity.state.${state}`) }))]}
      />
      <SpanSelect span={choice.span} onChange={(span) => onChange({ ...choice, span })} />
      <span className="spacer" />
      {children}
    </div>
  );
}

/** How far back is looked. */
export function SpanSelect({ span, onChange }: { span: SpanName; onChange: (span: SpanName) => void }) {
  const words = useWords();
  const names = Object.keys(spans) as SpanName[];
  return (
    <NativeSelect
      aria-label={words('activity.time')}
      value={span}
      onChange={({ target }) => onChange(names.find((name) => name === target.value) ?? 'all')}
      data={names.map((name) => ({ value: name, label: words(`activity.times.${name}`) }))}
    />
  );
}
