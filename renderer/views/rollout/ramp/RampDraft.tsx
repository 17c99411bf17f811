import type { Ramp } from '../../../../shared/rollout/ramp/typed';
import { Note } from '../../../ui/parts';
import { useWords } from '../../../ui/text';

/** What the draft that the key has already is to this ramp: a step of it, or something else. The bar of the tab has the ways on from it. */
export function RampDraft({ drafted, ramp }: { drafted: string | null; ramp: Ramp }) {
  const words = useWords();
  if (drafted === null || ramp.steps.length === 0) return null;
  const step = ramp.texts.indexOf(drafted);
  if (step < 0) return <Note tone="warn">{words('rollout.ramp.hindered.draft')}</Note>;
  return <Note tone="info">{words('rollout.ramp.inDraft', { number: ramp.done + step + 1, count: ramp.steps.length })}</Note>;
}
