import type { UsersFound } from '../../../../shared/model/rollout';
import { formatNumber } from '../../../ui/format';
import { Note } from '../../../ui/parts';
import { useWords } from '../../../ui/text';
import { placedSentence } from '../SimulationState';

/** How many were found; where nobody was, what that may mean. */
export function FindNote({ found }: { found: UsersFound }) {
  const words = useWords();
  const { users, tried, boundaries, missing, problems } = found;
  const broken = problems.filter(({ severity }) => severity === 'error');
  const counts = { count: users.length, shown: formatNumber(users.length), tried: formatNumber(tried), boundaries: formatNumber(boundaries) };
  if (users.length > 0) {
    return (
      <p className="rollout-summary" role="status">
        {words(boundaries > 0 ? 'rollout.foundAt' : 'rollout.found', counts)}
      </p>
    );
  }
  return (
    <>
      <Note tone="warn" role="status">
        {words('rollout.foundNone', counts)}{' '}
        {missing.length > 0 ? words('rollout.foundMissing', { names: missing.join(', ') }) : broken.length === 0 && words('rollout.foundNever')}
      </Note>
      {broken.slice(0, 3).map((problem, index) => (
        <Note key={index} tone="warn">
          {placedSentence(problem, words)}
        </Note>
      ))}
    </>
  );
}
