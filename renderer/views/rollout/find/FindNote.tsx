import type { UsersFound } from '../../../../shared/model/rollout';
import { formatNumber } from '../../../ui/format';
import { Note } from '../../../ui/parts';
import { useWords } from '../../../ui/text';
import { placedSentence } from '../SimulationState';

/** How many were found; where nobody was, what that may mean. */
export function FindNote({ found }: { found: UsersFound }) {
  const words = useWords();
  const { users, tried, triedAll, wanted, boundaries, missing, problems } = found;
  const broken = problems.filter(({ severity }) => severity === 'error');
  const counts = { count: users.length, shown: formatNumber(users.length), tried: formatNumber(tried) };
  if (users.length > 0) {
    const each = sideOf(found);
    // what boundaries cannot share evenly is left out
    const fewer = users.length < wanted && (each === undefined || each < Math.floor(wanted / (2 * boundaries)));
    const said = [
      words(fewer && triedAll ? 'rollout.foundAll' : fewer && boundaries === 0 ? 'rollout.foundLate' : 'rollout.found', counts),
      ...(boundaries === 0 ? [] : [each === undefined ? words('rollout.boundaryCount', { count: boundaries }) : words('rollout.eachSide', { count: boundaries, each: formatNumber(each) })]),
      ...(fewer && triedAll ? [words('rollout.foundInvent')] : []),
    ];
    return (
      <p className="rollout-summary" role="status">
        {said.join(' ')}
      </p>
    );
  }
  return (
    <>
      <Note tone="warn" role="status">
        {words('rollout.foundNone', counts)}{' '}
        {missing.length > 0 ? words('rollout.foundMissing', { names: missing.join(', ') }) : broken.length === 0 && words('rollout.foundNever')}
        {triedAll && missing.length === 0 && broken.length === 0 && ` ${words('rollout.foundInvent')}`}
      </Note>
      {broken.slice(0, 3).map((problem, index) => (
        <Note key={index} tone="warn">
          {placedSentence(problem, words)}
        </Note>
      ))}
    </>
  );
}

/** How many stand on each side of each boundary; undefined where they are not as many. */
function sideOf({ users, boundaries }: UsersFound): number | undefined {
  const sides = new Map<string, number>();
  for (const { near } of users) {
    if (near === null) return undefined;
    const side = `${near.place?.offset} ${near.at} ${near.total} ${near.side}`;
    sides.set(side, (sides.get(side) ?? 0) + 1);
  }
  const [each, ...others] = new Set(sides.values());
  return sides.size === boundaries * 2 && others.length === 0 ? each : undefined;
}
