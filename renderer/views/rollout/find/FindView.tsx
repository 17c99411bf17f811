/** Users who land somewhere: in a variant, by a rule, or on both sides of where shares of a split meet. */
import { Button, Loader, NativeSelect, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { MOST_FOUND, type RolloutSide, type UserSearch } from '../../../../shared/model/rollout';
import type { Target } from '../../../../shared/rollout/find/find';
import { syntheticSpec } from '../../../../shared/rollout/population/spec';
import { wholeNumber } from '../../../../shared/rollout/whole-number';
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

/** Who is tried. */
const amongWhom = ['users', 'invented', 'typed'] as const;

export function FindView({ question }: { question: Question & QuestionChoices }) {
  const words = useWords();
  const { populationId } = useRollout();
  const revision = usePopulationRevision();
  const { live, drafted, reading, flag } = question;
  const [on, setOn] = useState<'live' | 'draft'>('draft');
  const [wanted, setWanted] = useState('');
  const [pattern, setPattern] = useState('user-{n}');
  const [among, setAmong] = useState<(typeof amongWhom)[number]>('users');
  const [typedAttributes, setTypedAttributes] = useState('{}');
  const [typedCount, setTypedCount] = useState('20');
  const typed = useTypedUser(question);

  const draft = drafted !== null && on === 'draft';
  const side: RolloutSide = draft ? { ...live, text: drafted } : live;
  const value = draft ? reading.value : reading.stored;
  const targets = useMemo(() => targetsOf(value, flag, words), [value, flag, words]);
  const all = [...targets.served, ...targets.rules, { target: boundary, label: words('rollout.eachBoundary') }];
  const target = all.find((each) => nameOf(each) === wanted) ?? all[0];
  const attributes = attributesOf(typedAttributes);
  const count = wholeNumber(typedCount);
  const counts = count >= 1 && count <= MOST_FOUND;
  const keyed = syntheticSpec.shape.key.safeParse(pattern).success;
  const search: UserSearch | null =
    target === undefined || !counts || (among !== 'users' && !keyed) || (among === 'typed' && attributes === null)
      ? null
      : { side, target: target.target, among: { users: { kind: 'users', populationId } as const, invented: { kind: 'invented', pattern, populationId } as const, typed: { kind: 'typed', pattern, attributes: attributes as Record<string, never> } as const }[among], count };
  const { running, answer, stale, run, giveUp } = useSearch(search, among === 'typed' ? question.version : `${question.version} ${revision}`);
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
        <NativeSelect
          className="rollout-among"
          label={words('rollout.amongWhom')}
          value={among}
          onChange={(event) => setAmong(amongWhom.find((each) => each === event.currentTarget.value) ?? 'users')}
          data={amongWhom.map((each) => ({ value: each, label: words(`rollout.among.${each}`) }))}
        />
        {among !== 'users' && (
          <TextInput label={words('rollout.keyPattern')} title={words('rollout.keyPatternNote')} value={pattern} spellCheck={false} autoComplete="off" error={!keyed && words('rollout.keyPatternWrong')} onChange={(event) => setPattern(event.currentTarget.value)} />
        )}
        {among === 'typed' && (
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
          <span className="rollout-running">
            <Loader size={14} aria-hidden /> <span role="status">{words('rollout.finding')}</span>
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
