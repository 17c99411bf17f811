/**
 * The simulator of the app over a million users and one flag, on threads as the app runs it, against the evaluator alone on one thread. Of the
 * floor the users are made before the clock starts; the simulator makes them as it goes, which is a line of its own.
 */
import { FlagdCore } from '@openfeature/flagd-core';
import os from 'node:os';
import path from 'node:path';
import { everybody } from '../../../electron/rollout/everybody';
import type { SideSource } from '../../../electron/rollout/messages';
import type { Request, Simulated } from '../../../electron/rollout/run';
import { Simulator } from '../../../electron/rollout/simulator';
import type { SyntheticSpec } from '../../../shared/rollout/population/spec';
import { synthetic } from '../../../shared/rollout/population/synthetic';
import { pendingColumns } from '../../../shared/rollout/simulation';
import { sdkAnswer, sdkRepository, sdkUser } from '../../support/featureprobe-sdk';
import { flagdOf, quiet, repositoryOf } from '../flags';
import type { Line, Row } from '../report';
import { median, medianRatio, ms, rounded, summary, times } from '../stats';

const USERS = 1_000_000;
const ROUNDS = 7;
/** The first rounds warm both up. */
const WARM_UP = 2;
/** Memory is measured over so many, where the columns stand out from what a heap does by itself. */
const MANY_USERS = 10_000_000;
/** How long the tab is open before it simulates (renderer/views/rollout/use-simulation.ts). */
const OPENED_MS = 250;
const CLOCK = 1_700_000_000;
const PROGRAM = path.resolve(import.meta.dirname, '../electron/rollout-thread.cjs');

/** The people that the app has at once: five attributes, of which these flags read one. */
const spec = (size: number): SyntheticSpec => ({ ...everybody.of.spec, size });

const flagdDocument = flagdOf({
  variants: { off: false, on: true },
  defaultVariant: 'off',
  targeting: { if: [{ '==': [{ var: 'plan' }, 'enterprise'] }, 'on', { fractional: [['off', 75], ['on', 25]] }] },
});
const repository = repositoryOf({
  defaultServe: { split: { distribution: [[[0, 7500]], [[7500, 10_000]]] } },
  rules: [{ serve: { select: 1 }, conditions: [{ type: 'string', subject: 'plan', predicate: 'is one of', objects: ['enterprise'] }] }],
  variations: [false, true],
});

const sideOf = (document: unknown, name: SideSource['profile']['name']): SideSource => ({ document: Buffer.from(JSON.stringify(document)), profile: { name }, flag: 'checkout', clock: CLOCK, drafted: false });
const requestOf = (side: SideSource, size = USERS): Request => ({ population: { kind: 'synthetic', spec: spec(size) }, size, sides: [side] });
const servedOn = ({ columns }: Simulated): number => columns[0]?.served.reduce((sum, served) => sum + (served === 1 ? 1 : 0), 0) ?? 0;

export const simulate: Row = async () => {
  const flagd = sideOf(flagdDocument, 'flagd-v2');
  const used = await memory(flagd);
  return [
    ...(await rollout('flagd-v2', flagd, 'flagd-core alone', flagdAlone, 1.2)),
    ...(await rollout('featureprobe-node', sideOf(repository, 'featureprobe-node'), "the Node SDK's evaluator", sdkAlone, 1.2)),
    await firstPart(flagd),
    used,
  ];
};

/** flagd-core as an app asks it, over contexts that are there. */
function flagdAlone(): () => number {
  const core = new FlagdCore(undefined, quiet, { disableDynamicCodeGeneration: true });
  core.setConfigurations(JSON.stringify(flagdDocument));
  const people = synthetic(spec(USERS));
  const contexts = Array.from({ length: USERS }, (_, index) => {
    const { key, attributes } = people.at(index);
    return { targetingKey: key, ...(attributes as Record<string, string>) };
  });
  return () => contexts.reduce((sum, context) => sum + (core.resolveBooleanEvaluation('checkout', false, context, quiet).value ? 1 : 0), 0);
}

/** The Node SDK's evaluator, over users that are there. */
function sdkAlone(): () => number {
  const sdk = sdkRepository(repository);
  const people = synthetic(spec(USERS));
  const users = Array.from({ length: USERS }, (_, index) => {
    const { key, attributes } = people.at(index);
    return sdkUser(key, attributes as Record<string, string>);
  });
  return () => users.reduce((sum, user) => sum + (sdkAnswer(sdk, 'checkout', user, false)?.value === true ? 1 : 0), 0);
}

async function rollout(name: string, side: SideSource, floorName: string, makeFloor: () => () => number, budget: number): Promise<Line[]> {
  const floor = makeFloor();
  const [one, two] = [new Simulator(PROGRAM, 1), new Simulator(PROGRAM, 2)];
  const [floors, ones, twos, makings]: [number[], number[], number[], number[]] = [[], [], [], []];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const begun = performance.now();
      const expected = floor();
      const floorMs = performance.now() - begun;
      const [oneMs, ofOne] = await simulated(one, requestOf(side));
      const [twoMs, ofTwo] = await simulated(two, requestOf(side));
      if (servedOn(ofOne) !== expected || servedOn(ofTwo) !== expected) throw new Error(`${name}: they serve others: ${servedOn(ofOne)} and ${servedOn(ofTwo)} in place of ${expected}`);
      const makingMs = making();
      if (round < WARM_UP) continue;
      floors.push(floorMs);
      ones.push(oneMs);
      twos.push(twoMs);
      makings.push(makingMs);
    }
  } finally {
    await Promise.all([one.close(), two.close()]);
  }
  const ratio = medianRatio(ones, floors);
  const what = `simulator over ${USERS / 1e6}M users, ${name}`;
  const shared = { floor: `${ms(median(floors))} (${floorName}, users made before)`, details: { floor: summary(floors), one: summary(ones), two: summary(twos), making: summary(makings), loadAverage: os.loadavg().map(rounded) } };
  return [
    { ...shared, what: `${what}, one thread`, measured: ms(median(ones)), compared: times(ratio), budget: times(budget), kept: ratio <= budget },
    { ...shared, what: `${what}, two threads`, measured: ms(median(twos)), compared: `${times(medianRatio(twos, floors))}, ${times(medianRatio(ones, twos))} as fast as one`, budget: '-', kept: null },
    { ...shared, what: `making the users of ${name} whole, one thread`, measured: ms(median(makings)), compared: times(medianRatio(makings, floors)), budget: '-', kept: null },
  ];
}

function making(): number {
  const people = synthetic(spec(USERS));
  const begun = performance.now();
  let length = 0;
  for (let index = 0; index < USERS; index++) {
    const { key, attributes } = people.at(index);
    length += key.length + Object.keys(attributes).length;
  }
  return length > 0 ? performance.now() - begun : Number.NaN;
}

async function simulated(simulator: Simulator, request: Request, onProgress: (so: Simulated) => void = () => {}): Promise<readonly [number, Simulated]> {
  const begun = performance.now();
  const result = await simulator.run(request, onProgress);
  if (!result.ok) throw new Error(result.fault.message);
  return [performance.now() - begun, result.value];
}

/**
 * From the question to the first counts: with threads that have still to start; with those that the app starts when the tab is opened, which
 * have not simulated yet; and with those of the simulation before.
 */
async function firstPart(side: SideSource): Promise<Line> {
  const [cold, ready, warm]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < ROUNDS; round++) {
    let simulator = new Simulator(PROGRAM, 1);
    for (const measured of [cold, ready, warm]) {
      if (measured === ready) {
        await simulator.close();
        simulator = new Simulator(PROGRAM, 1);
        await simulator.prepare();
        await new Promise((resolve) => setTimeout(resolve, OPENED_MS));
      }
      const begun = performance.now();
      let first = 0;
      await simulated(simulator, requestOf(side, 100_000), ({ done }) => {
        if (first === 0 && done > 0) first = performance.now() - begun;
      });
      measured.push(first);
    }
    await simulator.close();
  }
  return {
    what: 'first part of a simulation',
    floor: '-',
    measured: `${ms(median(ready))}; ${ms(median(warm))} in threads that have simulated, ${ms(median(cold))} without any`,
    compared: '-',
    budget: '100 ms',
    kept: median(ready) < 100,
    details: { cold: summary(cold), ready: summary(ready), warm: summary(warm), loadAverage: os.loadavg().map(rounded) },
  };
}

/** What the process grows by at most, against the columns that users are told from. */
async function memory(side: SideSource): Promise<Line> {
  const simulator = new Simulator(PROGRAM, 1);
  const resident = async (): Promise<number> => {
    global.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 200));
    return process.memoryUsage().rss;
  };
  try {
    await simulated(simulator, requestOf(side));
    const before = await resident();
    const columns = pendingColumns(MANY_USERS);
    columns.why.fill(1);
    const floor = (await resident()) - before;
    const between = await resident();
    let peak = 0;
    const [, held] = await simulated(simulator, requestOf(side, MANY_USERS), () => (peak = Math.max(peak, process.memoryUsage().rss)));
    const grown = peak - between;
    if (columns.served.length !== held.columns[0]?.served.length) throw new Error('the floor has other columns');
    const mb = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
    return {
      what: `memory of a simulation of ${MANY_USERS / 1e6}M users`,
      floor: `${mb(floor)} (the columns alone)`,
      measured: mb(grown),
      compared: times(grown / floor),
      budget: '1.5 x',
      kept: grown / floor <= 1.5,
      details: { floor, grown },
    };
  } finally {
    await simulator.close();
  }
}
