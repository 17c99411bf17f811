import { IconAlertTriangle, IconPlayerPause, IconProgress } from '@tabler/icons-react';
import { showSteps } from '../../store/steps';
import { useSources } from '../../store/hooks';
import { useWords } from '../../ui/text';

const icons = { running: IconProgress, stopped: IconPlayerPause, failed: IconAlertTriangle } as const;

/** Plans that are applied in steps, of any source, until they are done or taken back. A press shows how far one has got. */
export function StepsChips() {
  const words = useWords();
  return useSources().map(({ info, status }) => {
    const steps = status?.writes.sequence;
    if (steps === undefined || steps.state === 'finished') return null;
    const Icon = icons[steps.state];
    return (
      <button key={info.source.id} type="button" className="steps-chip num" data-state={steps.state} title={`${info.source.name}: ${steps.title}`} onClick={() => showSteps(info.source.id)}>
        <Icon size={12} aria-hidden />
        {words(`changes.steps.chip.${steps.state}`, { done: steps.state === 'running' ? Math.min(steps.done + 1, steps.of) : steps.done, of: steps.of })}
      </button>
    );
  });
}
