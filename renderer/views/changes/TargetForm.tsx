import { useMemo, useState } from 'react';
import { fault } from '../../../shared/fault';
import type { Key } from '../../../shared/model/key';
import { separatorOf, type Source, type SourceId } from '../../../shared/model/source';
import type { Intention } from '../../../shared/plans/intention';
import { renamedKey } from '../../../shared/plans/tree';
import { countBelow, keyFacts, targetFault } from '../../store/key-facts';
import { labelOf, lastSegment } from '../../store/segments';
import { useWords } from '../../ui/text';
import { FormDialog } from './FormDialog';
import { KeyField } from './KeyField';

export type TransferKind = 'copy' | 'move' | 'rename';

/** Where a key goes with all below it, or what it is called from now on. */
export function TargetForm({ sourceId, from, kind }: { sourceId: SourceId; from: Key; kind: TransferKind }) {
  const words = useWords();
  const source = keyFacts(sourceId, from)?.source;
  const [typed, setTyped] = useState(() => (kind === 'rename' && source !== undefined ? nameIn(source, from) : from));
  const below = useMemo(() => countBelow(sourceId, from), [sourceId, from]);
  if (source === undefined) return null;
  const separator = separatorOf(source);
  const splits = kind === 'rename' && typed.includes(separator);
  const to = kind === 'rename' && !splits ? renamedKey(source, from, typed) : typed;
  const unchanged = to === from;
  const wrong = unchanged ? null : splits ? fault('invalid', 'name-separator', { name: typed, separator }, { key: from }) : targetFault(sourceId, from, to);
  const intention: Intention = kind === 'rename' ? { kind, top: from, name: typed } : { kind, from, to };
  const name = labelOf(lastSegment(source, from), source.backend);
  return (
    <FormDialog sourceId={sourceId} title={words(`changes.form.${kind}`, { name })} intentions={unchanged || wrong !== null || typed === '' ? [] : [intention]} leadsTo={to}>
      <KeyField
        label={words(kind === 'rename' ? 'changes.form.nameLabel' : 'changes.form.toLabel')}
        {...(below > 0 && { description: words('changes.form.subtree', { count: below }) })}
        value={typed}
        fault={wrong}
        onChange={setTyped}
      />
    </FormDialog>
  );
}

/** The part of a key behind its last separator. */
const nameIn = (source: Source, key: Key): string => {
  const separator = separatorOf(source);
  const cut = key.lastIndexOf(separator);
  return cut < 0 ? key : key.slice(cut + separator.length);
};
