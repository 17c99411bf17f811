/** Values of the audit as text on the screen. */
import type { AuditEdit, AuditValue } from '../../../shared/model/audit';
import type { Preview } from '../../../shared/plans/preview';
import { formatBytes } from '../../ui/format';
import type { Words } from '../../ui/text';

/** What an edit did, judged by its base: a put of what was absent created it. */
export const editKind = ({ kind, base }: AuditEdit): 'put' | 'create' | 'delete' | 'check' => (kind === 'put' && base === 'absent' ? 'create' : kind);

/** The step of an edit as a review shows it; undefined where the record has not both values. */
export function previewIn({ key, kind, base, before, after }: AuditEdit): Preview | undefined {
  const [old, now] = [bytesIn(before), bytesIn(after)];
  const created = kind === 'put' && base === 'absent';
  if (kind === 'check' || (!created && old === undefined) || (kind === 'put' && now === undefined)) return undefined;
  return { key, kind: kind === 'delete' ? 'deleted' : created ? 'created' : 'changed', base: 'absent', before: old, after: now };
}

/** A recorded value; undefined where only something about it was recorded. */
function bytesIn(value: AuditValue | undefined): Uint8Array | null | undefined {
  if (value === undefined || value === null) return value;
  if ('text' in value) return new TextEncoder().encode(value.text);
  return 'base64' in value ? Uint8Array.from(atob(value.base64), (character) => character.charCodeAt(0)) : undefined;
}

/** Bytes that a text of base64 stands for. */
const sizeOfBase64 = (base64: string): number => Math.floor((base64.replace(/=+$/, '').length * 3) / 4);

export interface AuditText {
  readonly text: string;
  /** It describes the value and is not what was stored. */
  readonly described: boolean;
}

/** A value, or in words what is kept of it; `absent` is for what was not there. */
export function auditText(value: AuditValue | undefined, absent: string, words: Words): AuditText {
  const described = (text: string): AuditText => ({ text, described: true });
  if (value === undefined) return described(absent);
  if (value === null) return described(words('history.null'));
  if ('text' in value) return value.text === '' ? described(words('history.empty')) : { text: value.text, described: false };
  if ('base64' in value) return described(words('activity.binary', { size: formatBytes(sizeOfBase64(value.base64)) }));
  const size = formatBytes(value.size);
  return described('masked' in value ? words('activity.masked', { size }) : words('activity.long', { size, hash: value.sha256.slice(0, 12) }));
}

/** What an edit was from and to. What was not there before a creation is known to be absent; otherwise it is not known. */
export function stepOf(edit: AuditEdit, words: Words): { readonly before: AuditText; readonly after: AuditText } {
  const before = auditText(edit.before, words(edit.base === 'absent' ? 'activity.absent' : 'activity.notKnown'), words);
  return { before, after: auditText(edit.after, words('activity.absent'), words) };
}
