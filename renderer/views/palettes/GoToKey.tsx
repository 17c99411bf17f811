import { IconFolderSearch, IconKey } from '@tabler/icons-react';
import { useEffect, useState, type ReactNode } from 'react';
import type { Key } from '../../../shared/model/key';
import { findKeys, openDialog, openPath, revealKey } from '../../store/actions';
import { useActiveSource } from '../../store/hooks';
import { showView } from '../../store/navigation';
import { labelOf, lastSegment } from '../../store/segments';
import { Palette } from '../../ui/Palette';
import { useWords } from '../../ui/text';
import { focusTree } from '../focus';
import { nameOf } from '../source-name';

const SHOWN = 50;

/** Finds a key of the active source by parts of it, wherever it is in the tree. */
export function GoToKey() {
  const words = useWords();
  const active = useActiveSource();
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<{ readonly query: string; readonly keys: readonly Key[] }>({ query: '', keys: [] });
  const sourceId = active?.info.source.id ?? null;
  const lazy = active?.status?.total !== undefined;

  useEffect(() => {
    if (sourceId === null || query.trim() === '') return undefined;
    return findKeys(sourceId, query, SHOWN + 1, (keys) => setFound({ query, keys }));
  }, [sourceId, query]);

  const sought = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const asked = sought.length > 0;
  const items =
    active === null || sourceId === null || !asked
      ? []
      : found.keys.slice(0, SHOWN).map((key) => {
          const { source } = active.info;
          const name = lastSegment(source, key);
          return {
            id: key,
            label: <Marked text={labelOf(name, source.backend)} sought={sought} />,
            detail: <Marked text={key.slice(0, key.length - name.length)} sought={sought} />,
            icon: <IconKey size={15} stroke={1.6} />,
            run: () => {
              showView('keys');
              revealKey(sourceId, key);
              focusTree();
            },
          };
        });
  const whole = query.trim();
  if (lazy && sourceId !== null && asked && !/\s/.test(whole) && !found.keys.includes(whole)) {
    items.push({
      id: `open ${whole}`,
      label: <>{words('size.openPath', { key: whole })}</>,
      detail: <>{words('size.openPathNote')}</>,
      icon: <IconFolderSearch size={15} stroke={1.6} />,
      run: () => {
        showView('keys');
        void openPath(sourceId, whole);
        focusTree();
      },
    });
  }
  const empty =
    active === null ? words('goTo.noSource') : asked && found.query === query ? words('goTo.none') : asked ? '' : words(lazy ? 'size.goTo' : 'goTo.type', { name: nameOf(active.info, words) });
  return (
    <Palette
      name={words('names.goToKey')}
      placeholder={words('goTo.placeholder')}
      query={query}
      onQuery={setQuery}
      items={items}
      empty={empty}
      summary={found.keys.length > SHOWN ? words('goTo.more', { shown: SHOWN }) : words('commands.results', { count: items.length })}
      onClose={() => openDialog(null)}
    />
  );
}

/** A text with the first occurrence of each word marked. */
function Marked({ text, sought }: { text: string; sought: readonly string[] }) {
  const shortened = text.length > 300 ? `${text.slice(0, 300)}…` : text;
  const lower = shortened.toLowerCase();
  const marks = sought
    .map((word) => ({ from: lower.indexOf(word), to: lower.indexOf(word) + word.length }))
    .filter(({ from }) => from >= 0)
    .sort((a, b) => a.from - b.from);
  const parts: ReactNode[] = [];
  let at = 0;
  for (const { from, to } of marks) {
    if (from < at) continue;
    parts.push(shortened.slice(at, from), <mark key={from}>{shortened.slice(from, to)}</mark>);
    at = to;
  }
  return (
    <>
      {parts}
      {shortened.slice(at)}
    </>
  );
}
