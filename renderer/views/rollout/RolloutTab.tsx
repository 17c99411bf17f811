/** The tab of a flag's rollout: who is served what, live and with the draft, and how a user comes to an answer. It never writes. */
import { Button, NativeSelect, Progress, TextInput } from '@mantine/core';
import { useEffect, useId, useMemo, useState } from 'react';
import { fewestMoves, type Rewritten } from '../../../shared/rollout/rewrite';
import type { RolloutSide, SimulationNews } from '../../../shared/model/rollout';
import type { SourceId } from '../../../shared/model/source';
import { editDraft } from '../../store/actions';
import { useDraft, useFormatRules, useRollout } from '../../store/hooks';
import { cancelSimulation, forgetSimulation, loadPopulations, simulate } from '../../store/rollout';
import { formatNumber } from '../../ui/format';
import { Note } from '../../ui/parts';
import { faultSentence, problemSentence, useWords } from '../../ui/text';
import { knownValue, stampOf, type OpenEntry } from '../detail/entry';
import type { EntryFacts } from '../detail/reading';
import { useValue } from '../forms/use-value';
import { CellUsers } from './CellUsers';
import { Distribution } from './Distribution';
import { matrixOf } from './matrix';
import { PopulationPicker } from './PopulationPicker';
import { SampleRatio } from './SampleRatio';
import { share } from './share';
import { profileOf, subjectOf, type RuleName } from './subject';
import { Transitions } from './Transitions';
import { TryUser, type TypedUser } from './TryUser';
import '../forms/forms.css';
import './rollout.css';

/** How long typing pauses before it is simulated, in milliseconds. */
const REST_MS = 250;

interface RolloutTabProps {
  readonly sourceId: SourceId;
  readonly entry: OpenEntry;
  readonly facts: EntryFacts;
  readonly separator: string;
  /** Whether the draft can be changed. */
  readonly editable: boolean;
}

export function RolloutTab({ sourceId, entry, facts, separator, editable }: RolloutTabProps) {
  const words = useWords();
  const id = useId();
  const { populations, populationId, running, news, fault } = useRollout();
  const revision = populations?.find((each) => each.id === populationId)?.revision ?? 0;
  const { bytes, whole } = knownValue(entry, facts.value?.entry ?? null);
  const draft = useDraft(sourceId, entry.key);
  const rules = useFormatRules();
  const reading = useValue(entry.key, whole ? bytes : null, draft?.text ?? null, { rules, separator });
  const name = entry.key.slice(entry.key.lastIndexOf(separator) + 1);
  const subject = useMemo(() => (reading === null ? undefined : (subjectOf(reading.value, name) ?? subjectOf(reading.stored, name))), [reading, name]);
  const [flagChosen, setFlag] = useState<string | null>(null);
  const [ruleChosen, setRule] = useState<RuleName | null>(null);
  const [against, setAgainst] = useState<RuleName | 'draft'>('draft');
  const [seconds, setSeconds] = useState(() => Math.floor(Date.now() / 1000));
  const [cell, setCell] = useState<{ readonly from: number; readonly to: number } | null>(null);
  const [user, setUser] = useState<TypedUser>({ key: 'user-1', attributes: '{}' });
  const [asked, setAsked] = useState(0);
  const flag = subject?.flags.find((each) => each === flagChosen) ?? subject?.flags[0];
  const rule = subject?.rules.find((each) => each === ruleChosen) ?? subject?.rules[0];
  const drafted = draft !== null && reading !== null && draft.text !== reading.stored.text ? draft.text : null;
  const sides = useMemo((): readonly RolloutSide[] => {
    if (flag === undefined || rule === undefined) return [];
    const side = { sourceId, key: entry.key, flag, profile: profileOf(rule), clock: seconds };
    const other = subject?.rules.find((each) => each === against && each !== rule);
    if (other !== undefined) return [side, { ...side, profile: profileOf(other) }];
    return drafted === null ? [side] : [side, { ...side, text: drafted }];
  }, [sourceId, entry.key, subject, flag, rule, against, seconds, drafted]);
  const lens = subject?.rules.some((each) => each === against && each !== rule) === true;
  const [rewritten, setRewritten] = useState<(Rewritten & { readonly of: typeof reading; readonly flag: string }) | null>(null);
  // what was worked out for another draft would undo what was typed since
  const spared = rewritten?.of === reading && rewritten?.flag === flag ? rewritten : null;
  useEffect(() => {
    if (drafted === null || reading === null || flag === undefined) return undefined;
    const timer = setTimeout(() => setRewritten({ ...fewestMoves(reading.stored, reading.value, flag), of: reading, flag }), REST_MS);
    return () => clearTimeout(timer);
  }, [drafted, reading, flag]);

  useEffect(() => {
    void loadPopulations();
    return forgetSimulation;
  }, []);
  const { modified } = entry;
  useEffect(() => {
    if (sides.length === 0) return undefined;
    const timer = setTimeout(() => {
      setCell(null);
      void simulate(populationId, sides);
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [sides, populationId, revision, modified]);

  const matrix = useMemo(() => (news === null || news.sides.length === 0 ? null : matrixOf(news as SimulationNews, 0)), [news]);
  if (reading !== null && subject === undefined) return <p className="emptiness">{words('rollout.nothing')}</p>;
  const compared = (news?.sides.length ?? 0) > 1;
  const problems = news?.sides.at(-1)?.problems.filter(({ severity }) => severity === 'error') ?? [];
  const chosen = cell === null ? null : `${cell.from} ${cell.to}`;
  const choose = (from: number, to: number) => setCell({ from, to });
  return (
    <div className="rollout">
      <div className="rollout-bar">
        <PopulationPicker />
        {(subject?.flags.length ?? 0) > 1 && (
          <NativeSelect label={words('rollout.flag')} value={flag ?? ''} onChange={(event) => setFlag(event.currentTarget.value)} data={[...(subject?.flags ?? [])]} />
        )}
        {(subject?.rules.length ?? 0) > 1 && (
          <NativeSelect
            label={words('rollout.rules')}
            value={rule ?? ''}
            onChange={(event) => setRule(subject?.rules.find((each) => each === event.currentTarget.value) ?? null)}
            data={(subject?.rules ?? []).map((each) => ({ value: each, label: words(`rollout.rule.${each}`) }))}
          />
        )}
        {(subject?.rules.length ?? 0) > 1 && (
          <NativeSelect
            label={words('rollout.against')}
            value={lens ? against : 'draft'}
            onChange={(event) => setAgainst(subject?.rules.find((each) => each === event.currentTarget.value) ?? 'draft')}
            data={[{ value: 'draft', label: words('rollout.theDraft') }, ...(subject?.rules ?? []).filter((each) => each !== rule).map((each) => ({ value: each, label: words(`rollout.rule.${each}`) }))]}
          />
        )}
        <TextInput
          label={words('rollout.at')}
          type="datetime-local"
          step={1}
          value={localTime(seconds)}
          onChange={(event) => {
            const at = new Date(event.currentTarget.value).getTime();
            if (Number.isFinite(at)) setSeconds(Math.floor(at / 1000));
          }}
        />
      </div>
      {running && (
        <div className="rollout-progress">
          <Progress aria-label={words('rollout.progress')} value={news === null || news.size === 0 ? 0 : (news.done / news.size) * 100} size="xs" />
          <Button variant="subtle" onClick={cancelSimulation}>
            {words('common.cancel')}
          </Button>
        </div>
      )}
      {fault !== null && <Note tone="bad">{faultSentence(fault)}</Note>}
      {problems.slice(0, 3).map((problem, index) => (
        <Note key={index} tone="warn">
          {problemSentence(problem)}
          {problem.place !== null && ` ${words('rollout.line', { line: problem.place.line })}`}
        </Note>
      ))}
      {matrix !== null && (
        <section aria-labelledby={`${id}-who`}>
          <h3 id={`${id}-who`}>{words(!compared ? 'rollout.whoGetsWhat' : lens ? 'rollout.lens' : 'rollout.liveAgainstDraft')}</h3>
          {compared && (
            <p className="rollout-summary" role="status">
              {words(lens ? 'rollout.differ' : 'rollout.moved', { moved: formatNumber(matrix.moved), users: formatNumber(matrix.users), share: share(matrix.moved, matrix.users), fewest: formatNumber(matrix.fewest) })}
            </p>
          )}
          {compared && !lens && drafted !== null && spared !== null && spared.rewrites.length > 0 && editable && (
            <Note tone="info">
              {words(spared.rewrites.some(({ several }) => several) ? 'rollout.rewriteSeveral' : 'rollout.rewrite')}{' '}
              <Button size="compact-xs" variant="default" onClick={() => editDraft(sourceId, entry.key, spared.text, { base: stampOf(entry), before: bytes })}>
                {words('rollout.rewriteDo')}
              </Button>
            </Note>
          )}
          {compared ? <Transitions matrix={matrix} label={words(lens ? 'rollout.lens' : 'rollout.matrix')} corner={words(lens ? 'rollout.ruleToRule' : 'rollout.liveToDraft')} chosen={chosen} onChoose={choose} /> : <Distribution matrix={matrix} chosen={chosen} onChoose={choose} />}
          {!compared && matrix.places.length > 1 && matrix.users > 0 && <SampleRatio key={`${flag}`} places={matrix.places} />}
          {cell !== null && news !== null && (
            <CellUsers
              cell={{ id: news.id, side: 0, ...cell }}
              compared={compared && !lens}
              done={!running}
              onExplain={({ key, attributes }) => {
                setUser({ key, attributes: JSON.stringify(attributes) });
                setAsked(asked + 1);
              }}
            />
          )}
        </section>
      )}
      {sides.length > 0 && <TryUser user={user} sides={sides} names={lens && rule !== undefined ? [words(`rollout.rule.${rule}`), words(`rollout.rule.${against as RuleName}`)] : [words('rollout.live'), words('rollout.draft')]} asked={asked} onChange={setUser} onAsk={() => setAsked(asked + 1)} />}
    </div>
  );
}

/** A moment as a field of date and time shows it. */
function localTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
