import { Button } from '@mantine/core';
import type { Key } from '../../../shared/model/key';
import type { SourceId } from '../../../shared/model/source';
import { openPath } from '../../store/actions';
import { useWords } from '../../ui/text';

/** A key of which nothing is known, because its directory is not loaded. */
export function Unread({ sourceId, entryKey }: { sourceId: SourceId; entryKey: Key }) {
  const words = useWords();
  return (
    <>
      <p>{words('size.unread', { key: entryKey })}</p>
      <p className="muted">{words('size.unreadNote')}</p>
      <p>
        <Button variant="default" onClick={() => void openPath(sourceId, entryKey)}>
          {words('size.open')}
        </Button>
      </p>
    </>
  );
}
