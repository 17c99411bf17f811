/** Finds out why a link did not come about where the link itself cannot tell: ZooKeeper hangs up without a word for several reasons. */
import net from 'node:net';
import tls from 'node:tls';
import { fault, type Fault } from '../../../shared/fault';
import { formatEndpoint, type Endpoint } from '../../../shared/model/source';
import type { ConnectRequest } from '../driver';
import { handshakeFault, shakeHands, speaksTls } from '../handshake';
import { connectionOptions, type Security } from '../tls';
import { BACKEND, type HandshakeError } from './faults';

/** Whom to ask, and for how long. */
export interface Inquiry {
  readonly endpoint: Endpoint;
  readonly security: Security | undefined;
  readonly limit: AbortSignal;
  /** Told what asking has cost. */
  readonly onSpent: ConnectRequest['onSpent'];
}

/** The fault that describes this server best, or undefined where it does not tell more than the link did. */
export async function whyMute({ mute, fault: told }: HandshakeError, inquiry: Inquiry): Promise<Fault | undefined> {
  const { endpoint, security, limit } = inquiry;
  if (!mute && !(security && ['unreachable', 'silent'].includes(told.reason))) return undefined;
  const about = { endpoint: formatEndpoint(endpoint) };
  const [handshake, answer] = await Promise.all([shakeHands(endpoint, security, limit), mute ? ask('srvr', inquiry) : '']);
  if (!security && speaksTls(handshake)) return fault('unreachable', 'tls-expected', about);
  const problem = security && !limit.aborted ? handshakeFault(handshake, endpoint, security, BACKEND) : undefined;
  if (problem !== undefined || !mute) return problem;
  if (/not currently serving|Mode: read-only/.test(answer)) return fault('unreachable', 'no-quorum', about);
  if (told.reason === 'silent') return undefined;
  return answer === '' && (!security || handshake.kind === 'done') ? fault('unreachable', 'turned-away', about) : undefined;
}

/** The answer to a four-letter word as far as it came; empty where none did. */
export function ask(word: string, { endpoint: { host, port }, security, limit, onSpent }: Inquiry): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const send = (): void => void socket.write(word);
    const socket = security ? tls.connect({ host, port, ...connectionOptions(security, host) }, send) : net.connect({ host, port }, send);
    const stop = (): void => void socket.destroy();
    limit.addEventListener('abort', stop);
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => (answer += text));
    socket.on('error', () => {}); // no answer
    socket.on('close', () => {
      limit.removeEventListener('abort', stop);
      onSpent?.({ requests: 1, watches: 0, bytesIn: socket.bytesRead, bytesOut: socket.bytesWritten });
      resolve(answer);
    });
    if (limit.aborted) stop();
  });
}
