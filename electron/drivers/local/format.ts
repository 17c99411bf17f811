/**
 * The journal's lines. Each is `<checksum> <JSON>`, and each checksum covers the one before it, so that a line that is altered,
 * missing, moved or from another journal shows. The first line is the header; then the entries of a snapshot, as many as the
 * header counts; then one line a transaction, numbered without a gap.
 * Checksums are 64 bits of SHA-256: like a CRC they show damage, and unlike one they also tell two histories apart.
 */
import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Entry, Revision } from '../../../shared/model/entry';
import type { Change } from '../../../shared/model/frame';

/** Version of the format this code writes, and the newest it reads. */
export const FORMAT_VERSION = 1;

const revision = z.string().regex(/^(?:0|[1-9]\d{0,17})$/);
/** A value is `text` where its bytes are UTF-8, otherwise `base64`; with neither it is null. */
const value = { text: z.string().optional(), base64: z.base64().optional() };

const headerSchema = z.object({
  format: z.literal('flagscope-workspace'),
  version: z.literal(FORMAT_VERSION),
  id: z.string().min(1).max(64),
  /** Revision of the snapshot; older history is gone. */
  revision,
  /** Checksum of the transaction at that revision, which the next transaction's checksum covers. */
  link: z.string(),
  entries: z.number().int().nonnegative(),
});
/** First line of a journal. */
export type Header = z.infer<typeof headerSchema>;

const snapshotSchema = z.object({
  entry: z.string(),
  created: revision,
  modified: revision,
  version: z.number().int().positive(),
  time: z.number(),
  ...value,
});

const transactionSchema = z.object({
  revision,
  /** Milliseconds since 1970. */
  time: z.number(),
  /** Newest revision known to be on disk when this line was written, where that is not the one just before. */
  settled: revision.optional(),
  edits: z
    .array(
      z.union([
        /** `created` and `version` are left out where the key is new. */
        z.object({ put: z.string(), created: revision.optional(), version: z.number().int().positive().optional(), ...value }),
        z.object({ delete: z.string() }),
      ]),
    )
    .min(1),
});

/** A committed transaction as it is kept in memory. */
export interface Transaction {
  readonly revision: Revision;
  /** When it was committed, milliseconds since 1970. */
  readonly time: number;
  readonly changes: readonly Change[];
  /** The line's checksum. */
  readonly sum: string;
  /** Length of the line in the file, its newline included. */
  readonly length: number;
}

/** A line ready to be written. */
export interface Line {
  readonly sum: string;
  readonly bytes: Uint8Array;
}

const encoder = new TextEncoder();
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Checksum of a line's JSON after the line with checksum `previous`. */
const checksum = (previous: string, json: string): string => hash('sha256', `${previous} ${json}`).slice(0, 16);

function line(previous: string, content: object): Line {
  const json = JSON.stringify(content);
  const sum = checksum(previous, json);
  return { sum, bytes: Buffer.from(`${sum} ${json}\n`) };
}

/** The line that opens a journal. */
export const headerLine = (header: Header): Line => line('', header);

/** A snapshot's line for one entry. */
export const snapshotLine = (previous: string, { key, value: bytes, stamp }: Entry): Line =>
  line(previous, {
    entry: key,
    created: String(stamp.created),
    modified: String(stamp.modified),
    version: stamp.version,
    time: stamp.modifiedAt ?? 0,
    ...encodeValue(bytes),
  });

/** A transaction's line. */
export function transactionLine(
  previous: string,
  { revision: at, time, settled, changes }: { revision: Revision; time: number; settled: Revision; changes: readonly Change[] },
): Line {
  const edits = changes.map((change) => {
    if (change.kind === 'delete') return { delete: change.key };
    const { key, value: bytes, stamp } = change.entry;
    return { put: key, ...(stamp.version === 1 ? {} : { created: String(stamp.created), version: stamp.version }), ...encodeValue(bytes) };
  });
  return line(previous, { revision: String(at), time, ...(settled === at - 1n ? {} : { settled: String(settled) }), edits });
}

/** A line's parts, or undefined where it does not have the shape of one or its checksum does not match. */
export function splitLine(previous: string, text: string): { sum: string; json: string } | undefined {
  const sum = text.slice(0, 16);
  const json = text.slice(17);
  return text[16] === ' ' && checksum(previous, json) === sum ? { sum, json } : undefined;
}

/** Version that the first line claims, whatever its checksum: that of a later format may be made differently. */
export function claimedVersion(text: string): number | undefined {
  const claimed = /"format":"flagscope-workspace","version":(\d{1,9})\b/.exec(text)?.[1];
  return claimed === undefined ? undefined : Number(claimed);
}

/** Parses the header's JSON; throws where it is not one. */
export const parseHeader = (json: string): Header => headerSchema.parse(JSON.parse(json));

/** Parses a snapshot line's JSON; throws where it is not one. */
export function parseSnapshot(json: string): Entry {
  const { entry, created, modified, version, time, ...rest } = snapshotSchema.parse(JSON.parse(json));
  return { key: entry, value: decodeValue(rest), stamp: { created: BigInt(created), modified: BigInt(modified), version, modifiedAt: time } };
}

/** Parses a transaction line's JSON; throws where it is not one. */
export function parseTransaction(json: string): { revision: Revision; time: number; settled: Revision; changes: Change[] } {
  const parsed = transactionSchema.parse(JSON.parse(json));
  const at = BigInt(parsed.revision);
  const changes = parsed.edits.map((edit): Change => {
    if ('delete' in edit) return { kind: 'delete', key: edit.delete, at };
    const created = edit.created === undefined ? at : BigInt(edit.created);
    const stamp = { created, modified: at, version: edit.version ?? 1, modifiedAt: parsed.time };
    return { kind: 'put', entry: { key: edit.put, value: decodeValue(edit), stamp } };
  });
  return { revision: at, time: parsed.time, settled: parsed.settled === undefined ? at - 1n : BigInt(parsed.settled), changes };
}

function encodeValue(bytes: Uint8Array | null): { text?: string; base64?: string } {
  if (bytes === null) return {};
  try {
    return { text: strictUtf8.decode(bytes) };
  } catch {
    return { base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64') };
  }
}

function decodeValue({ text, base64 }: { text?: string | undefined; base64?: string | undefined }): Uint8Array | null {
  if (text !== undefined) return encoder.encode(text);
  // a copy, because Buffer.from may hand out a window on Node's shared pool
  return base64 === undefined ? null : new Uint8Array(Buffer.from(base64, 'base64'));
}
