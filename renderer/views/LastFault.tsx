import { Tooltip } from '@mantine/core';
import type { SourceStatus } from '../../shared/contract';
import type { SourceId } from '../../shared/model/source';
import { showResync } from '../store/assurance';
import { formatTime } from '../ui/format';
import { faultSentence, useWords } from '../ui/text';

/** That a source which is live was not so a while ago, and why: a short interruption may be over before anybody looks. A press lists what changed in it. */
export function LastFault({ sourceId, status: { phase, lastFault, resyncs } }: { sourceId: SourceId | null; status: SourceStatus }) {
  const words = useWords();
  if (phase.kind !== 'live' || lastFault === undefined) return null;
  const text = words('status.interrupted', { time: formatTime(lastFault.at) });
  const sentence = faultSentence(lastFault.fault);
  return (
    <Tooltip label={sentence}>
      {sourceId === null || resyncs.length === 0 ? (
        <span className="status-item num" aria-description={sentence}>
          {text}
        </span>
      ) : (
        <button type="button" className="status-item status-button num" aria-description={sentence} onClick={() => showResync(sourceId)}>
          {text}
        </button>
      )}
    </Tooltip>
  );
}
