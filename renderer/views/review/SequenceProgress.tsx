import { Button, Progress } from '@mantine/core';
import type { SequenceStatus } from '../../../shared/model/writes';
import type { Fault } from '../../../shared/fault';
import { stopSequence, type Review } from '../../store/actions';
import { Note } from '../../ui/parts';
import { faultSentence, useWords } from '../../ui/text';

/** How far transactions have got that are applied one after another, and what can be done about it. */
export function SequenceProgress({ review, status, onResume }: { review: Review; status: SequenceStatus; onResume: () => void }) {
  const words = useWords();
  const { done, of, state, fault } = status;
  if (state === 'running') {
    return (
      <div className="review-progress">
        <Progress value={(done / of) * 100} size="sm" aria-label={words('review.progress', { done, of })} />
        <span className="muted num">{words('review.progress', { done, of })}</span>
        <Button variant="default" onClick={() => void stopSequence(review.sourceId)}>
          {words('review.stop')}
        </Button>
      </div>
    );
  }
  return (
    <Note tone={state === 'failed' ? 'bad' : 'warn'} role="alert">
      <div className="review-offer">
        <span>
          {words(state === 'failed' ? 'review.failed' : 'review.stopped', { done, of })} {fault !== undefined && faultSentence(fault as Fault)}
        </span>
        <Button variant="default" onClick={onResume}>
          {words('review.resume')}
        </Button>
      </div>
    </Note>
  );
}
