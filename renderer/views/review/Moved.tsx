import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Fault } from '../../../shared/fault';
import type { Key } from '../../../shared/model/key';
import type { SourceId } from '../../../shared/model/source';
import { useCell, useSeparator } from '../../store/hooks';
import { Note } from '../../ui/parts';
import { faultSentence, useWords } from '../../ui/text';
import { valueText } from '../resync/value-text';
import { oneLine } from '../tree/name-pieces';

/** That keys have changed while their review was open. */
export function Moved({ keys, onAgain }: { keys: readonly Key[]; onAgain: () => void }) {
  const words = useWords();
  return (
    <Offer button={words('review.again')} onPress={onAgain}>
      {words('review.moved', { count: keys.length, key: oneLine(keys[0] ?? '') })}
    </Offer>
  );
}

/** A change that was refused because its key has moved, and what the key holds now. */
export function Conflict({ sourceId, fault, onAgain }: { sourceId: SourceId; fault: Fault; onAgain: () => void }) {
  const words = useWords();
  const separator = useSeparator(sourceId);
  const cell = useCell(sourceId, fault.key ?? null);
  const there = cell?.isEntry === true;
  const now = there ? valueText(cell.key, { beginning: cell.value as Uint8Array | null, size: cell.size ?? 0 }, separator, words).text : null;
  return (
    <Offer button={words(there ? 'review.again' : 'review.anew')} onPress={onAgain}>
      {faultSentence(fault)} {cell !== null && (now === null ? words('review.goneNow') : words('review.holdsNow', { value: now }))}
    </Offer>
  );
}

function Offer({ children, button, onPress }: { children: ReactNode; button: string; onPress: () => void }) {
  return (
    <Note tone="warn" role="alert">
      <div className="review-offer">
        <span>{children}</span>
        <Button variant="default" onClick={onPress}>
          {button}
        </Button>
      </div>
    </Note>
  );
}
