import { Button, Progress } from '@mantine/core';
import type { SourceId } from '../../../shared/model/source';
import { setLoading } from '../../store/actions';
import { useSource } from '../../store/hooks';
import { useWords } from '../../ui/text';

/** How much of a source has come in while all of it is read. Where that is very much, the way back to reading it as far as it is opened. */
export function LoadProgress({ sourceId }: { sourceId: SourceId }) {
  const state = useSource(sourceId);
  const words = useWords();
  const phase = state?.status?.phase;
  if (state === null || phase?.kind !== 'syncing') return null;
  const { received, total } = phase;
  const large = state.info.source.loading === 'everything';
  const text = total === undefined ? words('tree.received', { count: received }) : words('size.receivedOf', { count: received, total });
  return (
    <div className="load-progress">
      <p>{words(large ? 'size.loadingAll' : 'tree.syncing')}</p>
      {/* it moves ten times a second: nobody wants to hear that */}
      <div aria-live="off">
        {total !== undefined && <Progress size="xs" value={Math.min(100, (received / Math.max(total, 1)) * 100)} aria-label={text} />}
        <p className="muted num">{text}</p>
      </div>
      {large && state.info.capabilities.lazy && (
        <Button variant="default" onClick={() => void setLoading(sourceId, 'lazy')}>
          {words('size.lazyInstead')}
        </Button>
      )}
    </div>
  );
}
