/** One attempt to reach an ensemble: its servers in random order, each with its share of the time, until one takes us. */
import fs from 'node:fs/promises';
import { fault, FaultError } from '../../../shared/fault';
import type { Endpoint } from '../../../shared/model/source';
import type { ConnectRequest } from '../driver';
import { SessionTicket } from './client';
import { BACKEND, HandshakeError, tellsMore } from './faults';
import { Link } from './link';
import { askPlainly, whyMute } from './mute';

const ATTEMPT_MS = 4_500;
const VERSION_MS = 300;

/** Connects to one of the servers. Rejects with the FaultError that tells most of those tried. */
export async function dial(request: ConnectRequest): Promise<Link> {
  const { options, secrets, resume, signal } = request;
  const secure = options.tls === undefined ? undefined : await readAuthorities(options.tls.ca);
  const deadline = performance.now() + ATTEMPT_MS;
  const endpoints = shuffled(options.endpoints);
  let last: unknown = new FaultError(fault('invalid', 'invalid-request', { detail: 'no endpoint' }));
  for (const [index, endpoint] of endpoints.entries()) {
    const leftMs = deadline - performance.now();
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
      const why = { usesTls: secure !== undefined, hungUp: error.fault.reason !== 'silent', milliseconds: deadline - performance.now() };
      const found = error.mute ? await whyMute(endpoint, why, signal) : undefined;
      const failure = found === undefined ? error : new FaultError(found);
      if (!(last instanceof FaultError && tellsMore(last.fault, failure.fault))) last = failure;
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

/** The server's name with its version, where the four-letter word `srvr` answers (by default it does) over plain TCP. */
export async function serverName(endpoint: Endpoint, signal: AbortSignal): Promise<string> {
  const version = /version: (\d[\w.]*)/.exec(await askPlainly(endpoint, 'srvr', signal, VERSION_MS))?.[1];
  return version === undefined ? BACKEND : `${BACKEND} ${version}`;
}
