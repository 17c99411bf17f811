import { formatNumber } from '../../../ui/format';
import { useWords } from '../../../ui/text';
import type { Matrix } from '../matrix';
import { OutcomeLabel } from '../OutcomeLabel';
import { share } from '../share';

/** Who gets what where there is nothing to compare with: a bar and a count for each outcome. */
export function Distribution({ matrix, chosen, onChoose }: { matrix: Matrix; chosen: string | null; onChoose: (from: number, to: number) => void }) {
  const words = useWords();
  return (
    <table className="rollout-shares" aria-label={words('rollout.shares')}>
      <tbody>
        {matrix.places.map(({ at, outcome, before }) => (
          <tr key={at}>
            <th scope="row">
              <i className="split-key" data-colour={at % 6} aria-hidden />
              <OutcomeLabel of={outcome} />
            </th>
            <td className="rollout-track">
              <i data-colour={at % 6} style={{ width: `${matrix.users === 0 ? 0 : (before / matrix.users) * 100}%` }} aria-hidden />
            </td>
            <td className="num">{share(before, matrix.users)}</td>
            <td className="num">
              <button type="button" className="rollout-cell" aria-pressed={chosen === `${at} ${at}`} disabled={before === 0} onClick={() => onChoose(at, at)}>
                {words('rollout.users', { count: before, shown: formatNumber(before) })}
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
