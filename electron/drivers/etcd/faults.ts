/** What gRPC and etcd say when something fails, as faults. etcd's sentences are part of its API (api/v3rpc/rpctypes). */
import type { ServiceError } from '@grpc/grpc-js';
import { fault, FaultError, type Fault } from '../../../shared/fault';
import type { Key } from '../../../shared/model/key';

/** gRPC status codes that are told apart here. */
const CANCELLED = 1;
const DEADLINE_EXCEEDED = 4;
const RESOURCE_EXHAUSTED = 8;
const UNAVAILABLE = 14;

/** Where a call failed: the server, and the key or root it was about. */
export interface CallContext {
  readonly endpoint: string;
  readonly key?: Key;
  readonly root?: Key;
  /** The revision that was asked for. */
  readonly revision?: bigint;
}

const isServiceError = (error: unknown): error is ServiceError =>
  error instanceof Error && 'code' in error && typeof error.code === 'number' && 'details' in error;

/** What the server or gRPC said, without gRPC's code in front. */
export const detailOf = (error: unknown): string =>
  isServiceError(error) ? error.details : error instanceof Error ? error.message : String(error);

/**
 * Whether the login that was made before holds no more: it ran out, the server was restarted, the user's rights were changed, or there
 * was nothing to log in to and now there is. A watch is told so in the reason with which it is cancelled.
 */
export const isStaleLogin = (error: unknown): boolean => /invalid auth token|revision of auth store is old/.test(detailOf(error)) || isLoginWanted(error);

/** Whether the server lets in only who logs in. */
const isLoginWanted = (error: unknown): boolean => /user name is empty/.test(detailOf(error));

/** Whether the server switched authentication off, so that there is nothing to log in to. */
export const isAuthOff = (error: unknown): boolean => /authentication is not enabled/.test(detailOf(error));

/** Whether the user may not do what was asked for. */
export const isDenied = (error: unknown): boolean => /permission denied/.test(detailOf(error));

/** Whether a revision was asked for that is no longer kept. */
export const isCompacted = (error: unknown): boolean => /required revision has been compacted/.test(detailOf(error));

/** Whether a key was to be given a lease that has ended. */
export const isLeaseGone = (error: unknown): boolean => /requested lease not found/.test(detailOf(error));

/** Whether a revision was asked for that the store has not reached: it went back, or the asker is mistaken. */
export const isFutureRevision = (error: unknown): boolean => /required revision is a future revision/.test(detailOf(error));

/** Whether the server takes no request of this size: etcd says so, or its gRPC ("grpc: ", unlike ours) before etcd sees the request. */
export const isTooLargeToSend = (error: unknown): boolean =>
  /request is too large|too many operations|^grpc: received message larger than max/.test(detailOf(error));

/** Whether a message was larger than this side takes. */
export const isTooLargeToReceive = (error: unknown): boolean =>
  isServiceError(error) && error.code === RESOURCE_EXHAUSTED && /larger than max/.test(error.details);

/** Whether the connection is to blame and not the request: a probe may then find better words. */
export const isTransportFailure = (error: unknown): boolean =>
  isServiceError(error) && !error.details.startsWith('etcdserver:') && error.code !== RESOURCE_EXHAUSTED;

/** Whether the connection under a call or stream is gone. */
export const isConnectionGone = (error: unknown): boolean =>
  isServiceError(error) && error.code === UNAVAILABLE && !error.details.startsWith('etcdserver:');

/** How an attempt to connect failed, as far as gRPC tells. */
export function failureOf(error: unknown): 'broken' | 'unanswered' | 'wrong' {
  if (isConnectionGone(error)) return 'broken';
  return isServiceError(error) && error.code === DEADLINE_EXCEEDED ? 'unanswered' : 'wrong';
}

/**
 * Whether the server refused a write before it reached the log. After any other failure the write may have taken effect.
 */
export function isRefusedWrite(error: unknown): boolean {
  if (isTooLargeToSend(error)) return true;
  if (!isServiceError(error) || !error.details.startsWith('etcdserver:')) return false;
  return error.code !== UNAVAILABLE || error.details === 'etcdserver: no leader';
}

/** The fault inside an error of a call. */
export function callFault(error: unknown, { endpoint, key, root, revision }: CallContext): Fault {
  if (error instanceof FaultError) return error.fault;
  const about = key === undefined ? {} : { key };
  const detail = detailOf(error);
  if (isDenied(error)) {
    return root === undefined || key !== undefined
      ? fault('denied', 'denied', {}, about)
      : fault('denied', 'root-denied', { root: root === '' ? 'the whole store' : root });
  }
  if (isLoginWanted(error)) return fault('auth-failed', 'login-missing', { endpoint });
  if (/authentication failed|invalid auth token|user name not found|revision of auth store is old/.test(detail)) {
    return fault('auth-failed', 'auth-failed', { endpoint });
  }
  if (isCompacted(error)) return fault('compacted', 'compacted', { revision: String(revision ?? '') });
  if (/no leader|leader changed/.test(detail)) return fault('unreachable', 'no-leader', { endpoint });
  if (/database space exceeded/.test(detail)) return fault('too-large', 'store-full', { endpoint }, about);
  if (isFutureRevision(error)) {
    return fault('invalid', 'invalid-request', { detail: `revision ${revision ?? ''} is still to come` }, about);
  }
  if (!isServiceError(error)) return fault('internal', 'internal', { detail });
  if (error.code === DEADLINE_EXCEEDED) return fault('unreachable', 'link-silent', { endpoint, seconds: secondsIn(detail) });
  if (error.code === CANCELLED) return fault('aborted', 'aborted');
  return fault(error.code === UNAVAILABLE ? 'unreachable' : 'internal', 'unreachable', { endpoint, detail });
}

/** gRPC's words are "Deadline exceeded after 4.002s,...". */
const secondsIn = (detail: string): number => Math.round(Number(/after ([\d.]+)s/.exec(detail)?.[1] ?? 0));
