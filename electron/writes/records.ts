/** What the audit says of a write: a plan, the answer to it, and the values in both, as records of JSON. */
import { createHash, randomUUID } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { sameBytes, type Key } from '../../shared/model/key';
import type { Fault, Result } from '../../shared/fault';
import type { AuditEdit, AuditIntent, AuditOutcome, AuditResolution, AuditValue, BesideRecord } from '../../shared/model/audit';
import type { Entry } from '../../shared/model/entry';
import type { Edit, Plan, Receipt } from '../../shared/model/plan';
import { formatEndpoint, separatorOf, type Source } from '../../shared/model/source';
import { secretsIn, type HidesValue } from './secret-values';

/** Longer values are known by their hash. */
const MOST_VALUE_BYTES = 64 * 1024;

/** What belongs to a write beside its plan. */
export interface IntentTerms {
  readonly undoes?: string;
  readonly step?: AuditIntent['step'];
}

/** The record of a plan that is about to be sent. `before` tells what a key holds, as far as it is known. */
export function intentOf(source: Source, plan: Plan, before: (key: Key) => Entry | undefined, { undoes, step }: IntentTerms = {}): AuditIntent {
  const { id, name, backend, environment, endpoints, roots } = source;
  const hides = secretsIn(plan.edits, separatorOf(source), (key) => before(key)?.value);
  return {
    record: 'intent',
    id: randomUUID(),
    at: new Date().toISOString(),
    who: { user: userName(), host: hostname() },
    source: { id, name, backend, environment, endpoints: endpoints.map(formatEndpoint), roots: [...roots] },
    title: plan.title,
    reason: plan.reason,
    edits: plan.edits.map((edit) => editOf(edit, before(edit.key), hides)),
    ...(undoes !== undefined && { undoes }),
    ...(step && { step }),
  };
}

/** The record of the store's answer, which has no revision where the write had several. */
export function outcomeOf(id: string, result: Result<Receipt | void>): AuditOutcome {
  const record = { record: 'outcome', id, at: new Date().toISOString() } as const;
  if (result.ok) {
    if (!result.value) return { ...record, outcome: 'applied' };
    const { at, warnings } = result.value;
    return { ...record, outcome: 'applied', revision: String(at), ...(warnings.length > 0 && { warnings: warnings.map(({ kind, key }) => ({ kind, key })) }) };
  }
  const { code, reason, message, key } = result.fault;
  const fault = { code, reason, message, ...(key !== undefined && { key }) };
  return { ...record, outcome: code === 'outcome-unknown' ? 'unknown' : 'refused', fault };
}

/** The record of a write whose answer never came, because its process ended before. */
export const lostOutcome = (id: string): AuditOutcome => ({ record: 'outcome', id, at: new Date().toISOString(), outcome: 'unknown' });

/** The record of what reading the keys back showed. */
export const resolutionOf = (id: string, found: AuditResolution['found']): AuditResolution => ({ record: 'resolved', id, at: new Date().toISOString(), found });

/** Whether these bytes are the recorded ones. Of a masked value nobody can tell: its length says too little. */
export function isRecorded(recorded: AuditValue | undefined, bytes: Uint8Array | null): boolean {
  if (recorded === undefined) return false;
  if (recorded === null || bytes === null) return recorded === bytes;
  if ('text' in recorded) return sameBytes(bytes, Buffer.from(recorded.text));
  if ('base64' in recorded) return sameBytes(bytes, Buffer.from(recorded.base64, 'base64'));
  return 'sha256' in recorded && bytes.length === recorded.size && hashOf(bytes) === recorded.sha256;
}

function editOf(edit: Edit, held: Entry | undefined, hides: HidesValue): AuditEdit {
  const { kind, key, base } = edit;
  const recorded = (value: Uint8Array | null): AuditValue => valueOf(value, hides(key, value));
  // what is there now tells nothing of a base that has moved: the store will refuse the edit
  const known = held !== undefined && base !== 'absent' && held.stamp.created === base.created && held.stamp.modified === base.modified;
  return {
    kind,
    key,
    base: base === 'absent' ? base : { created: String(base.created), modified: String(base.modified), version: base.version },
    ...(kind !== 'check' && known && { before: recorded(held.value) }),
    ...(kind === 'put' && { after: recorded(edit.value) }),
  };
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function valueOf(bytes: Uint8Array | null, secret: boolean): AuditValue {
  if (bytes === null) return null;
  if (secret) return { masked: true, size: bytes.length };
  if (bytes.length > MOST_VALUE_BYTES) return { sha256: hashOf(bytes), size: bytes.length };
  try {
    return { text: strictUtf8.decode(bytes) };
  } catch {
    return { base64: Buffer.from(bytes).toString('base64') };
  }
}

/** SHA-256 of bytes, in hex. */
export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The record of what was written beside the data, or could not be. */
export const besideOf = (id: string, key: Key, fault?: Fault): BesideRecord => ({
  record: 'beside',
  id,
  at: new Date().toISOString(),
  key,
  ...(fault && { fault: { code: fault.code, reason: fault.reason, message: fault.message } }),
});

/** Some systems have no name for the user who runs this. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env['USER'] ?? '';
  }
}
