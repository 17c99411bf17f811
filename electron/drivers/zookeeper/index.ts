/** The ZooKeeper driver: node-zookeeper-client's session under our own link, one persistent recursive watch a root, reads by multiRead. */
import { detail, fault, FaultError } from '../../../shared/fault';
import { nestedRoots } from '../../../shared/model/roots';
import { formatEndpoint } from '../../../shared/model/source';
import { pathProblem } from '../../../shared/model/znode-path';
import type { Connection, ConnectRequest, Driver } from '../driver';
import { readSecurity } from '../tls';
import { capabilities } from './capabilities';
import { ZookeeperConnection } from './connection';
import { dial, serverName } from './dial';
import { rootPath } from './path';

/** Connects to ZooKeeper 3.6 and later. */
export const zookeeper: Driver = { name: 'zookeeper', capabilities, connect };

async function connect(request: ConnectRequest): Promise<Connection> {
  const { options, secrets, limits, lazy, held } = request;
  const roots = options.roots.map(rootPath);
  for (const root of roots) {
    const problem = pathProblem(root);
    if (problem !== undefined) throw new FaultError(fault('invalid', 'invalid-key', { detail: problem }, { key: root }));
  }
  const nested = nestedRoots('zookeeper', roots);
  if (nested !== undefined) throw new FaultError(fault('invalid', 'roots-nested', nested));
  const security = await readSecurity(options, secrets);
  const link = await dial(request, security);
  const server = await serverName(link.endpoint, security, request);
  if (isTooOld(server)) {
    await link.close();
    request.onSpent?.(link.cost);
    const about = { endpoint: formatEndpoint(link.endpoint), detail: detail('version-is', { version: server }) };
    throw new FaultError(fault('not-supported', 'server-too-old', about));
  }
  if (link.fault !== undefined) {
    request.onSpent?.(link.cost);
    throw new FaultError(link.fault);
  }
  const login = options.user === undefined ? undefined : `${options.user}:${secrets?.password ?? ''}`;
  return new ZookeeperConnection(link, { roots, server, login, limits, lazy, held });
}

/** Whether a server that tells its version is from before recursive watches. */
function isTooOld(server: string): boolean {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(server) ?? [];
  return major !== undefined && (Number(major) < 3 || (Number(major) === 3 && Number(minor) < 6));
}
