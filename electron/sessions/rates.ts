/** Changes a second over the last minute, for the status bar's sparkline. It ticks only while there is something to show. */
const SECONDS = 60;

export class Rates {
  readonly #seconds: number[] = new Array<number>(SECONDS).fill(0);
  readonly #onTick: () => void;
  #current = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `onTick` is called each second until the whole minute is quiet, the last time when it has become so. */
  constructor(onTick: () => void) {
    this.#onTick = onTick;
  }

  /** Changes in each of the last whole seconds, newest last. */
  get seconds(): readonly number[] {
    return [...this.#seconds];
  }

  count(changes: number): void {
    if (changes === 0) return;
    this.#current += changes;
    this.#timer ??= setInterval(() => this.#tick(), 1000).unref();
  }

  #tick(): void {
    this.#seconds.shift();
    this.#seconds.push(this.#current);
    this.#current = 0;
    if (this.#seconds.every((count) => count === 0)) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    this.#onTick();
  }
}
