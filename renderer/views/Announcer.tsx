import type { SourceId } from '../../shared/model/source';
import { useSource } from '../store/hooks';
import { faultSentence, useWords } from '../ui/text';
import { phaseOf } from './phase';
import { nameOf } from './source-name';
import { useHeldFault } from './sources/held-fault';

/** Tells those who listen how the source stands. The status on screen changes with every try; this speaks when the outcome is another. */
export function Announcer({ sourceId }: { sourceId: SourceId }) {
  const state = useSource(sourceId);
  const words = useWords();
  const fault = useHeldFault(state);
  if (state === null) return null;
  const kind = phaseOf(state);
  const name = nameOf(state.info, words);
  let text = '';
  if (fault !== null) {
    text = words('status.announcedWhy', { name, phase: words(kind === 'closed' ? 'phase.closed' : 'phase.suspended'), why: faultSentence(fault) });
  } else if (kind === 'live' || kind === 'closed') {
    text = words('status.announced', { name, phase: words(`phase.${kind}`) });
  }
  return (
    <p className="visually-hidden" aria-live="polite">
      {text}
    </p>
  );
}
