import type { SourceId } from '../../shared/model/source';
import { useSource } from '../store/hooks';
import { useWords } from '../ui/text';
import { phaseOf } from './phase';
import { useHeldFault } from './sources/held-fault';

/** Tells those who listen how the source stands; why stands in the banner. The status on screen changes with every try, this only with the outcome. */
export function Announcer({ sourceId }: { sourceId: SourceId }) {
  const state = useSource(sourceId);
  const words = useWords();
  const fault = useHeldFault(state);
  if (state === null) return null;
  const kind = phaseOf(state);
  const outcome = kind === 'live' || kind === 'closed' ? kind : fault === null ? null : 'suspended';
  return (
    <p className="visually-hidden" aria-live="polite">
      {outcome !== null && words(`phase.${outcome}`)}
    </p>
  );
}
