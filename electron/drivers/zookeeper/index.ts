/** The ZooKeeper driver: node-zookeeper-client's session under our own link, one persistent recursive watch, reads by multiRead. */
import { fault, FaultError } from '../../../shared/fault';
import type { Connection, ConnectRequest, Driver } from '../driver';
import { capabilities } from './capabilities';
import { ZookeeperConnection } from './connection';
import { dial, serverName } from './dial';
import { BACKEND } from './faults';
import { pathProblem, rootPath } from './path';

/** Connects to ZooKeeper 3.6 and later. */
export const zookeeper: Driver = { name: 'zookeeper', capabilities, connect };

async function connect(request: ConnectRequest): Promise<Connection> {
  const { options, signal } = request;
  const root = rootPath(options.roots[0] ?? '/');
  const detail = pathProblem(root);
  if (detail !== undefined) throw new FaultError(fault('invalid', 'invalid-key', { detail }, { key: root }));
  const link = await dial(request);
  const server = options.tls === undefined ? await serverName(link.endpoint, signal) : BACKEND;
  if (link.fault !== undefined) throw new FaultError(link.fault);
  return new ZookeeperConnection(link, root, server, request);
}
