import { NativeSelect, Radio, TextInput } from '@mantine/core';
import { accesses, environments, type Access } from '../../../shared/model/source';
import { Note } from '../../ui/parts';
import { useWords } from '../../ui/text';
import type { FormParts } from './fields';

/** What the source is called, what it is for, and what may be done to it. */
export function SafetyFields({ form, change, errorOf, automaticName }: FormParts & { automaticName: string }) {
  const words = useWords();
  const isProduction = form.environment === 'production';
  const noteOf = (access: Access): string => {
    if (!isProduction || access === 'read-only') return words(`source.dialog.accessNotes.${access}`);
    return words(`source.dialog.productionNotes.${access}`);
  };
  return (
    <>
      <div className="form-pair">
        <div className="form-column">
          <TextInput
            label={words('source.dialog.name')}
            placeholder={automaticName}
            value={form.name}
            error={errorOf('name')}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <NativeSelect
            label={words('source.dialog.environment')}
            leftSection={<i className="environment-dot" data-environment={form.environment} aria-hidden />}
            value={form.environment}
            onChange={(event) => {
              const environment = environments.find((known) => known === event.currentTarget.value) ?? 'development';
              change({ environment, access: environment === 'production' && form.access === 'read-write' ? 'guarded' : form.access });
            }}
            data={environments.map((value) => ({ value, label: words(`environment.${value}`) }))}
          />
        </div>
        <Radio.Group
          label={words('source.dialog.access')}
          size="xs"
          value={form.access}
          onChange={(value) => change({ access: accesses.find((known) => known === value) ?? 'read-write' })}
        >
          {accesses.map((value) => (
            <Radio
              key={value}
              size="xs"
              value={value}
              className="form-access"
              label={words(`access.${value}`)}
              description={noteOf(value)}
              // a source that came with it says so, and can be given another
              disabled={isProduction && value === 'read-write' && form.access !== value}
            />
          ))}
        </Radio.Group>
      </div>
      {isProduction && form.access !== 'read-only' && <Note tone="warn">{words('source.dialog.productionNote')}</Note>}
    </>
  );
}
