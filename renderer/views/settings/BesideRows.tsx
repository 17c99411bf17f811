import { Checkbox, TextInput } from '@mantine/core';
import type { Fault } from '../../../shared/fault';
import { DEFAULT_AUDIT_PREFIX, MOST_PREFIX_LENGTH, type AuditBeside } from '../../../shared/model/preferences';
import type { SourceId } from '../../../shared/model/source';
import { useSources } from '../../store/hooks';
import { EnvironmentBadge } from '../../ui/parts';
import { faultSentence, useWords } from '../../ui/text';
import { nameOf } from '../source-name';

interface BesideRowsProps {
  readonly chosen: readonly AuditBeside[];
  readonly problems: ReadonlyMap<SourceId, 'empty' | Fault>;
  readonly onChange: (chosen: readonly AuditBeside[]) => void;
}

/** Into which sources a record of each write is written as well, and below which prefix. */
export function BesideRows({ chosen, problems, onChange }: BesideRowsProps) {
  const words = useWords();
  const sources = useSources().filter(({ info }) => info.writable || chosen.some(({ sourceId }) => sourceId === info.source.id));
  return (
    <fieldset className="settings-group">
      <legend>{words('settings.beside.heading')}</legend>
      <p className="muted">{words('settings.beside.note')}</p>
      {sources.length === 0 && <p className="muted">{words('settings.beside.none')}</p>}
      {sources.map(({ info }) => {
        const { id, environment } = info.source;
        const name = nameOf(info, words);
        const own = chosen.find(({ sourceId }) => sourceId === id);
        const others = chosen.filter(({ sourceId }) => sourceId !== id);
        const problem = problems.get(id);
        return (
          <div className="settings-row settings-beside" key={id}>
            <Checkbox
              size="xs"
              label={
                <>
                  {name} <EnvironmentBadge environment={environment} />
                </>
              }
              checked={own !== undefined}
              onChange={({ currentTarget }) => onChange(currentTarget.checked ? [...others, { sourceId: id, prefix: DEFAULT_AUDIT_PREFIX }] : others)}
            />
            {own !== undefined && (
              <TextInput
                className="mono-input"
                aria-label={words('settings.beside.prefix', { name })}
                spellCheck={false}
                maxLength={MOST_PREFIX_LENGTH}
                value={own.prefix}
                error={problem === 'empty' ? words('settings.problem.emptyPrefix') : problem && faultSentence(problem)}
                onChange={({ currentTarget }) => onChange([...others, { sourceId: id, prefix: currentTarget.value }])}
              />
            )}
          </div>
        );
      })}
    </fieldset>
  );
}
