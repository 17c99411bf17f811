import { Button, Progress } from '@mantine/core';
import type { SideNews } from '../../../shared/model/rollout';
import type { Problem } from '../../../shared/flags/problem';
import { useRollout } from '../../store/hooks';
import { cancelSimulation } from '../../store/rollout';
import { formatNumber } from '../../ui/format';
import { Note } from '../../ui/parts';
import { problemSentence, useWords, type Words } from '../../ui/text';
import { oneLine } from '../tree/name-pieces';
import { rolloutFault } from './fault-text';
import { freshnessOf, isRefused } from './freshness';
import type { Question } from './use-question';

/** Problems of a side that are told at once. */
const MOST_PROBLEMS = 3;

interface SimulationStateProps {
  /** What the sides are called, and which of them are drafts; of the steps of a ramp the last one stands for all. */
  readonly sides: { readonly names: readonly string[]; readonly drafts: readonly boolean[] } | 'steps';
  readonly question: Question;
  /** Whether a result stands below. */
  readonly standing: boolean;
}

/** How far the simulation has got, what is wrong with it or with what it evaluates, and what it is that still stands. */
export function SimulationState({ sides: called, question, standing }: SimulationStateProps) {
  const words = useWords();
  const state = useRollout();
  const { running, ticket, news, fault, readings } = state;
  // its users are being read first, which has a bar of its own
  const waits = readings.length > 0 && news?.ticket !== ticket;
  const refused = isRefused(state);
  const found = ((refused ? state.refused?.sides : news?.sides) ?? []) as readonly SideNews[];
  const steps = called === 'steps';
  const sides = steps ? found.slice(-1) : found;
  const isBroken = ({ evaluable }: SideNews, index: number): boolean => refused && !evaluable && (steps || called.drafts[index] !== false);
  const freshness = freshnessOf(state);
  return (
    <>
      {running && !waits && (
        <div className="rollout-progress">
          <Progress aria-label={words('rollout.progress')} value={news === null || news.size === 0 ? 0 : (news.done / news.size) * 100} size="xs" />
          <Button variant="subtle" onClick={cancelSimulation}>
            {words('common.cancel')}
          </Button>
        </div>
      )}
      {fault !== null && <Note tone="bad">{rolloutFault(fault, question, words)}</Note>}
      {sides.map((side, index) => (
        <SideProblems key={index} side={side} name={steps || sides.length === 1 ? undefined : called.names[index]} flag={question.flag} mend={!isBroken(side, index) ? null : words(steps ? 'rollout.ramp.mend' : 'rollout.mendDraft')} />
      ))}
      {standing && freshness !== 'now' && freshness !== 'waiting' && (
        <p className="rollout-mark" role="status">
          {words(`rollout.freshness.${freshness}`, { done: formatNumber(news?.done ?? 0), size: formatNumber(news?.size ?? 0) })}
        </p>
      )}
    </>
  );
}

/** What is wrong with one side, with its places and, where it was refused, what to do. */
function SideProblems({ side: { problems, flags, evaluable }, name, flag, mend }: { side: SideNews; name: string | undefined; flag: string; mend: string | null }) {
  const words = useWords();
  // one mistake may be found again at the same place
  const errors = [...new Set(problems.filter(({ severity }) => severity === 'error').map((problem) => placedSentence(problem, words)))];
  const of = (sentence: string): string => (name === undefined ? sentence : words('rollout.ofSide', { side: name, sentence }));
  const isAbsent = evaluable && !flags.includes(flag);
  if (errors.length === 0 && !isAbsent) return null;
  return (
    <Note tone={mend === null ? 'warn' : 'bad'}>
      {isAbsent && <p>{of(words('rollout.noFlag', { flag }))}</p>}
      {errors.slice(0, MOST_PROBLEMS).map((sentence) => (
        <p key={sentence}>{of(sentence)}</p>
      ))}
      {errors.length > MOST_PROBLEMS && <p>{words('rollout.moreErrors', { count: errors.length - MOST_PROBLEMS })}</p>}
      {mend !== null && <p>{mend}</p>}
    </Note>
  );
}

/** A problem with the line where it stands. */
export const placedSentence = (problem: Problem, words: Words): string =>
  oneLine(problem.place === null ? problemSentence(problem) : `${problemSentence(problem)} ${words('rollout.line', { line: problem.place.line })}`);
