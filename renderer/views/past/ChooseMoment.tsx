import { Button } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import type { Moment, Timeline } from '../../../shared/model/past';
import { useWords } from '../../ui/text';
import './past.css';

/** A local time as `datetime-local` takes it, with its seconds. */
const localText = (at: number): string => new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 19);

interface ChooseMomentProps {
  readonly timeline: Timeline;
  /** The time to begin with. */
  readonly at: number;
  /** What the button says. */
  readonly label: string;
  readonly onChoose: (moment: Moment) => void;
}

/** The moment as something to type: a time, or a revision where the store can be asked for one. */
export function ChooseMoment({ timeline, at, label, onChoose }: ChooseMomentProps) {
  const words = useWords();
  const [time, setTime] = useState(() => localText(at));
  const [revision, setRevision] = useState('');
  const isRevision = /^\d{1,19}$/.test(revision);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isRevision) onChoose({ revision: BigInt(revision) });
    // all of the second that was typed
    else if (revision === '' && time !== '') onChoose({ time: new Date(time).getTime() + 999 });
  };
  return (
    <form className="past-choose" onSubmit={submit}>
      <label>
        <span className="muted">{words('past.time')}</span>
        <input
          type="datetime-local"
          step={1}
          min={localText(timeline.since)}
          value={time}
          onChange={(event) => {
            setTime(event.currentTarget.value);
            setRevision('');
          }}
        />
      </label>
      {timeline.byRevision && (
        <label>
          <span className="muted">{words('past.revision')}</span>
          <input
            type="text"
            inputMode="numeric"
            value={revision}
            placeholder={String(timeline.at)}
            aria-invalid={revision !== '' && !isRevision}
            title={revision === '' || isRevision ? undefined : words('past.wrongRevision')}
            onChange={(event) => setRevision(event.currentTarget.value.trim())}
          />
        </label>
      )}
      <Button type="submit" variant="default" disabled={revision !== '' && !isRevision}>
        {label}
      </Button>
    </form>
  );
}
