import { Button } from '@mantine/core';
import { useState } from 'react';
import { isGuarded } from '../../../shared/model/guards';
import type { Key } from '../../../shared/model/key';
import { rootsText } from '../../../shared/model/roots';
import type { SourceId } from '../../../shared/model/source';
import { createRoot } from '../../store/actions';
import { useSource } from '../../store/hooks';
import { useWords } from '../../ui/text';
import { ConfirmDialog } from '../ConfirmDialog';

/** A button that creates those of these roots that are missing, once it is confirmed. Nothing where the source may not be written unreviewed. */
export function CreateRoots({ sourceId, roots }: { sourceId: SourceId; roots: readonly Key[] }) {
  const state = useSource(sourceId);
  const words = useWords();
  const [asking, setAsking] = useState(false);
  if (!state?.info.writable || isGuarded(state.info.source)) return null;
  const root = rootsText(roots);
  const several = roots.length > 1;
  return (
    <>
      <Button onClick={() => setAsking(true)} title={root}>
        <span className="clip banner-root">{several ? words('banner.createRoots') : words('banner.createRoot', { root })}</span>
      </Button>
      {asking && (
        <ConfirmDialog
          title={words('banner.createTitle')}
          question={words(several ? 'banner.createRootsQuestion' : 'banner.createQuestion', { root, name: state.info.source.name })}
          note={words('banner.createNote')}
          confirm={words('banner.createConfirm')}
          onConfirm={() => createRoot(sourceId)}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
