/** Independent clients that all write at once, and guarded plans of our own between them. */
import type { Session } from '../../electron/sessions/session';
import type { Key } from '../../shared/model/key';
import type { Edit } from '../../shared/model/plan';
import { plan, put, remove } from '../contract/harness';
import { seeded, type Random } from '../contract/random';
import type { IndependentClient } from '../support/clients';
import type { FaultStore } from './store';

const WRITERS = 3;
/** Keys that are written with an owner: `owned-0` and so on. */
export const OWNED = 5;
/** A write that has not been answered by then is given up, though it may still arrive. */
const TURN_MS = 500;
/** A writer that was turned away comes back after this. */
const TURNED_AWAY_MS = 10;
const CLIENT_MS = 15_000;

interface Writer {
  readonly server: number;
  readonly random: Random;
  client: IndependentClient;
  /** Ends a key's owner, which stays until the writer's next one. */
  release: (() => Promise<void>) | undefined;
}

/** Everybody who writes; counts what they do. */
export class Writers {
  /** Writes tried. */
  turns = 0;
  /** Writes that went through. */
  writes = 0;
  readonly #store: FaultStore;
  readonly #keys: readonly Key[];
  readonly #planner: Random;
  readonly #writers: readonly Writer[];
  #running: Promise<unknown> = Promise.resolve();
  #over = true;
  readonly #late = new Set<Promise<unknown>>();

  private constructor(store: FaultStore, keys: readonly Key[], seed: number, clients: readonly IndependentClient[]) {
    this.#store = store;
    this.#keys = keys;
    this.#planner = seeded(seed * 1000 + 999);
    this.#writers = clients.map((client, server) => ({ server, client, random: seeded(seed * 1000 + server), release: undefined }));
  }

  static async of(store: FaultStore, keys: readonly Key[], seed: number): Promise<Writers> {
    return new Writers(store, keys, seed, await Promise.all(Array.from({ length: WRITERS }, (_, i) => store.client(i))));
  }

  /** A client that nobody writes with while the writers rest. */
  get client(): IndependentClient {
    return (this.#writers[0] as Writer).client;
  }

  /** Begins to write; plans go through this session. */
  start(session: Session): void {
    this.#over = false;
    const planner = async (): Promise<void> => {
      while (!this.#over) await this.#turn(planSomething(session, this.#keys, this.#planner));
    };
    this.#running = Promise.all([...this.#writers.map((writer) => this.#write(writer)), planner()]);
  }

  /** Stops writing; resolves when what was under way has been answered or given up. */
  async rest(): Promise<void> {
    this.#over = true;
    await this.#running;
    await within(CLIENT_MS, Promise.allSettled(this.#late));
  }

  /** Resolves after this many more tries. */
  async pass(turns: number): Promise<void> {
    const target = this.turns + turns;
    while (this.turns < target && !this.#over) await new Promise((resolve) => setTimeout(resolve, 2));
  }

  /** Gives a new client to every writer whose own has not survived. The servers have to be there. */
  async renew(): Promise<void> {
    await Promise.all(
      this.#writers.map(async (writer) => {
        const survived = await within(TURN_MS * 2, writer.client.get(this.#store.key('probe')));
        if (survived) return;
        this.#keep(writer.client.close());
        writer.client = await this.#store.client(writer.server);
      }),
    );
  }

  /** Rests with every client closed while the work is done. */
  async away(session: Session, work: () => Promise<void>): Promise<void> {
    await this.rest();
    await session.close();
    for (const { client } of this.#writers) await client.close();
    await work();
    for (const writer of this.#writers) writer.client = await this.#store.client(writer.server);
    session.open();
    this.start(session);
  }

  /** Closes the clients, and with them the owners of keys. */
  async close(): Promise<void> {
    const closing = this.#writers.map(async ({ client, release }) => {
      await release?.();
      await client.close();
    });
    await within(CLIENT_MS, Promise.allSettled(closing));
  }

  async #write(writer: Writer): Promise<void> {
    while (!this.#over) {
      const went = await this.#turn(writeSomething(this.#store, writer, this.#keys));
      this.turns++;
      if (went) this.writes++;
      else await new Promise((resolve) => setTimeout(resolve, TURNED_AWAY_MS));
    }
  }

  #turn(work: Promise<void>): Promise<boolean> {
    this.#keep(work);
    return within(TURN_MS, work);
  }

  #keep(work: Promise<unknown>): void {
    this.#late.add(work);
    const done = (): void => void this.#late.delete(work);
    work.then(done, done);
  }
}

/** One write of an independent client. Meeting another writer halfway rejects, and is no error here. */
async function writeSomething(store: FaultStore, writer: Writer, keys: readonly Key[]): Promise<void> {
  const { client, random } = writer;
  const { ownership, nullValues } = store.driver.capabilities;
  const value = random.percent(4) ? random.bytes(random.below(50_000)) : random.bytes(random.below(40));
  const kind = random.below(100);
  const key = random.pick(keys);
  if (kind < 45) return client.put(key, value);
  if (kind < 65) return client.remove(key);
  if (kind < 75) {
    await client.remove(key);
    return client.put(key, value);
  }
  if (kind < 90) {
    const edits = Array.from({ length: 1 + random.below(6) }, () => [random.pick(keys), random.percent(30) ? undefined : value] as const);
    return client.transact(new Map(edits));
  }
  if (kind < 95 && ownership !== 'none') {
    await writer.release?.();
    writer.release = undefined;
    const owned = await client.putOwned(store.key(`owned-${random.below(OWNED)}`), value);
    writer.release = owned.end;
    return undefined;
  }
  return client.put(key, nullValues ? null : value);
}

/** A guarded plan of our own, undone half of the time. */
async function planSomething(session: Session, keys: readonly Key[], random: Random): Promise<void> {
  const edits = new Map<Key, Edit>();
  for (let i = 0; i < 1 + random.below(3); i++) {
    const key = random.pick(keys);
    const read = await session.read(key);
    if (!read.ok) continue;
    const { entry } = read.value;
    edits.set(key, entry !== null && random.percent(30) ? remove(entry) : put(key, random.bytes(random.below(30)), entry?.stamp ?? 'absent'));
  }
  const result = await session.apply(plan(...edits.values()));
  if (result.ok && random.percent(50)) await session.apply(result.value.inverse);
  // a plan refused while the source is not live must not be tried again in the same moment
  if (!result.ok) await new Promise((resolve) => setTimeout(resolve, TURNED_AWAY_MS));
}

/** Whether the work is done within this time, and well. */
async function within(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), milliseconds)));
  try {
    return await Promise.race([work.then(() => true, () => false), late]);
  } finally {
    clearTimeout(timer);
  }
}
