import type { Outcome } from '../../../shared/rollout/simulation';
import { useWords } from '../../ui/text';
import { shortJson } from '../forms/pieces';
import type { Place } from './matrix';

/** What is served, by its name and value. */
export function OutcomeLabel({ of }: { of: Place['outcome'] }) {
  const words = useWords();
  if (of === 'app-default') return <span className="muted">{words('rollout.appDefault')}</span>;
  if (of === 'timed-out') return <span className="rollout-bad">{words('rollout.timedOut')}</span>;
  return (
    <span className="clip" title={labelOf(of)}>
      {of.name !== null && <strong>{of.name}</strong>} <code className="form-literal">{shortJson(of.value)}</code>
    </span>
  );
}

/** The same in one line of text. */
export const labelOf = ({ name, value }: Outcome): string => (name === null ? shortJson(value) : `${name} = ${shortJson(value)}`);
