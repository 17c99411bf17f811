import { placeKinds, type Comparison, type SideFacts } from '../../../shared/model/comparison';
import { searchPlaces, toggleKind, type ComparedSide } from '../../store/compare';
import { useCompare, useSources } from '../../store/hooks';
import { formatNumber } from '../../ui/format';
import { Note } from '../../ui/parts';
import { SearchField } from '../../ui/SearchField';
import { useWords } from '../../ui/text';
import { pastSentences } from '../past/moment-text';
import { kindIcons } from './kinds';
import { PlaceDetail } from './PlaceDetail';
import { PlaceList } from './PlaceList';
import { PromoteBar } from './PromoteBar';
import { useSideNames, type SideNames } from './side-names';

/** What a comparison found: counts by kind, the places, the opened one in full, and what can be done with those that are chosen. */
export function Outcome() {
  const words = useWords();
  const { outcome, kinds, text, indexes, active } = useCompare();
  const names = useSideNames();
  if (outcome === null) return null;
  const comparison = outcome.comparison as Comparison;
  const { counts, folders, left, right } = comparison;
  const all = placeKinds.reduce((sum, kind) => sum + counts[kind], 0);
  const differing = all - counts.same;
  const place = indexes[active];
  return (
    <>
      <div className="compare-bar">
        <div className="compare-kinds" role="group" aria-label={words('compare.show')}>
          {placeKinds.map((kind) => {
            const Icon = kindIcons[kind];
            return (
              <button key={kind} type="button" className="compare-kind" data-kind={kind} aria-pressed={kinds.includes(kind)} onClick={() => void toggleKind(kind)}>
                <Icon size={13} aria-hidden />
                {words(`compare.kind.${kind}`)} <span className="num">{formatNumber(counts[kind])}</span>
              </button>
            );
          })}
        </div>
        <SearchField label={words('compare.search')} value={text} onChange={(sought) => void searchPlaces(sought)} />
      </div>
      <Gaps left={left} right={right} names={names} folders={folders} />
      <Pasts sides={[left, right]} />
      <Moved outcome={outcome as Moment} names={names} />
      {differing === 0 && all > 0 && <Note tone="ok">{words('compare.equal', { count: counts.same })}</Note>}
      {indexes.length === 0 ? (
        <p className="compare-begin muted">{all === 0 ? words('compare.nothing') : differing === 0 ? '' : words('compare.noMatches')}</p>
      ) : (
        <div className="compare-body">
          <PlaceList names={names} />
          {place !== undefined && <PlaceDetail id={comparison.id} index={place} names={names} />}
        </div>
      )}
      <PromoteBar comparison={comparison} names={names} />
    </>
  );
}

interface GapsProps {
  readonly left: SideFacts;
  readonly right: SideFacts;
  readonly names: SideNames;
  readonly folders: number;
}

/** What is not known, and what is left out. */
function Gaps({ left, right, names, folders }: GapsProps) {
  const words = useWords();
  const sentences = [
    left.denied > 0 && words('compare.denied', { name: names.left, count: left.denied }),
    right.denied > 0 && words('compare.denied', { name: names.right, count: right.denied }),
    left.unloaded > 0 && words('compare.unloaded', { name: names.left, count: left.unloaded }),
    right.unloaded > 0 && words('compare.unloaded', { name: names.right, count: right.unloaded }),
  ].filter((sentence) => sentence !== false);
  return (
    <>
      {sentences.length > 0 && <Note tone="warn">{[...sentences, words('compare.unknownNote')].join(' ')}</Note>}
      {folders > 0 && <p className="compare-folders muted">{words('compare.folders', { count: folders })}</p>}
    </>
  );
}

/** How what was is known: who tells it, and what nobody knows. */
function Pasts({ sides }: { sides: readonly SideFacts[] }) {
  const words = useWords();
  const sentences = sides.flatMap(({ past }) => (past === undefined ? [] : pastSentences(past, words)));
  return sentences.length > 0 && <p className="compare-folders muted">{[...new Set(sentences)].join(' ')}</p>;
}

interface Moment {
  readonly comparison: Comparison;
  readonly left: ComparedSide;
  readonly right: ComparedSide;
}

/** Says that a side has changed since it was compared. */
function Moved({ outcome, names }: { outcome: Moment; names: SideNames }) {
  const words = useWords();
  const sources = useSources();
  const hasMoved = (side: ComparedSide, at: bigint | undefined): boolean => {
    const now = side.kind === 'source' && side.moment === undefined ? sources.find(({ info }) => info.source.id === side.sourceId)?.status?.at : undefined;
    return at !== undefined && now !== undefined && now > at;
  };
  const moved = [
    hasMoved(outcome.left, outcome.comparison.left.at) && names.left,
    hasMoved(outcome.right, outcome.comparison.right.at) && names.right,
  ].filter((name) => name !== false);
  return (
    <>
      {[...new Set(moved)].map((name) => (
        <Note key={name} tone="info">
          {words('compare.moved', { name })}
        </Note>
      ))}
    </>
  );
}
