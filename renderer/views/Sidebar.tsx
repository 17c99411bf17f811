import { useUi } from '../store/hooks';
import { KeysPanel } from './KeysPanel';
import { SourceList } from './sources/SourceList';

/** The left column: which store, and its keys. */
export function Sidebar() {
  const { activeSourceId } = useUi();
  return (
    <div className="sidebar">
      <SourceList />
      {activeSourceId !== null && <KeysPanel key={activeSourceId} sourceId={activeSourceId} />}
    </div>
  );
}
