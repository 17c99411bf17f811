/**
 * Plans as one multi. ZooKeeper compares data versions only, which start again when a node is recreated: every base is compared
 * with the node read just before, and a recreation in the instant in between shows in the reply, after the fact.
 */
import { failed, fault, FaultError, ok, type Fault, type Result } from '../../../shared/fault';
import { sameStamp, type Entry, type Stamp } from '../../../shared/model/entry';
import type { Key } from '../../../shared/model/key';
import type { Edit, Plan, PlanWarning, Receipt } from '../../../shared/model/plan';
import { Code, faultOfCode, LinkLostError } from './faults';
import type { Link } from './link';
import { precheck } from './precheck';
import { readAll } from './reads';
import { decodeWrites, entryOf, stampOf, type ReadReply, type WriteReply } from './replies';
import { readRestorable, type Restorable } from './restorable';
import { encodeWrites, Op, writesBytes, type ReadOp } from './wire';
import { writeOf, writesOf } from './writes';

/** A server's `jute.maxbuffer` may well be smaller than a request of more bytes. */
const SUSPICIOUS_BYTES = 32 * 1024;

/** What each key held, null where it did not exist. */
type States = ReadonlyMap<Key, Entry | null>;

/** An edit that took effect, and the stamp it left if it was a put. */
interface Written {
  readonly edit: Edit;
  readonly stamp: Stamp;
}

/** Sends the plan once. Never repeats it: a lost answer is `outcome-unknown`. */
export async function applyPlan(link: Link, roots: readonly Key[], plan: Plan): Promise<Result<Receipt>> {
  const problem = precheck(plan, roots);
  if (problem !== undefined) return failed(problem);
  const { edits } = plan;
  const keys = edits.map((edit) => edit.key);
  const before = await readStates(link, keys);
  if (!before.ok) return before;
  for (const edit of edits) {
    const conflict = conflictOf(edit, before.value.get(edit.key) ?? null);
    if (conflict !== undefined) return failed(conflict);
  }
  const guarded = edits.filter((edit) => writeOf(edit) !== undefined);
  if (guarded.length === 0) return ok({ at: link.zxid, inverse: inverseOf(plan, [], before.value, new Map()), warnings: [] });

  // read once more right ahead of the multi, in the same breath: what it replaces is then known all but surely
  const replacing = readStates(link, guarded.filter((edit) => edit.base !== 'absent').map((edit) => edit.key), Number.POSITIVE_INFINITY);
  const restoring = readRestorable(link, guarded);
  const sent = await send(link, guarded);
  const [replaced, restorable] = await Promise.all([replacing, restoring]);
  if (!sent.ok) return sent;
  const { zxid, replies } = sent.value;
  const refused = await refusalOf(link, guarded, replies);
  if (refused !== undefined) return failed(refused);
  const held = replaced.ok ? new Map([...before.value, ...replaced.value]) : before.value;
  return ok(receiptOf(plan, guarded, replies, held, restorable, zxid));
}

/** Never rejects for what happens on the link: it may be awaited late. */
async function readStates(link: Link, keys: readonly Key[], batchesInFlight?: number): Promise<Result<States>> {
  const states = new Map<Key, Entry | null>();
  let problem: Fault | undefined;
  const queue = keys.map((path) => ({ kind: 'data' as const, path }));
  const onReply = ({ path }: ReadOp, reply: ReadReply): void => {
    if (reply.kind === 'data') states.set(path, entryOf(path, reply.node));
    else if (reply.kind === 'error' && reply.code === Code.noNode) states.set(path, null);
    else if (reply.kind === 'error') problem ??= faultOfCode(reply.code, path);
  };
  try {
    await readAll(link, { queue, onReply, ...(batchesInFlight !== undefined && { batchesInFlight }) });
  } catch (error) {
    if (error instanceof FaultError) return failed(error.fault);
    throw error;
  }
  return problem === undefined ? ok(states) : failed(problem);
}

function conflictOf({ base, key }: Edit, actual: Entry | null): Fault | undefined {
  if (base === 'absent') return actual === null ? undefined : fault('conflict', 'conflict-exists', {}, { key, actual });
  if (actual === null) return fault('conflict', 'conflict-absent', {}, { key, actual });
  return sameStamp(base, actual.stamp) && base.version === actual.stamp.version ? undefined : fault('conflict', 'conflict', {}, { key, actual });
}

async function send(link: Link, edits: readonly Edit[]): Promise<Result<{ zxid: bigint; replies: WriteReply[] }>> {
  const key = edits.find((edit) => edit.kind !== 'check')?.key ?? edits[0]?.key ?? '';
  try {
    const { code, zxid, body } = await link.request(Op.multi, encodeWrites(writesOf(edits)));
    if (code !== 0 && body.length === 0) return failed(faultOfCode(code, key));
    return ok({ zxid, replies: link.decoded(() => decodeWrites(body)) });
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    const lost = error instanceof LinkLostError;
    if (lost && !error.sent) return failed(error.fault);
    const size = writesBytes(writesOf(edits));
    // a server that is set to take less hangs up; so does one that dies
    const refused = lost && error.fault.reason === 'link-lost' && size > SUSPICIOUS_BYTES;
    return failed(refused ? fault('outcome-unknown', 'outcome-unknown-large', { size }, { key }) : fault('outcome-unknown', 'outcome-unknown', {}, { key }));
  }
}

/** Why the server refused the multi, or undefined where it did not. */
async function refusalOf(link: Link, edits: readonly Edit[], replies: readonly WriteReply[]): Promise<Fault | undefined> {
  // the edits around the one that failed are marked as rolled back (0) or not tried (-2)
  const codes = replies.map((reply) => (reply.kind === 'error' ? reply.code : 0));
  let index = codes.findIndex((code) => code !== 0 && code !== Code.runtimeInconsistency);
  if (index < 0) index = codes.findIndex((code) => code !== 0);
  const code = codes[index];
  const edit = edits[index];
  if (code === undefined || edit === undefined) return undefined;
  const { key } = edit;
  if (code === Code.noNode && edit.base === 'absent') return fault('invalid', 'parent-missing', {}, { key });
  if (code !== Code.noNode && code !== Code.badVersion && code !== Code.nodeExists) return faultOfCode(code, key);
  const now = await readStates(link, [key]);
  if (!now.ok) return now.fault;
  const actual = now.value.get(key) ?? null;
  const reason = code === Code.nodeExists ? 'conflict-exists' : actual === null ? 'conflict-absent' : 'conflict';
  return fault('conflict', reason, {}, { key, actual });
}

/** `zxid` is the multi's own: writes are answered one at a time, each with the last zxid applied. */
function receiptOf(plan: Plan, edits: readonly Edit[], replies: readonly WriteReply[], before: States, restorable: Restorable, zxid: bigint): Receipt {
  const warnings: PlanWarning[] = [];
  const held = new Map(before);
  const written = edits.map((edit, index): Written => {
    const reply = replies[index];
    const stat = reply?.kind === 'done' ? reply.stat : undefined;
    const stamp = stat === undefined ? { created: zxid, modified: zxid, version: 0 } : stampOf(stat);
    if (edit.base === 'absent' || edit.kind === 'check') return { edit, stamp };
    const seen = before.get(edit.key) ?? null;
    const created = edit.kind === 'put' ? stamp.created : seen?.stamp.created;
    if (created === undefined || created === edit.base.created) return { edit, stamp };
    const replaced = seen?.stamp.created === created ? seen : undefined;
    warnings.push({ kind: 'replaced-recreated', key: edit.key, ...(replaced && { replaced }) });
    if (replaced === undefined) held.delete(edit.key);
    return { edit, stamp };
  });
  for (const { kind, key } of edits) if (kind === 'delete' && !restorable.has(key)) warnings.push({ kind: 'not-restorable', key });
  return { at: zxid, inverse: inverseOf(plan, written, held, restorable), warnings };
}

/** What takes the plan back, in the opposite order. What cannot be brought back as it was is left out. */
function inverseOf(plan: Plan, written: readonly Written[], before: States, restorable: Restorable): Plan {
  const edits = written.flatMap(({ edit, stamp }): Edit[] => {
    const { key } = edit;
    const old = before.get(key) ?? null;
    if (edit.kind === 'put' && edit.base === 'absent') return [{ kind: 'delete', key, base: stamp }];
    if (edit.kind === 'put' && old !== null) return [{ kind: 'put', key, value: old.value, base: stamp }];
    const how = restorable.get(key);
    if (edit.kind !== 'delete' || old === null || how === undefined) return [];
    return [{ kind: 'put', key, value: old.value, base: 'absent', ...(how !== 'plain' && { restore: how }) }];
  });
  return { title: `Undo: ${plan.title}`, reason: '', edits: edits.reverse() };
}
