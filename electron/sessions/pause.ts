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

/** Waits for a promise, but not longer than this. */
export async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, milliseconds)))]);
  clearTimeout(timer);
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
