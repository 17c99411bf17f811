import { Button } from '@mantine/core';
import type { Backend, SourceId } from '../../../shared/model/source';
import { planCommands } from '../../store/actions';
import { useWords } from '../../ui/text';
import { copyCommands } from '../copy-commands';

/** Puts what is reviewed on the clipboard as commands of the store's own shell. A local workspace has none. */
export function CopyCommands({ sourceId, planId, backend }: { sourceId: SourceId; planId: string; backend: Backend }) {
  const words = useWords();
  if (backend === 'local') return null;
  return (
    <Button variant="subtle" onClick={() => void copyCommands(planCommands(sourceId, planId), words, words(`review.commandsNote.${backend}`))}>
      {words('review.copyCommands')}
    </Button>
  );
}
