/** What a lazy connection was asked to do, one after another, between its frames. */
import { fault, failed, ok, type Result } from '../../shared/fault';
import type { Key } from '../../shared/model/key';

/** One thing to do; `answer` tells whoever asked how it went. */
export interface Order {
  readonly kind: 'expand' | 'collapse';
  readonly folder: Key;
  answer(result: Result<void>): void;
}

/** Orders that wait, first come first served. */
export class LazyOrders {
  readonly #waiting: Order[] = [];
  /** The one that is being carried out: the connection may end before it is. */
  #current: Order | undefined;
  readonly #wake: () => void;
  #over = false;

  constructor(wake: () => void) {
    this.#wake = wake;
  }

  get any(): boolean {
    return this.#waiting.length > 0;
  }

  /** The next order, if there is one. */
  next(): Order | undefined {
    this.#current = this.#waiting.shift();
    return this.#current;
  }

  /** Places an order; resolves to its answer. */
  place(kind: Order['kind'], folder: Key): Promise<Result<void>> {
    if (this.#over) return Promise.resolve(gone);
    return new Promise((answer) => {
      this.#waiting.push({ kind, folder, answer });
      this.#wake();
    });
  }

  /** Nobody follows any more. */
  end(): void {
    this.#over = true;
    // answering twice does nothing
    this.#current?.answer(gone);
    for (const order of this.#waiting.splice(0)) order.answer(gone);
  }
}

const gone = failed(fault('unreachable', 'not-read'));

/** An order that was carried out. */
export const done = ok(undefined);
