import '../ui/search-field.css';
import { IconDots, IconFilter, IconHistory, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { SourceId } from '../../shared/model/source';
import { openDialog, setFilter } from '../store/actions';
import { useRows, useSource } from '../store/hooks';
import { travel } from '../store/past';
import { labelOf, lastSegment } from '../store/segments';
import { ROOT } from '../store/tree';
import { formatNumber } from '../ui/format';
import { IconButton, Keys } from '../ui/parts';
import { useWords } from '../ui/text';
import { ChangeSetTray } from './changes/ChangeSetTray';
import { KeyMenu, type MenuPlace } from './changes/KeyMenu';
import { FILTER_ID, focusTree } from './focus';
import { phaseOf } from './phase';
import { useSharesAgain } from './rollout/shares/use-shares-again';
import { DeniedNote } from './sources/DeniedNote';
import { MissingNote } from './sources/MissingNote';
import { SourceBanner } from './sources/SourceBanner';
import { TreeState } from './sources/TreeState';
import { FolderMore } from './tree/FolderMore';
import { Tree } from './tree/Tree';

/** The keys of a source: filter, what is wrong with it if anything, tree. */
export function KeysPanel({ sourceId }: { sourceId: SourceId }) {
  const state = useSource(sourceId);
  const data = useRows(sourceId);
  const words = useWords();
  useSharesAgain();
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  if (state === null) return null;
  const { matches, status, listed } = state;
  const phase = phaseOf(state);
  // the status may be a second old, the data is not
  const empty = (data?.tree.kids[ROOT] ?? 0) === 0;
  const lazy = data !== undefined && data.folders !== null;
  const shown = listed && !empty && matches !== 0;
  return (
    <section className="keys-panel" aria-labelledby="keys-heading">
      <div className="side-head">
        <h2 id="keys-heading">{words('names.keys')}</h2>
        {status !== null && listed && <span className="count num">{formatNumber(status.nodes)}</span>}
        <span className="spacer" />
        {listed && !lazy && (
          <IconButton label={words('past.open')} keys="Mod ⇧ H" size={22} onClick={() => void travel(sourceId)}>
            <IconHistory size={15} stroke={1.6} />
          </IconButton>
        )}
        <HeadButtons sourceId={sourceId} onMenu={setMenu} />
      </div>
      <FilterBox key={sourceId} sourceId={sourceId} />
      {lazy && state.filter !== '' && <p className="filter-note">{words('size.filter')}</p>}
      {/* there before the banner is, so that its sentence is spoken */}
      <div className="banner-host" aria-live="polite">
        <SourceBanner sourceId={sourceId} />
        <MissingNote sourceId={sourceId} />
        <DeniedNote sourceId={sourceId} />
      </div>
      <div className="tree-host" data-stale={(listed && phase !== 'live') || undefined}>
        {shown ? <Tree sourceId={sourceId} onMenu={setMenu} /> : <TreeState sourceId={sourceId} empty={empty} />}
      </div>
      {shown && lazy && <FolderMore sourceId={sourceId} />}
      <ChangeSetTray sourceId={sourceId} />
      {menu !== null && <KeyMenu sourceId={sourceId} place={menu} onClose={() => setMenu(null)} />}
    </section>
  );
}

/** A new key, and what else can be done with the selected one. */
function HeadButtons({ sourceId, onMenu }: { sourceId: SourceId; onMenu: (place: MenuPlace) => void }) {
  const state = useSource(sourceId);
  const words = useWords();
  if (state === null || !state.listed) return null;
  const { selectedKey, info } = state;
  const { source } = info;
  const name = selectedKey === null ? '' : labelOf(lastSegment(source, selectedKey), source.backend);
  // with nothing selected the first root is what a key comes below
  const near = { sourceId, key: selectedKey ?? source.roots[0] ?? '', beside: selectedKey === null && source.backend !== 'zookeeper' };
  return (
    <>
      {info.writable && phaseOf(state) === 'live' && (
        <IconButton label={words('changes.key.newChild')} keys="Mod N" size={22} onClick={() => openDialog('new-key', near)}>
          <IconPlus size={14} />
        </IconButton>
      )}
      {selectedKey !== null && (
        <IconButton
          label={words('changes.actions', { name })}
          size={22}
          onClick={() => {
            const { left, bottom } = document.activeElement?.getBoundingClientRect() ?? { left: 0, bottom: 0 };
            onMenu({ key: selectedKey, x: left, y: bottom });
          }}
        >
          <IconDots size={14} />
        </IconButton>
      )}
    </>
  );
}

/** Filters the keys. What is typed is on the screen in the same event: a text that goes through the store first loses the caret's place. */
export function FilterBox({ sourceId }: { sourceId: SourceId }) {
  const state = useSource(sourceId);
  const words = useWords();
  const filter = state?.filter ?? '';
  const matches = state?.matches ?? null;
  const [typed, setTyped] = useState({ text: filter, filter });
  // changed from elsewhere: cleared to show a key, say
  if (typed.filter !== filter) setTyped({ text: filter, filter });
  const type = (text: string) => {
    setTyped({ text, filter: text });
    setFilter(sourceId, text);
  };
  return (
    <div className="search-field filter-box">
      <IconFilter size={13} aria-hidden />
      <input
        id={FILTER_ID}
        type="search"
        aria-label={words('names.filter')}
        placeholder={words('names.filter')}
        value={typed.text}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'ArrowDown' || event.key === 'Enter') {
            if (focusTree()) event.preventDefault();
          } else if (event.key === 'Escape') {
            if (typed.text === '') focusTree();
            else type('');
          }
        }}
      />
      {typed.text === '' ? (
        <Keys keys="/" />
      ) : (
        <span className="filter-count num" aria-live="polite">
          {matches !== null && words('tree.matches', { count: matches })}
        </span>
      )}
    </div>
  );
}
