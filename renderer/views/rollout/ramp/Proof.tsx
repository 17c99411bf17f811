import { Button } from '@mantine/core';
import type { Ramp, RampVariant } from '../../../../shared/rollout/ramp/typed';
import { formatNumber } from '../../../ui/format';
import { Note } from '../../../ui/parts';
import { useWords, type Words } from '../../../ui/text';
import { usersIn, type Exposure, type Move } from './exposure';
import { stationLabel, timeLabel, variantLabel } from './labels';

interface ProofProps {
  readonly ramp: Ramp;
  readonly variant: RampVariant;
  /** Of everybody. */
  readonly exposures: readonly Exposure[];
  readonly onLook: (station: number, moves: readonly Move[]) => void;
}

/** Steps and changes of the rules that the stations are of, in words. */
function overWords(words: Words, stations: Ramp['timeline']['stations']): string {
  const [steps, changes] = [stations.filter(({ applied }) => applied).length, stations.filter(({ moment }) => moment).length];
  const said = { steps: words('rollout.ramp.overSteps', { count: steps }), changes: words('rollout.ramp.overChanges', { count: changes }) };
  return steps === 0 ? said.changes : changes === 0 ? said.steps : words('rollout.ramp.overBoth', said);
}

/** Whether anybody loses the variant on the way, or gains it where it is taken away: counted from one station to the next. */
export function Proof({ ramp, variant, exposures, onLook }: ProofProps) {
  const words = useWords();
  const { stations } = ramp.timeline;
  const falls = ramp.steps.length > 0 && (ramp.steps.at(-1)?.percent ?? 0) < ramp.from;
  const against = exposures.map(({ added, lost }) => (falls ? added : lost));
  const wrong = against.flatMap((moves, station) => (moves.length === 0 ? [] : [{ station, moves }]));
  const users = exposures[0]?.users ?? 0;
  if (users === 0) return null;
  const about = { variant: variantLabel(variant), users: formatNumber(users), over: overWords(words, stations) };
  const which = ramp.steps.length === 0 ? 'schedule' : falls ? 'falls' : 'grows';
  if (wrong.length === 0)
    return (
      <Note tone="ok" role="status">
        {words(`rollout.ramp.proof.${which}`, about)}
      </Note>
    );
  return (
    <Note tone="warn" role="status">
      {words(`rollout.ramp.against.${which}`, { ...about, moved: formatNumber(wrong.reduce((sum, { moves }) => sum + usersIn(moves), 0)) })}{' '}
      <span className="ramp-against">
        {wrong.map(({ station, moves }) => {
          const at = stations[station];
          return (
            at !== undefined && (
              <Button key={station} size="compact-xs" variant="default" onClick={() => onLook(station, moves)}>
                {words('rollout.ramp.atStation', { users: formatNumber(usersIn(moves)), station: stationLabel(words, ramp, at), time: timeLabel(at) })}
              </Button>
            )
          );
        })}
      </span>
    </Note>
  );
}
