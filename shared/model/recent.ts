/** Changes that the watches have seen of late, across sources, whoever made them. */
import type { AuditEntry } from './audit';
import type { Revision } from './entry';
import type { Key } from './key';
import type { ResyncValue } from './resync';
import type { SourceId } from './source';

/** Most changes that are told at once. */
export const MOST_RECENT = 500;

export interface RecentChange {
  readonly sourceId: SourceId;
  readonly key: Key;
  /** `hidden`: it can no longer be read; whether it is still there is not known. */
  readonly kind: 'created' | 'changed' | 'recreated' | 'deleted' | 'hidden';
  /** Milliseconds since 1970. */
  readonly seenAt: number;
  readonly before?: ResyncValue;
  readonly after?: ResyncValue;
  /** Revision that wrote what is there now, or what was deleted. */
  readonly modified: Revision;
}

/** Tells one change from another. */
export const recentId = ({ sourceId, key, seenAt, kind, modified }: RecentChange): string => `${sourceId} ${seenAt} ${kind} ${modified} ${key}`;

/** The write of the audit that made a change, if it was made here: by its revision, or for a deletion by the state that it was made from. */
export function writeOf({ sourceId, key, kind, modified }: RecentChange, entries: readonly AuditEntry[]): AuditEntry | undefined {
  const revision = String(modified);
  return entries.find(({ intent, outcome, state, beside }) => {
    if (intent.source.id !== sourceId || state !== 'applied') return false;
    // the record of it beside the data, whose key names it
    if (kind === 'created' && beside?.key === key) return true;
    return intent.edits.some((edit) => {
      if (edit.key !== key || edit.kind === 'check') return false;
      if (kind !== 'deleted') return edit.kind === 'put' && outcome?.revision === revision;
      return edit.kind === 'delete' && edit.base !== 'absent' && edit.base.modified === revision;
    });
  });
}
