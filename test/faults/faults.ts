/** How each kind of fault is done and undone. */
import fs from 'node:fs';
import path from 'node:path';
import type { Session } from '../../electron/sessions/session';
import type { FaultProxy, Way } from '../support/proxy';
import type { FaultServer, FaultStore } from './store';
import type { FaultKind, Step } from './schedule';
import type { FaultWindow } from './window';
import type { Writers } from './writers';

/** Everything that a fault can happen to. */
export interface World {
  readonly store: FaultStore;
  readonly session: Session;
  readonly window: FaultWindow;
  readonly writers: Writers;
}

export type Heal = () => unknown;

const FAST = { bytesPerSecond: Number.POSITIVE_INFINITY, latencyMs: 0 };

/** Does what the step says, and gives back what undoes it. */
export async function inflict(world: World, step: Step): Promise<Heal> {
  return (await ways[step.kind](world, step)) ?? (() => undefined);
}

/** Undoes whatever may be left. */
export async function healLinks({ store, window }: World): Promise<void> {
  for (const { proxy } of store.servers) {
    proxy.unfreeze();
    proxy.slow(FAST);
    proxy.cutAfter(Number.POSITIVE_INFINITY);
    await proxy.refuse(false);
  }
  window.hang(false);
  window.keepSilent(false);
}

const ways: Readonly<Record<FaultKind, (world: World, step: Step) => Heal | void | Promise<Heal | void>>> = {
  cut: (world, step) => linksOf(world, step).forEach((link) => link.cut()),
  'cut in a frame': (world, step) => linksOf(world, step).forEach((link) => link.cutAfter(step.bytes)),
  'frozen link': (world, step) => frozen(linksOf(world, step)),
  'frozen to the server': (world, step) => frozen(linksOf(world, step), 'to-server'),
  'frozen to us': (world, step) => frozen(linksOf(world, step), 'to-client'),
  refused: (world, step) => refused(linksOf(world, step)),
  slow: (world, step) => {
    const links = linksOf(world, step);
    for (const link of links) link.slow({ bytesPerSecond: 200_000, latencyMs: 5 });
    return () => links.forEach((link) => link.slow(FAST));
  },
  'frozen server': (world, { server }) => {
    serverOf(world, server).pause(true);
    return () => serverOf(world, server).pause(false);
  },
  'killed server': (world, { server }) => killed(serverOf(world, server)),
  'killed leader': async (world) => killed(serverOf(world, (await world.store.leader?.()) ?? 0)),
  'killed all': async ({ store }) => {
    await Promise.all(store.servers.map((server) => server.kill9()));
    return () => Promise.all(store.servers.map((server) => server.restart()));
  },
  'isolated member': (world, { server }) => {
    serverOf(world, server).isolate?.(true);
    return () => serverOf(world, server).isolate?.(false);
  },
  compaction: ({ store }) => store.compact?.(),
  'expired session': async ({ store }) => {
    const heal = await refused(store.servers.map(({ proxy }) => proxy));
    await store.sessionsExpired?.();
    return heal;
  },
  wiped: async ({ store, writers }) => {
    await store.wipe?.();
    await writers.renew();
  },
  // the store that comes back is another one, and has gone past the revision that we know
  'wiped and refilled': async ({ store, session, writers }) => {
    const heal = await refused(store.servers.map(({ proxy }) => proxy));
    await store.wipe?.();
    await writers.renew();
    await store.fill?.(session.mirror.at);
    return heal;
  },
  'disk read anew': ({ session, writers }) => writers.away(session, async () => undefined),
  'torn journal': ({ session, store, writers }) => writers.away(session, async () => tearJournal(store)),
  'hung up': async ({ session }) => {
    await session.close();
    return () => session.open();
  },
  'window hangs': ({ window }) => {
    window.hang(true);
    return () => window.hang(false);
  },
  'window silent': ({ window }) => {
    window.keepSilent(true);
    return () => window.keepSilent(false);
  },
  'new port': ({ window }) => window.connect(),
  'new page': ({ window }) => window.reload(),
};

/** Every link, or only those that are in use, so that another server can be turned to. */
function linksOf({ store }: World, { everywhere }: Step): FaultProxy[] {
  const links = store.servers.map(({ proxy }) => proxy);
  const used = links.filter((link) => link.open() > 0);
  return everywhere || used.length === 0 ? links : used;
}

function frozen(links: readonly FaultProxy[], way?: Way): Heal {
  for (const link of links) link.freeze(way);
  return () => links.forEach((link) => link.unfreeze());
}

async function refused(links: readonly FaultProxy[]): Promise<Heal> {
  await Promise.all(links.map((link) => link.refuse(true)));
  return () => Promise.all(links.map((link) => link.refuse(false)));
}

function serverOf({ store }: World, index: number): FaultServer {
  const server = store.servers[index];
  if (server === undefined) throw new Error(`there is no server ${index}`);
  return server;
}

async function killed(server: FaultServer): Promise<Heal> {
  await server.kill9();
  return () => server.restart();
}

/** Half of a transaction at the end of the workspace's journal, as a process leaves it that is killed while it writes. */
function tearJournal({ options: { roots } }: FaultStore): void {
  const file = path.join(roots[0] ?? '', 'workspace.journal');
  const last = fs.readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? '';
  fs.appendFileSync(file, last.slice(0, last.length / 2));
}
