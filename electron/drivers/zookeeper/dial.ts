/** One attempt to reach an ensemble: its servers in random order, each with its share of the time, until one takes us. */
import { fault, FaultError } from '../../../shared/fault';
import type { Endpoint } from '../../../shared/model/source';
import type { ConnectRequest } from '../driver';
import { shuffled } from '../endpoints';
import { connectionOptions, type Security } from '../tls';
import { SessionTicket } from './client';
import { BACKEND, HandshakeError, tellsMore } from './faults';
import { Link } from './link';
import { ask, whyMute } from './mute';

const ATTEMPT_MS = 4_500;
/** Time to find out why a server hung up. */
const PROBE_MS = 1_000;
const VERSION_MS = 300;

/** Connects to one of the servers. Rejects with the FaultError that tells most of those tried. */
export async function dial({ options, secrets, resume, signal, onSpent }: ConnectRequest, security: Security | undefined): Promise<Link> {
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
        ...(security && { tls: connectionOptions(security, endpoint.host) }),
        ...(options.user !== undefined && { digest: `${options.user}:${secrets?.password ?? ''}` }),
        ...(resume instanceof SessionTicket && !resume.over && { session: resume }),
      });
    } catch (error) {
      if (!(error instanceof HandshakeError)) throw error;
      onSpent?.(error.cost);
      if (error.fault.code === 'session-expired' && resume instanceof SessionTicket) resume.over = true;
      if (signal.aborted || ['aborted', 'session-expired', 'auth-failed'].includes(error.fault.code)) throw error;
      const patience = AbortSignal.timeout(Math.max(0, Math.min(PROBE_MS, Math.floor(deadline - performance.now()))));
      const found = await whyMute(error, { endpoint, security, limit: AbortSignal.any([signal, patience]), onSpent });
      const failure = found === undefined ? error : new FaultError(found);
      if (found?.code === 'auth-failed') throw failure;
      if (!(last instanceof FaultError && tellsMore(last.fault, failure.fault))) last = failure;
    }
  }
  throw last;
}

/** The server's name with its version, where the four-letter word `srvr` answers (by default it does). */
export async function serverName(endpoint: Endpoint, security: Security | undefined, { signal, onSpent }: ConnectRequest): Promise<string> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(VERSION_MS)]);
  const version = /version: (\d[\w.]*)/.exec(await ask('srvr', { endpoint, security, limit, onSpent }))?.[1];
  return version === undefined ? BACKEND : `${BACKEND} ${version}`;
}
