import { Button, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ConfigPlace, PlaceProblem } from '../../../shared/model/config-place';
import { MOST_PLACES } from '../../../shared/model/key-rules';
import { IconButton } from '../../ui/parts';
import { useWords } from '../../ui/text';

interface PlaceRowsProps {
  readonly places: readonly ConfigPlace[];
  readonly problems: ReadonlyMap<number, PlaceProblem>;
  readonly onChange: (places: readonly ConfigPlace[]) => void;
}

/** Pairs of prefixes: where a service's own settings lie, and those of all services. */
export function PlaceRows({ places, problems, onChange }: PlaceRowsProps) {
  const words = useWords();
  const set = (index: number, part: Partial<ConfigPlace>) => onChange(places.map((place, at) => (at === index ? { ...place, ...part } : place)));
  return (
    <fieldset className="settings-group">
      <legend>{words('settings.places.heading')}</legend>
      <p className="muted">{words('settings.places.note')}</p>
      {places.length > 0 && (
        <div className="settings-row settings-heads" aria-hidden>
          <span>{words('settings.places.services')}</span>
          <span>{words('settings.places.global')}</span>
        </div>
      )}
      {places.map((place, index) => {
        const nameOf = (field: 'services' | 'global'): string => words(`settings.places.${field}`) + (index > 0 ? ` ${index + 1}` : '');
        const problem = problems.get(index);
        const sentence = problem && words(`settings.problem.place.${problem}`);
        const ofGlobal = problem === 'service-in-global' || (problem === 'empty' && !place.services.replace(/^\//, '').split('/').includes(''));
        return (
          <div className="settings-row" key={index}>
            <TextInput className="mono-input" aria-label={nameOf('services')} spellCheck={false} value={place.services} error={ofGlobal ? undefined : sentence} onChange={({ currentTarget }) => set(index, { services: currentTarget.value })} />
            <TextInput className="mono-input" aria-label={nameOf('global')} spellCheck={false} value={place.global} error={ofGlobal ? sentence : undefined} onChange={({ currentTarget }) => set(index, { global: currentTarget.value })} />
            <IconButton label={words('settings.places.remove', { number: index + 1 })} size={26} onClick={() => onChange(places.filter((_, at) => at !== index))}>
              <IconX size={14} />
            </IconButton>
          </div>
        );
      })}
      {places.length < MOST_PLACES && (
        <Button variant="default" className="settings-add" leftSection={<IconPlus size={13} />} onClick={() => onChange([...places, { services: '', global: '' }])}>
          {words('settings.places.add')}
        </Button>
      )}
    </fieldset>
  );
}
