/** The ZooKeeper driver: node-zookeeper-client's session under our own link, one persistent recursive watch a root, reads by multiRead. */
import { fault, FaultError } from '../../../shared/fault';
import { nestedRoots } from '../../../shared/model/roots';
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
  const roots = options.roots.map(rootPath);
  for (const root of roots) {
    const detail = pathProblem(root);
    if (detail !== undefined) throw new FaultError(fault('invalid', 'invalid-key', { detail }, { key: root }));
  }
  const nested = nestedRoots('zookeeper', roots);
  if (nested !== undefined) throw new FaultError(fault('invalid', 'roots-nested', nested));
  const link = await dial(request);
  const server = options.tls === undefined ? await serverName(link.endpoint, signal) : BACKEND;
  if (link.fault !== undefined) throw new FaultError(link.fault);
  const login = options.user === undefined ? undefined : `${options.user}:${request.secrets?.password ?? ''}`;
  return new ZookeeperConnection(link, { roots, server, login });
}
