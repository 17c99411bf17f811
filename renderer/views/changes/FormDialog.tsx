import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Key } from '../../../shared/model/key';
import type { SourceId } from '../../../shared/model/source';
import type { Intention } from '../../../shared/plans/intention';
import { openDialog, revealKey } from '../../store/actions';
import { addToChangeSet, reviewChanges } from '../../store/change-set';
import { useWords } from '../../ui/text';
import { useReturnFocus } from '../focus';

interface FormDialogProps {
  readonly sourceId: SourceId;
  readonly title: string;
  /** What is entered so far, as changes; empty where it is not ready. */
  readonly intentions: readonly Intention[];
  /** The key that is shown once they are in the store. */
  readonly leadsTo?: Key;
  readonly children: ReactNode;
}

/** A form that builds changes: they are reviewed at once, or collected. */
export function FormDialog({ sourceId, title, intentions, leadsTo, children }: FormDialogProps) {
  const words = useWords();
  useReturnFocus();
  const ready = intentions.length > 0;
  const close = () => openDialog(null);
  const review = () => {
    close();
    reviewChanges(sourceId, intentions, () => leadsTo !== undefined && revealKey(sourceId, leadsTo));
  };
  return (
    <Modal opened onClose={close} title={title} size={520} closeButtonProps={{ 'aria-label': words('common.close') }}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) review();
        }}
      >
        {children}
        <div className="dialog-actions">
          <Button
            variant="default"
            disabled={!ready}
            onClick={() => {
              addToChangeSet(sourceId, intentions);
              close();
            }}
          >
            {words('changes.add')}
          </Button>
          <span className="spacer" />
          <Button variant="default" onClick={close}>
            {words('common.cancel')}
          </Button>
          <Button type="submit" disabled={!ready}>
            {words('names.review')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
