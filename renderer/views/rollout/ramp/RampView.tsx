/** A rollout over time: the steps of a ramp and the moments of a flag's own rules, simulated before any of it is saved. */
import { useCallback, useDeferredValue, useEffect, useMemo, useState } from 'react';
import type { RolloutSide, SimulationNews } from '../../../../shared/model/rollout';
import { begunRamp, blankRamp, rampOf, type TypedRamp } from '../../../../shared/rollout/ramp/typed';
import { useRollout } from '../../../store/hooks';
import { keepRamp } from '../../../store/rollout';
import { useWords } from '../../../ui/text';
import { unpacked } from '../../detail/content';
import type { OpenEntry } from '../../detail/entry';
import { takesDraft } from '../../forms/use-value';
import { CellUsers } from '../user/CellUsers';
import { QuestionBar } from '../QuestionBar';
import { SimulationState } from '../SimulationState';
import { TryUser } from '../user/TryUser';
import type { Question, QuestionChoices } from '../use-question';
import { useSimulation } from '../use-simulation';
import { useTypedUser } from '../user/use-typed-user';
import { Clock } from './Clock';
import { exposuresOf, placeOf, type Looked, type Move } from './exposure';
import { stationLabel, timeLabel } from './labels';
import { Movers } from './Movers';
import { Proof } from './Proof';
import { RampForm } from './RampForm';
import { RampNotes } from './RampNotes';
import { Segments } from './Segments';
import { StepTable } from './StepTable';
import { useApply } from './use-apply';
import './ramp.css';

interface RampViewProps {
  readonly question: Question & QuestionChoices;
  readonly entry: OpenEntry;
  /** Whether the draft can be changed. */
  readonly editable: boolean;
}

export function RampView({ question, entry, editable }: RampViewProps) {
  const words = useWords();
  const { running, news, ticket, ramps } = useRollout();
  const { sourceId, key, flag, live, clock, reading } = question;
  const name = JSON.stringify([sourceId, key, flag]);
  const [blank] = useState(() => blankRamp(clock));
  const kept = ramps[name] ?? blank;
  const value = unpacked(reading.stored);
  const typed: TypedRamp = useMemo(() => begunRamp(kept, value.text), [kept, value]);
  useEffect(() => {
    if (typed !== kept) keepRamp(name, typed);
  }, [name, typed, kept]);
  const change = (changed: Partial<TypedRamp>) => keepRamp(name, { ...typed, from: null, put: null, ...changed });
  const planned = useDeferredValue(typed);
  const ramp = useMemo(() => rampOf(value, flag, planned, clock), [value, flag, planned, clock]);
  const { stations } = ramp.timeline;
  const sides = useMemo(
    (): readonly RolloutSide[] => stations.map(({ at, step }) => ({ ...live, clock: at, ...(step > 0 && { text: ramp.texts[step - 1] }) })),
    [stations, live, ramp.texts],
  );
  const [asked, setAsked] = useState<readonly RolloutSide[] | null>(null);
  const [looked, setLooked] = useState<Looked | null>(null);
  const [pinned, setPinned] = useState(0);
  const start = useCallback(() => {
    setAsked(sides);
    setLooked(null);
  }, [sides]);
  useSimulation(sides, question.version, start);

  // what stands there of other sides is not put beside these
  const fresh = asked === sides && news !== null && news.ticket === ticket && news.sides.length === sides.length ? (news as SimulationNews) : null;
  const place = fresh === null || ramp.variant === undefined ? -1 : placeOf(fresh, ramp.variant.outcome);
  const exposures = useMemo(() => (fresh === null ? null : exposuresOf(fresh, place, stations.length)), [fresh, place, stations.length]);
  const station = Math.min(pinned, stations.length - 1);
  const typing = useTypedUser();
  // beside the one before it, so that one sees how a user moves
  const tried = [station - 1, station].flatMap((at) => {
    const [side, of] = [sides[at], stations[at]];
    return side === undefined || of === undefined ? [] : [{ side, name: `${stationLabel(words, ramp, of)}, ${timeLabel(of)}` }];
  });
  const stationName = (at: number): string => {
    const of = stations[at];
    return of === undefined ? '' : stationLabel(words, ramp, of);
  };
  const apply = useApply(question, entry, { ramp, editable: editable && takesDraft(reading.stored), onPut: (text) => keepRamp(name, { ...typed, put: { text, from: ramp.from, variant: ramp.variant?.id ?? null, curve: ramp.curve } }) });
  const look = (at: number, moves: readonly Move[], cell = moves[0]) => cell !== undefined && setLooked({ station: at, moves, cell });
  return (
    <>
      <QuestionBar question={question} />
      <RampForm ramp={ramp} typed={typed} onChange={change} />
      <RampNotes ramp={ramp} clock={clock} />
      <SimulationState flag={flag} />
      {ramp.variant !== undefined && stations.length > 1 && (
        <>
          <Clock ramp={ramp} variant={ramp.variant} news={fresh} place={place} exposures={exposures} station={station} onStation={setPinned} />
          {exposures !== null && <Proof ramp={ramp} variant={ramp.variant} exposures={exposures} done={!running} onLook={look} />}
          <StepTable ramp={ramp} variant={ramp.variant} exposures={exposures} station={station} apply={apply} onStation={setPinned} onLook={look} />
          {looked !== null && fresh !== null && (
            <Movers news={fresh} looked={looked} ramp={ramp} onCell={(cell) => setLooked({ ...looked, cell })}>
              <CellUsers cell={{ id: fresh.id, side: looked.station - 1, from: looked.cell.from, to: looked.cell.to }} names={[stationName(looked.station - 1), stationName(looked.station)]} sides={fresh.sides} done={!running} onExplain={typing.explain} />
            </Movers>
          )}
          <Segments ramp={ramp} variant={ramp.variant} id={running ? null : (fresh?.id ?? null)} place={place} station={station} onStation={setPinned} />
        </>
      )}
      <TryUser typed={typing} sides={tried.map(({ side }) => side)} names={tried.map(({ name: of }) => of)} version={question.version} />
    </>
  );
}
