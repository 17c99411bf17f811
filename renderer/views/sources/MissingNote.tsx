import { IconFolderQuestion } from '@tabler/icons-react';
import { rootsText } from '../../../shared/model/roots';
import type { SourceId } from '../../../shared/model/source';
import { useSource } from '../../store/hooks';
import { useWords } from '../../ui/text';
import { phaseOf } from '../phase';
import { CreateRoots } from './CreateRoots';

/** Which roots of a live source are missing beside those that it shows. Nothing where all are there. */
export function MissingNote({ sourceId }: { sourceId: SourceId }) {
  const state = useSource(sourceId);
  const words = useWords();
  const missing = state?.denied.missing ?? [];
  if (state === null || phaseOf(state) !== 'live' || missing.length === 0) return null;
  return (
    <div className="banner" data-tone="plain">
      <IconFolderQuestion size={14} aria-hidden />
      <div className="banner-text">
        <p>{words('denied.missing', { roots: rootsText(missing), count: missing.length })}</p>
        <div className="banner-actions">
          <CreateRoots sourceId={sourceId} roots={missing} />
        </div>
      </div>
    </div>
  );
}
