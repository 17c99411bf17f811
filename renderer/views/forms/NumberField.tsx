/** A number as a field that one can turn up and down, and a slider where its range is known. */
import { useId, useState } from 'react';
import { replaceNumber } from '../../../shared/flags/syntax/edit';
import type { Problem } from '../../../shared/flags/problem';
import type { Key } from '../../../shared/model/key';
import { useWords } from '../../ui/text';
import { rangeOf } from './number-range';
import { Problems } from './parts';
import './forms.css';
import './number-field.css';

interface NumberFieldProps {
  readonly entryKey: Key;
  /** The text that the number stands in, alone but for white space. */
  readonly text: string;
  /** The number in the store, as it is spelled there. */
  readonly stored: string;
  readonly problems: readonly Problem[];
  readonly editable: boolean;
  readonly onText: (text: string) => void;
}

/** Changes the text of a number. It is kept as it is typed: no double stands between. */
export function NumberField({ entryKey, text, stored, problems, editable, onText }: NumberFieldProps) {
  const words = useWords();
  const id = useId();
  const [typed, setTyped] = useState<{ readonly text: string; readonly of: string; readonly problem: Problem | null } | null>(null);
  const spelling = text.trim();
  const unfinished = typed !== null && typed.of === text ? typed : null;
  const range = rangeOf(entryKey, stored.trim());
  const change = (written: string) => {
    const edited = replaceNumber(text, written, range);
    setTyped({ text: written, of: edited.ok ? edited.text : text, problem: edited.ok ? null : edited.problem });
    if (edited.ok && edited.text !== text) onText(edited.text);
  };
  const wrong = unfinished?.problem ?? null;
  return (
    <div className="number-field">
      <input
        type="number"
        className="form-number"
        aria-label={words('form.number')}
        aria-describedby={`${id}-problems`}
        aria-invalid={wrong !== null || undefined}
        disabled={!editable}
        step="any"
        min={range?.least}
        max={range?.most}
        value={unfinished?.text ?? spelling}
        onChange={(event) => change(event.currentTarget.value)}
        onBlur={() => setTyped(null)}
      />
      {range !== undefined && (
        <>
          <input
            type="range"
            aria-label={words('form.slide', range)}
            disabled={!editable}
            min={range.least}
            max={range.most}
            step={1}
            value={Number(spelling)}
            onChange={(event) => change(event.currentTarget.value)}
          />
          <span className="num muted">{`${range.least}–${range.most}`}</span>
        </>
      )}
      {stored !== text && <span className="muted num">{words('form.was', { value: stored.trim() })}</span>}
      <div className="number-problems" id={`${id}-problems`}>
        <Problems of={wrong === null ? problems : [wrong]} />
      </div>
    </div>
  );
}
