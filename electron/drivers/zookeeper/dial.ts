/** One attempt to reach an ensemble: its servers in random order, each with its share of the time, until one takes us. */
import net from 'node:net';
import tls from 'node:tls';
import { fault, FaultError, type Fault } from '../../../shared/fault';
import { formatEndpoint, type Endpoint } from '../../../shared/model/source';
import type { ConnectRequest } from '../driver';
import { shuffled } from '../endpoints';
import { handshakeFault, shakeHands, speaksTls } from '../handshake';
import { connectionOptions, type Security } from '../tls';
import { SessionTicket } from './client';
import { BACKEND, HandshakeError } from './faults';
import { Link } from './link';

const ATTEMPT_MS = 4_500;
/** Time to find out by a handshake why a server hung up. */
const PROBE_MS = 1_000;
const VERSION_MS = 300;

/** Connects to one of the servers. Rejects with the FaultError of the last one tried. */
export async function dial({ options, secrets, resume, signal }: ConnectRequest, security: Security | undefined): Promise<Link> {
  const deadline = Date.now() + ATTEMPT_MS;
  const endpoints = shuffled(options.endpoints);
  let last: unknown = new FaultError(fault('invalid', 'invalid-request', { detail: 'no endpoint' }));
  for (const [index, endpoint] of endpoints.entries()) {
    const leftMs = deadline - Date.now();
    const timeoutMs = Math.max(Math.floor(leftMs / (endpoints.length - index)), 100);
    try {
      return await Link.open({
        endpoint,
        signal,
        timeoutMs,
        ...(security && { tls: connectionOptions(security, endpoint.host) }),
        ...(options.user !== undefined && { digest: `${options.user}:${secrets?.password ?? ''}` }),
        ...(resume instanceof SessionTicket && !resume.over && { session: resume }),
      });
    } catch (error) {
      if (!(error instanceof HandshakeError)) throw error;
      if (error.fault.code === 'session-expired' && resume instanceof SessionTicket) resume.over = true;
      if (signal.aborted || ['aborted', 'session-expired', 'auth-failed'].includes(error.fault.code)) throw error;
      const patience = AbortSignal.timeout(Math.max(0, Math.min(PROBE_MS, deadline - Date.now())));
      const found = await explain(error, endpoint, security, AbortSignal.any([signal, patience]));
      last = found ? new FaultError(found) : error;
      if (found?.code === 'auth-failed') throw last;
    }
  }
  throw last;
}

/** What a handshake tells of a link that did not come about, where the link itself could not tell; undefined where it tells nothing. */
async function explain(error: HandshakeError, endpoint: Endpoint, security: Security | undefined, limit: AbortSignal): Promise<Fault | undefined> {
  // a ZooKeeper without quorum hangs up wordlessly, too
  if (security ? !['unreachable', 'silent'].includes(error.fault.reason) : !error.mute) return undefined;
  const handshake = await shakeHands(endpoint, security, limit);
  if (security) return limit.aborted ? undefined : handshakeFault(handshake, endpoint, security, BACKEND);
  return speaksTls(handshake) ? fault('unreachable', 'tls-expected', { endpoint: formatEndpoint(endpoint) }) : undefined;
}

/** The server's name with its version, where the four-letter word `srvr` answers (by default it does). */
export function serverName({ host, port }: Endpoint, security: Security | undefined, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const ask = (): void => void socket.write('srvr');
    const socket = security ? tls.connect({ host, port, ...connectionOptions(security, host) }, ask) : net.connect({ host, port }, ask);
    const timer = setTimeout(() => socket.destroy(), VERSION_MS);
    const stop = (): void => void socket.destroy();
    signal.addEventListener('abort', stop);
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      answer += text;
      if (answer.includes('\n')) socket.destroy();
    });
    socket.on('error', () => {}); // the name alone is told then
    socket.on('close', () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      const version = /version: (\d[\w.]*)/.exec(answer)?.[1];
      resolve(version === undefined ? BACKEND : `${BACKEND} ${version}`);
    });
  });
}
