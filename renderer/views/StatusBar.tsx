import { Tooltip } from '@mantine/core';
import { IconActivity, IconServer } from '@tabler/icons-react';
import type { SourceStatus } from '../../shared/contract';
import { revisionText } from '../../shared/model/revision-text';
import { useSource, useUi } from '../store/hooks';
import { formatNumber, formatRate } from '../ui/format';
import { PhaseDot, Sparkline } from '../ui/parts';
import { useWords } from '../ui/text';
import { StepsChips } from './changes/StepsChip';
import { Announcer } from './Announcer';
import { LastFault } from './LastFault';
import { Meter } from './meter/Meter';
import { phaseOf } from './phase';

/** Changes a second over the last five whole seconds. */
const recentRate = (rates: readonly number[]): number => {
  const last = rates.slice(-5);
  return last.length === 0 ? 0 : last.reduce((sum, count) => sum + count, 0) / last.length;
};

/** How the active source is: the phase, and beside it what moves. */
export function StatusBar() {
  const { activeSourceId } = useUi();
  const state = useSource(activeSourceId);
  const words = useWords();
  const phase = state === null ? 'closed' : phaseOf(state);
  const status = state?.status ?? null;
  const backend = state?.info.source.backend;
  return (
    <footer className="status-bar">
      {activeSourceId !== null && <Announcer key={activeSourceId} sourceId={activeSourceId} />}
      <span className="status-phase">
        <PhaseDot phase={phase} />
        {/* it goes to and fro with every try: the announcer speaks instead */}
        <span role="status" aria-live="off" aria-label={words('names.status')}>
          {words(`phase.${phase}`)}
        </span>
      </span>
      {status !== null && (
        <>
          <LastFault sourceId={activeSourceId} status={status as SourceStatus} />
          {status.server !== '' && (
            <span className="status-item clip" title={`${words('status.server')}: ${status.server}`}>
              <IconServer size={12} aria-hidden />
              <span className="clip">{backend === 'local' ? words('status.workspace') : status.server}</span>
            </span>
          )}
          {status.at > 0n && (
            <span className="status-item num">
              {backend === 'zookeeper'
              ? words('status.zxid', { revision: revisionText(status.at, backend) })
              : words(backend === 'local' ? 'status.transaction' : 'status.revision', { revision: formatNumber(status.at) })}
            </span>
          )}
          <StepsChips />
          <span className="spacer" />
          <Tooltip
            label={words('status.rateTitle', { total: status.rates.reduce((sum, count) => sum + count, 0), all: status.changes })}
          >
            <span className="status-item num">
              <IconActivity size={12} aria-hidden />
              <Sparkline counts={status.rates} />
              <span className="status-rate">{words('status.rate', { rate: formatRate(recentRate(status.rates)) })}</span>
            </span>
          </Tooltip>
          {status.total === undefined ? (
            <span className="status-item num">{words('status.nodes', { count: status.nodes })}</span>
          ) : (
            <span className="status-item num">
              {status.total === null ? words('size.lazyLoaded', { count: status.nodes }) : words('size.lazyOf', { count: status.nodes, total: status.total })}
            </span>
          )}
          <Meter cost={status.cost} />
        </>
      )}
    </footer>
  );
}
