import { Button, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { Fault } from '../../../../shared/fault';
import type { Explained, RolloutSide } from '../../../../shared/model/rollout';
import type { Step } from '../../../../shared/rollout/engine';
import type { User } from '../../../../shared/rollout/population/user';
import { explain } from '../../../store/rollout';
import type { TypedUser } from '../../../store/rollout-question';
import { formatNumber } from '../../../ui/format';
import { Note } from '../../../ui/parts';
import { useWords, type Words } from '../../../ui/text';
import { oneLine } from '../../tree/name-pieces';
import { whyWords } from './CellUsers';
import { OutcomeLabel } from '../OutcomeLabel';
import { briefOf, nameText, valueText } from '../outcome-text';
import { placedSentence } from '../SimulationState';
import { rolloutFault } from '../fault-text';
import type { Question } from '../use-question';
import type { Typing } from './use-typed-user';

interface TryUserProps {
  readonly question: Question;
  readonly typed: Typing;
  readonly sides: readonly RolloutSide[];
  /** What the sides are called. */
  readonly names: readonly string[];
  /** Names what stores hold: an answer is of one version. */
  readonly version: string;
}

/** How long typing pauses before it is answered, in milliseconds. */
const REST_MS = 200;

/** One user, and the way to what it is served: live, and with the draft if there is one. */
export function TryUser({ question: about, typed: { user, setUser, asked, ask }, sides, names, version }: TryUserProps) {
  const words = useWords();
  const [answer, setAnswer] = useState<{ readonly of: string; readonly names: readonly string[]; readonly explained: Explained } | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const section = useRef<HTMLElement>(null);
  const attributes = attributesOf(user.attributes);
  const question = JSON.stringify([user, sides, names, version]);
  useEffect(() => {
    const [{ key, attributes: typed }, of, called] = JSON.parse(question) as [TypedUser, RolloutSide[], string[]];
    const read = attributesOf(typed);
    if (asked === 0 || read === null || of.length === 0) return undefined;
    let current = true;
    const timer = setTimeout(() => {
      void explain(of, { key, attributes: read }).then((result) => {
        if (!current) return;
        setFault(result.ok ? null : result.fault);
        setAnswer(result.ok ? { of: question, names: called, explained: result.value } : null);
      });
    }, REST_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [question, asked]);
  useEffect(() => {
    if (asked > 0) section.current?.scrollIntoView({ block: 'nearest' });
  }, [asked, answer]);
  return (
    <section ref={section} className="rollout-try" aria-label={words('rollout.try')}>
      <h3>{words('rollout.try')}</h3>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          ask();
        }}
      >
        <TextInput label={words('rollout.userKey')} value={user.key} spellCheck={false} autoComplete="off" onChange={(event) => setUser({ ...user, key: event.currentTarget.value })} />
        <TextInput
          className="rollout-attributes"
          label={words('rollout.attributes')}
          value={user.attributes}
          spellCheck={false}
          autoComplete="off"
          error={attributes === null && words('rollout.attributesBroken')}
          onChange={(event) => setUser({ ...user, attributes: event.currentTarget.value })}
        />
        <Button type="submit" variant="default" disabled={attributes === null || sides.length === 0}>
          {words('rollout.evaluate')}
        </Button>
      </form>
      {fault !== null && <Note tone="bad">{rolloutFault(fault, about, words)}</Note>}
      <p className="visually-hidden" role="status">
        {answer !== null && answer.explained.sides.map((side, index) => toldOf(side, answer.explained.sides.length > 1 ? names[index] : undefined, words)).join(' ')}
      </p>
      {answer !== null && (
        <div className="rollout-answers" data-stale={answer.of !== question || undefined}>
          {answer.explained.sides.map(({ explanation, outcome, problems, otherwise }, index) => (
            <div key={index} className="rollout-answer">
              <p>
                {answer.explained.sides.length > 1 && <span className="muted">{answer.names[index]}: </span>}
                <OutcomeLabel of={outcome ?? 'app-default'} /> <span className="muted">· {whyWords(words, explanation, otherwise)}</span>
              </p>
              {[...new Set([...problems.filter(({ severity }) => severity === 'error'), ...explanation.problems].map((problem) => placedSentence(problem, words)))].slice(0, 5).map((sentence) => (
                <p key={sentence} className="rollout-bad">
                  {sentence}
                </p>
              ))}
              <Steps of={explanation.steps} />
            </div>
          ))}
        </div>
      )}
    </section>
  );
}

/** What is served on a side, for those who listen: the way there is read, not told. */
function toldOf({ outcome }: Explained['sides'][number], side: string | undefined, words: Words): string {
  const sentence = words('rollout.isServed', { outcome: outcome === null ? words('rollout.appDefault') : briefOf(outcome) });
  return side === undefined ? sentence : words('rollout.ofSide', { side, sentence });
}

/** The attributes that a text says; null where it is no object of JSON. */
export function attributesOf(text: string): User['attributes'] | null {
  if (text.trim() === '') return {};
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as User['attributes']) : null;
  } catch {
    return null;
  }
}

function Steps({ of }: { of: readonly Step[] }) {
  const words = useWords();
  if (of.length === 0) return null;
  return (
    <ol className="rollout-steps">
      {of.map((step, index) => (
        <li key={index} data-matched={step.matched ?? undefined}>
          <span className="rollout-step">
            <span className="muted">{words(`rollout.step.${step.kind}`)}</span> {step.name !== '' && <bdi><code>{oneLine(step.name)}</code></bdi>}{' '}
            {step.reads.map(({ name, value }) => (
              <bdi key={name}>
                <code className="rollout-read">
                  {nameText(name)}
                  {' = '}
                  {value === undefined ? words('rollout.missing') : valueText(value)}
                </code>
              </bdi>
            ))}
            <span aria-hidden> → </span>
            {step.result === undefined ? <span className="rollout-bad">{words('rollout.failed')}</span> : <bdi><code>{valueText(step.result)}</code></bdi>}
            {step.place !== null && <span className="muted num"> {words('rollout.line', { line: step.place.line })}</span>}
          </span>
          {step.bucket !== null && <p className="rollout-bucket num">{bucketWords(words, step.bucket)}</p>}
          <Steps of={step.steps} />
        </li>
      ))}
    </ol>
  );
}

function bucketWords(words: Words, { key, bucket, total, range, otherwise }: NonNullable<Step['bucket']>): string {
  const at = { key: nameText(key), bucket: formatNumber(bucket), total: formatNumber(total) };
  const said = range === null ? words('rollout.bucketNone', at) : words('rollout.bucket', { ...at, from: formatNumber(range.from), to: formatNumber(range.to) });
  return otherwise === null ? said : `${said} ${words('rollout.bucketOther', { bucket: formatNumber(otherwise.bucket), hash: words(`rollout.hash.${otherwise.hash}`) })}`;
}
