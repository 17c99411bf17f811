/** One seed from beginning to end: several writers, our session with its window, and everything that its schedule does to them. */
import { Session } from '../../electron/sessions/session';
import type { Entry } from '../../shared/model/entry';
import type { Key } from '../../shared/model/key';
import { seeded, type Random } from '../contract/random';
import { until } from '../support/wait';
import { healLinks, inflict, type Heal, type World } from './faults';
import { scheduleOf, type FaultKind, type Step } from './schedule';
import type { FaultStore } from './store';
import { mirrored, mismatchesOf } from './verify';
import { FaultWindow } from './window';
import { OWNED, Writers } from './writers';

export interface SeedReport {
  readonly seed: number;
  readonly writes: number;
  readonly faults: readonly FaultKind[];
  /** How often the session was live again. */
  readonly reconnects: number;
  readonly mismatches: readonly string[];
  /** What was done and what the session said, in order. */
  readonly log: readonly string[];
}

/** Time for everything to come right after the last fault is healed. */
const SETTLE_MS = 45_000;
const NOTICED_MS = 40_000;
const CLOSED_MS = 10_000;

/** Runs a seed. What happens is written into the log as it happens, so that it is there for a seed that never ends, too. */
export async function runSeed(store: FaultStore, seed: number, log: string[]): Promise<SeedReport> {
  const begun = performance.now();
  const note: Note = (what) => void log.push(`${((performance.now() - begun) / 1000).toFixed(2)} s  ${what}`);
  await store.clear();
  const keys = keysFor(store);
  const writers = await Writers.of(store, keys, seed);
  const chance = seeded(seed * 1000 + 500);
  for (const key of keys) if (chance.percent(50)) await writers.client.put(key, chance.bytes(chance.below(60)));

  const session = new Session({ driver: store.driver, terms: () => ({ connect: store.linked, writable: true }) });
  const window = new FaultWindow(store, session, `seed-${seed}`);
  const world: World = { store, session, window, writers };
  let firstListing: ReadonlyMap<Key, Entry> = new Map();
  let lives = 0;
  session.listen({
    listed: () => (firstListing = mirrored(session)),
    phase: (phase) => {
      if (phase.kind === 'live') lives++;
      note(phase.kind === 'suspended' ? `suspended: ${phase.fault.message}` : phase.kind);
    },
  });
  window.connect();
  writers.start(session);
  session.open();

  const steps = scheduleOf(seed, store.target);
  const mismatches: string[] = [];
  try {
    await play(world, steps, chance, note);
    mismatches.push(...(await settled(session, () => mismatchesOf(world, keys, firstListing))));
    note('compared');
  } catch (error) {
    mismatches.push(error instanceof Error ? String(error.stack) : String(error));
  }
  mismatches.push(...(await closed(world)));
  await writers.close();
  return { seed, writes: writers.writes, faults: steps.map(({ kind }) => kind), reconnects: Math.max(0, lives - 1), mismatches, log };
}

type Note = (what: string) => void;

/** Does one fault after another, and heals them all in the end. */
async function play(world: World, steps: readonly Step[], chance: Random, note: Note): Promise<void> {
  const { session, window, writers } = world;
  let earlier: Heal = () => undefined;
  try {
    await until(() => session.phase.kind === 'live', 'the first listing is in');
    for (const step of steps) {
      note(describe(step));
      window.use(chance);
      const heal = await inflict(world, step);
      await writers.pass(step.during);
      if (step.noticed) await until(() => session.phase.kind !== 'live', `the session has noticed: ${step.kind}`, { deadlineMs: NOTICED_MS });
      await earlier();
      earlier = step.lasting ? heal : () => undefined;
      if (!step.lasting) await heal();
      note(step.lasting ? 'it goes on' : 'healed');
      await writers.renew();
      if (step.impatient) session.retry();
      await writers.pass(step.after);
    }
  } finally {
    await writers.rest();
    await healLinks(world);
  }
  await writers.renew();
}

const describe = ({ kind, server, during, noticed, lasting, everywhere }: Step): string =>
  `${kind} (server ${server}${everywhere ? ', every link' : ''}) for ${during} writes${noticed ? ', until noticed' : ''}${lasting ? ', and into the next' : ''}`;

/** Few keys, so that writers meet; some below others, and some that others write with an owner. */
function keysFor(store: FaultStore): readonly Key[] {
  const names = Array.from({ length: 30 }, (_, i) => `key-${i}`);
  const nested = names.slice(0, 5).flatMap((name) => [`${name}/a`, `${name}/a/b`, `${name}/c`]);
  const owned = Array.from({ length: OWNED }, (_, i) => `owned-${i}`);
  return [...names, ...nested, ...owned, '__proto__', 'constructor', '旗'].map((name) => store.key(name));
}

/** The mismatches that stay. Writes that were given up may still arrive, and owners that are gone may still be found out. */
async function settled(session: Session, compare: () => Promise<string[]>): Promise<string[]> {
  let found: string[] = [];
  const nothing = async (): Promise<boolean> => {
    if (session.phase.kind === 'suspended') session.retry();
    found = await compare().catch((error: unknown) => [String(error)]);
    return found.length === 0;
  };
  await until(nothing, 'everything is as it is in the store', { deadlineMs: SETTLE_MS, everyMs: 100 }).catch(() => undefined);
  return found;
}

/** Closes our side; tells what has not gone with it. */
async function closed({ session, window, store }: World): Promise<string[]> {
  window.close();
  void session.close();
  const connections = (): number => store.servers.reduce((sum, { proxy }) => sum + proxy.open(), 0);
  const gone = until(() => session.phase.kind === 'closed' && connections() === 0, 'nothing is left', { deadlineMs: CLOSED_MS });
  return gone.then(
    () => [],
    () => [`the session is closed (${session.phase.kind}) and ${connections()} connections are left`],
  );
}
