/** How many keys there are, asked before they are read. */
import { weightOf, type Sample, type SizeGuard } from '../size-guard';
import type { EtcdClient } from './client';
import type { KeyRange } from './range';
import { RangePage } from './range-page';

/** Keys read for a sample. */
const SAMPLE_KEYS = 1_000;
/** etcd walks over every key that it counts, of which there may be millions. */
const COUNT_TIMEOUT_MS = 30_000;

/** Lets the guard decide over these ranges. */
export async function admitRanges(guard: SizeGuard, client: EtcdClient, ranges: readonly KeyRange[]): Promise<void> {
  if (!guard.asks) return;
  const counts = await Promise.all(ranges.map((range) => countKeys(client, range)));
  await guard.admit(
    counts.reduce((sum, count) => sum + count, 0),
    () => sampleKeys(client, ranges[counts.indexOf(Math.max(...counts))]),
  );
}

/** Keys in a range, now or as of a revision. */
export async function countKeys(client: EtcdClient, range: KeyRange, revision = 0n): Promise<number> {
  const { count } = await client.kv.range({ ...range, count_only: true, revision: String(revision) }, { deadline: Date.now() + COUNT_TIMEOUT_MS });
  return Number(count);
}

/** The first keys of a range. */
async function sampleKeys(client: EtcdClient, range: KeyRange | undefined): Promise<Sample> {
  if (range === undefined) return { keys: 0, bytes: 0 };
  const page = new RangePage(await client.rangeBytes({ ...range, limit: SAMPLE_KEYS }, { deadline: Date.now() + COUNT_TIMEOUT_MS }));
  return { keys: page.count, bytes: page.entries(0, page.count).reduce((sum, entry) => sum + weightOf(entry), 0) };
}
