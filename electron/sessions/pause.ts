/** Waiting that can be cut short. */

/** A wait for a time to pass, or without an end where none is given, for being woken or for a signal, whichever comes first. One at a time. */
export class Pause {
  #wake: (() => void) | undefined;

  wait(milliseconds: number | undefined, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
      const timer = milliseconds === undefined ? undefined : setTimeout(done, milliseconds);
      this.#wake = done;
      if (signal.aborted) done();
    });
  }

  /** Ends the wait, if there is one. */
  wake(): void {
    this.#wake?.();
  }
}

/** Waits for a promise, but not longer than this: then it resolves to undefined. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), milliseconds)));
  return Promise.race([work, over]).finally(() => clearTimeout(timer));
}

/** Hands on at most one call in this time; what comes in between is left out. */
export function everySoOften<T>(milliseconds: number, act: (what: T) => unknown): (what: T) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (what) => {
    const now = performance.now();
    if (now - last < milliseconds) return;
    last = now;
    act(what);
  };
}
