import { detail, fault, type Fault } from '../../shared/fault';
import { formatEndpoint, type Endpoint } from '../../shared/model/source';

/** In random order, so that many windows do not all sit on the first server. */
export function shuffled(endpoints: readonly Endpoint[]): Endpoint[] {
  return endpoints
    .map((endpoint) => ({ endpoint, rank: Math.random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ endpoint }) => endpoint);
}

/** The fault of a connection that did not come about; without an error nothing was heard at all. */
export function unconnected(endpoint: Endpoint, error: NodeJS.ErrnoException | undefined): Fault {
  const about = { endpoint: formatEndpoint(endpoint) };
  switch (error?.code) {
    case 'ECONNREFUSED':
      return fault('unreachable', 'refused', about);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return fault('unreachable', 'host-unknown', { host: endpoint.host });
    default:
      return fault('unreachable', 'unreachable', { ...about, detail: error?.message || error?.code || detail('no-answer') });
  }
}
