/** ZooKeeper's error codes as faults. */
import { detail, fault, FaultError, type Fault, type FaultReason } from '../../../shared/fault';
import type { Key } from '../../../shared/model/key';
import { formatEndpoint, type Endpoint } from '../../../shared/model/source';
import type { Cost } from '../driver';
import { unconnected } from '../endpoints';

/** What the sentences call this back-end. */
export const BACKEND = 'ZooKeeper';

/** Error codes that are told apart (org.apache.zookeeper.KeeperException.Code). */
export const Code = {
  runtimeInconsistency: -2,
  unimplemented: -6,
  badArguments: -8,
  noNode: -101,
  noAuth: -102,
  badVersion: -103,
  noChildrenForEphemerals: -108,
  nodeExists: -110,
  notEmpty: -111,
  /** The server closes sessions that have not logged in by SASL, or by whichever scheme it enforces. */
  loginEnforced: -124,
} as const;

const names = new Map<number, string>([
  [-1, 'SystemError'],
  [-2, 'RuntimeInconsistency'],
  [-3, 'DataInconsistency'],
  [-5, 'MarshallingError'],
  [-7, 'OperationTimeout'],
  [-9, 'NewConfigNoQuorum'],
  [-13, 'ReconfigInProgress'],
  [-112, 'SessionExpired'],
  [-114, 'InvalidACL'],
  [-118, 'SessionMoved'],
  [-119, 'NotReadOnly'],
  [-121, 'NoWatcher'],
  [-123, 'ReconfigDisabled'],
  [-125, 'QuotaExceeded'],
  [-127, 'ThrottledOp'],
]);

/** The fault of an operation on this key that the server refused with this code. */
export function faultOfCode(code: number, key: Key): Fault {
  switch (code) {
    case Code.noAuth:
      return fault('denied', 'denied', {}, { key });
    case Code.noNode:
      return fault('conflict', 'conflict-absent', {}, { key, actual: null });
    case Code.notEmpty:
      return fault('invalid', 'has-children', {}, { key });
    case Code.noChildrenForEphemerals:
      return fault('invalid', 'parent-ephemeral', {}, { key });
    case Code.badArguments:
      return fault('invalid', 'invalid-key', { detail: 'ZooKeeper refused it as a path' }, { key });
    default:
      return fault('internal', 'internal', { detail: `ZooKeeper answered with error ${code} (${names.get(code) ?? 'unknown'})` }, { key });
  }
}

/** Reasons that tell least about an ensemble: a member that is down says nothing of the others. */
const tellLittle: ReadonlySet<FaultReason> = new Set(['refused', 'host-unknown', 'unreachable', 'silent', 'turned-away']);

/** Whether the first of two members' faults tells more of why nobody serves. */
export const tellsMore = (one: Fault, other: Fault): boolean => one.code === 'unreachable' && !tellLittle.has(one.reason) && tellLittle.has(other.reason);

/** The fault of a root that could not be read or watched for this code. */
export function rootFault(code: number, root: Key): Fault {
  if (code === Code.noNode) return fault('invalid', 'root-missing', { root });
  if (code === Code.noAuth) return fault('denied', 'root-denied', { root });
  return faultOfCode(code, root);
}

/** The fault of a recursive watch that the server did not set. */
export function watchFault(code: number, endpoint: Endpoint, root: Key): Fault {
  if (code !== Code.unimplemented) return rootFault(code, root);
  return fault('not-supported', 'server-too-old', { endpoint: formatEndpoint(endpoint), detail: detail('no-recursive-watch') });
}

/** Why a link ends by what its server does. */
export type LinkEnd = 'link-lost' | 'wrong-protocol' | 'tls-expected' | 'session-expired' | 'auth-failed' | 'login-enforced';

/** The fault by which a link to this server ends. */
export function linkFault(reason: LinkEnd, endpoint: Endpoint): Fault {
  const about = { endpoint: formatEndpoint(endpoint) };
  if (reason === 'wrong-protocol') return fault('unreachable', reason, { ...about, backend: BACKEND });
  if (reason === 'link-lost' || reason === 'tls-expected') return fault('unreachable', reason, about);
  return fault(reason === 'login-enforced' ? 'auth-failed' : reason, reason, about);
}

/** The fault of a server that has not taken us in this time; `reached` tells whether it took the connection. */
export function unansweredFault(endpoint: Endpoint, reached: boolean, afterMs: number): Fault {
  if (reached) return fault('unreachable', 'silent', { endpoint: formatEndpoint(endpoint), backend: BACKEND });
  return fault('unreachable', 'unreachable', { endpoint: formatEndpoint(endpoint), detail: detail('no-connection', { seconds: afterMs / 1000 }) });
}

/** The fault of a connection that was closed before the server had taken us. */
export function unopenedFault(endpoint: Endpoint, reached: boolean, error: Error | undefined): Fault {
  if (!reached || error !== undefined) return unconnected(endpoint, error);
  return fault('unreachable', 'unreachable', { endpoint: formatEndpoint(endpoint), detail: detail('server-closed') });
}

/** The link ended before an answer came. `sent` tells whether the request may have reached the server. */
export class LinkLostError extends FaultError {
  constructor(
    fault: Fault,
    readonly sent: boolean,
  ) {
    super(fault);
  }
}

/** The link could not be made. `mute` tells that the server took the connection and closed it without a word. */
export class HandshakeError extends FaultError {
  constructor(
    fault: Fault,
    readonly mute: boolean,
    /** What it has cost. */
    readonly cost: Cost,
  ) {
    super(fault);
  }
}
