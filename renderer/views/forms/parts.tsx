/** Small parts of forms. */
import { IconAlertCircle, IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Problem } from '../../../shared/flags/problem';
import { problemSentence } from '../../ui/text';
import { shortJson, type Piece } from './pieces';

const icons = { error: IconAlertCircle, warning: IconAlertTriangle, info: IconInfoCircle } as const;

/** What is wrong at a field, under it. */
export function Problems({ of, id }: { of: readonly Problem[]; id?: string }) {
  if (of.length === 0) return null;
  return (
    <ul className="form-problems" id={id}>
      {of.map((problem, index) => {
        const Icon = icons[problem.severity];
        return (
          <li key={index} data-severity={problem.severity}>
            <Icon size={13} aria-hidden />
            <span>{problemSentence(problem)}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** A part of a form under its heading. */
export function Section({ title, note, children }: { title: string; note?: ReactNode; children: ReactNode }) {
  return (
    <section className="form-section">
      <h3>
        {title}
        {note !== undefined && <span className="muted">{note}</span>}
      </h3>
      {children}
    </section>
  );
}

/** A sentence whose parts look like what they are. */
export function Pieces({ of }: { of: readonly Piece[] }) {
  return (
    <span className="form-sentence">
      {of.map(({ kind, text }, index) =>
        kind === 'words' ? (
          text
        ) : (
          <code key={index} data-kind={kind}>
            {text}
          </code>
        ),
      )}
    </span>
  );
}

/** A value of a flag, as JSON on one line. */
export const Literal = ({ value }: { value: unknown }) => (
  <code className="form-literal" data-kind={value === null ? 'null' : typeof value}>
    {shortJson(value)}
  </code>
);

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly disabled: boolean;
  /** Only as wide as it has to be: one of several in a row. */
  readonly compact?: boolean;
  /** The element that says what is wrong with it. */
  readonly describedBy?: string;
  readonly onChange: (value: string) => void;
}

/** One of a few. Mantine's select would describe itself, and leave no place for what stands under it. */
export function Choice({ label, value, options, disabled, compact = false, describedBy, onChange }: ChoiceProps) {
  return (
    <select className="form-select" data-compact={compact || undefined} aria-label={label} aria-describedby={describedBy} disabled={disabled} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
