/** What is wrong with a plan before anything is sent: the server would cut the link at some of it. */
import { fault, type Fault } from '../../../shared/fault';
import type { Key } from '../../../shared/model/key';
import type { Plan } from '../../../shared/model/plan';
import { capabilities } from './capabilities';
import { BACKEND } from './faults';
import { keyFault } from './path';
import { MAX_REQUEST_BYTES, writesBytes } from './wire';
import { writesOf } from './writes';

/** As an expected version it matches every version; `/zookeeper/config` has it. */
const ANY_VERSION = -1;

/** The first thing wrong with the plan, or undefined. */
export function precheck({ edits }: Plan, roots: readonly Key[]): Fault | undefined {
  if (edits.length === 0) return fault('invalid', 'invalid-plan', { detail: 'it holds no edit' });
  if (edits.length > capabilities.maxPlanEdits) return tooLarge(edits.length, 'edits', capabilities.maxPlanEdits);
  const seen = new Set<Key>();
  for (const edit of edits) {
    const { key } = edit;
    const problem = keyFault(key, roots);
    if (problem !== undefined) return problem;
    if (seen.has(key)) return fault('invalid', 'duplicate-key', {}, { key });
    seen.add(key);
    if (key === '/' && edit.kind === 'delete') {
      return fault('invalid', 'invalid-key', { detail: 'the root of ZooKeeper cannot be deleted' }, { key });
    }
    if (edit.base !== 'absent' && edit.base.version === ANY_VERSION) {
      return fault('not-supported', 'not-supported', { backend: BACKEND, detail: `no edit of ${key} can be guarded, its version being -1` }, { key });
    }
    if (edit.kind === 'put' && edit.value !== null && edit.value.length > capabilities.maxValueBytes) {
      const limits = { size: edit.value.length, limit: capabilities.maxValueBytes, backend: BACKEND };
      return fault('too-large', 'value-too-large', limits, { key });
    }
  }
  const bytes = writesBytes(writesOf(edits));
  return bytes > MAX_REQUEST_BYTES ? tooLarge(bytes, 'bytes', MAX_REQUEST_BYTES) : undefined;
}

const tooLarge = (size: number, unit: string, limit: number): Fault =>
  fault('too-large', 'plan-too-large', { size, unit, limit, backend: BACKEND });
