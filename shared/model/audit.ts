/**
 * The audit: what was written through this app, by whom, when and why. A write's intent is on the disk before it is sent, its outcome
 * behind it; records are only ever added. Revisions are decimal text: JSON has no 64-bit numbers.
 */
import { z } from 'zod';
import { backends, environments, sourceIdSchema } from './source';

/** A value as the audit keeps it: what is long is known by its hash, and what is secret by its length. Null is ZooKeeper's "no data". */
const valueSchema = z.union([
  z.object({ text: z.string() }),
  z.object({ base64: z.string() }),
  z.object({ sha256: z.string(), size: z.number() }),
  z.object({ masked: z.literal(true), size: z.number() }),
  z.null(),
]);
export type AuditValue = z.infer<typeof valueSchema>;

const stampSchema = z.object({ created: z.string().regex(/^\d+$/), modified: z.string().regex(/^\d+$/), version: z.number() });

const editSchema = z.object({
  kind: z.enum(['put', 'delete', 'check']),
  key: z.string(),
  base: z.union([z.literal('absent'), stampSchema]),
  /** What the key held when the edit was made; absent where nothing was there or it is not known. */
  before: valueSchema.optional(),
  /** What a put writes. */
  after: valueSchema.optional(),
});
export type AuditEdit = z.infer<typeof editSchema>;

const intentSchema = z.object({
  record: z.literal('intent'),
  id: z.string(),
  /** ISO 8601, UTC. */
  at: z.string(),
  who: z.object({ user: z.string(), host: z.string() }),
  source: z.object({
    id: sourceIdSchema,
    name: z.string(),
    backend: z.enum(backends),
    environment: z.enum(environments),
    endpoints: z.array(z.string()),
    roots: z.array(z.string()),
  }),
  title: z.string(),
  reason: z.string(),
  edits: z.array(editSchema),
  /** The write that this one takes back. */
  undoes: z.string().optional(),
  /** Which step of a sequence it is, counted from 1. */
  step: z.object({ sequence: z.string(), number: z.number(), of: z.number() }).optional(),
});
/** What is about to be sent. */
export type AuditIntent = z.infer<typeof intentSchema>;

const outcomeSchema = z.object({
  record: z.literal('outcome'),
  /** The intent's. */
  id: z.string(),
  at: z.string(),
  /** `unknown`: the answer was lost, or the process ended before it came. */
  outcome: z.enum(['applied', 'refused', 'unknown']),
  revision: z.string().optional(),
  warnings: z.array(z.object({ kind: z.string(), key: z.string() })).optional(),
  fault: z.object({ code: z.string(), reason: z.string(), message: z.string(), key: z.string().optional() }).optional(),
});
/** What the store answered. */
export type AuditOutcome = z.infer<typeof outcomeSchema>;

const resolutionSchema = z.object({
  record: z.literal('resolved'),
  id: z.string(),
  at: z.string(),
  /** What reading the keys back showed; `unclear`: they do not show it. */
  found: z.enum(['applied', 'not-applied', 'unclear']),
});
/** What became of a write whose outcome was unknown. */
export type AuditResolution = z.infer<typeof resolutionSchema>;

const besideSchema = z.object({
  record: z.literal('beside'),
  /** The intent's. */
  id: z.string(),
  at: z.string(),
  /** Where in the store it was written, or was to be. */
  key: z.string(),
  /** Why it was not, or nobody knows whether it was. */
  fault: z.object({ code: z.string(), reason: z.string(), message: z.string() }).optional(),
});
/** What became of the record that is written into the store itself, beside the data. */
export type BesideRecord = z.infer<typeof besideSchema>;

/** One line of the file. */
export const auditRecordSchema = z.discriminatedUnion('record', [intentSchema, outcomeSchema, resolutionSchema, besideSchema]);
export type AuditRecord = z.infer<typeof auditRecordSchema>;

/** How a write ended: `pending` while nothing is known yet. */
export const auditStates = ['pending', 'applied', 'refused', 'unknown', 'not-applied'] as const;
export type AuditState = (typeof auditStates)[number];

/** A write with all that was recorded of it. */
export interface AuditEntry {
  readonly intent: AuditIntent;
  readonly outcome?: AuditOutcome;
  readonly resolution?: AuditResolution;
  readonly beside?: BesideRecord;
  readonly state: AuditState;
}

/** How the write of these records ended. What reading showed stands above an answer that was lost. */
export function auditState(outcome: AuditOutcome | undefined, resolution: AuditResolution | undefined): AuditState {
  if (outcome === undefined) return 'pending';
  if (outcome.outcome !== 'unknown' || resolution === undefined || resolution.found === 'unclear') return outcome.outcome;
  return resolution.found;
}

export const auditFilterSchema = z.object({
  sourceId: sourceIdSchema.optional(),
  /** A part of a key. */
  key: z.string().max(4096).optional(),
  /** A part of the title, the reason, the user, the source's name, what the store said or a key; case does not matter. */
  text: z.string().max(1000).optional(),
  /** ISO 8601; both are included. */
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  states: z.array(z.enum(auditStates)).optional(),
});
/** Which entries are wanted; an absent part demands nothing. */
export type AuditFilter = z.infer<typeof auditFilterSchema>;

/** Entries from the end of the file, the latest first. */
export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** Where the next page goes on; absent at the beginning of the file. */
  readonly next?: number;
  /** Lines on the way that could not be read. */
  readonly broken: number;
}
