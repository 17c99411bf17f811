import { sinceKinds } from '../../../shared/model/past';
import type { SourceId } from '../../../shared/model/source';
import { useRows, useSource, useUi } from '../../store/hooks';
import { showOnlyDifferences } from '../../store/past';
import { pastIdOf } from '../../store/past-source';
import { ROOT } from '../../store/tree';
import { formatNumber } from '../../ui/format';
import { useWords } from '../../ui/text';
import { FilterBox } from '../KeysPanel';
import { Tree } from '../tree/Tree';
import { TreeState } from '../sources/TreeState';

/** The keys as of the moment on show, marked where they are different now. */
export function PastKeys({ sourceId }: { sourceId: SourceId }) {
  const id = pastIdOf(sourceId);
  const { past } = useUi();
  const state = useSource(id);
  const data = useRows(id);
  const words = useWords();
  if (past === null || state === null || data === undefined) return null;
  const counts = past.differences?.counts;
  const total = counts === undefined ? 0 : sinceKinds.reduce((sum, kind) => sum + counts[kind], 0);
  const empty = (data.tree.kids[ROOT] ?? 0) === 0;
  return (
    <section className="keys-panel" aria-labelledby="past-keys-heading">
      <div className="side-head">
        <h2 id="past-keys-heading">{words('past.keys')}</h2>
        <span className="count num">{formatNumber(data.tree.entries - (counts?.added ?? 0))}</span>
      </div>
      <FilterBox key={id} sourceId={id} />
      <div className="past-differences">
        <label>
          <input type="checkbox" checked={past.only} onChange={(event) => showOnlyDifferences(event.currentTarget.checked)} />
          {words('past.only')}
        </label>
        <p className="muted" aria-live="polite">
          {counts === undefined || total === 0
            ? words('past.none')
            : sinceKinds
                .filter((kind) => counts[kind] > 0)
                .map((kind) => words(`past.counts.${kind}`, { count: counts[kind] }))
                .join(' · ')}
        </p>
      </div>
      <div className="tree-host">
        {past.only && total === 0 ? <p className="tree-note">{words('past.none')}</p> : empty || state.matches === 0 ? <TreeState sourceId={id} empty={empty} /> : <Tree key={state.epoch} sourceId={id} />}
      </div>
    </section>
  );
}
