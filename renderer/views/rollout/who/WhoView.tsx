/** Who gets what: live against the draft to begin with, or any two states of the flag, here and elsewhere. */
import { useCallback, useId, useMemo, useState, type ReactNode } from 'react';
import type { SideNews, SimulationNews } from '../../../../shared/model/rollout';
import { useRollout } from '../../../store/hooks';
import { formatNumber } from '../../../ui/format';
import { useWords } from '../../../ui/text';
import type { OpenEntry } from '../../detail/entry';
import { SecretGate } from '../../SecretGate';
import { CellUsers } from '../user/CellUsers';
import { Distribution } from './Distribution';
import { Flow } from './Flow';
import { matrixOf } from '../matrix';
import { MoveList } from './MoveList';
import { placesInTable } from './moves';
import { NoticedList } from './NoticedList';
import { QuestionBar } from '../QuestionBar';
import { RewriteNote } from './RewriteNote';
import { SampleRatio } from './SampleRatio';
import { share } from '../share';
import { isLiveToDraft, type Pair } from './sides';
import { SidesBar } from './SidesBar';
import { SimulationState } from '../SimulationState';
import { Transitions } from './Transitions';
import { TryUser } from '../user/TryUser';
import type { Question, QuestionChoices } from '../use-question';
import { useShown } from './use-shown';
import { useSides } from './use-sides';
import { useSimulation } from '../use-simulation';
import { useTypedUser } from '../user/use-typed-user';

interface WhoViewProps {
  readonly question: Question & QuestionChoices;
  readonly entry: OpenEntry;
  /** Whether the draft can be changed. */
  readonly editable: boolean;
}

export function WhoView({ question, entry, editable }: WhoViewProps) {
  const words = useWords();
  const id = useId();
  const { running, news } = useRollout();
  const { flag } = question;
  const chosen = useSides(question);
  const { pair, sides, namesOf } = chosen;
  const { onStart, ...shown } = useShown(chosen);
  const [cell, setCell] = useState<{ readonly from: number; readonly to: number } | null>(null);
  const typed = useTypedUser(question);
  const begin = useCallback(() => {
    setCell(null);
    onStart();
  }, [onStart]);
  const version = `${question.version} ${chosen.version}`;
  useSimulation(sides, version, begin);

  const matrix = useMemo(() => (news === null || news.sides.length === 0 ? null : matrixOf(news as SimulationNews, 0)), [news]);
  const tabled = useMemo(() => matrix && placesInTable(matrix), [matrix]);
  const compared = (news?.sides.length ?? 0) > 1;
  const names = namesOf(shown.pair);
  const toDraft = isLiveToDraft(shown.pair);
  const label = words('rollout.pair', { from: names[0] ?? '', to: names[1] ?? '' });
  const pressed = cell === null ? null : `${cell.from} ${cell.to}`;
  const counts = { moved: formatNumber(matrix?.moved ?? 0), share: share(matrix?.moved ?? 0, matrix?.users ?? 0) };
  const done = matrix !== null && !running && shown.freshness === 'now';
  const choose = (from: number, to: number) => setCell({ from, to });
  return (
    <>
      <QuestionBar question={question} />
      <SidesBar question={question} entry={entry} chosen={chosen} />
      <Gates pair={pair}>
        <SimulationState sides={{ names: namesOf(pair), drafts: sides.map(({ text }) => text !== undefined) }} question={question} standing={matrix !== null} />
        {compared && toDraft && editable && <RewriteNote question={question} entry={entry} />}
        {/* what is counted on the way is seen, not told */}
        <p className="visually-hidden" role="status">
          {done && words(compared ? 'rollout.toldMoved' : 'rollout.told', counts)}
        </p>
        {matrix !== null && news !== null && (
          <section aria-labelledby={`${id}-who`} className="rollout-outcome" data-freshness={shown.freshness}>
            <h3 id={`${id}-who`}>{compared ? label : words('rollout.whoGetsWhat')}</h3>
            {compared && (
              <p className="rollout-summary">
                {words(toDraft ? 'rollout.moved' : 'rollout.differ', { count: toDraft ? matrix.fewest : matrix.moved, ...counts, users: words('rollout.users', { count: matrix.users, shown: formatNumber(matrix.users) }), fewest: formatNumber(matrix.fewest) })}
              </p>
            )}
            <NoticedList sides={news.sides as readonly SideNews[]} names={names} done={news.done === news.size} />
            {compared ? (
              <div className="rollout-compared">
                {tabled === null ? (
                  <MoveList matrix={matrix} label={label} names={names} chosen={pressed} onChoose={choose} />
                ) : (
                  <Transitions matrix={matrix} places={tabled} label={label} corner={`${names[0]} ↓ ${names[1]} →`} chosen={pressed} onChoose={choose} />
                )}
                <Flow matrix={matrix} chosen={pressed} onChoose={choose} />
              </div>
            ) : (
              <Distribution matrix={matrix} chosen={pressed} onChoose={choose} />
            )}
            {!compared && matrix.places.length > 1 && matrix.users > 0 && <SampleRatio key={flag} places={matrix.places} />}
            {cell !== null && <CellUsers cell={{ id: news.id, side: 0, ...cell }} {...(compared && { names })} sides={news.sides as readonly SideNews[]} done={!running} onExplain={typed.explain} />}
          </section>
        )}
        <TryUser question={question} typed={typed} sides={sides} names={namesOf(pair)} version={version} />
      </Gates>
    </>
  );
}

/** What is told of keys elsewhere that look like secrets is shown once somebody asks for it. */
function Gates({ pair, children }: { pair: Pair; children: ReactNode }) {
  return [pair.from, pair.to].reduce<ReactNode>((shown, side) => (side?.kind === 'elsewhere' ? <SecretGate sourceId={side.sourceId} entryKey={side.key} text={null}>{shown}</SecretGate> : shown), children);
}
