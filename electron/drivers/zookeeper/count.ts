/** How large a tree is, asked before it is read. */
import type { Key } from '../../../shared/model/key';
import type { Sample, SizeGuard } from '../size-guard';
import type { Link } from './link';
import { childOf } from './path';
import { isTooLong, readAll } from './reads';
import { encodePath, Op, type ReadOp } from './wire';

/** Nodes read for a sample. */
const SAMPLE_NODES = 2_000;
/** The names of a node's children come all at once: those of one with more are too much for a sample. */
const SAMPLE_CHILDREN = 20_000;

/** Nodes in these subtrees, their roots among them. The server counts also what we may not read; a root that it does not count has none. */
export async function countNodes(link: Link, roots: readonly Key[]): Promise<number> {
  const answers = await Promise.all(roots.map((root) => link.request(Op.getAllChildrenNumber, encodePath(root))));
  return answers.reduce((sum, { code, body }) => (code === 0 ? sum + 1 + link.decoded(() => body.readInt32BE(0)) : sum), 0);
}

/** Lets the guard decide over these subtrees. */
export async function admitTree(guard: SizeGuard, link: Link, roots: readonly Key[]): Promise<void> {
  if (guard.asks) await guard.admit(await countNodes(link, roots), () => sampleLeaves(link, roots));
}

/** The first nodes without children: in a large tree they are nearly all, and the nodes above them mostly hold nothing. */
async function sampleLeaves(link: Link, roots: readonly Key[]): Promise<Sample> {
  let keys = 0;
  let bytes = 0;
  let expected = 0;
  const queue: ReadOp[] = roots.map((path) => ({ kind: 'data', path }));
  await readAll(link, {
    queue,
    onReply: ({ path }, reply) => {
      if (reply.kind === 'children') {
        for (const name of reply.names.slice(0, SAMPLE_NODES)) {
          const child = childOf(path, name);
          if (!isTooLong(child)) queue.push({ kind: 'data', path: child });
        }
      } else if (reply.kind === 'data' && reply.node.numChildren === 0) {
        keys++;
        bytes += path.length + (reply.node.value?.length ?? 0);
      } else if (reply.kind === 'data' && reply.node.numChildren <= SAMPLE_CHILDREN && expected < SAMPLE_NODES) {
        expected += reply.node.numChildren;
        queue.push({ kind: 'children', path });
      }
    },
  });
  return { keys, bytes };
}
