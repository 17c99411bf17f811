import { fault, FaultError } from '../../shared/fault';

/** The promise, or a FaultError `aborted` as soon as the signal aborts. What the promise then comes to is nobody's business. */
export function untilAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new FaultError(fault('aborted', 'aborted')));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
