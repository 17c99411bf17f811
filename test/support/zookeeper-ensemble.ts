/** Three real ZooKeeper servers that elect a leader among them. */
import { ensembleOf, type Ensemble } from './members';
import { freePorts } from './ports';
import { startZookeeper, type ZookeeperOptions, type ZookeeperServer } from './zookeeper';

const MEMBERS = 3;

/** Starts them and waits until all serve. What a member lacks without the others, `restart` waits for. */
export async function startZookeeperEnsemble(options: ZookeeperOptions = {}): Promise<Ensemble<ZookeeperServer>> {
  const ports = await freePorts(2 * MEMBERS);
  const ids = Array.from({ length: MEMBERS }, (_, index) => index + 1);
  const config = [
    'initLimit=10',
    'syncLimit=4',
    ...ids.map((id) => `server.${id}=127.0.0.1:${ports[2 * id - 2]}:${ports[2 * id - 1]}`),
    ...(options.config ?? []),
  ];
  const members = await Promise.all(ids.map((id) => startZookeeper({ heap: '128m', ...options, config, id })));
  return ensembleOf(members, async (member) => (await member.fourLetter('srvr')).includes('Mode: leader'));
}
