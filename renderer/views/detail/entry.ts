import { switchedOff } from '../../../shared/flags/switch-off';
import type { FormatRule } from '../../../shared/flags/format';
import { readValue } from '../../../shared/flags/value';
import type { Decoded } from '../../../shared/flags/flag';
import { sameStamp, type Entry, type Stamp } from '../../../shared/model/entry';
import type { Key } from '../../../shared/model/key';
import type { SeenFlag } from '../../store/kill-switch';
import { subjectOf } from '../rollout/subject';

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

/** What is known of the value of the version that is shown. */
export interface KnownValue {
  readonly bytes: Uint8Array | null;
  /** Whether `bytes` are a whole value and not only its beginning. */
  readonly whole: boolean;
  /** Whether they are the value of this very version. Others are for the eye: nothing is edited, merged or written from them. */
  readonly ready: boolean;
}

/** Joins an entry with what was last read of its key, which may be of another version while an answer is on its way. */
export function knownValue(entry: Pick<OpenEntry, 'value' | 'complete' | 'created' | 'modified' | 'version' | 'modifiedAt'>, read: Entry | null): KnownValue {
  if (entry.complete) return { bytes: entry.value, whole: true, ready: true };
  if (read === null) return { bytes: entry.value, whole: false, ready: false };
  return { bytes: read.value, whole: true, ready: sameStamp(read.stamp, stampOf(entry)) };
}

/** The flag that is shown, as its kill switch takes it. */
export const seenFlag = (entry: OpenEntry): SeenFlag => ({ key: entry.key, stamp: stampOf(entry), value: entry.complete ? entry.value : undefined });

/** Documents beyond this many bytes are not read for every palette that opens. */
const READ_BYTES = 64 * 1024;

/** Whether it holds a flag, on or off, that a kill switch knows. */
export const canSwitchOff = ({ key, value, complete, size, decoded }: OpenEntry, separator: string): boolean =>
  decoded.kind === 'boolean' || (complete && (size ?? 0) <= READ_BYTES && switchedOff(readValue(key, value, { separator })).kind !== 'no-flag');

/** Whether it may hold a flag of which can be said who is served what; what is too large to be read here may. */
export function canSimulate({ key, isEntry, value, complete, size, decoded }: OpenEntry, readAs: { readonly rules: readonly FormatRule[]; readonly separator: string }): boolean {
  if (!isEntry || decoded.kind === 'boolean') return isEntry;
  if (!complete || (size ?? 0) > READ_BYTES) return decoded.kind === 'json';
  return subjectOf(readValue(key, value, readAs), '') !== undefined;
}

/** Whether the value takes so little of the screen that more can stand under it. */
export const leavesRoom = ({ value, size }: Pick<OpenEntry, 'value' | 'size'>): boolean =>
  value === null ? (size ?? 0) === 0 : value.length === size && size <= 512 && value.filter((byte) => byte === 0x0a).length < 12;
