/** A rollout over time: the steps of a ramp and the moments of a flag's own rules, simulated before any of it is saved. */
import { useCallback, useDeferredValue, useEffect, useMemo, useState } from 'react';
import type { RolloutSide } from '../../../../shared/model/rollout';
import { begunRamp, blankRamp, rampOf, type TypedRamp } from '../../../../shared/rollout/ramp/typed';
import { useRollout } from '../../../store/hooks';
import { keepRamp } from '../../../store/rollout';
import { useWords } from '../../../ui/text';
import { unpacked } from '../../detail/content';
import type { OpenEntry } from '../../detail/entry';
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
import { RampDraft } from './RampDraft';
import { RampForm } from './RampForm';
import { RampNotes } from './RampNotes';
import { Segments } from './Segments';
import { StepTable } from './StepTable';
import { useApply } from './use-apply';
import { useStanding } from './use-standing';
import type { WhyFixed } from '../why-fixed';
import './ramp.css';

interface RampViewProps {
  readonly question: Question & QuestionChoices;
  readonly entry: OpenEntry;
  /** Why the draft cannot be changed; null where it can. */
  readonly whyFixed: WhyFixed | null;
}

export function RampView({ question, entry, whyFixed }: RampViewProps) {
  const words = useWords();
  const { running, ramps } = useRollout();
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
  const { news, freshness, onStart } = useStanding({ sides, stations, variant: ramp.variant?.id });
  const [looked, setLooked] = useState<Looked | null>(null);
  const [pinned, setPinned] = useState(0);
  const start = useCallback(() => {
    onStart();
    setLooked(null);
  }, [onStart]);
  useSimulation(sides, question.version, start, 'steps');

  const isOfThese = freshness === 'now' || freshness === 'unfinished';
  const counted = news !== null && news.done === news.size;
  const place = news === null || ramp.variant === undefined ? -1 : placeOf(news, ramp.variant.outcome);
  const exposures = useMemo(() => (news === null ? null : exposuresOf(news, place, stations.length)), [news, place, stations.length]);
  const station = Math.min(pinned, stations.length - 1);
  const typing = useTypedUser(question);
  // beside the one before it, so that one sees how a user moves
  const tried = [station - 1, station].flatMap((at) => {
    const [side, of] = [sides[at], stations[at]];
    return side === undefined || of === undefined ? [] : [{ side, name: `${stationLabel(words, ramp, of)}, ${timeLabel(of)}` }];
  });
  const stationName = (at: number): string => {
    const of = stations[at];
    return of === undefined ? '' : stationLabel(words, ramp, of);
  };
  const seen = freshness === 'alone' || freshness === 'before-mistake' ? 'refused' : running || freshness === 'waiting' ? 'simulating' : isOfThese && (exposures?.[0]?.users ?? 0) > 0 ? 'simulated' : 'unsimulated';
  const apply = useApply(question, entry, { ramp, whyFixed, seen, onPut: (text) => keepRamp(name, { ...typed, put: { text, from: ramp.from, variant: ramp.variant?.id ?? null, curve: ramp.curve } }) });
  const look = (at: number, moves: readonly Move[], cell = moves[0]) => cell !== undefined && setLooked({ station: at, moves, cell });
  return (
    <>
      <QuestionBar question={question} />
      <RampForm ramp={ramp} typed={typed} onChange={change} />
      <RampNotes ramp={ramp} clock={clock} />
      <RampDraft drafted={question.drafted} ramp={ramp} />
      <SimulationState sides="steps" question={question} standing={news !== null} />
      {ramp.variant !== undefined && stations.length > 1 && (
        <div className="ramp-result" data-freshness={freshness}>
          <Clock ramp={ramp} variant={ramp.variant} news={news} place={place} exposures={exposures} station={station} onStation={setPinned} />
          {exposures !== null && counted && freshness !== 'earlier' && <Proof ramp={ramp} variant={ramp.variant} exposures={exposures} onLook={look} />}
          <StepTable ramp={ramp} variant={ramp.variant} exposures={exposures} station={station} apply={apply} onStation={setPinned} onLook={look} />
          {looked !== null && news !== null && (
            <Movers news={news} looked={looked} ramp={ramp} onCell={(cell) => setLooked({ ...looked, cell })}>
              <CellUsers cell={{ id: news.id, side: looked.station - 1, from: looked.cell.from, to: looked.cell.to }} names={[stationName(looked.station - 1), stationName(looked.station)]} sides={news.sides} done={!running && counted} onExplain={typing.explain} />
            </Movers>
          )}
          <Segments ramp={ramp} variant={ramp.variant} id={running || !isOfThese ? null : (news?.id ?? null)} place={place} station={station} onStation={setPinned} />
        </div>
      )}
      <TryUser question={question} typed={typing} sides={tried.map(({ side }) => side)} names={tried.map(({ name: of }) => of)} version={question.version} />
    </>
  );
}
