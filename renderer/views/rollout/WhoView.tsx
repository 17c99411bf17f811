/** Who gets what: live, against the draft, or by other rules. */
import { NativeSelect } from '@mantine/core';
import { useCallback, useId, useMemo, useState } from 'react';
import type { RolloutSide, SimulationNews } from '../../../shared/model/rollout';
import { useRollout } from '../../store/hooks';
import { formatNumber } from '../../ui/format';
import { useWords } from '../../ui/text';
import type { OpenEntry } from '../detail/entry';
import { CellUsers } from './CellUsers';
import { Distribution } from './Distribution';
import { Flow } from './Flow';
import { matrixOf } from './matrix';
import { QuestionBar } from './QuestionBar';
import { RewriteNote } from './RewriteNote';
import { SampleRatio } from './SampleRatio';
import { share } from './share';
import { SimulationState } from './SimulationState';
import { profileOf, type RuleName } from './subject';
import { Transitions } from './Transitions';
import { TryUser } from './TryUser';
import type { Question, QuestionChoices } from './use-question';
import { useSimulation } from './use-simulation';
import { useTypedUser } from './use-typed-user';

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
  const { subject, flag, rule, live, drafted } = question;
  const [against, setAgainst] = useState<RuleName | 'draft'>('draft');
  const other = subject.rules.find((each) => each === against && each !== rule);
  const lens = other !== undefined;
  const [cell, setCell] = useState<{ readonly from: number; readonly to: number } | null>(null);
  const typed = useTypedUser();
  const sides = useMemo((): readonly RolloutSide[] => {
    if (other !== undefined) return [live, { ...live, profile: profileOf(other) }];
    return drafted === null ? [live] : [live, { ...live, text: drafted }];
  }, [live, other, drafted]);
  useSimulation(sides, entry.modified, useCallback(() => setCell(null), []));

  const matrix = useMemo(() => (news === null || news.sides.length === 0 ? null : matrixOf(news as SimulationNews, 0)), [news]);
  const compared = (news?.sides.length ?? 0) > 1;
  const chosen = cell === null ? null : `${cell.from} ${cell.to}`;
  const choose = (from: number, to: number) => setCell({ from, to });
  return (
    <>
      <QuestionBar question={question}>
        {subject.rules.length > 1 && (
          <NativeSelect
            label={words('rollout.against')}
            value={lens ? against : 'draft'}
            onChange={(event) => setAgainst(subject.rules.find((each) => each === event.currentTarget.value) ?? 'draft')}
            data={[{ value: 'draft', label: words('rollout.theDraft') }, ...subject.rules.filter((each) => each !== rule).map((each) => ({ value: each, label: words(`rollout.rule.${each}`) }))]}
          />
        )}
      </QuestionBar>
      <SimulationState />
      {matrix !== null && (
        <section aria-labelledby={`${id}-who`}>
          <h3 id={`${id}-who`}>{words(!compared ? 'rollout.whoGetsWhat' : lens ? 'rollout.lens' : 'rollout.liveAgainstDraft')}</h3>
          {compared && (
            <p className="rollout-summary" role="status">
              {words(lens ? 'rollout.differ' : 'rollout.moved', { moved: formatNumber(matrix.moved), users: formatNumber(matrix.users), share: share(matrix.moved, matrix.users), fewest: formatNumber(matrix.fewest) })}
            </p>
          )}
          {compared && !lens && editable && <RewriteNote question={question} entry={entry} />}
          {compared ? (
            <div className="rollout-compared">
              <Transitions matrix={matrix} label={words(lens ? 'rollout.lens' : 'rollout.matrix')} corner={words(lens ? 'rollout.ruleToRule' : 'rollout.liveToDraft')} chosen={chosen} onChoose={choose} />
              <Flow matrix={matrix} chosen={chosen} onChoose={choose} />
            </div>
          ) : (
            <Distribution matrix={matrix} chosen={chosen} onChoose={choose} />
          )}
          {!compared && matrix.places.length > 1 && matrix.users > 0 && <SampleRatio key={flag} places={matrix.places} />}
          {cell !== null && news !== null && <CellUsers cell={{ id: news.id, side: 0, ...cell }} compared={compared && !lens} sides={news.sides as SimulationNews['sides']} done={!running} onExplain={typed.explain} />}
        </section>
      )}
      <TryUser typed={typed} sides={sides} names={other === undefined ? [words('rollout.live'), words('rollout.draft')] : [words(`rollout.rule.${rule}`), words(`rollout.rule.${other}`)]} />
    </>
  );
}
