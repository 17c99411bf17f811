/** One attempt to reach an ensemble: its servers in random order, each with its share of the time, until one takes us. */
import fs from 'node:fs/promises';
import net from 'node:net';
import tls from 'node:tls';
import { fault, FaultError } from '../../../shared/fault';
import { formatEndpoint, type Endpoint } from '../../../shared/model/source';
import type { ConnectRequest } from '../driver';
import { SessionTicket } from './client';
import { BACKEND, HandshakeError } from './faults';
import { Link } from './link';

const ATTEMPT_MS = 4_500;
/** Time to find out whether a server that hung up wordlessly expects TLS. */
const PROBE_MS = 1_000;
const VERSION_MS = 300;

/** Connects to one of the servers. Rejects with the FaultError of the last one tried. */
export async function dial(request: ConnectRequest): Promise<Link> {
  const { options, secrets, resume, signal } = request;
  const secure = options.tls === undefined ? undefined : await readAuthorities(options.tls.ca);
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
        ...(secure && { tls: secure }),
        ...(options.user !== undefined && { digest: `${options.user}:${secrets?.password ?? ''}` }),
        ...(resume instanceof SessionTicket && !resume.over && { session: resume }),
      });
    } catch (error) {
      if (!(error instanceof HandshakeError)) throw error;
      if (error.fault.code === 'session-expired' && resume instanceof SessionTicket) resume.over = true;
      last = secure === undefined && error.mute && (await expectsTls(endpoint, signal, deadline - Date.now())) ? tlsExpected(endpoint) : error;
      if (signal.aborted || ['aborted', 'session-expired', 'auth-failed'].includes(error.fault.code)) throw error;
    }
  }
  throw last;
}

async function readAuthorities(file: string | undefined): Promise<{ ca?: string }> {
  if (file === undefined) return {};
  try {
    return { ca: await fs.readFile(file, 'utf8') };
  } catch (error) {
    const cause = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw new FaultError(fault('invalid', 'certificate-unreadable', { path: file, cause }));
  }
}

function shuffled(endpoints: readonly Endpoint[]): Endpoint[] {
  const left = [...endpoints];
  const drawn: Endpoint[] = [];
  while (left.length > 0) drawn.push(...left.splice(Math.floor(Math.random() * left.length), 1));
  return drawn;
}

const tlsExpected = (endpoint: Endpoint): FaultError =>
  new FaultError(fault('unreachable', 'tls-expected', { endpoint: formatEndpoint(endpoint) }));

/** Whether the server answers a TLS greeting in kind. A ZooKeeper without quorum hangs up wordlessly, too. */
function expectsTls({ host, port }: Endpoint, signal: AbortSignal, leftMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = tls.connect({ host, port, rejectUnauthorized: false });
    const timer = setTimeout(() => socket.destroy(), Math.min(PROBE_MS, leftMs));
    const stop = (): void => void socket.destroy();
    let found = false;
    signal.addEventListener('abort', stop);
    socket.on('secureConnect', () => {
      found = true;
      socket.destroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => (found ||= error.code?.includes('ALERT') ?? false));
    socket.on('close', () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve(found);
    });
  });
}

/** The server's name with its version, where the four-letter word `srvr` answers (by default it does) over plain TCP. */
export function serverName({ host, port }: Endpoint, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = net.connect({ host, port }, () => socket.write('srvr'));
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
