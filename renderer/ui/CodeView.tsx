import { defaultKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, foldGutter, foldKeymap, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';
import { editorPhrases } from './phrases';
import { currentLanguage } from './text';
import { styleNonce } from './theme';

export type CodeLanguage = 'json' | 'yaml' | 'plain' | 'hex';

// colours are CSS variables: one style serves both themes, and a switch re-creates nothing
export const codeColours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--c-key)' },
  { tag: tags.string, color: 'var(--c-str)' },
  { tag: tags.number, color: 'var(--c-num)' },
  { tag: [tags.bool, tags.null, tags.keyword], color: 'var(--c-bool)' },
  { tag: [tags.separator, tags.squareBracket, tags.brace, tags.punctuation], color: 'var(--c-punc)' },
  { tag: tags.comment, color: 'var(--fg3)', fontStyle: 'italic' },
]);

/** How texts look in every editor of the window. */
export const codeLook = EditorView.theme({
  '&': { height: '100%', fontSize: '12px', backgroundColor: 'transparent', color: 'var(--fg)' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '19px' },
  '.cm-content': { fontVariantLigatures: 'none', fontFeatureSettings: 'normal', caretColor: 'var(--accent)' },
  '.cm-gutters': { backgroundColor: 'transparent', border: 'none', color: 'var(--fg3)' },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine': { backgroundColor: 'var(--hover)' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--fg)' },
  '&.cm-focused': { outline: 'none', boxShadow: 'inset 2px 0 0 var(--accent)' },
  '.cm-cursor': { borderLeftColor: 'var(--accent)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { background: 'var(--sel)' },
  '.cm-selectionMatch': { backgroundColor: 'var(--mark)' },
  '.cm-searchMatch': { backgroundColor: 'var(--mark)' },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--hover)', border: 'none', color: 'var(--fg2)', padding: '0 6px' },
  '.cm-panels': { backgroundColor: 'var(--panel2)', color: 'var(--fg)', borderColor: 'var(--line)' },
  '.cm-panels.cm-panels-bottom': { borderTop: '1px solid var(--line)' },
  '.cm-panel.cm-search': { fontFamily: 'var(--sans)', padding: '5px 26px 5px 8px' },
  '.cm-panel.cm-search label': { display: 'inline-flex', alignItems: 'center', gap: '3px', fontSize: '11px', marginLeft: '6px' },
  '.cm-panel.cm-search br': { display: 'none' },
  '.cm-textfield': { backgroundColor: 'var(--bg)', color: 'var(--fg)', border: '1px solid var(--line)', borderRadius: '4px', fontSize: '12px' },
  '.cm-button': { backgroundImage: 'none', backgroundColor: 'var(--panel)', color: 'var(--fg)', border: '1px solid var(--line)', borderRadius: '4px' },
});

/** Line numbers and syntax of a language. */
export function grammar(language: CodeLanguage): Extension {
  switch (language) {
    case 'json':
      return [lineNumbers(), json(), foldGutter(), bracketMatching()];
    case 'yaml':
      return [lineNumbers(), yaml(), foldGutter()];
    case 'plain':
      return lineNumbers();
    case 'hex':
      // a dump has its own offsets
      return EditorView.contentAttributes.of({ class: 'hex-dump' });
  }
}

/** The smallest middle part that differs, so that the scroll position and the selection survive a change of the store. */
function differenceOf(before: string, after: string): { from: number; to: number; insert: string } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  let end = 0;
  while (end < shorter - start && before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)) end += 1;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}

/** A text to read, search, select and copy, not to change. */
export function CodeView({ text, language, label, wrap }: { text: string; language: CodeLanguage; label: string; wrap: boolean }) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const shown = useRef('');
  const slots = useRef({ language: new Compartment(), wrap: new Compartment(), label: new Compartment() });
  const latest = useRef({ text, language, label, wrap });

  useEffect(() => {
    latest.current = { text, language, label, wrap };
  });

  useEffect(() => {
    if (host.current === null) return undefined;
    const nonce = styleNonce();
    const start = latest.current;
    const extensions: Extension[] = [
      nonce === undefined ? [] : EditorView.cspNonce.of(nonce),
      EditorState.readOnly.of(true),
      EditorState.phrases.of(editorPhrases(currentLanguage())),
      drawSelection(),
      highlightActiveLine(),
      highlightSelectionMatches({ minSelectionLength: 2 }),
      search(),
      syntaxHighlighting(codeColours),
      codeLook,
      keymap.of([...searchKeymap, ...foldKeymap, ...defaultKeymap]),
      slots.current.language.of(grammar(start.language)),
      slots.current.wrap.of(start.wrap ? EditorView.lineWrapping : []),
      slots.current.label.of(EditorView.contentAttributes.of({ 'aria-label': start.label, 'aria-readonly': 'true' })),
    ];
    const created = new EditorView({ parent: host.current, state: EditorState.create({ doc: start.text, extensions }) });
    shown.current = start.text;
    view.current = created;
    return () => {
      view.current = null;
      created.destroy();
    };
  }, []);

  useEffect(() => {
    view.current?.dispatch({
      effects: [
        slots.current.language.reconfigure(grammar(language)),
        slots.current.wrap.reconfigure(wrap ? EditorView.lineWrapping : []),
        slots.current.label.reconfigure(EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true' })),
      ],
    });
  }, [language, label, wrap]);

  useEffect(() => {
    if (view.current === null || shown.current === text) return;
    // CodeMirror holds lines, so a text with \r\n is not the document's own text: then all of it is replaced
    const document = view.current.state.doc.toString();
    view.current.dispatch({ changes: document === shown.current ? differenceOf(document, text) : { from: 0, to: document.length, insert: text } });
    shown.current = text;
  }, [text]);

  return <div ref={host} className="code-view" />;
}
