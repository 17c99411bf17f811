import { Autocomplete, NativeSelect } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Key } from '../../../../shared/model/key';
import type { SourceId } from '../../../../shared/model/source';
import { findKeys, readHistory } from '../../../store/actions';
import { useSource, useSources } from '../../../store/hooks';
import type { SideChoice } from '../../../store/rollout-question';
import { sameKeyIn } from '../../../store/same-key';
import { faultSentence, useWords } from '../../../ui/text';
import { versionOf, type OpenEntry } from '../../detail/entry';
import { useReading } from '../../detail/reading';
import { nameOf } from '../../source-name';
import { nameOfChoice } from './sides';
import type { Question } from '../use-question';
import { revisionName, type Sides } from './use-sides';

/** Revisions that can be picked. */
const MOST_REVISIONS = 20;
const MOST_KEYS = 20;

/** Chooses the two sides that are compared. */
export function SidesBar({ question, entry, chosen: { pair, setFrom, setTo } }: { question: Question; entry: OpenEntry; chosen: Sides }) {
  const words = useWords();
  return (
    <div className="rollout-bar rollout-sides" role="group" aria-label={words('rollout.compared')}>
      <SidePicker label={words('rollout.these')} side={pair.from} question={question} entry={entry} onChoose={setFrom} />
      <SidePicker label={words('rollout.against')} side={pair.to} other={pair.from} question={question} entry={entry} onChoose={setTo} />
    </div>
  );
}

interface SidePickerProps {
  readonly label: string;
  readonly side: SideChoice | null;
  /** The first side, where this is the second. */
  readonly other?: SideChoice;
  readonly question: Question;
  readonly entry: OpenEntry;
  readonly onChoose: (side: SideChoice) => void;
}

function SidePicker({ label, side, other, question: { sourceId, key, drafted, rule, subject }, entry, onChoose }: SidePickerProps) {
  const words = useWords();
  const sources = useSources().filter(({ info }) => info.open);
  const rules = other === undefined ? [] : subject.rules.filter((each) => each !== rule);
  const choices: { readonly side: SideChoice; readonly label: string }[] = [
    { side: { kind: 'live' }, label: words('rollout.live') },
    ...(drafted === null ? [] : [{ side: { kind: 'draft' as const }, label: words('rollout.theDraft') }]),
    { side: side?.kind === 'revision' ? side : { kind: 'revision', at: null, time: null }, label: words('rollout.anEarlier') },
  ];
  const elsewhere = sources.map(({ info }) => ({ side: { kind: 'elsewhere' as const, sourceId: info.source.id, key: '' }, label: nameOf(info, words) }));
  const byRules = rules.map((each) => ({ side: { kind: 'rules' as const, rule: each }, label: words(`rollout.rule.${each}`) }));
  const offered = choices.filter((each) => each.side.kind === 'revision' || each.side.kind !== other?.kind);
  const all = [...choices, ...elsewhere, ...byRules];
  const items = (of: readonly { readonly side: SideChoice; readonly label: string }[]) => of.map((each) => ({ value: nameOfChoice(each.side), label: each.label }));
  return (
    <>
      <NativeSelect
        label={label}
        value={side === null ? 'nothing' : nameOfChoice(side)}
        onChange={({ currentTarget: { value } }) => {
          const found = all.find((each) => nameOfChoice(each.side) === value);
          if (found !== undefined) onChoose(found.side.kind === 'elsewhere' ? { ...found.side, key: sameKeyIn(found.side.sourceId, { sourceId, key }) } : found.side);
        }}
        data={[
          ...(side === null ? [{ value: 'nothing', label: words('rollout.nothingYet') }] : []),
          ...items(offered),
          { group: words('rollout.aKeyOf'), items: items(elsewhere) },
          ...(byRules.length > 0 ? [{ group: words('rollout.byRules'), items: items(byRules) }] : []),
        ]}
      />
      {side?.kind === 'revision' && <RevisionField side={side} sourceId={sourceId} entry={entry} onChoose={onChoose} />}
      {side?.kind === 'elsewhere' && <KeyElsewhere key={side.sourceId} side={side} onChoose={onChoose} />}
    </>
  );
}

/** Picks an earlier revision of the key, the newest to begin with. */
function RevisionField({ side, sourceId, entry, onChoose }: { side: Extract<SideChoice, { kind: 'revision' }>; sourceId: SourceId; entry: OpenEntry; onChoose: (side: SideChoice) => void }) {
  const words = useWords();
  const backend = useSource(sourceId)?.info.source.backend ?? 'local';
  const { value, fault } = useReading(`${sourceId} ${entry.key}`, versionOf(entry), () => readHistory(sourceId, entry.key));
  const revisions = (value?.items ?? []).flatMap(({ at, entry: of, seenAt, time }) => (at === undefined || of === undefined || at === entry.modified ? [] : [{ at, time: seenAt ?? time ?? null }])).slice(0, MOST_REVISIONS);
  const picked = side.at === null ? [] : revisions.some(({ at }) => at === side.at) ? [] : [{ at: side.at, time: side.time }];
  const { at = null, time = null } = revisions[0] ?? {};
  useEffect(() => {
    if (side.at === null && at !== null) onChoose({ kind: 'revision', at, time });
  }, [side.at, at, time, onChoose]);
  const offered = [...picked, ...revisions];
  const none = value !== null && offered.length === 0;
  return (
    <NativeSelect
      label={words('rollout.revision')}
      value={side.at === null ? '' : String(side.at)}
      error={fault === null ? none && words('rollout.noRevisions') : faultSentence(fault)}
      disabled={offered.length === 0}
      onChange={({ currentTarget }) => {
        const found = offered.find((each) => String(each.at) === currentTarget.value);
        if (found !== undefined) onChoose({ kind: 'revision', ...found });
      }}
      data={offered.map((each) => ({ value: String(each.at), label: revisionName(each, backend, words) }))}
    />
  );
}

/** A key of another source, or another one of this. It counts when it is whole: by Enter, or when its field is left. */
function KeyElsewhere({ side, onChoose }: { side: Extract<SideChoice, { kind: 'elsewhere' }>; onChoose: (side: SideChoice) => void }) {
  const words = useWords();
  const { sourceId, key } = side;
  const [typed, setTyped] = useState(key);
  const [offers, setOffers] = useState<readonly Key[]>([]);
  useEffect(() => findKeys(sourceId, typed, MOST_KEYS, setOffers), [sourceId, typed]);
  const take = (text: string) => {
    setTyped(text);
    if (text !== '' && text !== key) onChoose({ ...side, key: text });
  };
  return (
    <Autocomplete
      className="rollout-key"
      size="xs"
      label={words('rollout.keyThere')}
      value={typed}
      data={typed === key ? [] : [...offers]}
      filter={({ options }) => options}
      spellCheck={false}
      autoComplete="off"
      onChange={setTyped}
      onOptionSubmit={take}
      onBlur={() => take(typed)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) take(typed);
      }}
    />
  );
}
