import { useUi } from '../store/hooks';
import { SourceDialog } from './source-dialog/SourceDialog';
import { ImportDialog } from './sources/ImportDialog';
import { UnlockDialog } from './sources/UnlockDialog';

/** The dialog about sources that is open, if any. */
export function SourceDialogs() {
  const { dialog } = useUi();
  switch (dialog) {
    case 'add-source':
      return <SourceDialog mode="add" />;
    case 'edit-source':
      return <SourceDialog mode="edit" />;
    case 'unlock-source':
      return <UnlockDialog />;
    case 'import-sources':
      return <ImportDialog />;
    default:
      return null;
  }
}
