import { lazy, Suspense } from 'react';
import { useActiveSource, useUi } from '../store/hooks';
import { KeysPanel } from './KeysPanel';
import { SourceList } from './sources/SourceList';

const PastKeys = lazy(() => import('./past/PastKeys').then((module) => ({ default: module.PastKeys })));

/** The left column: which store, and its keys, those of now or of the past. */
export function Sidebar() {
  const { activeSourceId, past } = useUi();
  const epoch = useActiveSource()?.epoch;
  return (
    <div className="sidebar">
      <SourceList />
      {activeSourceId !== null &&
        (past !== null && past.sourceId === activeSourceId && past.moment !== null ? (
          <Suspense>
            <PastKeys sourceId={activeSourceId} />
          </Suspense>
        ) : (
          <KeysPanel key={`${activeSourceId} ${epoch}`} sourceId={activeSourceId} />
        ))}
    </div>
  );
}
