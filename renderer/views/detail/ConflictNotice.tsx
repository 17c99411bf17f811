import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { SourceId } from '../../../shared/model/source';
import type { ValueDraft } from '../../../shared/model/value-draft';
import { dropDraft, replaceDraft, reviewDraft, type DraftState } from '../../store/actions';
import { formatTime } from '../../ui/format';
import { useWords } from '../../ui/text';
import { stampOf, type OpenEntry } from './entry';

interface ConflictNoticeProps {
  readonly sourceId: SourceId;
  readonly draft: ValueDraft;
  readonly state: Exclude<DraftState, 'fresh'>;
  readonly entry: OpenEntry;
  /** What the store holds now. */
  readonly live: Uint8Array | null;
  /** Whether `live` is all of it. */
  readonly ready: boolean;
  readonly onMerge: () => void;
}

/** That a key has moved under its draft, at once, and the ways out of it. */
export function ConflictNotice({ sourceId, draft, state, entry, live, ready, onMerge }: ConflictNoticeProps) {
  const words = useWords();
  const mineOnTop = () => replaceDraft(sourceId, { ...draft, base: stampOf(entry), before: live });
  return (
    <div className="detail-notice" data-tone="warn" role="alert">
      <IconAlertTriangle size={14} aria-hidden />
      <span>{state === 'moved' && entry.modifiedAt !== null ? words('editor.movedAt', { time: formatTime(entry.modifiedAt) }) : words(`editor.state.${state}`)}</span>
      <span className="spacer" />
      {state === 'moved' && (
        <>
          <Button variant="default" disabled={!ready} onClick={onMerge}>
            {words('editor.merge')}
          </Button>
          <Button variant="default" onClick={() => dropDraft(sourceId, draft.key)}>
            {words('editor.theirs')}
          </Button>
          <Button variant="default" disabled={!ready} onClick={mineOnTop}>
            {words('editor.mine')}
          </Button>
        </>
      )}
      {state === 'deleted' && (
        <Button variant="default" onClick={() => reviewDraft(sourceId, draft, 'absent')}>
          {words('editor.anew')}
        </Button>
      )}
    </div>
  );
}
