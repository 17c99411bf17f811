import './diff.css';
import { useMemo, useState } from 'react';
import type { Key } from '../../../shared/model/key';
import { useWords, type Words } from '../../ui/text';
import { contentOf } from '../detail/content';
import { diffLines, type DiffLine, type Gap, type TextLine } from './line-diff';

/** Lines that are put on the screen at once; a press brings as many again. */
const LINES_AT_ONCE = 600;

/** One side of a difference: a value, or why there is none. */
export type ValueSide = Uint8Array | null | 'absent' | 'unknown';

/** In one column, or what was on the left and what is on the right. */
export type DiffLayout = 'unified' | 'sideBySide';

interface ValueDiffProps {
  readonly before: ValueSide;
  readonly after: ValueSide;
  /** The key that holds `after`. */
  readonly name: Key;
  /** The key that holds `before`, where it is another. */
  readonly nameBefore?: Key;
  readonly separator?: string;
  /** Accessible name. */
  readonly label: string;
  readonly layout?: DiffLayout;
}

/** What differs between two values, line by line. What is the same and far from a change is folded, and unfolds at a press. */
export function ValueDiff({ before, after, name, nameBefore = name, separator = '/', label, layout = 'unified' }: ValueDiffProps) {
  const words = useWords();
  const lines = useMemo(
    () => linesOf(sideOf(nameBefore, before, separator, words), sideOf(name, after, separator, words)),
    [before, after, name, nameBefore, separator, words],
  );
  const [view, setView] = useState<View>({ of: lines, open: new Set(), most: LINES_AT_ONCE });
  const { open, most } = view.of === lines ? view : { open: new Set<Gap>(), most: LINES_AT_ONCE };
  const unfolded = lines.flatMap((line): readonly ShownLine[] => (line.kind === 'gap' && open.has(line) ? line.lines() : [line]));
  const shown = unfolded.slice(0, most);
  const gap = (line: Gap, index: number) => (
    <button key={index} type="button" className="value-diff-gap" onClick={() => setView({ of: lines, open: new Set([...open, line]), most })}>
      {words('review.lines', { count: line.count })}
    </button>
  );
  return (
    <div className="value-diff" data-layout={layout} role="group" aria-label={label} tabIndex={0}>
      {layout === 'unified'
        ? shown.map((line, index) => (line.kind === 'gap' ? gap(line, index) : <Line key={index} line={line} />))
        : pairsOf(shown).map((pair, index) =>
            pair.kind === 'gap' ? (
              gap(pair, index)
            ) : (
              <div key={index} className="value-diff-pair">
                <Line line={pair.left} />
                <Line line={pair.right} />
              </div>
            ),
          )}
      {unfolded.length > most && (
        <button type="button" className="value-diff-gap" onClick={() => setView({ of: lines, open, most: most + LINES_AT_ONCE })}>
          {words('review.more', { count: unfolded.length - most })}
        </button>
      )}
    </div>
  );
}

/** What is unfolded of which difference. */
interface View {
  readonly of: readonly ShownLine[];
  readonly open: ReadonlySet<Gap>;
  readonly most: number;
}

/** Words in the place of a value that has no lines. */
interface NoteLine {
  readonly kind: 'note';
  readonly side: 'removed' | 'added';
  readonly text: string;
}

type ShownLine = DiffLine | NoteLine;

const signs = { same: ' ', removed: '−', added: '+' } as const;

function Line({ line }: { line: TextLine | NoteLine | undefined }) {
  if (line === undefined) return <div className="value-diff-line" data-kind="none" />;
  const kind = line.kind === 'note' ? line.side : line.kind;
  return (
    <div className="value-diff-line" data-kind={kind}>
      <span className="value-diff-number" aria-hidden>
        {line.kind === 'note' ? '' : line.line}
      </span>
      <span className="value-diff-sign">{signs[kind]}</span>
      {line.kind === 'note' ? (
        <i className="muted">{line.text}</i>
      ) : (
        <span className="value-diff-text">{line.parts.map(({ text, changed }, index) => (changed ? <mark key={index}>{visible(text)}</mark> : visible(text)))}</span>
      )}
    </div>
  );
}

/** A line end of two characters differs from one of one character, and has to be seen. */
const visible = (text: string): string => text.replaceAll('\r', '␍');

type Side = { readonly text: string } | { readonly note: string } | null;

function sideOf(key: Key, value: ValueSide, separator: string, words: Words): Side {
  if (value === 'absent') return null;
  if (value === 'unknown') return { note: words('review.unknown') };
  if (value === null) return { note: words('history.null') };
  if (value.length === 0) return { note: words('history.empty') };
  return { text: contentOf(key, value, true, separator).shown };
}

function linesOf(before: Side, after: Side): readonly ShownLine[] {
  if (before !== null && after !== null && 'text' in before && 'text' in after) return diffLines(before.text, after.text);
  return [...wholly(before, 'removed'), ...wholly(after, 'added')];
}

/** A side that has nothing on the other one to stand against. */
function wholly(side: Side, kind: 'removed' | 'added'): readonly ShownLine[] {
  if (side === null) return [];
  if ('note' in side) return [{ kind: 'note', side: kind, text: side.note }];
  return diffLines('', side.text).flatMap((line) => (line.kind === 'added' ? [{ ...line, kind }] : []));
}

type Pair = Gap | { readonly kind: 'pair'; readonly left: TextLine | NoteLine | undefined; readonly right: TextLine | NoteLine | undefined };

/** Removed lines beside those that take their place. */
function pairsOf(lines: readonly ShownLine[]): readonly Pair[] {
  const pairs: Pair[] = [];
  let removed: (TextLine | NoteLine)[] = [];
  let added: (TextLine | NoteLine)[] = [];
  const settle = () => {
    for (let index = 0; index < Math.max(removed.length, added.length); index++) pairs.push({ kind: 'pair', left: removed[index], right: added[index] });
    removed = [];
    added = [];
  };
  for (const line of lines) {
    if (line.kind === 'gap' || line.kind === 'same') {
      settle();
      pairs.push(line.kind === 'gap' ? line : { kind: 'pair', left: { ...line, line: line.lineBefore ?? line.line }, right: line });
    } else if ((line.kind === 'note' ? line.side : line.kind) === 'removed') removed.push(line);
    else added.push(line);
  }
  settle();
  return pairs;
}
