import { Button } from '@mantine/core';
import { IconIndentIncrease, IconPlusMinus } from '@tabler/icons-react';
import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import type { CompletedFormat } from '../../../shared/flags/completion/completions';
import type { FormatRule } from '../../../shared/flags/format';
import type { SourceId } from '../../../shared/model/source';
import { dropDraft, editDraft, heldDraft, replaceDraft, reviewDraft, draftState } from '../../store/actions';
import { useDraft, useSource, useUi } from '../../store/hooks';
import { CodeEditor } from '../../ui/CodeEditor';
import type { CodeLanguage } from '../../ui/code';
import { IconButton, Keys } from '../../ui/parts';
import { useShortcuts } from '../../ui/shortcuts';
import { useWords } from '../../ui/text';
import { focusTree } from '../focus';
import { ConflictDialog } from './ConflictDialog';
import { ConflictNotice } from './ConflictNotice';
import { laidOut, PLAIN_ABOVE } from './content';
import { stampOf, type OpenEntry } from './entry';
import { marksOf, structureOf } from './problems';
import { suggestionsAt } from './suggestions';
import './value-editor.css';

interface ValueEditorProps {
  readonly sourceId: SourceId;
  readonly entry: OpenEntry;
  /** What the store holds; null for what is no text. */
  readonly live: string | null;
  readonly liveBytes: Uint8Array | null;
  /** Whether these are all of this version. Until then a draft can be typed on, but is neither compared nor merged nor written. */
  readonly ready: boolean;
  readonly language: CodeLanguage;
  /** Of what format of flags it is, of which names can be completed; null for none. */
  readonly completed: CompletedFormat | null;
  /** Say how values are read. */
  readonly rules: readonly FormatRule[];
  readonly separator: string;
  readonly wrap: boolean;
  readonly busy: boolean;
  /** Whether it can be written now. */
  readonly writable: boolean;
  /** A form of the draft, which then stands in the place of its text. */
  readonly children?: ReactNode;
}

/** The value as a text that can be edited. What is typed is a draft beside the live value until it is reviewed and written. */
export function ValueEditor(props: ValueEditorProps) {
  const { sourceId, entry, live, liveBytes, ready, language, completed, rules, separator, wrap, busy, writable, children } = props;
  const words = useWords();
  const draft = useDraft(sourceId, entry.key);
  const kept = useSource(sourceId)?.draftKept ?? 'lasting';
  const { review, dialog } = useUi();
  const [compared, setCompared] = useState(false);
  const [merging, setMerging] = useState(false);
  const state = draft === null ? 'fresh' : draftState(draft, entry);
  const text = draft?.text ?? live ?? '';
  // what was typed is what the store holds: there is nothing left to write
  const same = ready && draft !== null && state !== 'deleted' && draft.text === live;
  useEffect(() => {
    if (same) dropDraft(sourceId, entry.key);
  }, [same, sourceId, entry.key]);

  const save = () => {
    if (draft === null || same || review !== null || dialog !== null || !writable) return false;
    // what has been deleted is created anew, whatever it held
    if (!ready && state !== 'deleted') return true;
    const held = heldDraft(sourceId, entry.key) ?? draft;
    if (state === 'fresh') reviewDraft(sourceId, held, held.base);
    else if (state === 'moved') setMerging(true);
    else if (state === 'deleted') reviewDraft(sourceId, held, 'absent');
    return true;
  };
  useShortcuts([{ keys: 'Mod+s', whileEditing: true, run: save }]);

  const change = (typed: string) => {
    if (draft === null && typed === live) return;
    editDraft(sourceId, entry.key, typed, { base: stampOf(entry), before: liveBytes });
  };
  const formatted = useMemo(() => (text.length > PLAIN_ABOVE ? null : laidOut(structureOf(entry.key, text, { rules, separator }))), [entry.key, text, rules, separator]);
  const marks = useCallback((now: string) => marksOf(entry.key, now, { rules, separator }), [entry.key, rules, separator]);
  const format = () => {
    if (formatted === null) return;
    const seen = draft ?? { base: stampOf(entry), before: liveBytes };
    replaceDraft(sourceId, { key: entry.key, text: formatted, base: seen.base, before: seen.before });
  };
  return (
    <>
      {draft !== null && state !== 'fresh' && (
        <ConflictNotice sourceId={sourceId} draft={draft} state={state} entry={entry} live={liveBytes} ready={ready} onMerge={() => setMerging(true)} />
      )}
      {draft !== null && (
        <div className="draft-bar" role="group" aria-label={words('editor.draft')}>
          <i className="draft-dot" aria-hidden />
          <strong>{words('editor.draft')}</strong>
          <span className="muted clip">{words(busy ? 'editor.writing' : `editor.kept.${kept}`)}</span>
          <span className="spacer" />
          <IconButton label={words('editor.compare')} size={22} aria-pressed={compared} onClick={() => setCompared(!compared)}>
            <IconPlusMinus size={15} />
          </IconButton>
          {formatted !== null && (
            <IconButton label={words('editor.format')} size={22} onClick={format}>
              <IconIndentIncrease size={15} />
            </IconButton>
          )}
          <Button variant="default" disabled={busy} onClick={() => dropDraft(sourceId, entry.key)}>
            {words('names.discard')}
          </Button>
          <Button disabled={!writable || busy || state === 'unreadable' || (!ready && state !== 'deleted')} onClick={save} title={words('editor.reviewNote')}>
            {words('names.review')}
          </Button>
          <Keys keys="Mod S" />
        </div>
      )}
      {children || (
        <CodeEditor
          key={entry.key}
          text={text}
          language={language}
          label={words('names.value')}
          wrap={wrap}
          original={compared && ready && draft !== null ? live : null}
          readOnly={busy || (!ready && draft === null)}
          suggest={completed === null ? undefined : (now, offset) => suggestionsAt(now, offset, completed)}
          marksOf={marks}
          onChange={change}
          onLeave={() => focusTree()}
        />
      )}
      {merging && draft !== null && <ConflictDialog sourceId={sourceId} draft={draft} theirs={liveBytes} stamp={stampOf(entry)} language={language} onClose={() => setMerging(false)} />}
    </>
  );
}
