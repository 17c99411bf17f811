import { Button } from '@mantine/core';
import { IconArrowsMove, IconCircleMinus, IconCirclePlus, IconCopyPlus, IconCursorText, IconPencil, IconReplace, IconStack2, IconTrash, IconX } from '@tabler/icons-react';
import type { SourceId } from '../../../shared/model/source';
import type { Intention } from '../../../shared/plans/intention';
import { emptyChangeSet, removeFromChangeSet, reviewChangeSet } from '../../store/change-set';
import { useSource } from '../../store/hooks';
import { intentionWords } from '../../store/intention-words';
import { formatNumber } from '../../ui/format';
import { IconButton, Note } from '../../ui/parts';
import { useWords } from '../../ui/text';
import '../row-list.css';
import './changes.css';

/** Most changes that are listed one by one; the rest is counted, and shown by the review. */
const MOST_LISTED = 200;

const icons = { set: IconPencil, delete: IconCircleMinus, 'delete-subtree': IconCircleMinus, copy: IconCopyPlus, move: IconArrowsMove, rename: IconCursorText, bulk: IconReplace } as const;
const iconOf = (intention: Intention) => (intention.kind === 'set' && intention.base === 'absent' ? IconCirclePlus : icons[intention.kind]);

/** The changes of a source that are collected; nothing where there are none. */
export function ChangeSetTray({ sourceId }: { sourceId: SourceId }) {
  const words = useWords();
  const state = useSource(sourceId);
  const changes = (state?.changeSet ?? []) as readonly Intention[];
  const lost = state?.changeSetLost ?? 0;
  if (state === null || (changes.length === 0 && lost === 0)) return null;
  return (
    <section className="change-set" aria-labelledby="change-set-heading">
      <div className="side-head">
        <IconStack2 size={14} aria-hidden />
        <h2 id="change-set-heading">{words('changes.set.heading')}</h2>
        <span className="count num">{formatNumber(changes.length)}</span>
        <span className="spacer" />
        <IconButton label={words('changes.set.discard')} size={22} onClick={() => emptyChangeSet(sourceId)}>
          <IconTrash size={14} />
        </IconButton>
        {changes.length > 0 && <Button onClick={() => reviewChangeSet(sourceId)}>{words('names.review')}</Button>}
      </div>
      {lost > 0 && (
        <div className="change-lost">
          <Note tone="warn">{words('changes.set.lost', { count: lost })}</Note>
        </div>
      )}
      <ol className="change-list" tabIndex={0} aria-label={words('changes.set.heading')}>
        {changes.slice(0, MOST_LISTED).map((intention, index) => {
          const what = intentionWords(intention, words);
          const Icon = iconOf(intention);
          return (
            // the same change may stand in it twice
            <li key={index}>
              <Icon size={13} stroke={1.8} data-kind={intention.kind} aria-hidden />
              {/* the end tells one change from its neighbours: the beginning is what is cut */}
              <span className="key-end" title={what}>
                <bdi>{what}</bdi>
              </span>
              <button type="button" className="icon-button" aria-label={words('changes.set.remove', { what })} onClick={() => removeFromChangeSet(sourceId, index)}>
                <IconX size={12} />
              </button>
            </li>
          );
        })}
        {changes.length > MOST_LISTED && <li className="muted">+ {formatNumber(changes.length - MOST_LISTED)}</li>}
      </ol>
      <p className="muted change-note">{words(`changes.set.kept.${state.changeSetKept}`)}</p>
    </section>
  );
}
