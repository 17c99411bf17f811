import { Button } from '@mantine/core';
import { rootOfFolder } from '../../../shared/model/folder';
import type { Key } from '../../../shared/model/key';
import type { SourceId } from '../../../shared/model/source';
import { loadMore } from '../../store/actions';
import type { SourceData } from '../../store/source-data';
import { useRows, useSource } from '../../store/hooks';
import { labelOf, segmentOf } from '../../store/segments';
import { formatNumber } from '../../ui/format';
import { useWords } from '../../ui/text';

/** That the folder one is in has more children than were read, and the way to read on. Nothing where it has not. */
export function FolderMore({ sourceId }: { sourceId: SourceId }) {
  const state = useSource(sourceId);
  const data = useRows(sourceId);
  const words = useWords();
  const folder = data === undefined ? undefined : unfinished(data, state?.selectedKey ?? null);
  if (state === null || data === undefined || folder === undefined) return null;
  const children = data.folders?.get(folder)?.children;
  const handle = rootOfFolder(folder) === undefined ? data.handleOf(folder) : 0;
  const kids = handle === undefined ? 0 : (data.tree.kids[handle] ?? 0);
  const root = rootOfFolder(folder);
  const name = root === undefined ? labelOf(segmentOf(data.base, folder, data.separator).name, state.info.source.backend) : root === '' ? '/' : root;
  const busy = state.reading.includes(folder);
  const shown = formatNumber(kids);
  return (
    <div className="folder-more">
      <span role="status">
        <bdi className="clip">{name}</bdi>
        <span className="num">{children === undefined ? words('size.some', { shown }) : words('size.someOf', { shown, children: formatNumber(children) })}</span>
      </span>
      <Button variant="default" aria-disabled={busy} data-disabled={busy} onClick={() => !busy && void loadMore(sourceId, folder)}>
        {words(busy ? 'size.reading' : 'size.more')}
      </Button>
    </div>
  );
}

/** The nearest folder at or above this key, or of a root, that has more children than were read. */
function unfinished({ folders, rule }: SourceData, key: Key | null): Key | undefined {
  if (folders === null) return undefined;
  const above: Key[] = [];
  for (let at: Key | undefined = key ?? undefined; at !== undefined; at = rootOfFolder(at) === undefined ? rule.folderOf(at) : undefined) above.push(at);
  return [...above, ...rule.roots].find((folder) => folders.get(folder)?.through !== undefined);
}
