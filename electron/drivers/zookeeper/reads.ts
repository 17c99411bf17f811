/**
 * Reads many nodes by multiRead, several batches in flight. A batch is bounded by count, by the bytes of its request (a longer
 * one than `jute.maxbuffer` cuts the link) and by the bytes expected back, learned from the replies so far.
 */
import { FaultError } from '../../../shared/fault';
import type { Entry } from '../../../shared/model/entry';
import type { Key } from '../../../shared/model/key';
import { faultOfCode } from './faults';
import type { Link } from './link';
import { decodeReads, type ReadDecoding, type ReadReply } from './replies';
import { encodeReads, MAX_REQUEST_BYTES, Op, readOpBytes, type ReadOp } from './wire';

const BATCH_READS = 256;
/** Few servers are set to take less than this, and none by default: a longer request would be cut off again and again. */
const BATCH_REQUEST_BYTES = 32 * 1024;
/** Values up to 1 MB each: what four batches in flight may bring at once stays small. */
const BATCH_REPLY_BYTES = 2 * 1024 * 1024;
const BATCHES_IN_FLIGHT = 4;
/** Guess of a reply before the first one came. */
const FIRST_READ_BYTES = 32 * 1024;

/** Asks for many reads. */
export interface ReadRequest {
  /** Reads to do; `onReply` may push more. */
  readonly queue: ReadOp[];
  onReply(op: ReadOp, reply: ReadReply): void;
  /** Called after the replies of each batch. */
  onBatch?(): void;
  /** Batches in flight. Infinity sends everything in the queue before the call returns. */
  readonly batchesInFlight?: number;
  /** Entries held already: see {@link ReadDecoding}. */
  readonly held?: ReadonlyMap<Key, Entry> | undefined;
}

/** Runs until no read is left. Rejects with the first error; what is in flight then is left to its fate. */
export function readAll(link: Link, { queue, onReply, onBatch, batchesInFlight = BATCHES_IN_FLIGHT, held }: ReadRequest): Promise<void> {
  let next = 0;
  let inFlight = 0;
  let bytesPerRead = FIRST_READ_BYTES;
  let over = false;

  const takeBatch = (): ReadOp[] => {
    const most = Math.min(BATCH_READS, Math.max(1, Math.floor(BATCH_REPLY_BYTES / bytesPerRead)));
    const batch: ReadOp[] = [];
    let bytes = 0;
    while (batch.length < most && next < queue.length) {
      const op = queue[next] as ReadOp;
      bytes += readOpBytes(op.path);
      if (batch.length > 0 && bytes > BATCH_REQUEST_BYTES) break;
      batch.push(op);
      next++;
    }
    return batch;
  };

  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      over = true;
      finish();
    };
    const pump = (): void => {
      while (!over && inFlight < batchesInFlight && next < queue.length) {
        inFlight++;
        const batch = takeBatch();
        readBatch(link, batch, held && { heldAt: (index) => held.get((batch[index] as ReadOp).path)?.value }).then(
          ({ replies, bytes }) => {
            inFlight--;
            if (over) return;
            // quick to grow careful, slow to grow bold
            bytesPerRead = Math.max(bytes / batch.length, bytesPerRead / 4);
            try {
              replies.forEach((reply, index) => onReply(batch[index] as ReadOp, reply));
              onBatch?.();
              pump();
            } catch (error) {
              settle(() => reject(error as Error));
            }
          },
          (error: Error) => settle(() => reject(error)),
        );
      }
      if (!over && inFlight === 0 && next >= queue.length) settle(resolve);
    };
    pump();
  });
}

/** One multiRead. */
export async function readBatch(link: Link, ops: readonly ReadOp[], decoding?: ReadDecoding): Promise<{ replies: ReadReply[]; bytes: number }> {
  const { code, body } = await link.request(Op.multiRead, encodeReads(ops));
  if (code !== 0) throw new FaultError(faultOfCode(code, ops[0]?.path ?? '/'));
  return { replies: link.decoded(() => decodeReads(body, decoding)), bytes: body.length };
}

/** Whether a path is so long that even asking for it would cut the link. */
export const isTooLong = (path: string): boolean => readOpBytes(path) + 64 > MAX_REQUEST_BYTES;
