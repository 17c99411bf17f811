import { useMemo } from 'react';
import type { Preview } from '../../../shared/plans/preview';
import { contentOf } from '../detail/content';
import { useWords, type Words } from '../../ui/text';
import { diffLines, type DiffLine } from './line-diff';

/** Most lines of a difference that are shown. */
const MOST_LINES = 600;

/** What a key holds before and after, as one text in which lines are taken out and put in. */
export function ValueDiff({ row }: { row: Preview }) {
  const words = useWords();
  const lines = useMemo(() => linesOf(row, words), [row, words]);
  return (
    <div className="value-diff" role="group" aria-label={row.key} tabIndex={0}>
      {lines.slice(0, MOST_LINES).map((line, index) => (
        <Line key={index} line={line} words={words} />
      ))}
      {lines.length > MOST_LINES && <p className="value-diff-more">{words('review.more', { shown: MOST_LINES })}</p>}
    </div>
  );
}

const signs = { same: ' ', removed: '−', added: '+' } as const;

function Line({ line, words }: { line: ShownLine; words: Words }) {
  if (line.kind === 'gap') return <div className="value-diff-gap">{words('review.lines', { count: line.count })}</div>;
  return (
    <div className="value-diff-line" data-kind={line.kind}>
      <span className="value-diff-number" aria-hidden>
        {line.kind === 'note' ? '' : line.line}
      </span>
      <span className="value-diff-sign">{signs[line.kind === 'note' ? line.side : line.kind]}</span>
      {line.kind === 'note' ? (
        <i className="muted">{line.text}</i>
      ) : (
        <span className="value-diff-text">{line.parts.map(({ text, changed }, index) => (changed ? <mark key={index}>{text}</mark> : text))}</span>
      )}
    </div>
  );
}

/** A line, or what stands in the place of a value that is no text. */
type ShownLine = DiffLine | { readonly kind: 'note'; readonly side: 'removed' | 'added'; readonly text: string };

function linesOf({ key, kind, before, after }: Preview, words: Words): readonly ShownLine[] {
  const old = kind === 'created' ? undefined : sideOf(key, before, words);
  const now = kind === 'deleted' ? undefined : sideOf(key, after, words);
  if (old?.text !== undefined && now?.text !== undefined) return diffLines(old.text, now.text);
  return [...alone(old, 'removed'), ...alone(now, 'added')];
}

/** A value as text (of bytes, as a dump), or words for what it is. */
type Side = { readonly text: string } | { readonly text?: undefined; readonly note: string };

function sideOf(key: string, value: Uint8Array | null | undefined, words: Words): Side {
  if (value === undefined) return { note: words('review.unknown') };
  if (value === null) return { note: words('history.null') };
  if (value.length === 0) return { note: words('history.empty') };
  return { text: contentOf(key, value, true).shown };
}

function alone(side: Side | undefined, kind: 'removed' | 'added'): readonly ShownLine[] {
  if (side === undefined) return [];
  if (side.text === undefined) return [{ kind: 'note', side: kind, text: side.note }];
  return diffLines('', side.text).flatMap((line) => (line.kind === 'added' ? [{ ...line, kind }] : []));
}
