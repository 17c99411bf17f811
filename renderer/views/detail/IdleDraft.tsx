import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { SourceId } from '../../../shared/model/source';
import type { ValueDraft } from '../../../shared/model/value-draft';
import { dropDraft } from '../../store/actions';
import { CopyButton } from '../../ui/parts';
import { useWords } from '../../ui/text';

/** That a key has a draft which cannot stand over what it holds now: it can be copied, or given up. */
export function IdleDraft({ sourceId, draft }: { sourceId: SourceId; draft: Pick<ValueDraft, 'key' | 'text'> }) {
  const words = useWords();
  return (
    <div className="detail-notice" data-tone="warn" role="alert">
      <IconAlertTriangle size={14} aria-hidden />
      <span>{words('editor.packed')}</span>
      <span className="spacer" />
      <CopyButton label={words('editor.copyDraft')} text={draft.text} />
      <Button variant="default" onClick={() => dropDraft(sourceId, draft.key)}>
        {words('names.discard')}
      </Button>
    </div>
  );
}
