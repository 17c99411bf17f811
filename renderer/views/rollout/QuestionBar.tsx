import { NativeSelect, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../../ui/text';
import { PopulationPicker } from './population/PopulationPicker';
import { UsersReadings } from './population/UsersReadings';
import type { Question, QuestionChoices } from './use-question';

/** Who is simulated, for which flag, by which rules, at what time; `children` are what a view asks besides. */
export function QuestionBar({ question, children }: { question: Question & QuestionChoices; children?: ReactNode }) {
  const words = useWords();
  const { subject, flag, rule, clock, setFlag, setRule, setClock } = question;
  return (
    <>
      <div className="rollout-bar">
        <PopulationPicker />
        {subject.flags.length > 1 && <NativeSelect label={words('rollout.flag')} value={flag} onChange={(event) => setFlag(event.currentTarget.value)} data={[...subject.flags]} />}
        {subject.rules.length > 1 && (
          <NativeSelect
            label={words('rollout.rules')}
            value={rule}
            onChange={(event) => setRule(subject.rules.find((each) => each === event.currentTarget.value) ?? rule)}
            data={subject.rules.map((each) => ({ value: each, label: words(`rollout.rule.${each}`) }))}
          />
        )}
        {children}
        <TextInput
          label={words('rollout.at')}
          type="datetime-local"
          step={1}
          value={localTime(clock)}
          onChange={(event) => {
            const at = new Date(event.currentTarget.value).getTime();
            if (Number.isFinite(at)) setClock(Math.floor(at / 1000));
          }}
        />
      </div>
      <UsersReadings />
    </>
  );
}

/** A moment as a field of date and time shows it. */
export function localTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
