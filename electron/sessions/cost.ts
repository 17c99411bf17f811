/** What a source has cost its server: every connection made for it, those of now and those that are over, and attempts in vain. */
import type { Connection, Cost, Driver } from '../drivers/driver';

const plus = (a: number | undefined, b: number | undefined): number | undefined => (a === undefined ? b : b === undefined ? a : a + b);

/** What two connections cost together; bytes only where a transport tells them. */
export function addCost(a: Cost, b: Cost): Cost {
  const bytesIn = plus(a.bytesIn, b.bytesIn);
  const bytesOut = plus(a.bytesOut, b.bytesOut);
  return {
    requests: a.requests + b.requests,
    watches: a.watches + b.watches,
    ...(bytesIn !== undefined && { bytesIn }),
    ...(bytesOut !== undefined && { bytesOut }),
  };
}

/** Counts what is done for one source. */
export class Meter {
  readonly #open = new Set<Pick<Connection, 'cost'>>();
  #spent: Cost = { requests: 0, watches: 0 };

  /** This driver, all of whose attempts are counted; connections until their signals abort, and what they have cost by then stays counted. */
  counting(driver: Driver): Driver {
    const connect: Driver['connect'] = async (request) => {
      const { signal } = request;
      const connection = await driver.connect({ ...request, onSpent: (cost) => this.#spend(cost) });
      const over = (): void => {
        if (this.#open.delete(connection)) this.#spend(connection.cost());
      };
      this.#open.add(connection);
      signal.addEventListener('abort', over, { once: true });
      if (signal.aborted) over();
      return connection;
    };
    return { ...driver, connect };
  }

  total(): Cost {
    return [...this.#open].reduce((sum, connection) => addCost(sum, connection.cost()), this.#spent);
  }

  #spend(cost: Cost): void {
    this.#spent = { ...addCost(this.#spent, cost), watches: 0 };
  }
}
