/** Runs work that stops now and then to its end at once, however slow the machine is: the window does it in slices of time. */
export function finish<T>(work: Generator<undefined, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
