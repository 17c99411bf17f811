/** What the compared sides are called. */
import type { ComparedSide } from '../../store/compare';
import { useCompare, useSources } from '../../store/hooks';
import { useWords } from '../../ui/text';
import { chosenMoment } from '../past/moment-text';
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
    if (found === undefined) return '';
    const name = `${nameOf(found.info, words)} ${side.prefix}`.trim();
    return side.moment === undefined ? name : words('compare.asOf', { name, moment: chosenMoment(side.moment, found.info.source.backend, words) });
  };
  return { left: named(outcome?.left as ComparedSide | undefined), right: named(outcome?.right as ComparedSide | undefined) };
}
