/** Changes a second over the last minute, for the status bar's sparkline. */
export const RATE_SECONDS = 60;

export class Rates {
  readonly #seconds: number[] = new Array<number>(RATE_SECONDS).fill(0);
  #current = 0;

  /** Changes in each of the last whole seconds, newest last. */
  get seconds(): readonly number[] {
    return [...this.#seconds];
  }

  /** Whether nothing was counted in the last minute. */
  get quiet(): boolean {
    return this.#current === 0 && this.#seconds.every((count) => count === 0);
  }

  count(changes: number): void {
    this.#current += changes;
  }

  /** Called once a second: the running second is over. */
  tick(): void {
    this.#seconds.shift();
    this.#seconds.push(this.#current);
    this.#current = 0;
  }
}
