/** Finds out why a server took a connection and said nothing. ZooKeeper hangs up without a word for several reasons. */
import net from 'node:net';
import tls from 'node:tls';
import { fault, type Fault } from '../../../shared/fault';
import { formatEndpoint, type Endpoint } from '../../../shared/model/source';

/** Time for the answers. */
const PROBE_MS = 1_000;

/** How a server was mute: whether we came by TLS, and whether it closed the connection or left it open. */
export interface Muteness {
  readonly usesTls: boolean;
  readonly hungUp: boolean;
  /** What is left of the attempt's time. */
  readonly milliseconds: number;
}

/** The fault that describes this server best, or undefined where it does not tell. */
export async function whyMute(endpoint: Endpoint, { usesTls, hungUp, milliseconds }: Muteness, signal: AbortSignal): Promise<Fault | undefined> {
  if (usesTls) return undefined;
  const patience = Math.max(0, Math.min(PROBE_MS, milliseconds));
  const about = { endpoint: formatEndpoint(endpoint) };
  const [answer, speaksTls] = await Promise.all([askPlainly(endpoint, 'srvr', signal, patience), expectsTls(endpoint, signal, patience)]);
  if (signal.aborted) return undefined;
  if (speaksTls) return fault('unreachable', 'tls-expected', about);
  if (/not currently serving|Mode: read-only/.test(answer)) return fault('unreachable', 'no-quorum', about);
  return hungUp && answer === '' ? fault('unreachable', 'turned-away', about) : undefined;
}

/** The beginning of the answer to a four-letter word; empty where none came. */
export function askPlainly({ host, port }: Endpoint, word: string, signal: AbortSignal, milliseconds: number): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = net.connect({ host, port }, () => socket.write(word));
    const timer = setTimeout(() => socket.destroy(), milliseconds);
    const stop = (): void => void socket.destroy();
    signal.addEventListener('abort', stop);
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => (answer += text));
    socket.on('error', () => {}); // no answer
    socket.on('close', () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve(answer);
    });
  });
}

/** Whether the server answers a TLS greeting in kind. */
function expectsTls({ host, port }: Endpoint, signal: AbortSignal, milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = tls.connect({ host, port, rejectUnauthorized: false });
    const timer = setTimeout(() => socket.destroy(), milliseconds);
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
