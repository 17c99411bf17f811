import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { rootsText } from '../../../shared/model/roots';
import type { SourceId } from '../../../shared/model/source';
import { openSource, setFilter } from '../../store/actions';
import { useSource } from '../../store/hooks';
import { useWords } from '../../ui/text';
import { phaseOf } from '../phase';
import { whereOf } from '../source-name';
import { LoadProgress } from './LoadProgress';
import { isSizeFault } from './size-fault';
import { SizeQuestion } from './SizeQuestion';

/** What stands in place of the tree: why there is nothing to see, and what can be done about it. */
export function TreeState({ sourceId, empty }: { sourceId: SourceId; empty: boolean }) {
  const state = useSource(sourceId);
  const words = useWords();
  if (state === null) return null;
  const { source } = state.info;
  const phase = state.status?.phase;
  const kind = phaseOf(state);
  if (phase?.kind === 'closed' && isSizeFault(phase.fault)) return <SizeQuestion sourceId={sourceId} fault={phase.fault} />;
  let text: ReactNode;
  let action: ReactNode = null;
  if (state.listed && !empty) {
    text = words('tree.noMatches');
    action = (
      <Button variant="default" onClick={() => setFilter(sourceId, '')}>
        {words('tree.clearFilter')}
      </Button>
    );
  } else if (kind === 'syncing') {
    return (
      <div className="tree-note">
        <LoadProgress sourceId={sourceId} />
      </div>
    );
  } else if (kind === 'connecting') {
    text = words('tree.connecting', { where: whereOf(source) });
  } else if (kind === 'live' && state.listed) {
    const root = rootsText(source.roots);
    text = root === '' || root === '/' || source.backend === 'local' ? words('tree.emptyAll') : words('tree.empty', { root });
  } else if (kind === 'live') {
    text = words('tree.syncing');
  } else if (kind === 'closed') {
    text = words('tree.closed');
    action = <Button onClick={() => void openSource(sourceId)}>{words('tree.open')}</Button>;
  } else {
    // suspended: the banner above says it all
    return null;
  }
  return (
    <div className="tree-note">
      <p>{text}</p>
      {action}
    </div>
  );
}
