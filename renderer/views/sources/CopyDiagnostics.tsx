import { Button } from '@mantine/core';
import type { SourceId } from '../../../shared/model/source';
import { copyDiagnostics } from '../../store/assurance';
import { useSource } from '../../store/hooks';
import { useWords } from '../../ui/text';
import { nameOf } from '../source-name';

/** Puts on the clipboard what somebody who is asked for help has to know. */
export function CopyDiagnostics({ sourceId }: { sourceId: SourceId }) {
  const info = useSource(sourceId)?.info;
  const words = useWords();
  if (info === undefined) return null;
  return (
    <Button variant="subtle" color="gray" onClick={() => void copyDiagnostics(sourceId, words('diagnostics.copied', { name: nameOf(info, words) }))}>
      {words('diagnostics.copy')}
    </Button>
  );
}
