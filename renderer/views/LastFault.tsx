import { Tooltip } from '@mantine/core';
import type { SourceStatus } from '../../shared/contract';
import { formatTime } from '../ui/format';
import { faultSentence, useWords } from '../ui/text';

/** That a source which is live was not so a while ago, and why: a short interruption may be over before anybody looks. */
export function LastFault({ status: { phase, lastFault } }: { status: SourceStatus }) {
  const words = useWords();
  if (phase.kind !== 'live' || lastFault === undefined) return null;
  return (
    <Tooltip label={faultSentence(lastFault.fault)}>
      <span className="status-item num" aria-description={faultSentence(lastFault.fault)}>
        {words('status.interrupted', { time: formatTime(lastFault.at) })}
      </span>
    </Tooltip>
  );
}
