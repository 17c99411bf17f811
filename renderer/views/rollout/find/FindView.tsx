/** Users who land somewhere: in a variant, by a rule, or on both sides of where shares of a split meet. */
import { Button, Loader, NativeSelect, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { MOST_FOUND, type RolloutSide, type UserSearch } from '../../../../shared/model/rollout';
import type { Target } from '../../../../shared/rollout/find/find';
import { syntheticSpec } from '../../../../shared/rollout/population/spec';
import { useRollout } from '../../../store/hooks';
import { formatNumber } from '../../../ui/format';
import { Note } from '../../../ui/parts';
import { useWords } from '../../../ui/text';
import { rolloutFault } from '../fault-text';
import { FindNote } from './FindNote';
import { FoundUsers } from './FoundUsers';
import { usePopulationRevision } from '../population/use-population-revision';
import { QuestionBar } from '../QuestionBar';
import { targetsOf, type NamedTarget } from './targets';
import { attributesOf, TryUser } from '../user/TryUser';
import type { Question, QuestionChoices } from '../use-question';
import { useSearch } from './use-search';
import { useTypedUser } from '../user/use-typed-user';

const boundary: Target = { kind: 'boundary' };

export function FindView({ question }: { question: Question & QuestionChoices }) {
  const words = useWords();
  const { populationId } = useRollout();
  const revision = usePopulationRevision();
  const { live, drafted, reading, flag } = question;
  const [on, setOn] = useState<'live' | 'draft'>('draft');
  const [wanted, setWanted] = useState('');
  const [pattern, setPattern] = useState('user-{n}');
  const [from, setFrom] = useState<'population' | 'typed'>('population');
  const [typedAttributes, setTypedAttributes] = useState('{}');
  const [typedCount, setTypedCount] = useState('20');
  const typed = useTypedUser();

  const draft = drafted !== null && on === 'draft';
  const side: RolloutSide = draft ? { ...live, text: drafted } : live;
  const value = draft ? reading.value : reading.stored;
  const targets = useMemo(() => targetsOf(value, flag, words), [value, flag, words]);
  const all = [...targets.served, ...targets.rules, { target: boundary, label: words('rollout.eachBoundary') }];
  const target = all.find((each) => nameOf(each) === wanted) ?? all[0];
  const attributes = attributesOf(typedAttributes);
  const count = /^\d{1,3}$/.test(typedCount.trim()) ? Number(typedCount) : 0;
  const counts = count >= 1 && count <= MOST_FOUND;
  const keyed = syntheticSpec.shape.key.safeParse(pattern).success;
  const search: UserSearch | null =
    target === undefined || !counts || !keyed || (from === 'typed' && attributes === null)
      ? null
      : { side, target: target.target, pattern, attributes: from === 'typed' ? { typed: attributes as Record<string, never> } : { populationId }, count };
  const { running, answer, stale, run, giveUp } = useSearch(search, from === 'typed' ? question.version : `${question.version} ${revision}`);
  const sides = useMemo((): readonly RolloutSide[] => (drafted === null ? [live] : [live, { ...live, text: drafted }]), [live, drafted]);
  return (
    <>
      <QuestionBar question={question} />
      <form
        className="rollout-bar rollout-search"
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        {drafted !== null && (
          <NativeSelect
            label={words('rollout.findOn')}
            value={on}
            onChange={(event) => setOn(event.currentTarget.value === 'live' ? 'live' : 'draft')}
            data={[{ value: 'draft', label: words('rollout.theDraft') }, { value: 'live', label: words('rollout.theLive') }]}
          />
        )}
        <NativeSelect
          className="rollout-target"
          label={words('rollout.landIn')}
          value={target === undefined ? '' : nameOf(target)}
          onChange={(event) => setWanted(event.currentTarget.value)}
          data={[
            { group: words('rollout.targets.served'), items: targets.served.map(itemOf) },
            { group: words('rollout.targets.rules'), items: targets.rules.map(itemOf) },
            { group: words('rollout.targets.splits'), items: [itemOf({ target: boundary, label: words('rollout.eachBoundary') })] },
          ]}
        />
        <TextInput label={words('rollout.keyPattern')} title={words('rollout.keyPatternNote')} value={pattern} spellCheck={false} autoComplete="off" error={!keyed && words('rollout.keyPatternWrong')} onChange={(event) => setPattern(event.currentTarget.value)} />
        <NativeSelect
          label={words('rollout.attributesTable')}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value === 'typed' ? 'typed' : 'population')}
          data={[{ value: 'population', label: words('rollout.attributesInTurn') }, { value: 'typed', label: words('rollout.attributesTyped') }]}
        />
        {from === 'typed' && (
          <TextInput
            className="rollout-attributes"
            label={words('rollout.attributes')}
            value={typedAttributes}
            spellCheck={false}
            autoComplete="off"
            error={attributes === null && words('rollout.attributesBroken')}
            onChange={(event) => setTypedAttributes(event.currentTarget.value)}
          />
        )}
        <TextInput className="rollout-count" label={words('rollout.size')} value={typedCount} inputMode="numeric" error={!counts && words('rollout.sizeWrong', { limit: formatNumber(MOST_FOUND) })} onChange={(event) => setTypedCount(event.currentTarget.value)} />
        <Button type="submit" disabled={search === null || running}>
          {words('rollout.find')}
        </Button>
        {running && (
          <span className="rollout-running" role="status">
            <Loader size={14} aria-hidden /> {words('rollout.finding')}
            <Button variant="subtle" onClick={giveUp}>
              {words('common.cancel')}
            </Button>
          </span>
        )}
      </form>
      {answer !== null && (
        <section className="rollout-answer-found" data-stale={stale || undefined} aria-label={words('rollout.foundUsers')}>
          {'fault' in answer ? <Note tone="bad">{rolloutFault(answer.fault, question, words)}</Note> : <FindNote found={answer.found} />}
          {'found' in answer && answer.found.users.length > 0 && <FoundUsers found={answer.found} onExplain={typed.explain} />}
        </section>
      )}
      <TryUser question={question} typed={typed} sides={sides} names={[words('rollout.live'), words('rollout.theDraft')]} version={question.version} />
    </>
  );
}

const nameOf = ({ target }: NamedTarget): string => JSON.stringify(target);
const itemOf = (named: NamedTarget) => ({ value: nameOf(named), label: named.label });
