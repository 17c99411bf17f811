import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { formatNumber } from '../../../ui/format';
import { useWords } from '../../../ui/text';
import type { Matrix } from '../matrix';
import { OutcomeLabel } from '../OutcomeLabel';
import { share } from '../share';
import { movesOf } from './moves';

const PAGE = 100;

interface MoveListProps {
  readonly matrix: Matrix;
  /** Accessible name of the table. */
  readonly label: string;
  /** What the two sides are called. */
  readonly names: readonly string[];
  readonly chosen: string | null;
  readonly onChoose: (from: number, to: number) => void;
}

/** Who goes from what to what, the most first: in the place of a table of all pairs where there are too many. */
export function MoveList({ matrix, label, names, chosen, onChoose }: MoveListProps) {
  const words = useWords();
  const [shown, setShown] = useState(PAGE);
  const moves = useMemo(() => movesOf(matrix), [matrix]);
  return (
    <div className="rollout-matrix rollout-moved">
      <table aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{names[0]}</th>
            <th scope="col">{names[1]}</th>
            <th scope="col" className="num">
              {words('rollout.population')}
            </th>
          </tr>
        </thead>
        <tbody>
          {moves.slice(0, shown).map(({ from, to, count }) => (
            <tr key={`${from.at} ${to.at}`}>
              <td>
                <OutcomeLabel of={from.outcome} />
              </td>
              <td>
                <OutcomeLabel of={to.outcome} />
              </td>
              <td className="num" data-moves={from !== to || undefined}>
                <button type="button" className="rollout-cell" aria-pressed={chosen === `${from.at} ${to.at}`} onClick={() => onChoose(from.at, to.at)}>
                  {formatNumber(count)} <span className="muted">{share(count, matrix.users)}</span>
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {moves.length > shown && (
        <Button variant="subtle" onClick={() => setShown(shown + PAGE)}>
          {words('rollout.moreMoves', { count: moves.length - shown, shown: formatNumber(moves.length - shown) })}
        </Button>
      )}
    </div>
  );
}
