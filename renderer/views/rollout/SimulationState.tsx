import { Button, Progress } from '@mantine/core';
import { useRollout } from '../../store/hooks';
import { cancelSimulation } from '../../store/rollout';
import { Note } from '../../ui/parts';
import { faultSentence, problemSentence, useWords } from '../../ui/text';

/** How far the simulation has got, and what is wrong with it or with what it evaluates. */
export function SimulationState() {
  const words = useWords();
  const { running, news, fault } = useRollout();
  const problems = news?.sides.at(-1)?.problems.filter(({ severity }) => severity === 'error') ?? [];
  return (
    <>
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
    </>
  );
}
