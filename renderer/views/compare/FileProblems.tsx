import type { KeyFile } from '../../../shared/model/comparison';
import { Note } from '../../ui/parts';
import { faultSentence, useWords } from '../../ui/text';

/** What a file holds that cannot be taken in, each with its place. */
export function FileProblems({ file: { problems, problemCount } }: { file: KeyFile }) {
  const words = useWords();
  return (
    <Note tone="warn">
      <details className="compare-problems" open={problemCount < 4}>
        <summary>{words('compare.problems', { count: problemCount })}</summary>
        <ul tabIndex={0} aria-label={words('compare.problems', { count: problemCount })}>
          {problems.map(({ place, fault }, index) => (
            <li key={index}>
              <span className="muted num">{words('compare.problemPlace', { ...place })}</span> {faultSentence(fault)}
            </li>
          ))}
          {problemCount > problems.length && <li className="muted num">{words('compare.moreProblems', { count: problemCount - problems.length })}</li>}
        </ul>
      </details>
    </Note>
  );
}
