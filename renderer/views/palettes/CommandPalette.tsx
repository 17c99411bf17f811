import { useState } from 'react';
import { openDialog } from '../../store/actions';
import { Palette } from '../../ui/Palette';
import { useWords } from '../../ui/text';
import { useCommands } from './commands';

/** Everything that can be done, by name. */
export function CommandPalette() {
  const words = useWords();
  const [query, setQuery] = useState('');
  const commands = useCommands();
  const sought = query.toLowerCase().split(/\s+/).filter(Boolean);
  const items = commands.filter((command) => sought.every((word) => command.label.toLowerCase().includes(word)));
  return (
    <Palette
      name={words('names.commands')}
      placeholder={words('commands.placeholder')}
      query={query}
      onQuery={setQuery}
      items={items}
      empty={words('commands.none')}
      summary={words('commands.results', { count: items.length })}
      onClose={() => openDialog(null)}
    />
  );
}
