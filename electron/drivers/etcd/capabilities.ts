import type { Capabilities } from '../../../shared/model/capabilities';

/** How faults call this back-end. */
export const BACKEND_NAME = 'etcd';

/** etcd's default for `--max-request-bytes`: keys, comparisons and values of a transaction together. */
export const MAX_REQUEST_BYTES = 1536 * 1024;

/** What etcd can do; with several roots the changes of a transaction come in a delta for each of them. The sizes leave room for the keys, which a guarded transaction names four times. */
export const capabilities: Capabilities = {
  listing: 'atomic',
  deltas: 'atomic',
  history: 'every-revision',
  resume: 'from-revision',
  guard: 'exact',
  plans: 'atomic',
  ownership: 'lease',
  parents: 'implied',
  nullValues: false,
  lazy: true,
  maxValueBytes: MAX_REQUEST_BYTES - 64 * 1024,
  maxPlanBytes: MAX_REQUEST_BYTES - 32 * 1024,
  maxPlanEdits: 128,
  // two comparisons, the write, and the read that answers a conflict; 24 bytes for each of them, generously
  editCost: { keys: 4, bytes: 96 },
};
