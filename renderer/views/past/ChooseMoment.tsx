import { Button } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import type { PastMoment, Timeline } from '../../../shared/model/past';
import { goTo } from '../../store/past';
import { useWords } from '../../ui/text';

/** A local time as `datetime-local` takes it, with its seconds. */
const localText = (at: number): string => new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 19);

/** The moment as something to type: a time, or a revision where the store can be asked for one. */
export function ChooseMoment({ timeline, moment }: { timeline: Timeline; moment: PastMoment | null }) {
  const words = useWords();
  const [time, setTime] = useState(() => localText(moment?.seenAt ?? timeline.now));
  const [revision, setRevision] = useState('');
  const isRevision = /^\d{1,19}$/.test(revision);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isRevision) void goTo({ revision: BigInt(revision) });
    // all of the second that was typed
    else if (revision === '' && time !== '') void goTo({ time: new Date(time).getTime() + 999 });
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
        {words('past.go')}
      </Button>
    </form>
  );
}
