/** What a source has cost its server: every connection made for it, those of now and those that are over. */
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

export class Meter {
  readonly #open = new Set<Pick<Connection, 'cost'>>();
  #spent: Cost = { requests: 0, watches: 0 };

  /** Counts a connection as well, from now until the returned function is called: what it has cost by then stays counted. */
  count(connection: Pick<Connection, 'cost'>): () => void {
    this.#open.add(connection);
    return () => {
      if (this.#open.delete(connection)) this.#spent = { ...addCost(this.#spent, connection.cost()), watches: 0 };
    };
  }

  /** This driver, whose connections are counted as well until their signals abort. */
  counting(driver: Driver): Driver {
    const connect: Driver['connect'] = async (request) => {
      const connection = await driver.connect(request);
      request.signal.addEventListener('abort', this.count(connection), { once: true });
      return connection;
    };
    return { ...driver, connect };
  }

  total(): Cost {
    return [...this.#open].reduce((sum, connection) => addCost(sum, connection.cost()), this.#spent);
  }
}
