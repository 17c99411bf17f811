import { Button, Modal } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { Result } from '../../../shared/fault';
import type { SourceId } from '../../../shared/model/source';
import type { Verification, VerifyProgress } from '../../../shared/model/verification';
import { revealKey, selectSource } from '../../store/actions';
import { cancelVerify, openVerify, runVerify } from '../../store/assurance';
import { useSource, useUi } from '../../store/hooks';
import { formatRate } from '../../ui/format';
import { Note } from '../../ui/parts';
import { faultSentence, useWords } from '../../ui/text';
import { nameOf } from '../source-name';
import { oneLine } from '../tree/name-pieces';
import { useReturnFocus } from '../focus';

/** Keys that differed, as many as anybody looks through; their number stands above. */
const MOST_LISTED = 100;

/** Compares a source with its store, and says how it went. */
export function VerifyDialog() {
  const { verify } = useUi();
  return verify === null ? null : <Comparison key={verify} sourceId={verify} />;
}

function Comparison({ sourceId }: { sourceId: SourceId }) {
  useReturnFocus();
  const state = useSource(sourceId);
  const words = useWords();
  const [outcome, setOutcome] = useState<Result<Verification> | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let wanted = true;
    setOutcome(null);
    void runVerify(sourceId).then((result) => wanted && setOutcome(result));
    return () => {
      wanted = false;
      void cancelVerify(sourceId);
    };
  }, [sourceId, round]);
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (outcome !== null) close.current?.focus();
  }, [outcome]);
  if (state === null) return null;
  return (
    <Modal
      opened
      onClose={() => openVerify(null)}
      title={words('verify.title', { name: nameOf(state.info, words) })}
      size={520}
      closeButtonProps={{ 'aria-label': words('common.close') }}
    >
      <div className="verify-outcome" role="status">
        {outcome === null ? (
          <Progress progress={state.status?.verifying} />
        ) : outcome.ok ? (
          <Outcome verification={outcome.value} partial={state.status?.total !== undefined} />
        ) : (
          <Note tone={outcome.fault.code === 'aborted' ? 'info' : 'warn'}>
            {outcome.fault.code === 'aborted' ? words('verify.cancelled') : faultSentence(outcome.fault)}
          </Note>
        )}
      </div>
      {outcome?.ok === true && outcome.value.count > 0 && <Mismatches sourceId={sourceId} verification={outcome.value} />}
      <div className="dialog-actions">
        <span className="spacer" />
        {outcome === null ? (
          <Button variant="default" data-autofocus onClick={() => void cancelVerify(sourceId)}>
            {words('common.cancel')}
          </Button>
        ) : (
          <>
            <Button variant="default" onClick={() => setRound(round + 1)}>
              {words('verify.again')}
            </Button>
            {/* Cancel, which had the focus, has just gone */}
            <Button ref={close} onClick={() => openVerify(null)}>
              {words('common.close')}
            </Button>
          </>
        )}
      </div>
    </Modal>
  );
}

function Progress({ progress }: { progress: VerifyProgress | undefined }) {
  const words = useWords();
  const keys = progress?.keys ?? 0;
  if (progress?.step === 'checking') return <p>{words('verify.checking', { count: keys })}</p>;
  return (
    <>
      <p>{words('verify.reading')}</p>
      {/* it moves ten times a second: nobody wants to hear that */}
      <p className="muted num" aria-hidden>
        {words('verify.readKeys', { count: keys })}
      </p>
    </>
  );
}

function Outcome({ verification: { compared, count, milliseconds, mismatches }, partial }: { verification: Verification; partial: boolean }) {
  const words = useWords();
  const took = milliseconds < 1000 ? words('verify.tookMs', { ms: milliseconds }) : words('verify.took', { seconds: formatRate(milliseconds / 1000) });
  if (count === 0) {
    return (
      <Note tone="ok">
        {words('verify.fine', { count: compared })} {partial && words('verify.partial')} <span className="muted num">{took}</span>
      </Note>
    );
  }
  return (
    <Note tone="warn">
      {words('verify.wrong', { count })} {mismatches.some(({ kind }) => kind === 'denied') && words('verify.denied')}{' '}
      <span className="muted num">
        {words('verify.compared', { count: compared })} {took}
      </span>
    </Note>
  );
}

function Mismatches({ sourceId, verification: { mismatches, count } }: { sourceId: SourceId; verification: Verification }) {
  const words = useWords();
  const shown = mismatches.slice(0, MOST_LISTED);
  const show = (key: string) => {
    openVerify(null);
    selectSource(sourceId);
    revealKey(sourceId, key);
  };
  return (
    <ul className="verify-list" aria-label={words('verify.list')}>
      {shown.map(({ key, kind }) => (
        <li key={key}>
          <button type="button" className="mono clip" title={key} onClick={() => show(key)}>
            {oneLine(key)}
          </button>
          <span className="muted">{words(`verify.kind.${kind}`)}</span>
        </li>
      ))}
      {count > shown.length && <li className="muted num">{words('verify.more', { count: count - shown.length })}</li>}
    </ul>
  );
}
