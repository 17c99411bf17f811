/** The line of time: a chart, a slider that goes from station to station, and what stands at the one that is looked at. */
import { useId, useState } from 'react';
import type { SimulationNews } from '../../../../shared/model/rollout';
import type { Ramp, RampVariant } from '../../../../shared/rollout/ramp/typed';
import { formatNumber } from '../../../ui/format';
import { useWords } from '../../../ui/text';
import { labelOf } from '../outcome-text';
import { share } from '../share';
import { usersIn, type Exposure } from './exposure';
import { domainOf, timesOf } from './axes';
import { percentLabel, placeLabel, plannedAt, stationLabel, timeLabel, variantLabel } from './labels';
import { RampChart } from './RampChart';

interface ClockProps {
  readonly ramp: Ramp;
  readonly variant: RampVariant;
  readonly news: SimulationNews | null;
  /** Of the variant among the outcomes of the news. */
  readonly place: number;
  readonly exposures: readonly Exposure[] | null;
  readonly station: number;
  readonly onStation: (station: number) => void;
}

export function Clock({ ramp, variant, news, place, exposures, station, onStation }: ClockProps) {
  const words = useWords();
  const id = useId();
  const [pointed, setPointed] = useState<number | null>(null);
  const { stations } = ramp.timeline;
  const shown = Math.min(pointed ?? station, stations.length - 1);
  const at = stations[shown];
  const name = variantLabel(variant);
  const stack = [...(place < 0 ? [] : [place]), ...othersOf(exposures ?? [], place)];
  if (at === undefined) return null;
  const outcomeLabel = (each: number): string => {
    const outcome = news?.outcomes[each];
    return outcome === undefined ? words(each === news?.outcomes.length ? 'rollout.appDefault' : 'rollout.timedOut') : labelOf(outcome);
  };
  return (
    <section aria-labelledby={id} className="ramp-clock">
      <h3 id={id}>{words('rollout.ramp.over', { variant: name })}</h3>
      <div className="ramp-panes">
        <div className="ramp-time">
          <RampChart
            ramp={ramp}
            stack={stack}
            exposures={exposures}
            station={shown}
            label={ramp.steps.length > 0 ? words('rollout.ramp.chart', { variant: name, from: percentLabel(ramp.from), to: percentLabel(ramp.steps.at(-1)?.percent ?? ramp.from), count: ramp.steps.length }) : words('rollout.ramp.chartSchedule', { variant: name })}
            onPoint={setPointed}
            onChoose={onStation}
          />
          <Slider ramp={ramp} station={station} onStation={onStation} />
          <ul className="ramp-legend">
            {stack.map((each) => (
              <li key={each}>
                <i className="split-key" data-colour={each % 6} aria-hidden />
                <span className="clip">{outcomeLabel(each)}</span>
              </li>
            ))}
            {ramp.steps.length > 0 && (
              <li>
                <i className="ramp-dash" aria-hidden />
                {ramp.place === undefined || ramp.place.whole ? words('rollout.ramp.planned') : words('rollout.ramp.plannedOf', { place: placeLabel(words, ramp.place) })}
              </li>
            )}
            {stations.some(({ moment }) => moment) && (
              <li>
                <i className="ramp-dash" data-moment aria-hidden />
                {words('rollout.ramp.moment')}
              </li>
            )}
          </ul>
        </div>
        <Readout ramp={ramp} shown={shown} exposure={exposures?.[shown]} planned={ramp.steps.length > 0 ? plannedAt(ramp, at) : null} />
      </div>
    </section>
  );
}

/** Layers that can be told apart. */
const MOST_OTHERS = 5;

/** Places of the other outcomes that most users are served at any time, in their order. */
function othersOf(exposures: readonly Exposure[], place: number): readonly number[] {
  const most = (exposures[0]?.served ?? []).map((_, at) => Math.max(...exposures.map(({ served }) => served[at] ?? 0)));
  const others = [...most.keys()].filter((at) => at !== place && (most[at] ?? 0) > 0);
  return others.toSorted((a, b) => (most[b] ?? 0) - (most[a] ?? 0)).slice(0, MOST_OTHERS).toSorted((a, b) => a - b);
}

/** A slider as long as the chart's time. Its keys go from station to station, as nothing happens between them. */
function Slider({ ramp, station, onStation }: Pick<ClockProps, 'ramp' | 'station' | 'onStation'>) {
  const words = useWords();
  const { stations } = ramp.timeline;
  const [from, to] = domainOf(timesOf(ramp));
  const at = stations[station];
  const ways: Readonly<Record<string, number>> = { ArrowLeft: station - 1, ArrowDown: station - 1, PageDown: station - 1, ArrowRight: station + 1, ArrowUp: station + 1, PageUp: station + 1, Home: 0, End: stations.length - 1 };
  return (
    <input
      type="range"
      className="ramp-slider"
      aria-label={words('rollout.ramp.clock')}
      aria-valuetext={at && `${timeLabel(at)}, ${stationLabel(words, ramp, at)}`}
      min={from}
      max={to}
      step="any"
      value={station === 0 ? from : (at?.at ?? from)}
      onKeyDown={(event) => {
        const next = ways[event.key];
        if (next === undefined) return;
        event.preventDefault();
        onStation(Math.min(Math.max(next, 0), stations.length - 1));
      }}
      onChange={(event) => {
        const until = Number(event.currentTarget.value);
        onStation(Math.max(0, stations.findLastIndex((each) => each.at <= until)));
      }}
    />
  );
}

/** What stands at a station, in numbers. */
function Readout({ ramp, shown, exposure, planned }: { ramp: Ramp; shown: number; exposure: Exposure | undefined; planned: number | null }) {
  const words = useWords();
  const at = ramp.timeline.stations[shown];
  if (at === undefined) return null;
  // nobody has moved to the first station
  const moved = shown === 0 ? undefined : exposure;
  const lost = moved && usersIn(moved.lost);
  const count = (users: number | undefined): string => (users === undefined ? '–' : formatNumber(users));
  return (
    <div className="ramp-readout" role="group" aria-label={words('rollout.ramp.readout')}>
      <dl>
        <div>
          <dt>{stationLabel(words, ramp, at)}</dt>
          <dd className="ramp-when num">{timeLabel(at)}</dd>
        </div>
        <div>
          <dt>{words('rollout.ramp.exposed')}</dt>
          <dd>
            <strong className="num">{count(exposure?.exposed)}</strong> {exposure !== undefined && <span className="num">{share(exposure.exposed, exposure.users)}</span>}{' '}
            {planned !== null && <span className="muted num">{words('rollout.ramp.plannedAt', { percent: percentLabel(planned) })}</span>}
          </dd>
        </div>
        <div>
          <dt>{words('rollout.ramp.added')}</dt>
          <dd>
            <strong className="num">{moved === undefined ? '–' : `+${formatNumber(usersIn(moved.added))}`}</strong> {moved !== undefined && <span className="muted num">{share(usersIn(moved.added), moved.users)}</span>}
          </dd>
        </div>
        <div>
          <dt>{words('rollout.ramp.lost')}</dt>
          <dd>
            <strong className="num" data-bad={(lost ?? 0) > 0 || undefined}>
              {count(lost)}
            </strong>
          </dd>
        </div>
        <div>
          <dt>{words('rollout.ramp.others')}</dt>
          <dd>
            <strong className="num">{count(moved && usersIn(moved.others))}</strong>
          </dd>
        </div>
      </dl>
    </div>
  );
}
