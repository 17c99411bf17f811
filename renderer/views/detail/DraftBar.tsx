import { Button } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import type { SourceId } from '../../../shared/model/source';
import type { ValueDraft } from '../../../shared/model/value-draft';
import { draftState, dropDraft, heldDraft, reviewDraft } from '../../store/actions';
import { useSource, useUi } from '../../store/hooks';
import type { CodeLanguage } from '../../ui/code';
import { Keys } from '../../ui/parts';
import { useShortcuts } from '../../ui/shortcuts';
import { useWords } from '../../ui/text';
import { ConflictDialog } from './ConflictDialog';
import { ConflictNotice } from './ConflictNotice';
import { stampOf, type OpenEntry } from './entry';
import './value-editor.css';

interface DraftBarProps {
  readonly sourceId: SourceId;
  readonly entry: OpenEntry;
  readonly draft: ValueDraft;
  /** What the store holds; null for what is no text. */
  readonly live: string | null;
  readonly liveBytes: Uint8Array | null;
  /** Whether these are all of this version. Until then a draft is neither compared nor merged nor written. */
  readonly ready: boolean;
  readonly language: CodeLanguage;
  readonly busy: boolean;
  /** Whether it can be written now. */
  readonly writable: boolean;
  /** What else can be done with it. */
  readonly children?: ReactNode;
}

/** That a key has a draft: it can be reviewed, by Ctrl+S as well, or given up. What others wrote meanwhile is told, and merged first. */
export function DraftBar({ sourceId, entry, draft, live, liveBytes, ready, language, busy, writable, children }: DraftBarProps) {
  const words = useWords();
  const kept = useSource(sourceId)?.draftKept ?? 'lasting';
  const { review, dialog } = useUi();
  const [merging, setMerging] = useState(false);
  const state = draftState(draft, entry);
  // what was typed is what the store holds: there is nothing left to write
  const same = ready && state !== 'deleted' && draft.text === live;
  useEffect(() => {
    if (same) dropDraft(sourceId, entry.key);
  }, [same, sourceId, entry.key]);
  const save = () => {
    if (same || review !== null || dialog !== null || !writable) return false;
    // what has been deleted is created anew, whatever it held
    if (!ready && state !== 'deleted') return true;
    const held = heldDraft(sourceId, entry.key) ?? draft;
    if (state === 'fresh') reviewDraft(sourceId, held, held.base);
    else if (state === 'moved') setMerging(true);
    else if (state === 'deleted') reviewDraft(sourceId, held, 'absent');
    return true;
  };
  useShortcuts([{ keys: 'Mod+s', whileEditing: true, run: save }]);
  return (
    <>
      {state !== 'fresh' && <ConflictNotice sourceId={sourceId} draft={draft} state={state} entry={entry} live={liveBytes} ready={ready} onMerge={() => setMerging(true)} />}
      <div className="draft-bar" role="group" aria-label={words('editor.draft')}>
        <i className="draft-dot" aria-hidden />
        <strong>{words('editor.draft')}</strong>
        <span className="muted clip">{words(busy ? 'editor.writing' : `editor.kept.${kept}`)}</span>
        <span className="spacer" />
        {children}
        <Button variant="default" disabled={busy} onClick={() => dropDraft(sourceId, entry.key)}>
          {words('names.discard')}
        </Button>
        <Button disabled={!writable || busy || state === 'unreadable' || (!ready && state !== 'deleted')} onClick={save} title={words('editor.reviewNote')}>
          {words('names.review')}
        </Button>
        <Keys keys="Mod S" />
      </div>
      {merging && <ConflictDialog sourceId={sourceId} draft={draft} theirs={liveBytes} stamp={stampOf(entry)} language={language} onClose={() => setMerging(false)} />}
    </>
  );
}
