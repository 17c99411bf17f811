/** What a test of a source asks a server for: each root by itself, without its children. */
import { failed, ok, type Result } from '../../../shared/fault';
import type { Key } from '../../../shared/model/key';
import { rootFault, watchFault } from './faults';
import type { Link } from './link';
import { encodeAddWatch, encodeGetData, encodeRemoveWatches, Op } from './wire';

/** Whether the root exists and may be read; by an operation that every server knows, so that one that is too old is told as such. */
export async function tryRoot(link: Link, root: Key): Promise<Result<void>> {
  const { code } = await link.request(Op.getData, encodeGetData(root));
  return code === 0 ? ok(undefined) : failed(rootFault(code, root));
}

/** Sets a persistent recursive watch on the root and takes it back. */
export async function tryWatch(link: Link, root: Key): Promise<Result<void>> {
  const { code } = await link.request(Op.addWatch, encodeAddWatch(root));
  if (code !== 0) return failed(watchFault(code, link.endpoint, root));
  await link.request(Op.removeWatches, encodeRemoveWatches(root));
  return ok(undefined);
}
