import { IconLock } from '@tabler/icons-react';
import type { SourceId } from '../../../shared/model/source';
import { rootsText } from '../../../shared/model/roots';
import { spanText } from '../../../shared/model/denied';
import { useSource } from '../../store/hooks';
import { useWords } from '../../ui/text';

/** Parts that are named; the others are counted. */
const NAMED = 8;

/** What of the source may not be read. Nothing where all may be. */
export function DeniedNote({ sourceId }: { sourceId: SourceId }) {
  const state = useSource(sourceId);
  const words = useWords();
  if (state === null || !state.listed) return null;
  const { readable, total, keys } = state.denied;
  if (readable === undefined && total === 0) return null;
  const root = rootsText(state.info.source.roots);
  return (
    <div className="banner denied-note" data-tone="plain">
      <IconLock size={14} aria-hidden />
      <div className="banner-text">
        {readable !== undefined && (
          <p>
            {root === '' ? words('denied.partlyAll') : words('denied.partly', { root })}{' '}
            <span className="mono">{readable.slice(0, NAMED).map(spanText).join(', ')}</span>
            {readable.length > NAMED && ` ${words('denied.more', { count: readable.length - NAMED })}`}
          </p>
        )}
        {total > 0 && <p>{keys.length < total ? words('denied.some', { total, shown: keys.length }) : words('denied.keys', { count: total })}</p>}
      </div>
    </div>
  );
}
