import { useUi } from '../../store/hooks';
import { BulkForm } from './BulkForm';
import { NewKeyForm } from './NewKeyForm';
import { TargetForm } from './TargetForm';

/** The form about keys that is open, if any. */
export function KeyForms() {
  const { dialog, subject } = useUi();
  const { sourceId, key = '', beside = false } = subject;
  if (sourceId === undefined) return null;
  switch (dialog) {
    case 'new-key':
      return <NewKeyForm sourceId={sourceId} near={key} beside={beside} />;
    case 'copy-key':
      return <TargetForm sourceId={sourceId} from={key} kind="copy" />;
    case 'move-key':
      return <TargetForm sourceId={sourceId} from={key} kind="move" />;
    case 'rename-key':
      return <TargetForm sourceId={sourceId} from={key} kind="rename" />;
    case 'bulk':
      return <BulkForm sourceId={sourceId} />;
    default:
      return null;
  }
}
