import { Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { MOST_PATTERN_LENGTH } from '../../../shared/model/key-pattern';
import { MOST_PATTERNS } from '../../../shared/model/key-rules';
import { useWords } from '../../ui/text';
import type { LineProblem } from './form';

interface PatternFieldProps {
  readonly label: string;
  readonly note: ReactNode;
  readonly value: string;
  readonly problems: readonly LineProblem[];
  readonly onChange: (value: string) => void;
  readonly first?: boolean;
}

/** Patterns of keys, one a line. What is wrong is said with its line. */
export function PatternField({ label, note, value, problems, onChange, first }: PatternFieldProps) {
  const words = useWords();
  const sentenceOf = ({ line, problem }: LineProblem): string =>
    words('settings.problem.line', {
      line,
      problem: problem === 'many' ? words('settings.problem.many', { most: MOST_PATTERNS }) : words(`settings.problem.pattern.${problem}`, { most: MOST_PATTERN_LENGTH }),
    });
  return (
    <Textarea
      data-autofocus={first}
      className="pattern-field"
      label={label}
      description={note}
      value={value}
      error={
        problems.length === 0 ? undefined : (
          <span role="list" className="pattern-problems">
            {problems.map((problem) => (
              <span role="listitem" key={`${problem.line} ${problem.problem}`}>
                {sentenceOf(problem)}
              </span>
            ))}
          </span>
        )
      }
      autosize
      minRows={2}
      maxRows={8}
      spellCheck={false}
      autoComplete="off"
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
