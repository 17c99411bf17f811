import { useId, type ReactNode } from 'react';
import type { SimulationNews } from '../../../../shared/model/rollout';
import type { Ramp } from '../../../../shared/rollout/ramp/typed';
import { formatNumber } from '../../../ui/format';
import { useWords } from '../../../ui/text';
import { OutcomeLabel } from '../OutcomeLabel';
import type { Looked, Move } from './exposure';
import { stationLabel, timeLabel } from './labels';

interface MoversProps {
  readonly news: SimulationNews;
  readonly ramp: Ramp;
  readonly looked: Looked;
  readonly onCell: (cell: Move) => void;
  /** The users of the cell. */
  readonly children: ReactNode;
}

/** Who moves on the way to a station: from what to what, and the users of one of these. */
export function Movers({ news, ramp, looked: { station, moves, cell }, onCell, children }: MoversProps) {
  const words = useWords();
  const id = useId();
  const at = ramp.timeline.stations[station];
  const outcome = (place: number) => news.outcomes[place] ?? (place === news.outcomes.length ? 'app-default' : 'timed-out');
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{at !== undefined && words('rollout.ramp.movers', { station: stationLabel(words, ramp, at), time: timeLabel(at) })}</h3>
      <ul className="ramp-moves">
        {moves.map((move) => (
          <li key={`${move.from} ${move.to}`}>
            <button type="button" className="rollout-cell" aria-pressed={move.from === cell.from && move.to === cell.to} onClick={() => onCell(move)}>
              <span className="num">{formatNumber(move.count)}</span> <OutcomeLabel of={outcome(move.from)} /> → <OutcomeLabel of={outcome(move.to)} />
            </button>
          </li>
        ))}
      </ul>
      {children}
    </section>
  );
}
