import { Button, Progress } from '@mantine/core';
import { useRollout } from '../../store/hooks';
import { cancelSimulation } from '../../store/rollout';
import { Note } from '../../ui/parts';
import { faultSentence, problemSentence, useWords } from '../../ui/text';

/** How far the simulation has got, and what is wrong with it or with what it evaluates. */
export function SimulationState() {
  const words = useWords();
  const { running, ticket, news, fault, readings } = useRollout();
  // its users are being read first, which has a bar of its own
  const waits = readings.length > 0 && news?.ticket !== ticket;
  const problems = news?.sides.at(-1)?.problems.filter(({ severity }) => severity === 'error') ?? [];
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
