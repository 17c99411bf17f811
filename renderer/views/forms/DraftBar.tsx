import { Button } from '@mantine/core';
import type { SourceId } from '../../../shared/model/source';
import { dropDraft, reviewDraft, type ValueDraft } from '../../store/draft-stand-in';
import { useWords } from '../../ui/text';

/** What becomes of the draft that a form has made. */
export function DraftBar({ sourceId, draft, writable }: { sourceId: SourceId; draft: ValueDraft; writable: boolean }) {
  const words = useWords();
  return (
    <div className="draft-bar">
      <span>{words('form.draft')}</span>
      <span className="spacer" />
      <Button variant="default" onClick={() => dropDraft(sourceId, draft.key)}>
        {words('names.discard')}
      </Button>
      <Button disabled={!writable} onClick={() => reviewDraft(sourceId, draft, draft.base)}>
        {words('names.review')}
      </Button>
    </div>
  );
}
