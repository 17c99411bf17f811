/** Servers as other tools write them: etcd's endpoints are often URLs, of which only host, port and whether to use TLS count. */
import { parseEndpoint } from './endpoint';
import type { ConnectOptions, Endpoint } from './source';

/** The whole store at `host:port` or http and https URLs, separated by commas; undefined where they are none, or of both kinds. */
export function etcdTarget(text: string): ConnectOptions | undefined {
  const parts = text.split(',').map((part) => /^(?:(https?):\/\/)?([^/]*)\/?$/i.exec(part.trim()));
  const schemes = new Set(parts.map((part) => part?.[1]?.toLowerCase() ?? 'http'));
  // one client cannot speak both
  if (parts.includes(null) || schemes.size > 1) return undefined;
  const endpoints = serversIn(parts.map((part) => part?.[2] ?? '').join(','), 'etcd');
  return endpoints && { backend: 'etcd', endpoints, roots: [''], ...(schemes.has('https') && { tls: {} }) };
}

/** The servers in a list separated by commas; undefined where one of them is none. */
export function serversIn(text: string, backend: 'zookeeper' | 'etcd'): Endpoint[] | undefined {
  const read = text.split(',').map((part) => parseEndpoint(part.trim(), backend));
  const endpoints = read.flatMap((result) => (result.ok ? [result.value] : []));
  return endpoints.length === read.length ? endpoints : undefined;
}
