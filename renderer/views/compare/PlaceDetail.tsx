import { SegmentedControl } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import type { Result } from '../../../shared/fault';
import type { PlaceValues } from '../../../shared/model/comparison';
import { sameBytes } from '../../../shared/model/key';
import { readPlace } from '../../store/compare';
import { formatBytes } from '../../ui/format';
import { Note } from '../../ui/parts';
import { useRemembered } from '../../ui/remember';
import { faultSentence, useWords, type Words } from '../../ui/text';
import { contentOf } from '../detail/content';
import { diffLines, type DiffLine } from '../review/line-diff';
import { oneLine } from '../tree/name-pieces';
import type { SideNames } from './side-names';

const layouts = ['unified', 'sideBySide'] as const;
type Layout = (typeof layouts)[number];
const isLayout = (value: unknown): value is Layout => layouts.some((layout) => layout === value);
/** Most lines of a difference that are shown. */
const MOST_LINES = 600;

/** One place in full: what differs between its two values. */
export function PlaceDetail({ id, index, names }: { id: string; index: number; names: SideNames }) {
  const words = useWords();
  const [layout, setLayout] = useRemembered<Layout>('compare-layout', 'sideBySide', isLayout);
  const [read, setRead] = useState<{ readonly index: number; readonly result: Result<PlaceValues> } | null>(null);
  useEffect(() => {
    let wanted = true;
    void readPlace(id, index).then((result) => wanted && setRead({ index, result }));
    return () => {
      wanted = false;
    };
  }, [id, index]);
  if (read === null || read.index !== index) return <div className="compare-detail" />;
  if (!read.result.ok) return <Note tone="bad">{faultSentence(read.result.fault)}</Note>;
  const values = read.result.value;
  return (
    <section className="compare-detail" aria-label={words('compare.diff')}>
      <div className="compare-detail-head">
        <SideHead name={names.left} keyText={values.leftKey} value={values.left} words={words} />
        <SideHead name={names.right} keyText={values.rightKey} value={values.right} words={words} />
        <SegmentedControl
          aria-label={words('compare.diff')}
          value={layout}
          onChange={(value) => isLayout(value) && setLayout(value)}
          data={layouts.map((value) => ({ value, label: words(`compare.${value}`) }))}
        />
      </div>
      <Difference values={values} layout={layout} />
    </section>
  );
}

function SideHead({ name, keyText, value, words }: { name: string; keyText: string; value: Uint8Array | null | undefined; words: Words }) {
  return (
    <div className="compare-side-head">
      <span className="muted clip" title={name}>
        {name}
      </span>
      <span className="mono clip" title={keyText}>
        {oneLine(keyText)}
      </span>
      <span className="muted num">{value === undefined ? words('compare.value.absent') : formatBytes(value?.length ?? 0)}</span>
    </div>
  );
}

function Difference({ values, layout }: { values: PlaceValues; layout: Layout }) {
  const words = useWords();
  const { left, right, leftKey, rightKey } = values;
  const same = left !== undefined && right !== undefined && sameBytes(left, right);
  const lines = useMemo(() => diffLines(textOf(leftKey, left, words), textOf(rightKey, right, words)), [left, right, leftKey, rightKey, words]);
  const shown = lines.slice(0, MOST_LINES);
  return (
    <div className="compare-diff mono" data-layout={layout} role="group" aria-label={words('compare.diff')} tabIndex={0}>
      {same && <p className="muted">{words('compare.sameValue')}</p>}
      {layout === 'unified'
        ? shown.map((line, index) => (line.kind === 'gap' ? <Gap key={index} count={line.count} words={words} /> : <Line key={index} line={line} />))
        : pairsOf(shown).map((pair, index) =>
            pair.kind === 'gap' ? (
              <Gap key={index} count={pair.count} words={words} />
            ) : (
              <div key={index} className="compare-pair">
                <Line line={pair.left} />
                <Line line={pair.right} />
              </div>
            ),
          )}
      {lines.length > shown.length && <p className="muted">{words('review.more', { shown: MOST_LINES })}</p>}
    </div>
  );
}

type TextLine = Exclude<DiffLine, { kind: 'gap' }>;
type Pair = { readonly kind: 'gap'; readonly count: number } | { readonly kind: 'pair'; readonly left: TextLine | undefined; readonly right: TextLine | undefined };

const signs = { same: ' ', removed: '−', added: '+' } as const;

function Line({ line }: { line: TextLine | undefined }) {
  if (line === undefined) return <div className="compare-line" data-kind="none" />;
  return (
    <div className="compare-line" data-kind={line.kind}>
      <span className="compare-sign">{signs[line.kind]}</span>
      <span className="compare-text">{line.parts.map(({ text, changed }, index) => (changed ? <mark key={index}>{text}</mark> : text))}</span>
    </div>
  );
}

const Gap = ({ count, words }: { count: number; words: Words }) => <div className="compare-gap">{words('compare.skippedLines', { count })}</div>;

/** Removed lines beside those that take their place. */
function pairsOf(lines: readonly DiffLine[]): readonly Pair[] {
  const pairs: Pair[] = [];
  let removed: TextLine[] = [];
  let added: TextLine[] = [];
  const settle = () => {
    for (let index = 0; index < Math.max(removed.length, added.length); index++) pairs.push({ kind: 'pair', left: removed[index], right: added[index] });
    removed = [];
    added = [];
  };
  for (const line of lines) {
    if (line.kind === 'removed') removed.push(line);
    else if (line.kind === 'added') added.push(line);
    else {
      settle();
      pairs.push(line.kind === 'gap' ? line : { kind: 'pair', left: line, right: line });
    }
  }
  settle();
  return pairs;
}

/** A value as lines: bytes as a dump, nothing as nothing. */
function textOf(key: string, value: Uint8Array | null | undefined, words: Words): string {
  if (value === undefined) return '';
  return value === null ? words('history.null') : contentOf(key, value, true).shown;
}
