import { Button } from '@mantine/core';
import { IconHistory, IconX } from '@tabler/icons-react';
import type { SourceId } from '../../../shared/model/source';
import { changedKeys } from '../../../shared/model/resync';
import { dismissResync, showResync } from '../../store/assurance';
import { useSource, useUi } from '../../store/hooks';
import { formatTime } from '../../ui/format';
import { IconButton } from '../../ui/parts';
import { useWords } from '../../ui/text';
import { countsText, noticed } from './notice';

/** What changed while the source was away, until it is dismissed: nobody may have been looking when it came back. */
export function ResyncNotice({ sourceId }: { sourceId: SourceId }) {
  const state = useSource(sourceId);
  const { dismissedResyncs } = useUi();
  const words = useWords();
  const resyncs = state?.status?.resyncs ?? [];
  const summary = noticed(resyncs, dismissedResyncs[sourceId] ?? 0);
  const latest = resyncs.at(-1);
  if (summary === undefined || latest === undefined) return null;
  return (
    <div className="banner resync-notice" data-tone="plain">
      <IconHistory size={15} aria-hidden />
      <div className="banner-text">
        <p>
          <strong>{countsText(summary, words)}</strong>{' '}
          <span className="muted num">{words('resync.times', { from: formatTime(summary.from), until: formatTime(summary.until) })}</span>
        </p>
      </div>
      <span className="resync-notice-actions" aria-live="off">
        {changedKeys(summary) > 0 && (
          <Button variant="default" onClick={() => showResync(sourceId, summary.id)}>
            {words('resync.show')}
          </Button>
        )}
        <IconButton label={words('resync.dismiss')} size={22} onClick={() => dismissResync(sourceId, latest.id)}>
          <IconX size={14} />
        </IconButton>
      </span>
    </div>
  );
}
