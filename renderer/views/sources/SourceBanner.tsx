import { Button } from '@mantine/core';
import { IconAlertTriangle, IconPlugConnectedX } from '@tabler/icons-react';
import { memo, useEffect, useMemo, useState } from 'react';
import type { SourceId } from '../../../shared/model/source';
import { askForSecrets, openDialog, openSource, retrySource } from '../../store/actions';
import { useSource } from '../../store/hooks';
import { faultSentence, useWords } from '../../ui/text';
import { phaseOf } from '../phase';
import { ResyncNotice } from '../resync/ResyncNotice';
import { isHelpedBySecrets } from './asks-for-secrets';
import { CopyDiagnostics } from './CopyDiagnostics';
import { CreateRoots } from './CreateRoots';
import { useHeldFault } from './held-fault';
import { LoadProgress } from './LoadProgress';
import { isSizeFault } from './size-fault';
import { SizeQuestion } from './SizeQuestion';
import { whereOf } from '../source-name';

/** Why a source is not live, when it is tried again, and what can be done. Nothing while all is well. */
export const SourceBanner = memo(function SourceBanner({ sourceId }: { readonly sourceId: SourceId }) {
  const state = useSource(sourceId);
  const words = useWords();
  const shown = useHeldFault(state);
  const phase = state?.status?.phase;
  const kind = state === null ? 'live' : phaseOf(state);
  if (state === null) return null;
  if (kind === 'live') return <ResyncNotice sourceId={sourceId} />;

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
            {shown !== null && <CopyDiagnostics sourceId={sourceId} />}
          </div>
        </div>
      </div>
    );
  }
  if (shown === null) return state.listed ? <Progressing sourceId={sourceId} /> : null;
  return (
    <div className="banner" data-tone="warn">
      <IconAlertTriangle size={15} aria-hidden />
      <div className="banner-text">
        <p>{faultSentence(shown)}</p>
        <div className="banner-actions" aria-live="off">
          {isHelpedBySecrets(shown.reason) && (
            <Button onClick={() => askForSecrets(sourceId)}>
              {words(shown.reason.startsWith('passphrase') ? 'source.list.unlockKey' : 'source.list.unlock')}
            </Button>
          )}
          {shown.reason === 'root-missing' && <CreateRoots sourceId={sourceId} roots={state.info.source.roots} />}
          {/* not disabled while it tries: that would take the focus away */}
          {shown.reason !== 'password-needed' && shown.reason !== 'passphrase-missing' && (
            <Button
              variant="default"
              aria-disabled={kind !== 'suspended'}
              data-disabled={kind !== 'suspended'}
              onClick={() => kind === 'suspended' && void retrySource(sourceId)}
            >
              {words('banner.retry')}
            </Button>
          )}
          {!state.info.sandbox && (
            <Button variant="default" onClick={() => openDialog('edit-source', { sourceId })}>
              {words('source.list.edit')}
            </Button>
          )}
          <CopyDiagnostics sourceId={sourceId} />
          <span className="muted num">
            {phase?.kind !== 'suspended' && words('banner.trying')}
            {phase?.kind === 'suspended' && phase.retryAt !== undefined && <Countdown until={phase.retryAt} />}
            {phase?.kind === 'suspended' && phase.retryAt === undefined && shown.reason === 'root-missing' && words('banner.untilCreated')}
          </span>
        </div>
      </div>
    </div>
  );
});

/** What is under way with a source that is held up by nothing, while its tree shows what was known before. */
function Progressing({ sourceId }: { sourceId: SourceId }) {
  const state = useSource(sourceId);
  const words = useWords();
  const phase = state?.status?.phase;
  if (state === null) return null;
  // some of it is shown, and all is to be
  const loadsAll = phase?.kind === 'syncing' && state.status?.total !== undefined && state.info.source.loading !== 'lazy';
  return (
    <div className="banner" data-tone="plain">
      {loadsAll ? (
        <LoadProgress sourceId={sourceId} />
      ) : (
        <span className="muted">
          {phase?.kind === 'syncing' ? words('banner.catchingUp') : words('tree.connecting', { where: whereOf(state.info.source) })}{' '}
          {phase?.kind === 'syncing' && phase.received > 0 && <span aria-live="off">{words('tree.received', { count: phase.received })}</span>}
        </span>
      )}
    </div>
  );
}

function Countdown({ until }: { until: number }) {
  const words = useWords();
  // the wall clock may be set meanwhile: what is left is asked of it once and counted down by the other one
  const due = useMemo(() => performance.now() + until - Date.now(), [until]);
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 500);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.ceil((due - now) / 1000);
  return <>{seconds > 0 ? words('banner.nextTry', { seconds }) : words('banner.trying')}</>;
}
