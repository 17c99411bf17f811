import { Button } from '@mantine/core';
import { IconClockHour4, IconInfinity, IconUser } from '@tabler/icons-react';
import type { Backend } from '../../../shared/model/source';
import { CopyButton, Note, Time } from '../../ui/parts';
import { faultSentence, useWords } from '../../ui/text';
import type { OpenEntry } from './entry';
import type { EntryFacts } from './reading';

/** How drivers write a moment. */
const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** The entry's facts in the back-end's own terms, and who it disappears with. */
export function MetadataTab({ entry, facts, backend }: { entry: OpenEntry; facts: EntryFacts; backend: Backend }) {
  const words = useWords();
  const native = facts.value?.native ?? [];
  if (facts.fault !== null) {
    return (
      <div className="padded">
        <Note tone="warn">
          {words('metadata.failed')} {faultSentence(facts.fault)}{' '}
          <Button variant="default" onClick={facts.again}>
            {words('value.again')}
          </Button>
        </Note>
      </div>
    );
  }
  if (facts.value === null) return <p className="padded muted">{words('metadata.loading')}</p>;
  if (facts.value.entry === null && native.length === 0) return <p className="padded muted">{words('metadata.gone')}</p>;
  const all = native.map(({ name, value }) => `${name} = ${value}`).join('\n');
  return (
    <div className="metadata padded">
      <Ownership entry={entry} backend={backend} />
      <dl className="facts">
        {native.map(({ name, value }) => (
          <div key={name} className="fact">
            <dt>{name}</dt>
            <dd className="mono">
              <span className="fact-value">{isTime.test(value) ? <Time at={Date.parse(value)} /> : value}</span>
              <span className="fact-copy">
                <CopyButton label={words('metadata.copyField', { name })} text={value} size={18} />
              </span>
            </dd>
          </div>
        ))}
      </dl>
      <Button variant="default" onClick={() => void navigator.clipboard.writeText(`${entry.key}\n${all}`)}>
        {words('metadata.copyAll')}
      </Button>
    </div>
  );
}

function Ownership({ entry, backend }: { entry: OpenEntry; backend: Backend }) {
  const words = useWords();
  const { owner } = entry;
  const Icon = owner === null ? IconInfinity : backend === 'zookeeper' ? IconUser : IconClockHour4;
  return (
    <p className="ownership">
      <Icon size={14} stroke={1.7} aria-hidden />
      {owner === null ? words('metadata.persistent') : words(backend === 'zookeeper' ? 'metadata.ephemeral' : 'metadata.lease', { owner })}
    </p>
  );
}
