import type { Ramp } from '../../../../shared/rollout/ramp/typed';
import { Note } from '../../../ui/parts';
import { useWords } from '../../../ui/text';
import type { Question } from '../use-question';

/** What the draft that the key has already is: a step of this ramp, or something else, which is in the way. */
export function RampDraft({ drafted, ramp }: { drafted: Question['drafted']; ramp: Ramp }) {
  const words = useWords();
  if (drafted === null || ramp.steps.length === 0) return null;
  const step = ramp.texts.indexOf(drafted);
  return <Note tone={step < 0 ? 'warn' : 'info'}>{step < 0 ? words('rollout.ramp.hindered.draft') : words('rollout.ramp.inDraft', { number: ramp.done + step + 1, count: ramp.steps.length })}</Note>;
}
