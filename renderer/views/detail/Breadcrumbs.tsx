import type { CSSProperties } from 'react';
import type { Key } from '../../../shared/model/key';
import { separatorOf, type ConnectOptions, type SourceId } from '../../../shared/model/source';
import { revealKey } from '../../store/actions';
import { ancestorsOf, baseOf, labelOf, segmentOf } from '../../store/segments';
import { useWords } from '../../ui/text';

export interface BreadcrumbsProps {
  sourceId: SourceId;
  source: Pick<ConnectOptions, 'backend' | 'roots' | 'separator'>;
  entryKey: Key;
}

/** Where the key stands, each step a way to it. */
export function Breadcrumbs({ sourceId, source, entryKey }: BreadcrumbsProps) {
  const words = useWords();
  const base = baseOf(source);
  const separator = separatorOf(source);
  const name = (key: Key) => {
    const segment = segmentOf(base, key, separator);
    return (segment.rooted ? separator : '') + labelOf(segment.name, source.backend);
  };
  return (
    <nav className="breadcrumbs" aria-label={words('detail.path')} title={entryKey.length < 1000 ? entryKey : undefined}>
      <ol style={{ '--separator': JSON.stringify(separator) } as CSSProperties}>
        {base !== '' && base !== separator && (
          <li className="crumb crumb-base">
            <span className="clip">{base.slice(0, -separator.length)}</span>
          </li>
        )}
        {ancestorsOf(base, entryKey, separator)
          .slice(-40)
          .map((ancestor) => (
            <li key={ancestor} className="crumb">
              <button type="button" className="clip" onClick={() => revealKey(sourceId, ancestor)}>
                {name(ancestor)}
              </button>
            </li>
          ))}
        <li className="crumb-last" aria-current="page">
          <h2 className="clip">{name(entryKey).slice(0, 400)}</h2>
        </li>
      </ol>
    </nav>
  );
}
