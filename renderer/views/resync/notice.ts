/** Which outage a source's notice is about, and how many keys changed in it, in words. */
import { changedKeys, type ResyncKind, type ResyncSummary } from '../../../shared/model/resync';
import type { Words } from '../../ui/text';

/** In the order in which they are told. */
export const kinds: readonly ResyncKind[] = ['changed', 'recreated', 'added', 'removed', 'passed'];

/**
 * The outage to tell of: the latest that changed anything, or else the latest. A later one in which nothing changed does not hide
 * an earlier one that nobody has dismissed. Undefined where all are dismissed.
 */
export function noticed(resyncs: readonly ResyncSummary[], dismissed: number): ResyncSummary | undefined {
  const open = resyncs.filter(({ id }) => id > dismissed);
  return open.findLast((summary) => changedKeys(summary) > 0) ?? open.at(-1);
}

/** "3 changed, 1 added", or that nothing changed. */
export function countsText(summary: Pick<ResyncSummary, 'counts'>, words: Words): string {
  const parts: string[] = kinds.flatMap((kind) => (summary.counts[kind] > 0 ? [words(`resync.part.${kind}`, { count: summary.counts[kind] })] : []));
  if (parts.length === 0) return words('resync.nothing');
  return words('resync.summary', { parts: parts.reduce((first, rest) => words('resync.and', { first, rest })) });
}
