/** What the compared sides are called. */
import type { ComparedSide } from '../../store/compare';
import { useCompare, useSources } from '../../store/hooks';
import { useWords } from '../../ui/text';
import { nameOf } from '../source-name';

/** The names of the two sides, as they are shown. */
export interface SideNames {
  readonly left: string;
  readonly right: string;
}

/** What the compared sides are called now. */
export function useSideNames(): SideNames {
  const words = useWords();
  const sources = useSources();
  const { outcome } = useCompare();
  const named = (side: ComparedSide | undefined): string => {
    if (side === undefined) return '';
    if (side.kind === 'file') return words('compare.file', { name: side.file.path.replace(/^.*[/\\]/, '') });
    const found = sources.find(({ info }) => info.source.id === side.sourceId);
    return found === undefined ? '' : `${nameOf(found.info, words)} ${side.prefix}`.trim();
  };
  return { left: named(outcome?.left as ComparedSide | undefined), right: named(outcome?.right as ComparedSide | undefined) };
}
