import type { Capabilities } from '../../../shared/model/capabilities';
import { MAX_REQUEST_BYTES } from './wire';

/** Room for paths and guards beside a single value. */
const OVERHEAD_BYTES = 1024;

/** What ZooKeeper with default limits can do. */
export const capabilities: Capabilities = {
  listing: 'fuzzy',
  deltas: 'per-key',
  history: 'latest-only',
  resume: 'relist',
  guard: 'version-only',
  plans: 'atomic',
  ownership: 'ephemeral',
  parents: 'required',
  nullValues: true,
  lazy: true,
  maxValueBytes: MAX_REQUEST_BYTES - OVERHEAD_BYTES,
  maxPlanBytes: MAX_REQUEST_BYTES - OVERHEAD_BYTES,
  maxPlanEdits: 10_000,
  // header of the operation, three lengths, the ACL of a create
  editCost: { keys: 1, bytes: 64 },
};
