import { IconChevronRight } from '@tabler/icons-react';
import { useId, type ReactNode } from 'react';

export interface FoldProps {
  title: string;
  /** What is inside, in a few words, while it is folded. */
  summary: string;
  open: boolean;
  onToggle: () => void;
  children: ReactNode;
}

/** A section that most people do not need. */
export function Fold({ title, summary, open, onToggle, children }: FoldProps) {
  const id = useId();
  return (
    <section className="fold">
      <button type="button" className="fold-head" aria-expanded={open} aria-controls={id} onClick={onToggle}>
        <IconChevronRight size={14} aria-hidden />
        <strong>{title}</strong>
        {!open && <span className="muted clip">{summary}</span>}
      </button>
      <div id={id} className="fold-body" hidden={!open}>
        {open && children}
      </div>
    </section>
  );
}
