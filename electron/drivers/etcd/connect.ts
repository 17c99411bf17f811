/** One attempt to connect: the members are tried a little after one another, and the first one that answers sound is kept. */
import { readFile } from 'node:fs/promises';
import type { IStatusResponse } from 'etcd3';
import { fault, FaultError, faultOf, type Fault, type FaultReason } from '../../../shared/fault';
import type { Key } from '../../../shared/model/key';
import { formatEndpoint, type Endpoint } from '../../../shared/model/source';
import type { Connection, ConnectRequest } from '../driver';
import { untilAborted } from './abort';
import { EtcdClient, type Login } from './client';
import { EtcdConnection } from './connection';
import { callFault, failureOf, isTransportFailure } from './faults';
import { LazyFrames } from './lazy-frames';
import { isPosition } from './position';
import { diagnose } from './probe';
import { prefixRange } from './range';
import { loadRuntime, type Runtime } from './runtime';

/** Together they stay below the 5 s that an attempt may take. */
const ANSWER_MS = 3_800;
const DIAGNOSE_MS = 900;
const NEXT_MEMBER_MS = 250;

/** Faults that another member would answer with too. */
const sharedByAll: ReadonlySet<FaultReason> = new Set(['auth-failed', 'root-denied', 'denied']);

/** Which of several members' faults tells most; later ones tell more. */
const telling: readonly FaultReason[] = [
  ...(['host-unknown', 'refused', 'unreachable', 'link-lost', 'link-silent', 'silent'] as const),
  ...(['wrong-protocol', 'tls-expected', 'no-leader', 'internal'] as const),
];

interface Member {
  readonly client: EtcdClient;
  readonly status: IStatusResponse;
}

/** Connects to the first member that answers, and logs in. Rejects with a FaultError. */
export async function connect(request: ConnectRequest): Promise<Connection> {
  const { options, signal, limits, lazy, resume } = request;
  if (signal.aborted) throw new FaultError(fault('aborted', 'aborted'));
  const runtime = loadRuntime();
  const ca = await authorities(options.tls);
  const deadline = Date.now() + ANSWER_MS;
  const { client, status } = await firstSound(shuffled(options.endpoints), signal, (endpoint, racing) =>
    tryMember(request, { runtime, endpoint, ca, deadline, signal: racing }),
  );
  return new EtcdConnection(client, {
    server: `etcd ${status.version}`,
    root: rootOf(options),
    limits,
    lazy: lazy && new LazyFrames({ client, roots: [rootOf(options)], separator: options.separator ?? '/', lazy }),
    resume: isPosition(resume) ? resume : undefined,
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

/** Connects to one member, logs in, and sees that it can read the root, which also takes a leader. */
async function tryMember(
  { options, secrets, resume }: ConnectRequest,
  how: { runtime: Runtime; endpoint: Endpoint; ca: Buffer | null | undefined; deadline: number; signal: AbortSignal },
): Promise<Member> {
  const login: Login | undefined = options.user === undefined ? undefined : { name: options.user, password: secrets?.password ?? '' };
  const client = new EtcdClient(how.runtime, { endpoint: formatEndpoint(how.endpoint), ca: how.ca, login });
  const call = { deadline: how.deadline };
  try {
    const answers = Promise.all([
      client.maintenance.status(call),
      client.kv.range({ ...prefixRange(rootOf(options)), limit: 1, keys_only: true }, call),
    ]);
    const [status] = await untilAborted(how.signal, answers);
    client.settle();
    return { client, status };
  } catch (error) {
    void client.close();
    if (how.signal.aborted || !isTransportFailure(error)) throw new FaultError(callFault(error, { endpoint: client.endpoint, root: rootOf(options) }));
    const why = { usesTls: how.ca !== undefined, known: resume !== undefined, failure: failureOf(error) };
    throw new FaultError(await diagnose(how.endpoint, { ...why, milliseconds: DIAGNOSE_MS, signal: how.signal }));
  }
}

const rootOf = ({ roots }: ConnectRequest['options']): Key => roots[0] ?? '';

/** The certificate authorities to trust: undefined without TLS, null for those that Node trusts. */
async function authorities(tls: ConnectRequest['options']['tls']): Promise<Buffer | null | undefined> {
  if (tls?.ca === undefined) return tls && null;
  try {
    return await readFile(tls.ca);
  } catch (error) {
    const cause = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw new FaultError(fault('invalid', 'certificate-unreadable', { path: tls.ca, cause }));
  }
}

function mostTelling(faults: readonly Fault[]): Fault {
  const rank = ({ reason }: Fault): number => {
    const at = telling.indexOf(reason);
    return at < 0 ? telling.length : at;
  };
  return faults.reduce((best, other) => (rank(other) > rank(best) ? other : best));
}

/** In random order, so that many windows do not all sit on the first member. */
function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, rank: Math.random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
