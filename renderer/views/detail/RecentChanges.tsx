import { Button } from '@mantine/core';
import type { HistoryPage } from '../../../shared/model/history';
import type { Backend } from '../../../shared/model/source';
import { useWords } from '../../ui/text';
import { ChangeLine, changeId } from './ChangeLine';
import type { Reading } from './reading';
import { Since } from './Since';

const SHOWN = 5;

interface RecentChangesProps {
  readonly reading: Reading<HistoryPage>;
  readonly backend: Backend;
  readonly since: number | undefined;
  readonly onAll: () => void;
}

/** The last changes of a key that were seen, under a value that leaves room for them. */
export function RecentChanges({ reading, backend, since, onAll }: RecentChangesProps) {
  const words = useWords();
  // what cannot be read is said in the history itself
  if (reading.value === null) return null;
  const { items } = reading.value;
  return (
    <section className="recent" aria-labelledby="recent-heading">
      <h3 id="recent-heading">{words('history.recent')}</h3>
      {items.length === 0 ? (
        <p className="muted">
          <Since at={since} text="none" />
        </p>
      ) : (
        <ol className="history-list">
          {items.slice(0, SHOWN).map((item, index) => (
            <li key={changeId(item)} data-kind={item.kind} data-first={index === 0 || undefined}>
              <div className="history-line">
                <ChangeLine item={item} older={items[index + 1]} backend={backend} />
              </div>
            </li>
          ))}
        </ol>
      )}
      {items.length > SHOWN && (
        <Button variant="default" onClick={onAll}>
          {words('history.all', { count: items.length })}
        </Button>
      )}
    </section>
  );
}
