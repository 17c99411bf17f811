/** Servers as people type them, in the window, in a URL and in the environment: `host`, `host:port`, IPv6 with or without brackets, zone ids. */
import { failed, fault, ok, type Result } from '../fault';
import type { Backend, Endpoint } from './source';

/** Where the servers of a back-end usually listen. */
export const usualPorts: Readonly<Record<Exclude<Backend, 'local'>, number>> = { zookeeper: 2181, etcd: 2379 };

const HOST = /^[\p{L}\p{N}_](?:[\p{L}\p{N}._-]*[\p{L}\p{N}_.])?$/u;
const HOST_LENGTH = 253;

/** Reads one server. An address of bare colons is IPv6 as a whole, so its port needs the brackets. */
export function parseEndpoint(text: string, backend: Exclude<Backend, 'local'>): Result<Endpoint> {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/s.exec(text);
  const named = bracketed ?? (isIpv6(text) ? [text, text] : /^([^:[\]]*)(?::([^:]*))?$/s.exec(text));
  const host = named?.[1];
  const malformed = (): Result<never> => failed(fault('invalid', 'server-malformed', { text, port: usualPorts[backend] }));
  if (host === undefined || !(isIpv6(host) || (!bracketed && isHostName(host)))) return malformed();
  const written = named?.[2];
  const port = written === undefined ? usualPorts[backend] : /^\d{1,6}$/.test(written) ? Number(written) : 0;
  return port >= 1 && port <= 65535 ? ok({ host, port }) : failed(fault('invalid', 'port-invalid', { text }));
}

/** Whether this could be the name of a host, or an IPv4 address. */
export const isHostName = (host: string): boolean => host.length <= HOST_LENGTH && HOST.test(host);

/** Whether this is an IPv6 address, with a zone id perhaps. */
export function isIpv6(host: string): boolean {
  const [, address = '', zone] = /^([0-9A-Fa-f:.]+)(?:%([\w.-]+))?$/.exec(host) ?? [];
  if (address === '' || (host.includes('%') && zone === undefined) || host.length > HOST_LENGTH) return false;
  // an IPv4 address at the end stands for two groups
  const text = address.replace(/(^|:)(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/, (whole, before: string, ...parts: string[]) =>
    parts.slice(0, 4).every((part) => Number(part) <= 255) ? `${before}0:0` : whole,
  );
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  return groups.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group)) && (halves.length === 2 ? groups.length <= 7 : groups.length === 8);
}
