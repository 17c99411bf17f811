import { IconStethoscope } from '@tabler/icons-react';
import type { SourceId } from '../../../shared/model/source';
import { copyDiagnostics } from '../../store/assurance';
import { useSource } from '../../store/hooks';
import { IconButton } from '../../ui/parts';
import { useWords } from '../../ui/text';
import { nameOf } from '../source-name';

/** Puts on the clipboard what somebody who is asked for help has to know. */
export function CopyDiagnostics({ sourceId }: { sourceId: SourceId }) {
  const info = useSource(sourceId)?.info;
  const words = useWords();
  if (info === undefined) return null;
  return (
    <IconButton label={words('diagnostics.copy')} onClick={() => void copyDiagnostics(sourceId, words('diagnostics.copied', { name: nameOf(info, words) }))}>
      <IconStethoscope size={15} />
    </IconButton>
  );
}
