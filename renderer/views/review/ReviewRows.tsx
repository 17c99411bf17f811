import { IconCircleMinus, IconCirclePlus, IconPencil } from '@tabler/icons-react';
import { useCallback, useRef, useState } from 'react';
import type { Capabilities } from '../../../shared/model/capabilities';
import type { Key } from '../../../shared/model/key';
import type { SourceId } from '../../../shared/model/source';
import { PREVIEW_ROWS, type PreparedPlan } from '../../../shared/plans/prepared';
import type { Preview } from '../../../shared/plans/preview';
import { readRows } from '../../store/actions';
import { useSeparator } from '../../store/hooks';
import { formatBytes } from '../../ui/format';
import { useWords, type Words } from '../../ui/text';
import { valueText } from '../resync/value-text';
import { PreviewDiff } from '../diff/PreviewDiff';
import { SecretGate } from '../SecretGate';
import { RowList, type RowProps } from '../RowList';
import { KeyEnd, RowStep } from '../RowParts';
import { oneLine } from '../tree/name-pieces';
import type { RowRange } from '../tree/windowing';

const icons = { created: IconCirclePlus, changed: IconPencil, deleted: IconCircleMinus } as const;

interface ReviewRowsProps {
  readonly sourceId: SourceId;
  readonly plan: PreparedPlan;
  readonly ownership: Capabilities['ownership'];
  /** Keys that have changed since. */
  readonly moved: readonly Key[];
}

/** What is written, key by key: the difference of one, or a list of many with the difference of the active one below it. */
export function ReviewRows({ sourceId, plan, ownership, moved }: ReviewRowsProps) {
  const words = useWords();
  const separator = useSeparator(sourceId);
  const [active, setActive] = useState(0);
  const { rowAt, onRange } = useMoreRows(sourceId, plan);
  const count = plan.totals.created + plan.totals.changed + plan.totals.deleted;
  const shown = rowAt(active);
  return (
    <>
      {count > 1 && (
        <RowList
          label={words('review.list')}
          className="review-list"
          count={count}
          active={active}
          onActive={setActive}
          onRange={onRange}
          row={(index, props) => <Row key={index} row={rowAt(index)} separator={separator} moved={moved} words={words} {...props} />}
        />
      )}
      {shown !== undefined && (
        <div className="review-detail" data-alone={count === 1 || undefined}>
          <div className="review-key">
            <Kind row={shown} words={words} />
            <span className="mono review-key-name">{oneLine(shown.key)}</span>
            <span className="muted num">{sizesOf(shown, words)}</span>
          </div>
          {shown.owner !== undefined && <p className="review-owner">{ownerNote(shown, shown.owner, ownership, words)}</p>}
          <SecretGate sourceId={sourceId} entryKey={shown.key} text={switchText(shown)}>
            <PreviewDiff row={shown} />
          </SecretGate>
        </div>
      )}
    </>
  );
}

/** What a flag is switched to; null where anything but a switch is written. */
function switchText({ before, after }: Preview): string | null {
  const [old, now] = [before, after].map((value) => (value && value.length <= 'false'.length ? new TextDecoder().decode(value) : null));
  return now === 'true' || now === 'false' ? (old === 'true' || old === 'false' ? now : null) : null;
}

function Row({ row, separator, moved, words, ...props }: RowProps & { row: Preview | undefined; separator: string; moved: readonly Key[]; words: Words }) {
  if (row === undefined) return <div {...props} className="review-row" />;
  const [before, after] = [row.before, row.after].map((value) => valueText(row.key, value === undefined ? undefined : { beginning: value, size: value?.length ?? 0 }, separator, words));
  return (
    <div {...props} className="review-row" data-key={row.key} data-moved={moved.includes(row.key) || undefined} aria-label={`${words(`review.kind.${row.kind}`)}: ${row.key}`}>
      <Kind row={row} words={words} />
      <KeyEnd name={row.key} />
      <RowStep before={row.kind === 'created' ? undefined : before} after={row.kind === 'deleted' ? undefined : after} />
    </div>
  );
}

function Kind({ row, words }: { row: Preview; words: Words }) {
  const Icon = icons[row.kind];
  return (
    <span className="review-kind" data-kind={row.kind}>
      <Icon size={13} stroke={1.8} aria-hidden />
      {words(`review.kind.${row.kind}`)}
    </span>
  );
}

const sizesOf = ({ kind, before, after }: Preview, words: Words): string =>
  [
    kind !== 'created' && before !== undefined ? words('review.bytesBefore', { size: formatBytes(before?.length ?? 0) }) : '',
    kind !== 'deleted' && after !== undefined ? words('review.bytesAfter', { size: formatBytes(after?.length ?? 0) }) : '',
  ]
    .filter(Boolean)
    .join(' · ');

function ownerNote({ kind }: Preview, owner: string, ownership: Capabilities['ownership'], words: Words): string {
  if (kind === 'deleted') return words('review.deletedOwned', { owner });
  return words(ownership === 'lease' ? 'review.lease' : 'review.session', { owner });
}

/** Rows of a plan, of which main tells the first; others are asked for when they come in sight. */
function useMoreRows(sourceId: SourceId, { id, rows }: PreparedPlan) {
  const [pages, setPages] = useState<ReadonlyMap<number, readonly Preview[]>>(new Map());
  const asked = useRef(new Set<number>([0]));
  const onRange = useCallback(
    ({ first, end }: RowRange) => {
      if (id === null) return;
      for (let page = Math.floor(first / PREVIEW_ROWS); page * PREVIEW_ROWS < end; page++) {
        if (asked.current.has(page)) continue;
        asked.current.add(page);
        void readRows(sourceId, id, page * PREVIEW_ROWS).then((read) => {
          if (read.ok) setPages((known) => new Map(known).set(page, read.value));
          else asked.current.delete(page);
        });
      }
    },
    [sourceId, id],
  );
  const rowAt = (index: number): Preview | undefined => {
    const page = Math.floor(index / PREVIEW_ROWS);
    return page === 0 ? rows[index] : pages.get(page)?.[index - page * PREVIEW_ROWS];
  };
  return { rowAt, onRange };
}
