/** Long work on the window's own thread. */

/** How long work may hold up the window at a time, in milliseconds: a keystroke's answer still comes with the next frame. */
const SLICE_MS = 10;

/**
 * Runs work that stops now and then, a slice at a time. What is short enough is done when this returns; otherwise input and frames
 * can come between the slices. `done` takes the result. Returns what gives the rest up.
 */
export function inSlices<T>(work: Generator<undefined, T>, done: (result: T) => void): () => void {
  let next: ReturnType<typeof setTimeout> | undefined;
  const goOn = (): void => {
    const end = performance.now() + SLICE_MS;
    for (;;) {
      const step = work.next();
      if (step.done === true) return done(step.value);
      if (performance.now() >= end) break;
    }
    next = setTimeout(goOn);
  };
  goOn();
  return () => clearTimeout(next);
}
