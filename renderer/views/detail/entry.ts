import type { Decoded } from '../../../shared/flags/flag';
import type { Stamp } from '../../../shared/model/entry';
import type { Key } from '../../../shared/model/key';

/** The entry that is open, as the detail pane needs it: the live one, or the last state seen of one that has gone. */
export interface OpenEntry {
  readonly key: Key;
  readonly isEntry: boolean;
  readonly gone: boolean;
  readonly denied: boolean;
  /** Whether it may exist without our knowing. */
  readonly unread: boolean;
  /** Keys right under it. */
  readonly kids: number;
  readonly value: Uint8Array | null;
  readonly size: number | null;
  readonly complete: boolean;
  readonly decoded: Decoded;
  readonly created: bigint;
  readonly modified: bigint;
  readonly version: number;
  readonly modifiedAt: number | null;
  readonly owner: string | null;
  readonly changes: number;
  readonly recreated: number;
}

/** Names one version of an entry. What was read for it holds until this changes; a delete does not, so that its last state stays. */
export const versionOf = (entry: OpenEntry): string => `${entry.created} ${entry.modified} ${entry.version} ${entry.owner ?? ''} ${entry.recreated}`;

/** Stamp of the version that is shown. */
export const stampOf = ({ created, modified, version, modifiedAt }: Pick<OpenEntry, 'created' | 'modified' | 'version' | 'modifiedAt'>): Stamp => ({
  created,
  modified,
  version,
  ...(modifiedAt === null ? {} : { modifiedAt }),
});

/** Whether the value takes so little of the screen that more can stand under it. */
export const leavesRoom = ({ value, size }: Pick<OpenEntry, 'value' | 'size'>): boolean =>
  value === null ? (size ?? 0) === 0 : value.length === size && size <= 512 && value.filter((byte) => byte === 0x0a).length < 12;
