import { formatNumber } from '../../../ui/format';
import { useWords } from '../../../ui/text';
import type { Matrix, Place } from '../matrix';
import { OutcomeLabel } from '../OutcomeLabel';
import { share } from '../share';

interface TransitionsProps {
  readonly matrix: Matrix;
  /** Those of it that have a row and a column. */
  readonly places: readonly Place[];
  /** Accessible name of the table, and what its corner says of rows and columns. */
  readonly label: string;
  readonly corner: string;
  readonly chosen: string | null;
  readonly onChoose: (from: number, to: number) => void;
}

/** Who goes from what to what: rows are one side, columns the other. Whoever is served the same stands on the diagonal. */
export function Transitions({ matrix, places, label, corner, chosen, onChoose }: TransitionsProps) {
  const words = useWords();
  const { counts, width, users } = matrix;
  return (
    <div className="rollout-matrix">
      <table aria-label={label}>
        <thead>
          <tr>
            <th scope="col" className="muted">
              {corner}
            </th>
            {places.map(({ at, outcome }) => (
              <th key={at} scope="col">
                <OutcomeLabel of={outcome} />
              </th>
            ))}
            <th scope="col" className="muted num">
              {words('rollout.sum')}
            </th>
          </tr>
        </thead>
        <tbody>
          {places.map((row) => (
            <tr key={row.at}>
              <th scope="row">
                <OutcomeLabel of={row.outcome} />
              </th>
              {places.map((column) => {
                const count = counts[row.at * width + column.at] ?? 0;
                const moves = row.at !== column.at;
                return (
                  <td key={column.at} className="num" data-moves={(moves && count > 0) || undefined} data-stays={!moves || undefined}>
                    {count === 0 ? (
                      <span className="muted">0</span>
                    ) : (
                      <button type="button" className="rollout-cell" aria-pressed={chosen === `${row.at} ${column.at}`} onClick={() => onChoose(row.at, column.at)}>
                        {formatNumber(count)} <span className="muted">{share(count, users)}</span>
                      </button>
                    )}
                  </td>
                );
              })}
              <td className="num muted">{formatNumber(row.before)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row" className="muted">
              {words('rollout.sum')}
            </th>
            {places.map(({ at, after }) => (
              <td key={at} className="num muted">
                {formatNumber(after)}
              </td>
            ))}
            <td className="num muted">{formatNumber(users)}</td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}
