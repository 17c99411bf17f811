import { Button } from '@mantine/core';
import type { Ramp } from '../../../../shared/rollout/ramp/typed';
import { draftState, dropDraft, heldDraft, reviewDraft } from '../../../store/actions';
import { useDraft } from '../../../store/hooks';
import { Note } from '../../../ui/parts';
import { useWords } from '../../../ui/text';
import type { OpenEntry } from '../../detail/entry';
import type { Question } from '../use-question';
import type { WhyFixed } from '../why-fixed';

interface RampDraftProps {
  readonly question: Question;
  readonly entry: OpenEntry;
  readonly ramp: Ramp;
  readonly whyFixed: WhyFixed | null;
}

/** A draft that the key has already, a step of this ramp or something else; with the ways on from it. */
export function RampDraft({ question: { sourceId, key, ready, drafted }, entry, ramp, whyFixed }: RampDraftProps) {
  const words = useWords();
  const draft = useDraft(sourceId, key);
  if (draft === null || drafted === null || ramp.steps.length === 0) return null;
  const step = ramp.texts.indexOf(drafted);
  const review = () => {
    const held = heldDraft(sourceId, key);
    if (held !== null) reviewDraft(sourceId, held, held.base);
  };
  return (
    <Note tone={step < 0 ? 'warn' : 'info'}>
      {step < 0 ? words('rollout.ramp.hindered.draft') : words('rollout.ramp.inDraft', { number: ramp.done + step + 1, count: ramp.steps.length })}{' '}
      <span className="ramp-against">
        <Button size="compact-xs" variant="default" disabled={whyFixed !== null || !ready || draftState(draft, entry) !== 'fresh'} onClick={review} title={words('editor.reviewNote')}>
          {words('names.review')}
        </Button>
        <Button size="compact-xs" variant="default" disabled={whyFixed === 'busy'} onClick={() => dropDraft(sourceId, key)}>
          {words('names.discard')}
        </Button>
      </span>
    </Note>
  );
}
