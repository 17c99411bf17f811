import { Button, Modal } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useWords } from '../ui/text';
import { useReturnFocus } from './focus';

export interface ConfirmDialogProps {
  title: string;
  question: string;
  note: ReactNode;
  confirm: string;
  danger?: boolean;
  onConfirm: () => Promise<unknown> | void;
  onClose: () => void;
}

/** Asks before something that cannot be taken back. Cancel has the focus. */
export function ConfirmDialog({ title, question, note, confirm, danger = false, onConfirm, onClose }: ConfirmDialogProps) {
  const words = useWords();
  useReturnFocus();
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    await onConfirm();
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={title} size={420} closeButtonProps={{ 'aria-label': words('common.close') }}>
      <p className="dialog-question">{question}</p>
      <p className="muted">{note}</p>
      <div className="dialog-actions">
        <span className="spacer" />
        <Button variant="default" onClick={onClose} data-autofocus>
          {words('common.cancel')}
        </Button>
        <Button {...(danger && { color: 'red' })} loading={busy} onClick={() => void run()}>
          {confirm}
        </Button>
      </div>
    </Modal>
  );
}
