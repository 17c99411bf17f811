/** The ZooKeeper driver: node-zookeeper-client's session under our own link, one persistent recursive watch, reads by multiRead. */
import { fault, FaultError } from '../../../shared/fault';
import type { Connection, ConnectRequest, Driver } from '../driver';
import { readSecurity } from '../tls';
import { capabilities } from './capabilities';
import { ZookeeperConnection } from './connection';
import { dial, serverName } from './dial';
import { pathProblem, rootPath } from './path';

/** Connects to ZooKeeper 3.6 and later. */
export const zookeeper: Driver = { name: 'zookeeper', capabilities, connect };

async function connect(request: ConnectRequest): Promise<Connection> {
  const { options, secrets, signal } = request;
  const root = rootPath(options.roots[0] ?? '/');
  const detail = pathProblem(root);
  if (detail !== undefined) throw new FaultError(fault('invalid', 'invalid-key', { detail }, { key: root }));
  const security = await readSecurity(options, secrets);
  const link = await dial(request, security);
  const server = await serverName(link.endpoint, security, signal);
  if (link.fault !== undefined) throw new FaultError(link.fault);
  return new ZookeeperConnection(link, root, server);
}
