import { useWords } from '../../ui/text';
import type { Place } from './matrix';
import { labelOf, nameText, valueText } from './outcome-text';

/** What is served, by its name and value. Names and values of another direction do not turn what stands beside them. */
export function OutcomeLabel({ of }: { of: Place['outcome'] }) {
  const words = useWords();
  if (of === 'app-default') return <span className="muted">{words('rollout.appDefault')}</span>;
  if (of === 'timed-out') return <span className="rollout-bad">{words('rollout.timedOut')}</span>;
  return (
    <span className="clip rollout-label" title={labelOf(of)}>
      {of.name !== null && (
        <strong>
          <bdi>{nameText(of.name)}</bdi>
        </strong>
      )}{' '}
      <bdi>
        <code className="form-literal">{valueText(of.value)}</code>
      </bdi>
    </span>
  );
}
