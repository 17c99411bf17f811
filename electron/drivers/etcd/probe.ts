/** Finds out why a server could not be reached, by plain sockets: gRPC says the same of nearly everything. */
import net from 'node:net';
import { detail, fault, type Fault } from '../../../shared/fault';
import { formatEndpoint, type Endpoint } from '../../../shared/model/source';
import { unconnected } from '../endpoints';
import { handshakeFault, shakeHands, speaksTls } from '../handshake';
import type { Security } from '../tls';
import { BACKEND_NAME } from './capabilities';

const HTTP2_PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const EMPTY_SETTINGS = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
const SETTINGS_TYPE = 4;

/** How a server answered the opening of an HTTP/2 connection. */
type Answer =
  | { readonly kind: 'http2' | 'other' | 'closed' | 'silent' }
  | { readonly kind: 'unconnected'; readonly error: NodeJS.ErrnoException | undefined };

/** How a server is to be probed, and for how long at most. */
export interface ProbeOptions {
  /** That of the source; undefined without TLS. */
  readonly security: Security | undefined;
  /** Whether etcd was found behind this address before. */
  readonly known: boolean;
  /** How the attempt failed: the connection broke, no answer came, or a wrong one. */
  readonly failure: 'broken' | 'unanswered' | 'wrong';
  readonly milliseconds: number;
  readonly signal: AbortSignal;
}

/** The fault that describes this endpoint best. */
export async function diagnose(endpoint: Endpoint, { security, known, failure, milliseconds, signal }: ProbeOptions): Promise<Fault> {
  const limit = new AbortController();
  const giveUp = (): void => limit.abort();
  const timer = setTimeout(giveUp, milliseconds);
  signal.addEventListener('abort', giveUp);
  const [handshake, answer] = await Promise.all([shakeHands(endpoint, security, limit.signal), security ? undefined : openPlain(endpoint, limit.signal)]);
  clearTimeout(timer);
  signal.removeEventListener('abort', giveUp);
  if (signal.aborted) return fault('aborted', 'aborted');
  const about = { endpoint: formatEndpoint(endpoint), backend: BACKEND_NAME };
  if (security) return handshakeFault(handshake, endpoint, security, BACKEND_NAME) ?? overTls(about, failure);
  if (answer === undefined || answer.kind === 'unconnected') return unconnected(endpoint, answer?.error);
  if (speaksTls(handshake)) return fault('unreachable', 'tls-expected', about);
  if (answer.kind === 'silent' || (answer.kind === 'http2' && failure === 'unanswered')) return fault('unreachable', 'silent', about);
  if (answer.kind === 'closed' && known) return fault('unreachable', 'unreachable', { ...about, detail: detail('closes-at-once') });
  if (answer.kind === 'http2' && failure === 'broken') return fault('unreachable', 'unreachable', { ...about, detail: detail('connection-broke') });
  return fault('unreachable', 'wrong-protocol', about);
}

/** The fault of a server with which TLS stands, but not what goes over it. */
function overTls(about: { endpoint: string; backend: string }, failure: ProbeOptions['failure']): Fault {
  if (failure === 'unanswered') return fault('unreachable', 'silent', about);
  if (failure === 'broken') return fault('unreachable', 'unreachable', { ...about, detail: detail('connection-broke') });
  return fault('unreachable', 'wrong-protocol', about);
}

/** Opens HTTP/2 in plain and looks at the first bytes that come back. */
function openPlain({ host, port }: Endpoint, limit: AbortSignal): Promise<Answer> {
  return new Promise((resolve) => {
    let connected = false;
    const received: Buffer[] = [];
    const socket = net.connect({ host, port });
    const end = (answer: Answer): void => {
      limit.removeEventListener('abort', giveUp);
      socket.destroy();
      resolve(answer);
    };
    const giveUp = (): void => end(connected ? { kind: 'silent' } : { kind: 'unconnected', error: undefined });
    limit.addEventListener('abort', giveUp);
    socket.on('connect', () => {
      connected = true;
      socket.write(Buffer.concat([HTTP2_PREFACE, EMPTY_SETTINGS]));
    });
    socket.on('data', (chunk) => {
      received.push(chunk);
      const bytes = Buffer.concat(received);
      if (bytes.length >= 4) end({ kind: bytes[3] === SETTINGS_TYPE && bytes[0] === 0 ? 'http2' : 'other' });
    });
    socket.on('error', (error: NodeJS.ErrnoException) => end(connected ? { kind: 'closed' } : { kind: 'unconnected', error }));
    socket.on('close', () => end({ kind: 'closed' }));
  });
}
