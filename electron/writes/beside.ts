/**
 * Records of writes that are written into the store itself, beside the data, where a person has asked for it. Each is one guarded create of
 * a key of its own, sent when the write has been applied, so that nothing about it can hinder the write. What fails is said and not tried
 * again. Who may read the record may not be allowed to read what was written: a value that an ACL protects is known by its hash.
 */
import { within } from '../sessions/pause';
import { failed, fault, faultOf, type Result } from '../../shared/fault';
import type { AuditEdit, AuditIntent, AuditValue } from '../../shared/model/audit';
import type { Key } from '../../shared/model/key';
import type { AclEntry, Plan, Receipt } from '../../shared/model/plan';
import type { SourceId } from '../../shared/model/source';
import { parentPath } from '../../shared/model/znode-path';
import type { AuditLog } from './audit';
import { besideOf, hashOf } from './records';
import type { WriteTarget } from './target';

/** What keys of a source's records begin with; undefined where none are written. */
export type PrefixOf = (sourceId: SourceId) => string | undefined;

/** How long a write that was applied waits for its record. */
const RECORD_MS = 10_000;
/** Largest record; etcd and ZooKeeper take about a megabyte, and keep all of them in memory. */
export const MOST_RECORD_BYTES = 64 * 1024;
/** Longer values stand in the record by their hash where the whole of it would be too large. */
const MOST_VALUE_CHARACTERS = 256;
/** ACLs that are read for one record; values of other keys are taken for protected. */
const MOST_ACLS = 500;

export class RecordsBeside {
  readonly #audit: AuditLog;
  readonly #prefixOf: PrefixOf;

  constructor(audit: AuditLog, prefixOf: PrefixOf) {
    this.#audit = audit;
    this.#prefixOf = prefixOf;
  }

  /** Records an applied write where it is asked for, and gives its receipt, with a warning where the record could not be written. */
  async write(target: WriteTarget, intent: AuditIntent, receipt: Receipt): Promise<Receipt> {
    const prefix = this.#prefixOf(target.source.id);
    if (prefix === undefined) return receipt;
    const key = recordKey(prefix, intent);
    const deletes = target.capabilities.parents === 'required' && intent.edits.some((edit) => edit.kind === 'delete' && holdsRecords(edit.key, prefix));
    const work = (async (): Promise<Result<unknown>> => {
      // its parents would come back with it, and stand in the way of taking the deletion back
      if (deletes) return failed(fault('not-supported', 'records-deleted', {}, { key }));
      const edits = await readable(intent.edits, target);
      return create(target, key, recordOf(intent, edits, receipt));
    })().catch((error: unknown) => failed(faultOf(error)));
    // what comes later is not told any more: the write itself has waited long enough
    const done = await within(RECORD_MS, work);
    const failure = done === undefined ? fault('outcome-unknown', 'outcome-unknown', {}, { key }) : done.ok ? undefined : done.fault;
    await this.#audit.conclude(besideOf(intent.id, key, failure));
    return failure ? { ...receipt, warnings: [...receipt.warnings, { kind: 'not-recorded-beside', key, fault: failure }] } : receipt;
  }
}

/** Time and id, so that records lie in the order in which they were begun. No part of it separates keys. */
export const recordKey = (prefix: string, { id, at }: Pick<AuditIntent, 'id' | 'at'>): Key => `${prefix}${at.replaceAll(/[-:.]/g, '')}-${id}`;

/** Whether records with this prefix lie below this key, in a store whose keys have parents. */
export const holdsRecords = (key: Key, prefix: string): boolean => prefix.startsWith(`${key}/`);

/** A record as it is kept in the store: JSON, at most {@link MOST_RECORD_BYTES}. */
export function recordOf(intent: AuditIntent, edits: readonly AuditEdit[], { at, warnings }: Pick<Receipt, 'at' | 'warnings'>): Uint8Array {
  const { id, at: time, who, title, reason, undoes, step, source } = intent;
  const record = (some: readonly AuditEdit[]): Uint8Array =>
    new TextEncoder().encode(
      JSON.stringify({
        format: 'flagscope-audit',
        version: 1,
        ...{ id, at: time, who, title, reason, environment: source.environment, revision: String(at) },
        edits: some,
        ...(some.length < edits.length && { editsLeftOut: edits.length - some.length }),
        ...(warnings.length > 0 && { warnings: warnings.slice(0, 20).map(({ kind, key }) => ({ kind, key })) }),
        ...(undoes !== undefined && { undoes }),
        ...(step && { step }),
      }),
    );
  const whole = record(edits);
  if (whole.length <= MOST_RECORD_BYTES) return whole;
  const short = edits.map(shortened);
  let count = short.length;
  for (let text = record(short); ; text = record(short.slice(0, count))) {
    if (text.length <= MOST_RECORD_BYTES || count === 0) return text;
    // by what it has to be smaller, and one in any case
    count = Math.min(count - 1, Math.floor((count * MOST_RECORD_BYTES) / text.length));
  }
}

function shortened(edit: AuditEdit): AuditEdit {
  const { before, after, ...rest } = edit;
  return { ...rest, ...(before !== undefined && { before: shortValue(before) }), ...(after !== undefined && { after: shortValue(after) }) };
}

const shortValue = (value: AuditValue): AuditValue =>
  value !== null && (('text' in value && value.text.length > MOST_VALUE_CHARACTERS) || ('base64' in value && value.base64.length > MOST_VALUE_CHARACTERS)) ? byHash(value) : value;

function byHash(value: AuditValue): AuditValue {
  if (value === null || 'masked' in value || 'sha256' in value) return value;
  const bytes = 'text' in value ? Buffer.from(value.text) : Buffer.from(value.base64, 'base64');
  return { sha256: hashOf(bytes), size: bytes.length };
}

const READ = 1;
const isReadByAll = (acl: readonly AclEntry[] | undefined): boolean => acl?.some(({ bits, scheme, id }) => scheme === 'world' && id === 'anyone' && (bits & READ) !== 0) === true;

/** The edits, with the values that not everybody may read by their hash only, where keys have ACLs. What was deleted has none any more. */
async function readable(edits: readonly AuditEdit[], { session, capabilities }: WriteTarget): Promise<readonly AuditEdit[]> {
  const all = [...edits];
  if (capabilities.parents !== 'required') return all;
  const acls = await session.acls(edits.filter(({ kind }) => kind === 'put').slice(0, MOST_ACLS).map(({ key }) => key));
  return all.map((edit): AuditEdit => {
    if (isReadByAll(acls?.get(edit.key))) return edit;
    const { before, after, ...rest } = edit;
    return { ...rest, ...(before !== undefined && { before: byHash(before) }), ...(after !== undefined && { after: byHash(after) }) };
  });
}

/** Creates the record, with its missing parents where keys have to have them. */
async function create({ session, capabilities }: WriteTarget, key: Key, value: Uint8Array): Promise<Result<unknown>> {
  const put = (of: Key, content: Uint8Array | null): Promise<Result<unknown>> => {
    const plan: Plan = { title: 'Audit record', reason: '', edits: [{ kind: 'put', key: of, value: content, base: 'absent' }] };
    return session.apply(plan);
  };
  const created = await put(key, value);
  if (created.ok || created.fault.reason !== 'parent-missing' || capabilities.parents !== 'required') return created;
  const parents: Key[] = [];
  for (let at = parentPath(key); at !== '/'; at = parentPath(at)) parents.unshift(at);
  for (const parent of parents) {
    const made = await put(parent, null);
    // what lies above the roots is there, as they are; others may be making the same parents
    if (!made.ok && made.fault.reason !== 'conflict-exists' && made.fault.reason !== 'outside-root') return made;
  }
  return put(key, value);
}
