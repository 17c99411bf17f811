import { useActiveSource, useUi } from '../store/hooks';
import { KeysPanel } from './KeysPanel';
import { SourceList } from './sources/SourceList';

/** The left column: which store, and its keys. */
export function Sidebar() {
  const { activeSourceId } = useUi();
  const epoch = useActiveSource()?.epoch;
  return (
    <div className="sidebar">
      <SourceList />
      {activeSourceId !== null && <KeysPanel key={`${activeSourceId} ${epoch}`} sourceId={activeSourceId} />}
    </div>
  );
}
