import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { foldKeymap, syntaxHighlighting } from '@codemirror/language';
import { linter, lintGutter, type Diagnostic } from '@codemirror/lint';
import { unifiedMergeView } from '@codemirror/merge';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Annotation, Compartment, EditorState, Transaction, type Extension, type Text } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { colours, differenceOf, grammar, look, type CodeLanguage } from './code';
import { completion, type Suggest } from './completion';
import { editorPhrases } from './phrases';
import { currentLanguage } from './text';
import { styleNonce } from './theme';
import './code-editor.css';

/** Something to say about a place of the text; line and column count from one. */
export interface Mark {
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
}

export interface CodeEditorProps {
  readonly text: string;
  readonly language: CodeLanguage;
  readonly label: string;
  readonly wrap: boolean;
  /** What the text is compared with; null for no comparison. */
  readonly original?: string | null;
  readonly readOnly?: boolean;
  /** Looks for what is wrong, whenever the typing pauses; another function looks anew. */
  readonly marksOf?: (text: string) => readonly Mark[];
  /** Looks for what can be typed at an offset of the text. */
  readonly suggest?: Suggest | undefined;
  readonly onChange: (text: string) => void;
  /** Escape was pressed and closed nothing inside. */
  readonly onLeave?: () => void;
}

/** A change that was not made here. */
const given = Annotation.define<boolean>();

/** Line ends are part of a value: where all are the same they are kept so, and others stay characters of their lines. */
const separatorOf = (text: string): string => (/\r\n/.test(text) && !/(?<!\r)\n|\r(?!\n)/.test(text) ? '\r\n' : '\n');

function marked(doc: Text, marks: readonly Mark[]): Diagnostic[] {
  return marks.map(({ line, column, length, severity, message }) => {
    const from = Math.min(doc.line(Math.max(1, Math.min(line, doc.lines))).from + column - 1, doc.length);
    return { from, to: Math.min(from + length, doc.length), severity, message };
  });
}

const comparison = (state: EditorState, original: string | null): Extension =>
  original === null ? [] : unifiedMergeView({ original: state.toText(original), diffConfig: { scanLimit: 500, timeout: 200 } });

/** A text to edit. Undo belongs to it alone; what comes from outside is no step of it. */
export function CodeEditor(props: CodeEditorProps) {
  const { text, language, label, wrap, original = null, readOnly = false } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const shown = useRef(text);
  const slots = useRef({ language: new Compartment(), wrap: new Compartment(), label: new Compartment(), ends: new Compartment(), original: new Compartment(), lint: new Compartment() });
  const latest = useRef(props);

  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    if (host.current === null) return undefined;
    const nonce = styleNonce();
    const start = latest.current;
    const { original: originalSlot, lint, ...rest } = slots.current;
    const extensions: Extension[] = [
      nonce === undefined ? [] : EditorView.cspNonce.of(nonce),
      rest.ends.of(EditorState.lineSeparator.of(separatorOf(start.text))),
      EditorState.phrases.of(editorPhrases(currentLanguage())),
      history(),
      drawSelection(),
      highlightActiveLine(),
      highlightSelectionMatches({ minSelectionLength: 2 }),
      search(),
      completion(() => (latest.current.readOnly === true ? undefined : latest.current.suggest)),
      syntaxHighlighting(colours),
      look,
      rest.language.of([]),
      rest.wrap.of([]),
      rest.label.of([]),
      originalSlot.of([]),
      lint.of([]),
      EditorView.updateListener.of((update) => {
        if (!update.docChanged || update.transactions.some((transaction) => transaction.annotation(given) === true)) return;
        shown.current = update.state.sliceDoc();
        latest.current.onChange(shown.current);
      }),
      // completions and a search close first; a selection is no reason to stay
      keymap.of([...searchKeymap, { key: 'Escape', run: () => (latest.current.onLeave?.(), latest.current.onLeave !== undefined) }]),
      keymap.of([...historyKeymap, ...foldKeymap, ...defaultKeymap]),
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
    const { language: languageSlot, wrap: wrapSlot, label: labelSlot } = slots.current;
    view.current?.dispatch({
      effects: [
        languageSlot.reconfigure(grammar(language)),
        wrapSlot.reconfigure(wrap ? EditorView.lineWrapping : []),
        labelSlot.reconfigure([
          EditorState.readOnly.of(readOnly),
          EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': String(readOnly) }),
        ]),
      ],
    });
  }, [language, label, wrap, readOnly]);

  const { marksOf } = props;
  useEffect(() => {
    const source = marksOf && linter((editor) => marked(editor.state.doc, marksOf(editor.state.sliceDoc())), { delay: 250 });
    view.current?.dispatch({ effects: slots.current.lint.reconfigure(source === undefined ? [] : [source, lintGutter()]) });
  }, [marksOf]);

  useEffect(() => {
    if (view.current === null || shown.current === text) return;
    view.current.dispatch({ effects: slots.current.ends.reconfigure(EditorState.lineSeparator.of(separatorOf(text))) });
    const { state } = view.current;
    // by lines of the document, which hold no line ends
    const [before, after] = [state.doc.toString(), state.toText(text).toString()];
    view.current.dispatch({ changes: differenceOf(before, after), annotations: [given.of(true), Transaction.addToHistory.of(false)] });
    shown.current = text;
  }, [text]);

  useEffect(() => {
    if (view.current === null) return;
    view.current.dispatch({ effects: slots.current.original.reconfigure(comparison(view.current.state, original)) });
  }, [original]);

  return <div ref={host} className="code-view" />;
}
