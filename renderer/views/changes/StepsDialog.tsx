import { Button, Modal, Progress, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Fault } from '../../../shared/fault';
import { isGuarded } from '../../../shared/model/guards';
import type { SequenceStatus } from '../../../shared/model/writes';
import { useSource, useUi } from '../../store/hooks';
import { giveUpSteps, resumeSteps, showSteps, stopSteps, takeBackSteps } from '../../store/steps';
import { Note } from '../../ui/parts';
import { faultSentence, useWords } from '../../ui/text';
import { useReturnFocus } from '../focus';

/** How far the plan in steps has got that somebody looks at. */
export function StepsDialog() {
  const { steps: sourceId } = useUi();
  const state = useSource(sourceId);
  const sequence = state?.status?.writes.sequence as SequenceStatus | undefined;
  if (sourceId === null || state === null || sequence === undefined) return null;
  const { environment } = state.info.source;
  return <Steps sourceId={sourceId} steps={sequence} typedName={isGuarded(state.info.source) && environment === 'production' ? environment : null} />;
}

interface StepsProps {
  readonly sourceId: string;
  readonly steps: SequenceStatus;
  /** What has to be typed before anything more is written. */
  readonly typedName: string | null;
}

function Steps({ sourceId, steps, typedName }: StepsProps) {
  const words = useWords();
  useReturnFocus();
  const [typed, setTyped] = useState('');
  const [refusal, setRefusal] = useState<Fault | null>(null);
  const { state, done, of, keysDone, keys, nextKey, title, fault } = steps;
  if (state === 'finished') return null;
  const close = () => showSteps(null);
  const resume = async () => {
    setRefusal(null);
    const result = await resumeSteps(sourceId, { typedName: typed });
    if (!result.ok) setRefusal(result.fault);
  };
  const running = state === 'running';
  return (
    <Modal opened onClose={close} title={words('changes.steps.heading')} size={600} closeButtonProps={{ 'aria-label': words('common.close') }}>
      <div className="form">
        <p className="dialog-question">{title}</p>
        <Progress value={(100 * done) / of} aria-label={words(`changes.steps.chip.${state}`, { done, of })} {...(state === 'failed' && { color: 'red' })} />
        <p className="num" role="status">
          {words('changes.steps.done', { count: keysDone, of: keys })} <span className="muted">{words(`changes.steps.chip.${state}`, { done, of })}</span>
        </p>
        {nextKey !== undefined && <p className="muted steps-next mono clip">{words('changes.steps.next', { key: nextKey })}</p>}
        {running ? <p className="muted">{words('changes.steps.running')}</p> : <Note tone={state === 'failed' ? 'bad' : 'info'}>{words(`changes.steps.${state}`)}</Note>}
        {fault !== undefined && !running && (
          <Note tone="bad">
            {faultSentence(fault)} {fault.code === 'conflict' && words('changes.steps.conflict')}
          </Note>
        )}
        {refusal !== null && (
          <Note tone="bad" role="alert">
            {faultSentence(refusal)}
          </Note>
        )}
        {!running && typedName !== null && (
          <TextInput label={words('review.typedName', { name: typedName })} value={typed} autoComplete="off" onChange={({ currentTarget }) => setTyped(currentTarget.value)} />
        )}
        <div className="dialog-actions">
          {!running && done > 0 && (
            <Button
              variant="default"
              onClick={() => {
                close();
                takeBackSteps(sourceId, steps);
              }}
            >
              {words('changes.steps.undo')}
            </Button>
          )}
          {!running && (
            <Button
              variant="default"
              onClick={() => {
                close();
                void giveUpSteps(sourceId, steps);
              }}
            >
              {words('changes.steps.giveUp')}
            </Button>
          )}
          <span className="spacer" />
          <Button variant="default" onClick={close}>
            {words('common.close')}
          </Button>
          {running ? (
            <Button data-autofocus onClick={() => void stopSteps(sourceId)}>
              {words('changes.steps.stop')}
            </Button>
          ) : (
            <Button data-autofocus disabled={typedName !== null && typed.trim() !== typedName} onClick={() => void resume()}>
              {words('changes.steps.resume')}
            </Button>
          )}
        </div>
      </div>
    </Modal>
  );
}
