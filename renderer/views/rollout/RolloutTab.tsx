/** The tab of a flag's rollout: who is served what, live and with the draft, and how a user comes to an answer. It never writes. */
import { SegmentedControl } from '@mantine/core';
import { useEffect } from 'react';
import type { SourceId } from '../../../shared/model/source';
import { useRolloutQuestion } from '../../store/hooks';
import { keepQuestion, loadPopulations } from '../../store/rollout';
import { rolloutViews } from '../../store/rollout-question';
import { useWords } from '../../ui/text';
import type { OpenEntry } from '../detail/entry';
import type { EntryFacts } from '../detail/reading';
import { Conformance } from './Conformance';
import { FindView } from './find/FindView';
import { RampView } from './ramp/RampView';
import { RolloutDraft } from './RolloutDraft';
import { useQuestion } from './use-question';
import { WhoView } from './who/WhoView';
import type { WhyFixed } from './why-fixed';
import '../forms/forms.css';
import './outcome-colours.css';
import './rollout.css';
import './who/who.css';
import './population/population.css';
import './user/user.css';
import './find/find.css';

interface RolloutTabProps {
  readonly sourceId: SourceId;
  readonly entry: OpenEntry;
  readonly facts: EntryFacts;
  readonly separator: string;
  /** Why the draft cannot be changed; null where it can. */
  readonly whyFixed: WhyFixed | null;
}

export function RolloutTab({ sourceId, entry, facts, separator, whyFixed }: RolloutTabProps) {
  const words = useWords();
  const question = useQuestion({ sourceId, entry, facts, separator });
  const { view } = useRolloutQuestion(sourceId, entry.key);
  useEffect(() => void loadPopulations(), []);
  if (question === 'nothing') return <p className="emptiness">{words('rollout.nothing')}</p>;
  if (question === 'reading') return null;
  return (
    <div className="rollout">
      {(whyFixed === null || whyFixed === 'busy') && <RolloutDraft question={question} entry={entry} busy={whyFixed === 'busy'} />}
      <div className="rollout-head">
        <SegmentedControl
          aria-label={words('rollout.view')}
          value={view}
          onChange={(value) => keepQuestion(sourceId, entry.key, { view: rolloutViews.find((each) => each === value) ?? 'who' })}
          data={rolloutViews.map((value) => ({ value, label: words(`rollout.views.${value}`) }))}
        />
        <span className="spacer" />
        <Conformance rule={question.rule} />
      </div>
      {view === 'who' && <WhoView question={question} entry={entry} editable={whyFixed === null} />}
      {view === 'ramp' && <RampView question={question} entry={entry} whyFixed={whyFixed} />}
      {view === 'find' && <FindView question={question} />}
    </div>
  );
}
