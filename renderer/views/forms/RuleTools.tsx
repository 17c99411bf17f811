/** What a rule of a list can be put through: its conditions unfolded, moved, taken out. */
import { Button } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useRef, useState, type ReactNode } from 'react';
import { IconButton } from '../../ui/parts';
import { useWords } from '../../ui/text';

/** Which rule of a list is unfolded, and where the focus goes when rules move. */
export function useRuleList() {
  const list = useRef<HTMLOListElement>(null);
  const add = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState<number | null>(null);
  const [added, setAdded] = useState(false);
  const focus = (index: number, tool: Tool) => {
    const of = (which: Tool) => list.current?.querySelector<HTMLElement>(`[data-rule="${index}"] [data-tool="${which}"]:not(:disabled)`);
    (of(tool) ?? of(tool === 'up' ? 'down' : 'up') ?? of('remove'))?.focus();
  };
  return {
    list,
    add,
    open,
    /** Whether the unfolded rule has only just been added: its first field then takes the focus. */
    added,
    unfold: (index: number) => {
      setAdded(false);
      setOpen(open === index ? null : index);
    },
    onAdded: (index: number) => {
      setAdded(true);
      setOpen(index);
    },
    /** The rule goes on being the one that is unfolded and has the focus. */
    onMoved: (from: number, to: number) => {
      setAdded(false);
      setOpen(open === from ? to : open === to ? from : open);
      focus(to, to < from ? 'up' : 'down');
    },
    onRemoved: (index: number) => {
      setOpen(open === null || open === index ? null : open > index ? open - 1 : open);
      add.current?.focus();
    },
  };
}

type Tool = 'up' | 'down' | 'remove';

interface RuleToolsProps {
  /** From 0. */
  readonly index: number;
  readonly open: boolean;
  /** Null where the conditions have no form. */
  readonly onUnfold: (() => void) | null;
  readonly onUp: (() => void) | null;
  readonly onDown: (() => void) | null;
  readonly onRemove: () => void;
}

/** The buttons of a rule. */
export function RuleTools({ index, open, onUnfold, onUp, onDown, onRemove }: RuleToolsProps) {
  const words = useWords();
  const number = { index: index + 1 };
  return (
    <span className="rule-tools">
      {onUnfold !== null && (
        <IconButton label={words('form.edit.editRule', number)} size={22} aria-expanded={open} onClick={onUnfold}>
          <IconPencil size={14} />
        </IconButton>
      )}
      <IconButton label={words('form.edit.ruleUp', number)} size={22} data-tool="up" disabled={onUp === null} onClick={onUp ?? nothing}>
        <IconArrowUp size={14} />
      </IconButton>
      <IconButton label={words('form.edit.ruleDown', number)} size={22} data-tool="down" disabled={onDown === null} onClick={onDown ?? nothing}>
        <IconArrowDown size={14} />
      </IconButton>
      <IconButton label={words('form.edit.removeRule', number)} size={22} data-tool="remove" onClick={onRemove}>
        <IconTrash size={14} />
      </IconButton>
    </span>
  );
}

const nothing = (): void => undefined;

/** Puts the focus where one is added, before the button that has it is gone with what it takes out. */
export function focusAdding(): void {
  const list = document.activeElement?.closest('.rule-conditions, .form-section');
  const adding = list?.querySelectorAll<HTMLElement>('.form-add');
  adding?.[adding.length - 1]?.focus();
}

/** Adds one to a list. */
export function AddButton({ children, buttonRef, onClick }: { children: ReactNode; buttonRef?: React.Ref<HTMLButtonElement>; onClick: () => void }) {
  return (
    <Button ref={buttonRef} className="form-add" variant="default" size="compact-xs" leftSection={<IconPlus size={12} aria-hidden />} onClick={onClick}>
      {children}
    </Button>
  );
}
