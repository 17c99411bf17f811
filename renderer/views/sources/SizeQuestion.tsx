import { IconDatabaseExclamation } from '@tabler/icons-react';
import { useId } from 'react';
import type { Fault } from '../../../shared/fault';
import type { SourceId } from '../../../shared/model/source';
import { narrowRoot, setLoading } from '../../store/actions';
import { useSource } from '../../store/hooks';
import { formatBytes } from '../../ui/format';
import { useWords } from '../../ui/text';

/** What it would cost to load a large store, and the ways on. */
export function SizeQuestion({ sourceId, fault }: { sourceId: SourceId; fault: Fault }) {
  const state = useSource(sourceId);
  const words = useWords();
  const id = useId();
  if (state === null) return null;
  const { params } = fault;
  const count = Number(params['count']);
  const limit = Number(params['limit']);
  return (
    <section className="size-question" aria-labelledby={id}>
      <h3 id={id}>
        <IconDatabaseExclamation size={15} stroke={1.7} aria-hidden />
        {words('size.title')}
      </h3>
      <p role="alert">
        {fault.reason === 'too-many-keys'
          ? words('size.tooMany', { count, limit })
          : words('size.tooMuch', { size: formatBytes(Number(params['received'])), keys: Number(params['keys']), count, limit: formatBytes(limit) })}
      </p>
      {params['bytes'] !== undefined && <p>{words('size.cost', { size: formatBytes(Number(params['bytes'])) })}</p>}
      <div className="size-answers">
        {state.info.capabilities.lazy && (
          <Answer name={words('size.lazy')} note={words('size.lazyNote')} onChoose={() => setLoading(sourceId, 'lazy')} />
        )}
        <Answer name={words('size.narrow')} note={words('size.narrowNote')} onChoose={() => narrowRoot(sourceId)} />
        <Answer name={words('size.everything')} note={words('size.everythingNote')} onChoose={() => setLoading(sourceId, 'everything')} />
      </div>
      <p className="muted">{words('size.remembered')}</p>
    </section>
  );
}

/** One way on: its name, and what it means. */
function Answer({ name, note, onChoose }: { name: string; note: string; onChoose: () => unknown }) {
  const id = useId();
  return (
    <button type="button" className="size-answer" aria-labelledby={id} aria-describedby={`${id}-note`} onClick={() => void onChoose()}>
      <strong id={id}>{name}</strong>
      <span id={`${id}-note`}>{note}</span>
    </button>
  );
}
