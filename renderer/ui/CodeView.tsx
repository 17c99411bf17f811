import { defaultKeymap } from '@codemirror/commands';
import { foldKeymap, syntaxHighlighting } from '@codemirror/language';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { colours, differenceOf, grammar, look, type CodeLanguage } from './code';
import { editorPhrases } from './phrases';
import { currentLanguage } from './text';
import { styleNonce } from './theme';

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
      syntaxHighlighting(colours),
      look,
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
