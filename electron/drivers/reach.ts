/** How far plain sockets get at a server, before a word of its own protocol: what a test of a source looks at first. */
import { lookup } from 'node:dns/promises';
import net from 'node:net';
import type { TestStep } from '../../shared/model/source-answers';
import { fault, FaultError, faultOf, type Fault } from '../../shared/fault';
import { formatEndpoint, type ConnectOptions, type Endpoint, type SourceSecrets } from '../../shared/model/source';
import { moment, nameOf } from './certificate-words';
import { unconnected } from './endpoints';
import { handshakeFault, shakeHands } from './handshake';
import { readSecurity } from './tls';

/** The steps at one server; the last one carries a fault if it could not be reached. */
export interface Reach {
  readonly endpoint: Endpoint;
  readonly steps: readonly TestStep[];
}

/** Work that resolves to what it found. */
type Work = () => Promise<string>;

/** Looks the host up, connects, and where the source uses TLS shakes hands. Sends nothing. */
export async function reach(endpoint: Endpoint, options: ConnectOptions, secrets: SourceSecrets | undefined, limit: AbortSignal): Promise<Reach> {
  const steps: TestStep[] = [];
  const plan: [TestStep['step'], Work][] = [
    ...(net.isIP(endpoint.host) === 0 ? [['resolve', () => resolve(endpoint, limit)] as [TestStep['step'], Work]] : []),
    ['connect', () => connect(endpoint, limit)],
    ...(options.tls ? [['tls', () => secure(endpoint, options, secrets, limit)] as [TestStep['step'], Work]] : []),
  ];
  for (const [step, work] of plan) {
    const startedAt = performance.now();
    const outcome = await work().then(
      (found) => ({ found }),
      (error: unknown) => ({ fault: faultOf(error) }),
    );
    steps.push({ step, ...outcome, milliseconds: Math.round(performance.now() - startedAt) });
    if ('fault' in outcome) break;
  }
  return { endpoint, steps };
}

async function resolve(endpoint: Endpoint, limit: AbortSignal): Promise<string> {
  const late = new Promise<never>((_, reject) => limit.addEventListener('abort', () => reject(notReached(endpoint, undefined)), { once: true }));
  try {
    const found = await Promise.race([lookup(endpoint.host, { all: true }), late]);
    return found.map(({ address }) => address).join(', ');
  } catch (error) {
    throw error instanceof FaultError ? error : notReached(endpoint, error as NodeJS.ErrnoException);
  }
}

function connect(endpoint: Endpoint, limit: AbortSignal): Promise<string> {
  return new Promise((done, fail) => {
    const socket = net.connect({ ...endpoint });
    const end = (outcome: () => void): void => {
      limit.removeEventListener('abort', giveUp);
      socket.destroy();
      outcome();
    };
    const giveUp = (): void => end(() => fail(notReached(endpoint, undefined)));
    limit.addEventListener('abort', giveUp);
    socket.on('connect', () => end(() => done(formatEndpoint(endpoint))));
    socket.on('error', (error) => end(() => fail(notReached(endpoint, error))));
    if (limit.aborted) giveUp();
  });
}

async function secure(endpoint: Endpoint, options: ConnectOptions, secrets: SourceSecrets | undefined, limit: AbortSignal): Promise<string> {
  const security = await readSecurity(options, secrets);
  if (!security) throw new Error('a source without TLS shakes no hands');
  const handshake = await shakeHands(endpoint, security, limit);
  const broken: Fault | undefined = handshakeFault(handshake, endpoint, security, options.backend);
  if (handshake.kind !== 'done' || broken) throw new FaultError(broken ?? fault('unreachable', 'no-tls', { endpoint: formatEndpoint(endpoint) }));
  return `${handshake.protocol}, ${nameOf(handshake.certificate.subject)}, ${moment(handshake.certificate.valid_to)}`;
}

const notReached = (endpoint: Endpoint, error: NodeJS.ErrnoException | undefined): FaultError => new FaultError(unconnected(endpoint, error));
