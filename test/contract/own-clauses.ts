import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import type { Harness } from './harness';

/** Registers clauses that only one back-end has, on a store of their own. */
export function ownClauses<H extends Harness>(name: string, start: () => Promise<H>, register: (harness: () => H) => void): void {
  describe(name, () => {
    let started: H | undefined;
    const harness = (): H => {
      if (started === undefined) throw new Error('the store has not been started');
      return started;
    };
    beforeAll(async () => {
      started = await start();
    });
    beforeEach(() => harness().clear());
    afterAll(async () => started?.stop());
    register(harness);
  });
}
