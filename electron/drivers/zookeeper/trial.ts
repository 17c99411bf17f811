/** What a test of a source asks a server for: each root by itself, without its children. */
import { failed, ok, type Result } from '../../../shared/fault';
import type { Key } from '../../../shared/model/key';
import { Code, rootFault, watchFault } from './faults';
import type { Link } from './link';
import { readBatch } from './reads';
import { encodeAddWatch, encodeRemoveWatches, Op } from './wire';

/** Whether the root exists and may be read. */
export async function tryRoot(link: Link, root: Key): Promise<Result<void>> {
  const { replies } = await readBatch(link, [{ kind: 'data', path: root }]);
  const [reply] = replies;
  if (reply?.kind === 'data') return ok(undefined);
  return failed(rootFault(reply?.kind === 'error' ? reply.code : Code.noNode, root));
}

/** Sets a persistent recursive watch on the root and takes it back. */
export async function tryWatch(link: Link, root: Key): Promise<Result<void>> {
  const { code } = await link.request(Op.addWatch, encodeAddWatch(root));
  if (code !== 0) return failed(watchFault(code, link.endpoint, root));
  await link.request(Op.removeWatches, encodeRemoveWatches(root));
  return ok(undefined);
}
