import { Button } from '@mantine/core';
import { IconAlertTriangle, IconPlugConnectedX } from '@tabler/icons-react';
import { memo, useEffect, useState } from 'react';
import type { SourceId } from '../../../shared/model/source';
import { createRoot, openSource, retrySource } from '../../store/actions';
import { useSource } from '../../store/hooks';
import { faultSentence, useWords } from '../../ui/text';
import { ConfirmDialog } from '../ConfirmDialog';
import { phaseOf } from '../phase';
import { useHeldFault } from './held-fault';
import { isSizeFault, SizeQuestion } from './SizeQuestion';

/** Why a source is not live, when it is tried again, and what can be done. Nothing while all is well. */
export const SourceBanner = memo(function SourceBanner({ sourceId }: { readonly sourceId: SourceId }) {
  const state = useSource(sourceId);
  const words = useWords();
  const [creating, setCreating] = useState(false);
  const shown = useHeldFault(state);
  const phase = state?.status?.phase;
  const kind = state === null ? 'live' : phaseOf(state);
  if (state === null || kind === 'live') return null;

  if (kind === 'closed') {
    // where there is no tree, the question stands in its place
    if (isSizeFault(shown)) return state.listed ? <SizeQuestion sourceId={sourceId} fault={shown} /> : null;
    if (shown === null && !state.listed) return null;
    return (
      <div className="banner" data-tone={shown === null ? 'plain' : 'warn'}>
        <IconPlugConnectedX size={15} aria-hidden />
        <div className="banner-text">
          <p>{shown === null ? words('tree.closedStale') : faultSentence(shown)}</p>
          <div className="banner-actions" aria-live="off">
            <Button variant="default" onClick={() => void openSource(sourceId)}>
              {words('tree.open')}
            </Button>
          </div>
        </div>
      </div>
    );
  }
  if (shown === null) {
    return state.listed ? (
      <div className="banner" data-tone="plain">
        <span className="muted">{words('banner.catchingUp')}</span>
      </div>
    ) : null;
  }
  const root = state.info.source.roots[0] ?? '';
  return (
    <div className="banner" data-tone="warn">
      <IconAlertTriangle size={15} aria-hidden />
      <div className="banner-text">
        <p>{faultSentence(shown)}</p>
        <div className="banner-actions" aria-live="off">
          {shown.reason === 'root-missing' && state.info.writable === true && (
            <Button onClick={() => setCreating(true)} title={root}>
              <span className="clip banner-root">{words('banner.createRoot', { root })}</span>
            </Button>
          )}
          {/* not disabled while it tries: that would take the focus away */}
          <Button
            variant="default"
            aria-disabled={kind !== 'suspended'}
            data-disabled={kind !== 'suspended'}
            onClick={() => kind === 'suspended' && void retrySource(sourceId)}
          >
            {words('banner.retry')}
          </Button>
          <span className="muted num">
            {phase?.kind === 'suspended' ? <Countdown until={phase.retryAt} /> : words('banner.trying')}
          </span>
        </div>
      </div>
      {creating && (
        <ConfirmDialog
          title={words('banner.createTitle')}
          question={words('banner.createQuestion', { root, name: state.info.source.name })}
          note={words('banner.createNote')}
          confirm={words('banner.createConfirm')}
          onConfirm={() => createRoot(sourceId)}
          onClose={() => setCreating(false)}
        />
      )}
    </div>
  );
});

function Countdown({ until }: { until: number }) {
  const words = useWords();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.ceil((until - now) / 1000);
  return <>{seconds > 0 ? words('banner.nextTry', { seconds }) : words('banner.trying')}</>;
}
