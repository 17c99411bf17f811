/** Leases that keys are given back to. */
import type { EtcdClient } from './client';
import { leaseId } from './entry';

/** Those of these leases that have ended. One that the server does not tell of is taken to live: the write will show. */
export async function endedLeases(client: EtcdClient, leases: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const answers = await Promise.allSettled([...leases].map(async (name) => ({ name, left: await client.lease.leaseTimeToLive({ ID: leaseId(name) }) })));
  return new Set(answers.flatMap((answer) => (answer.status === 'fulfilled' && Number(answer.value.left.TTL) < 0 ? [answer.value.name] : [])));
}
