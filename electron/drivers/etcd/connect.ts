/** One attempt to connect: the members are tried a little after one another, and the first one that answers sound is kept. */
import type { IStatusResponse } from 'etcd3';
import { fault, FaultError, faultOf, type Fault, type FaultReason } from '../../../shared/fault';
import { nestedRoots, rootsText } from '../../../shared/model/roots';
import { formatEndpoint, separatorOf, type Endpoint } from '../../../shared/model/source';
import type { Connection, ConnectRequest } from '../driver';
import { shuffled } from '../endpoints';
import { readSecurity, type Security } from '../tls';
import { untilAborted } from '../abort';
import { EtcdClient, type Login } from './client';
import { EtcdConnection } from './connection';
import { callFault, failureOf, isTransportFailure } from './faults';
import { LazyFrames } from './lazy-frames';
import { diagnose } from './probe';
import { loadRuntime, type Runtime } from './runtime';
import { readableScope, type Scope } from './scope';
import { Reached } from './several-roots';

/** Together they stay below the 5 s that an attempt may take. */
const ANSWER_MS = 3_800;
const DIAGNOSE_MS = 900;
const NEXT_MEMBER_MS = 250;

/** Faults that another member would answer with too. */
const sharedByAll: ReadonlySet<FaultReason> = new Set(['auth-failed', 'login-missing', 'certificate-wanted', 'root-denied', 'denied', 'too-many-parts']);

/** Which of several members' faults tells most; later ones tell more. */
const telling: readonly FaultReason[] = [
  ...(['host-unknown', 'refused', 'unreachable', 'link-lost', 'link-silent', 'silent'] as const),
  ...(['wrong-protocol', 'tls-expected', 'no-leader', 'internal'] as const),
];

interface Member {
  readonly client: EtcdClient;
  readonly status: IStatusResponse;
  readonly scope: Scope;
}

/** Connects to the first member that answers, and logs in. Rejects with a FaultError. */
export async function connect(request: ConnectRequest): Promise<Connection> {
  const { options, signal, limits, lazy, resume } = request;
  if (signal.aborted) throw new FaultError(fault('aborted', 'aborted'));
  const nested = nestedRoots('etcd', options.roots);
  if (nested !== undefined) throw new FaultError(fault('invalid', 'roots-nested', nested));
  const runtime = loadRuntime();
  const security = await readSecurity(options, request.secrets);
  const deadline = performance.now() + ANSWER_MS;
  const { client, status, scope } = await firstSound(shuffled(options.endpoints), signal, (endpoint, racing) =>
    tryMember(request, { runtime, endpoint, security, deadline, signal: racing }),
  );
  if (lazy && scope.denied.readable) {
    request.onSpent?.(client.cost());
    await client.close();
    throw new FaultError(fault('denied', 'lazy-partial', { root: rootsText(options.roots) }));
  }
  return new EtcdConnection(client, {
    server: `etcd ${status.version}`,
    roots: options.roots,
    scope,
    limits,
    lazy: lazy && new LazyFrames({ client, roots: options.roots, separator: separatorOf(options), lazy }),
    certificate: options.tls?.certificate !== undefined || options.tls?.pkcs12 !== undefined,
    resume: resume instanceof Reached ? resume : undefined,
    signal,
  });
}

/** Resolves to the first attempt that succeeds, and aborts the others; rejects with the fault that tells most. */
function firstSound<T extends Member>(
  endpoints: readonly Endpoint[],
  signal: AbortSignal,
  attempt: (endpoint: Endpoint, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const race = new AbortController();
  const endRace = (): void => race.abort();
  signal.addEventListener('abort', endRace, { once: true });
  const waiting = [...endpoints];
  const faults: Fault[] = [];
  return new Promise<T>((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      settle();
      signal.removeEventListener('abort', endRace);
      race.abort();
    };
    const fail = (broken: Fault): void => finish(() => reject(new FaultError(broken)));
    const next = (): void => {
      clearTimeout(timer);
      const endpoint = waiting.shift();
      if (!endpoint || race.signal.aborted) return;
      timer = setTimeout(next, NEXT_MEMBER_MS);
      attempt(endpoint, race.signal).then(
        (member) => {
          if (!race.signal.aborted) return finish(() => resolve(member));
          void member.client.close();
          fail(fault('aborted', 'aborted'));
        },
        (error: unknown) => {
          const broken = faultOf(error);
          faults.push(broken);
          if (sharedByAll.has(broken.reason) || broken.code === 'aborted' || faults.length === endpoints.length) fail(mostTelling(faults));
          else next();
        },
      );
    };
    if (endpoints.length === 0) fail(fault('invalid', 'invalid-request', { detail: 'the source names no server' }));
    next();
  });
}

/** Connects to one member, logs in, and sees what of the roots it can read, which also takes a leader. */
async function tryMember(
  { options, secrets, resume, onSpent }: ConnectRequest,
  how: { runtime: Runtime; endpoint: Endpoint; security: Security | undefined; deadline: number; signal: AbortSignal },
): Promise<Member> {
  const login: Login | undefined = options.user === undefined ? undefined : { name: options.user, password: secrets?.password ?? '' };
  const client = new EtcdClient(how.runtime, { endpoint: formatEndpoint(how.endpoint), security: how.security, login });
  // gRPC's deadlines go by the wall clock, which may jump between two members
  const call = { deadline: Date.now() + how.deadline - performance.now() };
  try {
    const answers = Promise.all([
      client.maintenance.status(call),
      readableScope(client, options.roots, call),
    ]);
    const [status, scope] = await untilAborted(how.signal, answers);
    client.settle();
    return { client, status, scope };
  } catch (error) {
    onSpent?.(client.cost());
    void client.close();
    if (how.signal.aborted || !isTransportFailure(error)) throw new FaultError(callFault(error, { endpoint: client.endpoint, root: rootsText(options.roots) }));
    const why = { security: how.security, known: resume !== undefined, failure: failureOf(error) };
    throw new FaultError(await diagnose(how.endpoint, { ...why, milliseconds: DIAGNOSE_MS, signal: how.signal }));
  }
}

function mostTelling(faults: readonly Fault[]): Fault {
  const rank = ({ reason }: Fault): number => {
    const at = telling.indexOf(reason);
    return at < 0 ? telling.length : at;
  };
  return faults.reduce((best, other) => (rank(other) > rank(best) ? other : best));
}
