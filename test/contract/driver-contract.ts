/**
 * What every driver promises, tested against a real store. One suite for all: where back-ends differ, the declared
 * capability chooses between a clause and its positive opposite, so that nothing is ever skipped.
 */
import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import type { Driver } from '../../electron/drivers/driver';
import { connectClauses } from './clauses/connect';
import { deltaClauses } from './clauses/deltas';
import { guardClauses } from './clauses/guards';
import { historyClauses } from './clauses/history';
import { lazyClauses } from './clauses/lazy';
import { lifecycleClauses } from './clauses/lifecycle';
import { listingClauses } from './clauses/listing';
import { outageClauses } from './clauses/outages';
import { planClauses } from './clauses/plans';
import { readClauses } from './clauses/reads';
import { resumeClauses } from './clauses/resume';
import { rootClauses } from './clauses/root';
import { outcomeClauses } from './clauses/outcomes';
import { sizeClauses } from './clauses/size';
import { valueClauses } from './clauses/values';
import type { Harness } from './harness';

export interface Contract {
  readonly driver: Driver;
  /** Whether the store is reached over a network: then links break. */
  readonly network: boolean;
  /** Whether the root leaves something outside. */
  readonly scoped: boolean;
  start(): Promise<Harness>;
}

/** Registers the suite. */
export function driverContract(name: string, { driver, network, scoped, start }: Contract): void {
  describe(name, () => {
    let started: Harness | undefined;
    const harness = (): Harness => {
      if (started === undefined) throw new Error('the store has not been started');
      return started;
    };
    beforeAll(async () => {
      started = await start();
    });
    beforeEach(() => harness().clear());
    afterAll(async () => started?.stop());

    describe('listing', () => listingClauses(harness));
    describe('deltas', () => deltaClauses(driver, harness));
    describe('guards', () => guardClauses(driver, harness));
    describe('plans', () => planClauses(driver, harness));
    describe('reads', () => readClauses(driver, harness));
    describe('history', () => historyClauses(driver, harness));
    describe('resuming', () => resumeClauses(driver, harness));
    describe('values and keys', () => valueClauses(driver, harness));
    describe('lazily', () => lazyClauses(driver, harness));
    describe('size', () => sizeClauses(harness));
    if (scoped) describe('root', () => rootClauses(harness));
    describe('ends', () => lifecycleClauses(driver, harness));
    if (network) {
      describe('outages', () => outageClauses(driver, harness));
      describe('unknown outcomes', () => outcomeClauses(driver, harness));
      describe('connecting', () => connectClauses(driver, harness));
    }
  });
}
