import { IconIndentIncrease, IconPlusMinus } from '@tabler/icons-react';
import { useCallback, useMemo, useState, type ReactNode } from 'react';
import type { CompletedFormat } from '../../../shared/flags/completion/completions';
import type { FormatRule } from '../../../shared/flags/format';
import type { SourceId } from '../../../shared/model/source';
import { editDraft, replaceDraft } from '../../store/actions';
import { useDraft } from '../../store/hooks';
import { CodeEditor } from '../../ui/CodeEditor';
import type { CodeLanguage } from '../../ui/code';
import { IconButton } from '../../ui/parts';
import { useWords } from '../../ui/text';
import { focusTree } from '../focus';
import { laidOut, PLAIN_ABOVE } from './content';
import { DraftBar } from './DraftBar';
import { stampOf, type OpenEntry } from './entry';
import { marksOf, structureOf } from './problems';
import { suggestionsAt } from './suggestions';

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
  const [compared, setCompared] = useState(false);
  const text = draft?.text ?? live ?? '';
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
      {draft !== null && (
        <DraftBar sourceId={sourceId} entry={entry} draft={draft} live={live} liveBytes={liveBytes} ready={ready} language={language} busy={busy} writable={writable}>
          <IconButton label={words('editor.compare')} size={22} aria-pressed={compared} onClick={() => setCompared(!compared)}>
            <IconPlusMinus size={15} />
          </IconButton>
          {formatted !== null && (
            <IconButton label={words('editor.format')} size={22} onClick={format}>
              <IconIndentIncrease size={15} />
            </IconButton>
          )}
        </DraftBar>
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
    </>
  );
}
