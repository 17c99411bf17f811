import { Button } from '@mantine/core';
import type { HistoryItem } from '../../../shared/contract';
import { useWords } from '../../ui/text';
import { ChangeLine, changeId } from './ChangeLine';
import type { Reading } from './reading';
import { Since } from './Since';

const SHOWN = 5;

/** The last changes of a key, under a value that leaves room for them. */
export function RecentChanges({ reading, since, onAll }: { reading: Reading<readonly HistoryItem[]>; since: number | undefined; onAll: () => void }) {
  const words = useWords();
  // what cannot be read is said in the history itself
  if (reading.value === null) return null;
  const items = reading.value;
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
                <ChangeLine item={item} older={items[index + 1]} />
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
