import { IconPlus } from '@tabler/icons-react';
import { openDialog } from '../../store/actions';
import { useUi } from '../../store/hooks';
import { IconButton } from '../../ui/parts';
import { useWords } from '../../ui/text';
import { SourceRow } from './SourceRow';

/** The sources that are remembered, and the way to one more. */
export function SourceList() {
  const { order, activeSourceId } = useUi();
  const words = useWords();
  return (
    <section className="sources" aria-labelledby="sources-heading">
      <div className="side-head">
        <h2 id="sources-heading">{words('sources.heading')}</h2>
        <span className="spacer" />
        <IconButton label={words('names.addSource')} size={22} onClick={() => openDialog('add-source')}>
          <IconPlus size={15} />
        </IconButton>
      </div>
      <ul className="source-list">
        {order.map((id) => (
          <SourceRow key={id} id={id} active={id === activeSourceId} />
        ))}
      </ul>
    </section>
  );
}
