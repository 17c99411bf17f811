/** Reading the audit from its end. A write's outcome stands behind its intent, perhaps far behind. */
import type { FileHandle } from 'node:fs/promises';
import { auditRecordSchema, auditState, type AuditEntry, type AuditFilter, type AuditIntent, type AuditOutcome, type AuditPage, type AuditRecord, type AuditResolution, type BesideRecord } from '../../shared/model/audit';
import { linesBefore, linesFrom } from './lines';

/** Clocks are set back, and processes write beside each other: an intent that much older than another may still stand behind it. */
const CLOCK_SLACK_MS = 10 * 60_000;

/** What is known of a write beside its intent. */
interface Ending {
  outcome?: AuditOutcome;
  resolution?: AuditResolution;
  beside?: BesideRecord;
}

/** The record in a line; undefined where it is torn, or of a version to come. */
export function recordIn(text: string): AuditRecord | undefined {
  try {
    return auditRecordSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** The last entries that the filter lets through, of those whose intent begins before `before`. */
export async function pageOf(file: FileHandle, filter: AuditFilter, { limit, before }: { limit: number; before?: number | undefined }): Promise<AuditPage> {
  const { size } = await file.stat();
  const end = Math.min(before ?? size, size);
  const endings = new Map<string, Ending>();
  const entries: AuditEntry[] = [];
  let broken = 0;
  for await (const { at, text } of linesBefore(file, end)) {
    if (text === '') continue;
    const record = recordIn(text);
    if (record === undefined) broken++;
    else if (record.record !== 'intent') note(endings, record);
    else if (isBefore(record, filter)) break;
    else if (mayMatch(record, filter)) {
      let ending = endings.get(record.id) ?? {};
      // the rest of it was written after what an earlier page showed
      if (end < size && !isSettled(ending)) ending = await endingBehind(file, end, record.id, ending);
      const entry = { intent: record, ...ending, state: auditState(ending.outcome, ending.resolution) };
      if (matches(entry, filter)) entries.push(entry);
      if (entries.length === limit) return { entries, ...(at > 0 && { next: at }), broken };
    }
    if (record?.record === 'intent') endings.delete(record.id);
  }
  return { entries, broken };
}

/** From the end to the beginning, so that what is known already is the later. An answer stands above what another start took for lost. */
function note(endings: Map<string, Ending>, record: AuditOutcome | AuditResolution | BesideRecord): void {
  const ending = endings.get(record.id) ?? {};
  if (record.record === 'beside') ending.beside = record;
  else if (record.record === 'resolved') ending.resolution ??= record;
  else if (ending.outcome === undefined || ending.outcome.outcome === 'unknown') ending.outcome = record;
  endings.set(record.id, ending);
}

const isSettled = ({ outcome, resolution }: Ending): boolean => outcome !== undefined && (outcome.outcome !== 'unknown' || resolution !== undefined);

async function endingBehind(file: FileHandle, start: number, id: string, known: Ending): Promise<Ending> {
  const ending = { ...known };
  for await (const { text } of linesFrom(file, start)) {
    if (!text.includes(id)) continue;
    const record = recordIn(text);
    if (record === undefined || record.id !== id || record.record === 'intent') continue;
    if (record.record === 'beside') ending.beside = record;
    else if (record.record === 'resolved') ending.resolution = record;
    else if (ending.outcome === undefined || ending.outcome.outcome === 'unknown') ending.outcome = record;
    if (isSettled(ending)) break;
  }
  return ending;
}

/** Whether what stands before this intent is older than all that is asked for. */
const isBefore = ({ at }: AuditIntent, { from }: AuditFilter): boolean => from !== undefined && Date.parse(at) < Date.parse(from) - CLOCK_SLACK_MS;

function mayMatch({ source, at, edits }: AuditIntent, { sourceId, key, from, to }: AuditFilter): boolean {
  const time = Date.parse(at);
  return (
    (sourceId === undefined || source.id === sourceId) &&
    (from === undefined || time >= Date.parse(from)) &&
    (to === undefined || time <= Date.parse(to)) &&
    (key === undefined || edits.some((edit) => edit.key.includes(key)))
  );
}

function matches({ intent, outcome, state }: AuditEntry, { text, states }: AuditFilter): boolean {
  if (states !== undefined && !states.includes(state)) return false;
  if (text === undefined) return true;
  const wanted = text.toLowerCase();
  const { title, reason, who, source, edits } = intent;
  return [title, reason, who.user, source.name, outcome?.fault?.message ?? '', ...edits.map(({ key }) => key)].some((part) => part.toLowerCase().includes(wanted));
}
