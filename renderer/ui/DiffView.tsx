import { unifiedMergeView } from '@codemirror/merge';
import { defaultKeymap } from '@codemirror/commands';
import { syntaxHighlighting } from '@codemirror/language';
import { search, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, keymap } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { colours, grammar, look, type CodeLanguage } from './code';
import { editorPhrases } from './phrases';
import { currentLanguage } from './text';
import { styleNonce } from './theme';

const changes = EditorView.theme({
  '.cm-changedLine': { backgroundColor: 'var(--ok-soft) !important' },
  '.cm-deletedChunk': { backgroundColor: 'var(--bad-soft)', paddingLeft: '6px' },
  '.cm-deletedChunk .cm-deletedText, .cm-deletedText': { background: 'color-mix(in srgb, var(--bad) 26%, transparent)' },
  '.cm-changedText, .cm-insertedLine .cm-changedText': { background: 'color-mix(in srgb, var(--ok) 26%, transparent)' },
  '.cm-changeGutter': { width: '3px', paddingLeft: '1px' },
  '.cm-changedLineGutter': { background: 'var(--ok)' },
  '.cm-deletedLineGutter': { background: 'var(--bad)' },
  '.cm-collapsedLines': { background: 'var(--panel2)', color: 'var(--fg2)', fontFamily: 'var(--sans)' },
});

interface DiffViewProps {
  readonly before: string;
  readonly after: string;
  readonly language: CodeLanguage;
  readonly label: string;
}

/** What was changed from one text to another, in one column; long stretches without changes are folded. Not to be edited. */
export function DiffView({ before, after, language, label }: DiffViewProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (host.current === null) return undefined;
    const nonce = styleNonce();
    const extensions: Extension[] = [
      nonce === undefined ? [] : EditorView.cspNonce.of(nonce),
      EditorState.readOnly.of(true),
      EditorState.phrases.of(editorPhrases(currentLanguage())),
      drawSelection(),
      search(),
      syntaxHighlighting(colours),
      look,
      changes,
      grammar(language),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true' }),
      keymap.of([...searchKeymap, ...defaultKeymap]),
      unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged: { margin: 3, minSize: 6 } }),
    ];
    const view = new EditorView({ parent: host.current, state: EditorState.create({ doc: after, extensions }) });
    return () => view.destroy();
  }, [before, after, language, label]);
  return <div ref={host} className="code-view" />;
}
