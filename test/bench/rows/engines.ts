/** Our engines over a million users and one flag, each against the evaluator it stands for, on one thread and in turn. */
import { FlagdCore } from '@openfeature/flagd-core';
import os from 'node:os';
import type { Context, Engine, Profile } from '../../../shared/rollout/engine';
import { makeEngine } from '../../../shared/rollout/make-engine';
import { sdkAnswer, sdkRepository, sdkUser } from '../../support/featureprobe-sdk';
import { flagdOf, quiet, repositoryOf } from '../flags';
import type { Line, Row } from '../report';
import { median, medianRatio, ms, rounded, summary, times } from '../stats';

const USERS = 1_000_000;
const ROUNDS = 7;
/** The first rounds warm both up. */
const WARM_UP = 2;
const CLOCK = 1_700_000_000;

/** A tenth works for us, the others are split in two. */
const flagdDocument = flagdOf({
  variants: { old: 0, new: 1, staff: 2 },
  defaultVariant: 'old',
  targeting: { if: [{ ends_with: [{ var: 'email' }, '@example.com'] }, 'staff', { fractional: [['new', 10], ['old', 90]] }] },
});
const repository = repositoryOf({
  defaultServe: { split: { distribution: [[[1000, 10_000]], [[0, 1000]]] } },
  rules: [{ serve: { select: 2 }, conditions: [{ type: 'string', subject: 'email', predicate: 'ends with', objects: ['@example.com'] }] }],
  variations: [0, 1, 2],
});

const attributesOf = (index: number) => ({ email: `user-${index}@example.${index % 10 === 0 ? 'com' : 'org'}`, country: index % 3 === 0 ? 'CH' : 'DE' });
const numbered = <T>(make: (index: number) => T): readonly T[] => Array.from({ length: USERS }, (_, index) => make(index));
const engineOf = (document: unknown, profile: Profile): Engine => makeEngine(new TextEncoder().encode(JSON.stringify(document)), profile);

export const engines: Row = async () => {
  const users = numbered((index): Context => ({ key: `user-${index}`, attributes: attributesOf(index) }));
  return [...flagd(users), featureProbe(users)];
};

/** flagd-core as an app asks it, against every way to split that we have; the budget is for flagd-core's own. */
function flagd(users: readonly Context[]): Line[] {
  const core = new FlagdCore(undefined, quiet, { disableDynamicCodeGeneration: true });
  core.setConfigurations(JSON.stringify(flagdDocument));
  const contexts = users.map(({ key, attributes }) => ({ targetingKey: key ?? '', ...(attributes as ReturnType<typeof attributesOf>) }));
  const floor = (): number => contexts.reduce((sum, context) => sum + core.resolveNumberEvaluation('checkout', 0, context, quiet).value, 0);
  const profiles: readonly Profile[] = [{ name: 'flagd-v2' }, { name: 'flagd-v2', hash: 'utf8' }, { name: 'flagd-v1' }];
  return profiles.map((profile, index) => {
    const what = `rollout over ${USERS / 1e6}M users, ${profile.name} (${profile.hash ?? 'js'}), one thread`;
    return measured({ what, floorName: 'flagd-core alone', floor, engine: engineOf(flagdDocument, profile), users, budget: index === 0 ? 1.2 : null, same: index <= 1 });
  });
}

function featureProbe(users: readonly Context[]): Line {
  const sdk = sdkRepository(repository);
  const known = users.map(({ key, attributes }) => sdkUser(key ?? '', attributes as ReturnType<typeof attributesOf>));
  const floor = (): number => known.reduce((sum, user) => sum + Number(sdkAnswer(sdk, 'checkout', user, 0)?.value), 0);
  const what = `rollout over ${USERS / 1e6}M users, featureprobe-node, one thread`;
  return measured({ what, floorName: "the Node SDK's evaluator", floor, engine: engineOf(repository, { name: 'featureprobe-node' }), users, budget: 1, same: true });
}

interface Pair {
  readonly what: string;
  readonly floorName: string;
  readonly floor: () => number;
  readonly engine: Engine;
  readonly users: readonly Context[];
  readonly budget: number | null;
  /** Whether both serve the same: these keys are ASCII, so that only v1 differs. */
  readonly same: boolean;
}

function measured({ what, floorName, floor, engine, users, budget, same }: Pair): Line {
  const floors: number[] = [];
  const totals: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const [floorMs, expected] = timed(floor);
    const [totalMs, found] = timed(() => users.reduce((sum, user) => sum + Number(engine.evaluate('checkout', user, CLOCK).value), 0));
    if (same && expected !== found) throw new Error(`${what}: they serve other values: ${found} in place of ${expected}`);
    if (round < WARM_UP) continue;
    floors.push(floorMs);
    totals.push(totalMs);
  }
  const ratio = medianRatio(totals, floors);
  return {
    what,
    floor: `${ms(median(floors))} (${floorName})`,
    measured: ms(median(totals)),
    compared: times(ratio),
    budget: budget === null ? '-' : `${budget.toFixed(1)} x`,
    kept: budget === null ? null : ratio <= budget,
    details: { floor: summary(floors), total: summary(totals), loadAverage: os.loadavg().map(rounded) },
  };
}

function timed(work: () => number): readonly [number, number] {
  const begun = performance.now();
  const found = work();
  return [performance.now() - begun, found];
}
