/** What the tab of a rollout asks about: a flag of the key that is open, live and with its draft, under some rules, at a time. */
import { useMemo, useState } from 'react';
import type { RolloutSide } from '../../../shared/model/rollout';
import type { Value } from '../../../shared/flags/value';
import type { Key } from '../../../shared/model/key';
import type { SourceId } from '../../../shared/model/source';
import { useDraft, useFormatRules, useRolloutQuestion } from '../../store/hooks';
import { keepQuestion } from '../../store/rollout';
import type { RuleName } from '../../store/rollout-question';
import { knownValue, type OpenEntry } from '../detail/entry';
import type { EntryFacts } from '../detail/reading';
import { useValue, type Reading } from '../forms/use-value';
import { profileOf, subjectOf, type Subject } from './subject';

/** What every view of the tab is given. */
export interface Question {
  readonly sourceId: SourceId;
  readonly key: Key;
  /** Names what the store holds of the key: another one when that is another, or nothing. */
  readonly version: string;
  /** Whether it does not exist any more. Its value is the last that was seen. */
  readonly gone: boolean;
  readonly subject: Subject;
  /** The value in the store as bytes, and read, and with the draft over it. */
  readonly bytes: Uint8Array | null;
  /** Whether they are those of the version that is shown: nothing is written from others. */
  readonly ready: boolean;
  readonly reading: Reading;
  readonly flag: string;
  readonly rule: RuleName;
  /** Seconds since 1970. */
  readonly clock: number;
  /** The draft's text; null where there is none, or it says nothing else. */
  readonly drafted: string | null;
  /** The live value as a side of a simulation. */
  readonly live: RolloutSide;
}

/** What can be chosen about it. */
export interface QuestionChoices {
  readonly setFlag: (flag: string) => void;
  readonly setRule: (rule: RuleName) => void;
  readonly setClock: (seconds: number) => void;
}

interface Opened {
  readonly sourceId: SourceId;
  readonly entry: OpenEntry;
  readonly facts: EntryFacts;
  readonly separator: string;
}

/** The question, `reading` while the value has not been read, `nothing` where there is nothing in it to simulate. */
export function useQuestion({ sourceId, entry, facts, separator }: Opened): (Question & QuestionChoices) | 'reading' | 'nothing' {
  const { key } = entry;
  const gone = !entry.isEntry;
  const version = `${entry.created} ${entry.modified} ${gone}`;
  const { bytes, whole, ready } = knownValue(entry, facts.value?.entry ?? null);
  const draft = useDraft(sourceId, key);
  const rules = useFormatRules();
  const reading = useValue(key, whole ? bytes : null, draft?.text ?? null, { rules, separator });
  const name = key.split(separator).at(-1) ?? key;
  const subject = useMemo(() => (reading === null ? undefined : (subjectIn(reading.value, name) ?? subjectOf(reading.stored, name) ?? subjectOf(reading.value, name))), [reading, name]);
  const chosen = useRolloutQuestion(sourceId, key);
  const [now] = useState(() => Math.floor(Date.now() / 1000));
  const clock = chosen.clock ?? now;
  const flag = subject?.flags.find((each) => each === chosen.flag) ?? subject?.flags[0];
  const rule = subject?.rules.find((each) => each === chosen.rule) ?? subject?.rules[0];
  const drafted = draft !== null && reading !== null && draft.text !== reading.stored.text ? draft.text : null;
  // a draft makes no other side of what is live
  const live = useMemo(() => (flag === undefined || rule === undefined ? undefined : { sourceId, key, flag, profile: profileOf(rule), clock }), [sourceId, key, flag, rule, clock]);
  return useMemo(() => {
    if (reading === null) return 'reading';
    if (subject === undefined || flag === undefined || rule === undefined || live === undefined) return 'nothing';
    const keep: QuestionChoices = { setFlag: (flag) => keepQuestion(sourceId, key, { flag }), setRule: (rule) => keepQuestion(sourceId, key, { rule }), setClock: (clock) => keepQuestion(sourceId, key, { clock }) };
    return { sourceId, key, version, gone, subject, bytes, ready, reading, flag, rule, clock, drafted, live, ...keep };
  }, [sourceId, key, version, gone, subject, bytes, ready, reading, flag, rule, clock, drafted, live]);
}

/** What can be simulated of a draft; nothing where its syntax is broken, since flags that are only not closed yet would be missing. */
const subjectIn = (value: Value, name: string): Subject | undefined => ('structure' in value && value.structure.broken ? undefined : subjectOf(value, name));
