import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { Comparison, PromotionWay } from '../../../shared/model/comparison';
import type { SourceId } from '../../../shared/model/source';
import { countChosen, promote, promotionCommands, type ComparedSide } from '../../store/compare';
import { useCompare, useSource } from '../../store/hooks';
import { useWords } from '../../ui/text';
import { copyCommands } from '../copy-commands';
import { nameOf } from '../source-name';
import type { SideNames } from './side-names';

/** What can be done with the chosen places: one side is made as the other is, through a review. */
export function PromoteBar({ comparison, names }: { comparison: Comparison; names: SideNames }) {
  const words = useWords();
  const { outcome, chosen } = useCompare();
  const [deletions, setDeletions] = useState(false);
  if (outcome === null || chosen.size === 0) return null;
  const { left, right } = outcome as { readonly left: ComparedSide; readonly right: ComparedSide };
  const counts = (direction: PromotionWay) => countChosen(chosen as ReadonlySet<number>, comparison.kinds, direction);
  const [toLeft, toRight] = [targetOf(left), targetOf(right)];
  const deletes = (toLeft !== null && counts('to-left').deleted > 0) || (toRight !== null && counts('to-right').deleted > 0);
  return (
    <div className="compare-actions">
      <strong className="num">{words('compare.chosen', { count: chosen.size })}</strong>
      {deletes && <Checkbox size="xs" checked={deletions} onChange={(event) => setDeletions(event.currentTarget.checked)} label={words('compare.deletions')} />}
      <span className="spacer" />
      {toLeft !== null && <Promote direction="to-left" sourceId={toLeft} names={names} counts={counts('to-left')} deletions={deletions && deletes} />}
      {toRight !== null && <Promote direction="to-right" sourceId={toRight} names={names} counts={counts('to-right')} deletions={deletions && deletes} />}
    </div>
  );
}

/** The source that can be changed on a side: a file cannot from here, nor can the past. */
const targetOf = (side: ComparedSide): SourceId | null => (side.kind === 'source' && side.moment === undefined ? side.sourceId : null);

interface PromoteProps {
  readonly direction: PromotionWay;
  /** The source that is changed. */
  readonly sourceId: SourceId;
  readonly names: SideNames;
  readonly counts: ReturnType<typeof countChosen>;
  readonly deletions: boolean;
}

function Promote({ direction, sourceId, names, counts, deletions }: PromoteProps) {
  const words = useWords();
  const info = useSource(sourceId)?.info;
  if (info === undefined) return null;
  const name = nameOf(info, words);
  const nothing = counts.written + (deletions ? counts.deleted : 0) === 0;
  const { backend } = info.source;
  const forward = direction === 'to-right';
  const [from, to] = forward ? [names.left, names.right] : [names.right, names.left];
  return (
    <>
      {forward && backend !== 'local' && (
        <Button variant="default" disabled={nothing} onClick={() => void copyCommands(promotionCommands({ direction, deletions }), words, words(`review.commandsNote.${backend}`))}>
          {words('compare.copyCommands')}
        </Button>
      )}
      <Button
        variant={forward ? 'filled' : 'default'}
        disabled={nothing || !info.writable}
        title={info.writable ? undefined : words('compare.readOnly', { name })}
        onClick={() => void promote({ direction, deletions }, { from, to })}
      >
        {words(forward ? 'compare.promote' : 'compare.promoteLeft', { name })}
      </Button>
    </>
  );
}
