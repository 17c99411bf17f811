import { Button } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useId } from 'react';
import type { Ramp, RampVariant } from '../../../../shared/rollout/ramp/typed';
import { formatMoment, formatNumber } from '../../../ui/format';
import { useWords } from '../../../ui/text';
import { share } from '../share';
import { usersIn, type Exposure, type Move } from './exposure';
import { numberOf, percentLabel, plannedAt, stationLabel, timeLabel, variantLabel } from './labels';
import type { Apply, Hindrance } from './use-apply';

interface StepTableProps {
  readonly ramp: Ramp;
  readonly variant: RampVariant;
  readonly exposures: readonly Exposure[] | null;
  readonly station: number;
  readonly apply: Apply;
  readonly onStation: (station: number) => void;
  readonly onLook: (station: number, moves: readonly Move[]) => void;
}

/** What a note above the chart says, or is over in a moment. */
const toldElsewhere: ReadonlySet<Hindrance | null> = new Set<Hindrance>(['draft', 'refused', 'simulating']);

/** All steps and moments with their numbers; a step can be applied from here. */
export function StepTable({ ramp, variant, exposures, station, apply, onStation, onLook }: StepTableProps) {
  const words = useWords();
  const id = useId();
  const { stations } = ramp.timeline;
  const ramps = ramp.steps.length > 0;
  const hindered = apply.hindered === null ? null : words(`rollout.ramp.hindered.${apply.hindered}`);
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{words(ramps ? 'rollout.ramp.table' : 'rollout.ramp.schedule')}</h3>
      <div className="ramp-scroll">
        <table className="ramp-table" aria-labelledby={id}>
          <thead>
            <tr>
              <th scope="col">{words('rollout.ramp.when')}</th>
              <th scope="col">{words('rollout.ramp.what')}</th>
              {ramps && (
                <th scope="col" className="num">
                  {words('rollout.ramp.planned')}
                </th>
              )}
              <th scope="col" className="num">
                {words('rollout.ramp.simulated', { variant: variantLabel(variant) })}
              </th>
              <th scope="col" className="num">
                {words('rollout.ramp.added')}
              </th>
              <th scope="col" className="num">
                {words('rollout.ramp.lost')}
              </th>
              <th scope="col" className="num">
                {words('rollout.ramp.others')}
              </th>
              {ramps && <td />}
            </tr>
          </thead>
          <tbody>
            {ramp.steps.slice(0, ramp.done).map(({ at, percent }, index) => (
              <tr key={`done ${index}`} className="muted">
                <td>{formatMoment(at * 1000)}</td>
                <th scope="row">{words('rollout.ramp.step', { number: index + 1, count: ramp.steps.length })}</th>
                <td className="num">{percentLabel(percent)}</td>
                <td colSpan={4} />
                <td>
                  <span className="ramp-applied">
                    <IconCheck size={13} aria-hidden /> {words('rollout.ramp.isLive')}
                  </span>
                </td>
              </tr>
            ))}
            {stations.map((each, index) => {
              const exposure = exposures?.[index];
              return (
                <tr key={each.at} data-here={index === station || undefined}>
                  <td>
                    <button type="button" className="rollout-cell" aria-pressed={index === station} onClick={() => onStation(index)}>
                      {timeLabel(each)}
                    </button>
                  </td>
                  <th scope="row">{stationLabel(words, ramp, each)}</th>
                  {ramps && <td className="num">{percentLabel(plannedAt(ramp, each))}</td>}
                  <td className="num">{exposure === undefined ? '–' : share(exposure.exposed, exposure.users)}</td>
                  <Moved moves={exposure?.added} first={index === 0} onLook={(moves) => onLook(index, moves)} />
                  <Moved moves={exposure?.lost} first={index === 0} bad onLook={(moves) => onLook(index, moves)} />
                  <Moved moves={exposure?.others} first={index === 0} onLook={(moves) => onLook(index, moves)} />
                  {ramps && (
                    <td>
                      {each.applied && (
                        <Button
                          size="compact-xs"
                          variant={each.step === 1 ? 'filled' : 'default'}
                          disabled={apply.hindered !== null}
                          title={hindered ?? undefined}
                          aria-label={words('rollout.ramp.applyNumber', { number: numberOf(ramp, each) })}
                          onClick={() => apply.step(each.step)}
                        >
                          {words('rollout.ramp.apply')}
                        </Button>
                      )}
                    </td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {ramps && hindered !== null && !toldElsewhere.has(apply.hindered) && <p className="muted">{hindered}</p>}
    </section>
  );
}

/** How many users moved, and the way to them. Nobody has moved to the first station. */
function Moved({ moves, first, bad, onLook }: { moves: readonly Move[] | undefined; first: boolean; bad?: boolean; onLook: (moves: readonly Move[]) => void }) {
  if (first || moves === undefined) return <td className="num muted">–</td>;
  const users = usersIn(moves);
  return (
    <td className="num">
      {users === 0 ? (
        <span className="muted">0</span>
      ) : (
        <button type="button" className={bad ? 'rollout-cell rollout-bad' : 'rollout-cell'} onClick={() => onLook(moves)}>
          {formatNumber(users)}
        </button>
      )}
    </td>
  );
}
