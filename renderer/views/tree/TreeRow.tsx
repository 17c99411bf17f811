import { memo, useState, type CSSProperties, type ReactNode } from 'react';
import { mayBeFlags } from '../../../shared/flags/guess';
import type { Folder } from '../../../shared/model/folder';
import type { SourceId } from '../../../shared/model/source';
import type { SourceData } from '../../store/source-data';
import { useNode, type CellView } from '../../store/hooks';
import { hidesValue } from '../../store/secrets';
import { segmentOf } from '../../store/segments';
import type { SinceMark } from '../../store/since-marks';
import { formatBytes } from '../../ui/format';
import { RowShares } from '../rollout/shares/ShareBar';
import { glyphOf, glyphs } from './glyphs';
import type { RowLabels } from './labels';
import { oneLine, piecesOf } from './name-pieces';
import { ROW_HEIGHT } from './windowing';

/** Deeper rows are not moved further to the right: their name has to stay in sight. */
const MAX_INDENT = 14;
const MAX_PREVIEW = 120;

interface TreeRowProps {
  readonly sourceId: SourceId;
  readonly data: SourceData;
  readonly handle: number;
  readonly id: string;
  readonly index: number;
  readonly level: number;
  readonly place: number;
  readonly setSize: number;
  readonly directory: boolean;
  readonly expanded: boolean;
  /** How far it was read, where the source is read as far as it is opened. */
  readonly folder: Folder | undefined;
  /** Whether its children are on their way. */
  readonly reading: boolean;
  /** Whether its value was edited and is not written yet. */
  readonly drafted: boolean;
  /** What has become of it since, in a tree of the past. */
  readonly since: SinceMark | undefined;
  readonly selected: boolean;
  readonly active: boolean;
  readonly terms: readonly string[];
  readonly labels: RowLabels;
}

/** One row. It subscribes to its own node and to nothing else. */
export const TreeRow = memo(function TreeRow(props: TreeRowProps) {
  const { data, handle, id, index, level, directory, expanded, folder, reading, drafted, since, selected, active, terms, labels } = props;
  const node = useNode(data, handle);
  const { name, rooted } = segmentOf(data.base, node.key, data.separator);
  // what was added since did not exist then
  const holds = node.isEntry && !node.denied && since !== 'added';
  const flag = holds && node.decoded.kind === 'boolean';
  const state = flag ? (node.decoded.on === true ? 'on' : 'off') : undefined;
  const counted = holds && !flag && data.since === null && mayBeFlags(node.value, node.decoded.text, node.complete) && !hidesValue(node.key, node.decoded.text, data.separator);
  const described = [state && `${id}-state`, node.owner !== null && `${id}-owner`, node.decoded.suspicious && `${id}-doubt`, node.denied && `${id}-denied`, drafted && `${id}-draft`, since && `${id}-since`, counted && node.shares !== null && `${id}-shares`].filter(Boolean);
  const depth = Math.min(level - 1, MAX_INDENT);
  return (
    <div
      role="treeitem"
      id={id}
      className="tree-row"
      aria-label={name === '' ? labels.nameless : name}
      aria-level={level}
      aria-setsize={props.setSize}
      aria-posinset={props.place}
      aria-expanded={directory ? expanded : undefined}
      aria-busy={reading || undefined}
      aria-selected={selected}
      aria-describedby={described.length > 0 ? described.join(' ') : undefined}
      data-key={node.key}
      data-handle={handle}
      data-state={state}
      data-active={active || undefined}
      data-gone={node.gone || undefined}
      data-denied={node.denied || undefined}
      data-since={since}
      style={{ top: index * ROW_HEIGHT, '--depth': depth } as CSSProperties}
    >
      <span className="tree-guides" aria-hidden />
      <span className="tree-twist" data-twist={directory || undefined} data-open={expanded || undefined} aria-hidden>
        {reading ? glyphs.reading : directory && glyphs.chevron}
      </span>
      {glyphOf(node, directory, expanded)}
      {level - 1 > MAX_INDENT && (
        <span className="tree-deep" aria-hidden>
          {level}
        </span>
      )}
      <bdi className="tree-name" data-quiet={name === '' || undefined}>
        {rooted && (
          <span className="tree-slash" aria-hidden>
            {data.separator}
          </span>
        )}
        {name === '' ? labels.nameless : markedName(name, terms)}
      </bdi>
      <Flash key={handle} changes={node.changes} />
      {holds && previewOf(node, directory, data.separator, labels)}
      {node.denied && (
        <span className="tree-value tree-aside tree-denied" id={`${id}-denied`}>
          {labels.denied}
        </span>
      )}
      {drafted && (
        <span className="tree-mark" id={`${id}-draft`} title={labels.draft}>
          <i className="draft-dot" aria-hidden />
          <span className="tree-hidden">{labels.draft}</span>
        </span>
      )}
      {node.isEntry && node.owner !== null && (
        <span className="tree-mark" id={`${id}-owner`} title={labels.ownedBy(node.owner)}>
          {glyphs.owned}
          <span className="tree-hidden">{labels.ownedBy(node.owner)}</span>
        </span>
      )}
      {flag && node.decoded.suspicious === true && (
        <span className="tree-mark tree-doubt" id={`${id}-doubt`} title={labels.suspicious}>
          {glyphs.doubt}
          <span className="tree-hidden">{labels.suspicious}</span>
        </span>
      )}
      {since !== undefined && (
        <span className="tree-since" id={`${id}-since`} title={labels.since[since]}>
          {since === 'below' ? <span className="tree-hidden">{labels.since.below}</span> : labels.since[since]}
        </span>
      )}
      {state !== undefined && (
        <span className="tree-state" data-state={state} id={`${id}-state`}>
          {labels[state]}
        </span>
      )}
      {counted && <RowShares sourceId={props.sourceId} handle={handle} version={node.changes} shares={node.shares} id={`${id}-shares`} textOf={labels.shares} />}
      {directory && <span className="tree-count">{countOf(node.kids, folder, labels)}</span>}
    </div>
  );
});

// The parts of a row are functions, not components: React looks after each component of each row with every letter of the filter.

/** Children, as far as they are known: those of a folder that is not loaded where the store tells their number. */
function countOf(kids: number, folder: Folder | undefined, labels: RowLabels): string {
  if (folder === undefined || (folder.loaded && folder.through === undefined)) return labels.count(kids);
  if (folder.children === undefined) return folder.loaded ? `${labels.count(kids)}+` : '';
  return folder.loaded ? `${labels.count(kids)} / ${labels.count(folder.children)}` : labels.count(folder.children);
}

function markedName(name: string, terms: readonly string[]): ReactNode {
  return piecesOf(name, terms).map((piece, index) => {
    const inner = piece.control ? <span key={index} className="tree-control">{piece.text}</span> : piece.text;
    return piece.match ? <mark key={index}>{inner}</mark> : inner;
  });
}

/** A dot that shows for a moment when a change has been seen while the row was on the screen. */
function Flash({ changes }: { readonly changes: number }) {
  const [before] = useState(changes);
  return <span className="tree-flash" key={changes} data-changed={changes !== before || undefined} aria-hidden />;
}

function previewOf(node: CellView, directory: boolean, separator: string, labels: RowLabels): ReactNode {
  const { kind, text } = node.decoded;
  if (kind === 'boolean' && (text === 'true' || text === 'false')) return null;
  if (node.size === null) return directory ? null : <span className="tree-value tree-aside">{labels.nullValue}</span>;
  if (node.size === 0) return directory ? null : <span className="tree-value tree-aside">{labels.emptyValue}</span>;
  if (hidesValue(node.key, text, separator)) return <span className="tree-value tree-aside">{labels.hiddenValue}</span>;
  if (text === null) return <span className="tree-value tree-aside">{labels.binary(formatBytes(node.size))}</span>;
  return (
    <bdi className="tree-value" data-kind={kind}>
      {oneLine(text.slice(0, MAX_PREVIEW).replace(/\s+/g, ' '))}
    </bdi>
  );
}
