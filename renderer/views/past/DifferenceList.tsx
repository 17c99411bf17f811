import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Key } from '../../../shared/model/key';
import type { PastMoment } from '../../../shared/model/past';
import type { Backend } from '../../../shared/model/source';
import { useUi } from '../../store/hooks';
import { restore, type Since } from '../../store/past';
import { pastIdOf } from '../../store/past-source';
import { revealKey } from '../../store/actions';
import { useWords } from '../../ui/text';
import { KeyEnd } from '../RowParts';
import { momentText } from './moment-text';

/** Rows that are listed: more nobody goes through one by one, and the tree finds the others. */
const MOST_LISTED = 500;

interface DifferenceListProps {
  readonly moment: PastMoment;
  readonly differences: readonly Since[];
  readonly writable: boolean;
  readonly backend: Backend;
}

/** What is different now, to be looked at key by key, and to be chosen for restoring. */
export function DifferenceList({ moment, differences, writable, backend }: DifferenceListProps) {
  const words = useWords();
  const { past } = useUi();
  const [marked, setMarked] = useState<ReadonlySet<Key>>(new Set());
  // what is the same again by now cannot be restored
  const chosen = differences.flatMap(({ key }) => (marked.has(key) ? [key] : []));
  const toggle = (key: Key, on: boolean) => {
    const next = new Set(marked);
    if (on) next.add(key);
    else next.delete(key);
    setMarked(next);
  };
  const all = chosen.length === differences.length;
  const title = words('past.restoreTitle', { count: chosen.length, moment: momentText(moment, backend, words) });
  return (
    <section className="detail past-detail" aria-labelledby="past-list-heading">
      <div className="detail-head">
        <h2 id="past-list-heading">{words('past.list')}</h2>
        <span className="spacer" />
        {chosen.length > 0 && <span className="muted">{words('past.chosen', { count: chosen.length })}</span>}
        {writable && (
          <Button disabled={chosen.length === 0} onClick={() => void restore(chosen, title)}>
            {words('past.restore')}
          </Button>
        )}
      </div>
      {differences.length === 0 ? (
        <p className="padded muted">{words('past.none')}</p>
      ) : (
        <>
          {writable && (
            <label className="past-choose-all">
              <input type="checkbox" checked={all} onChange={() => setMarked(new Set(all ? [] : differences.map(({ key }) => key)))} />
              {words('past.chooseAll')}
            </label>
          )}
          <ul className="past-list">
            {differences.slice(0, MOST_LISTED).map(({ key, kind }) => (
              <li key={key} data-key={key}>
                {writable && <input type="checkbox" aria-label={words('past.choose', { key })} checked={marked.has(key)} onChange={(event) => toggle(key, event.currentTarget.checked)} />}
                <span className="past-since" data-since={kind}>
                  {words(`past.since.${kind}`)}
                </span>
                <button type="button" onClick={() => past !== null && revealKey(pastIdOf(past.sourceId), key)}>
                  <KeyEnd name={key} />
                </button>
              </li>
            ))}
          </ul>
          {differences.length > MOST_LISTED && <p className="padded muted">{words('past.more', { count: differences.length - MOST_LISTED })}</p>}
        </>
      )}
    </section>
  );
}
