import { Button } from '@mantine/core';
import type { Result } from '../../../shared/fault';
import type { Backend, SourceId } from '../../../shared/model/source';
import { planCommands } from '../../store/actions';
import { useWords } from '../../ui/text';
import { commandsToClipboard } from '../copy-commands';

interface CopyCommandsProps {
  readonly sourceId: SourceId;
  readonly planId: string;
  readonly backend: Backend;
  /** Hears what came of it: a dialog covers where such things are said otherwise. */
  readonly onSaid: (said: Result<string>) => void;
}

/** Puts what is reviewed on the clipboard as commands of the store's own shell. A local workspace has none. */
export function CopyCommands({ sourceId, planId, backend, onSaid }: CopyCommandsProps) {
  const words = useWords();
  if (backend === 'local') return null;
  const copy = async () => onSaid(await commandsToClipboard(planCommands(sourceId, planId), words, words(`review.commandsNote.${backend}`)));
  return (
    <Button variant="subtle" onClick={() => void copy()}>
      {words('review.copyCommands')}
    </Button>
  );
}
