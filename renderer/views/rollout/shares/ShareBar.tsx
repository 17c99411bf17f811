import { IconAlertTriangle } from '@tabler/icons-react';
import { memo, useEffect, useRef, useState } from 'react';
import type { Key } from '../../../../shared/model/key';
import type { FlagShares, NoShares, SharesAnswer } from '../../../../shared/model/shares';
import type { SourceId } from '../../../../shared/model/source';
import { seekFlagShares, seekRowShares, type Seeking } from '../../../store/shares';
import { useWords } from '../../../ui/text';
import { sharesText } from './shares-text';
import '../outcome-colours.css';
import './share-bar.css';

/** Whom a flag serves what, as a bar; a mark where that cannot be told. `text` says it in words, which describe another element by this id and are no part of its name. */
function ShareBar({ shares, id, text }: { shares: FlagShares | NoShares; id: string; text: string }) {
  const failed = shares.kind === 'failed';
  return (
    <span className="share-bar" role="img" id={id} aria-label={text} title={text} data-failed={failed || undefined} data-disabled={(!failed && shares.disabled) || undefined} aria-hidden>
      {failed ? <IconAlertTriangle size={12} stroke={1.9} /> : shares.parts.map(({ at, label, users }) => <i key={at} data-colour={at % 6} data-default={label === null || undefined} style={{ flexGrow: users }} />)}
    </span>
  );
}

interface RowSharesProps {
  readonly sourceId: SourceId;
  readonly handle: number;
  /** Another one whenever the value is. */
  readonly version: number;
  /** What is known so far, which stays until something else is. */
  readonly shares: FlagShares | NoShares | null;
  readonly id: string;
  readonly textOf: (shares: FlagShares | NoShares) => string;
}

/** The bar of a row. It asks for itself as long as it is there. */
export const RowShares = memo(function RowShares({ sourceId, handle, version, shares, id, textOf }: RowSharesProps) {
  const seeking = useRef<Seeking | undefined>(undefined);
  useEffect(() => {
    const own = seekRowShares(sourceId, handle);
    seeking.current = own;
    return () => own?.stop();
  }, [sourceId, handle]);
  useEffect(() => seeking.current?.renew(), [version]);
  return (
    shares !== null && (
      <span className="tree-shares">
        <ShareBar shares={shares} id={id} text={textOf(shares)} />
      </span>
    )
  );
});

/** A document in the store. */
export interface LiveDocument {
  readonly sourceId: SourceId;
  readonly key: Key;
  /** Another one whenever the value is. */
  readonly version: bigint;
}

/** The bar of one flag of a document. It asks for itself as long as it is in sight. */
export function DocumentShares({ live: { sourceId, key, version }, flag, id }: { live: LiveDocument; flag: string; id: string }) {
  const words = useWords();
  const host = useRef<HTMLSpanElement>(null);
  const [inSight, setInSight] = useState(false);
  const [answer, setAnswer] = useState<SharesAnswer | null>(null);
  useEffect(() => {
    if (host.current === null) return undefined;
    const observer = new IntersectionObserver(([seen]) => setInSight(seen?.isIntersecting === true));
    observer.observe(host.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (!inSight) return undefined;
    const { stop } = seekFlagShares(sourceId, key, flag, setAnswer);
    return stop;
  }, [inSight, sourceId, key, version, flag]);
  return (
    <span className="flag-shares" ref={host}>
      {(answer?.kind === 'shares' || answer?.kind === 'failed') && <ShareBar shares={answer} id={id} text={sharesText(words, answer)} />}
    </span>
  );
}
