/** Finds out why a server could not be reached, by plain sockets: gRPC says the same of nearly everything. */
import net from 'node:net';
import tls from 'node:tls';
import { fault, type Fault } from '../../../shared/fault';
import { formatEndpoint, type Endpoint } from '../../../shared/model/source';
import { BACKEND_NAME } from './capabilities';

const HTTP2_PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const EMPTY_SETTINGS = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
const SETTINGS_TYPE = 4;

/** How a server answered the opening of an HTTP/2 connection. */
type Answer =
  | { readonly kind: 'http2' | 'other' | 'closed' | 'silent' }
  | { readonly kind: 'unconnected'; readonly error: NodeJS.ErrnoException | undefined };

/** The fault that describes this endpoint best, worked out in about this many milliseconds. */
export async function diagnose(endpoint: Endpoint, usesTls: boolean, milliseconds: number): Promise<Fault> {
  const [answer, speaksTls] = await Promise.all([openPlain(endpoint, milliseconds), answersTls(endpoint, milliseconds)]);
  const about = { endpoint: formatEndpoint(endpoint), backend: BACKEND_NAME };
  if (answer.kind === 'unconnected') return unconnected(endpoint, answer.error);
  if (usesTls) {
    const detail = speaksTls ? 'its certificate is not trusted, or it asks for one of yours' : 'it does not use TLS';
    return fault('unreachable', 'unreachable', { ...about, detail });
  }
  if (speaksTls) return fault('unreachable', 'tls-expected', about);
  if (answer.kind === 'silent' || answer.kind === 'http2') return fault('unreachable', 'silent', about);
  return fault('unreachable', 'wrong-protocol', about);
}

function unconnected(endpoint: Endpoint, error: NodeJS.ErrnoException | undefined): Fault {
  const about = { endpoint: formatEndpoint(endpoint) };
  switch (error?.code) {
    case 'ECONNREFUSED':
      return fault('unreachable', 'refused', about);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return fault('unreachable', 'host-unknown', { host: endpoint.host });
    default:
      return fault('unreachable', 'unreachable', { ...about, detail: error?.code ?? error?.message ?? 'it does not answer' });
  }
}

/** Opens HTTP/2 in plain and looks at the first bytes that come back. */
function openPlain({ host, port }: Endpoint, milliseconds: number): Promise<Answer> {
  return new Promise((resolve) => {
    let connected = false;
    const received: Buffer[] = [];
    const socket = net.connect({ host, port });
    const end = (answer: Answer): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => end(connected ? { kind: 'silent' } : { kind: 'unconnected', error: undefined }), milliseconds);
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

/** Whether a TLS handshake succeeds, or is turned down by an alert, which only a TLS server sends. */
function answersTls({ host, port }: Endpoint, milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const servername = net.isIP(host) ? {} : { servername: host };
    // nothing is sent over this connection, so there is nobody to authenticate
    const socket = tls.connect({ host, port, ...servername, rejectUnauthorized: false, ALPNProtocols: ['h2'] });
    const end = (speaks: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(speaks);
    };
    const timer = setTimeout(end, milliseconds, false);
    socket.on('secureConnect', () => end(true));
    socket.on('error', (error: NodeJS.ErrnoException) => end(/ALERT/i.test(error.code ?? '')));
    socket.on('close', () => end(false));
  });
}
