/** Waiting for a condition instead of sleeping, and a running replica of a driver's frames. */
import { applyFrame, changedKey, emptyReplica, type Change, type Delta, type Frame, type Replica } from '../../shared/model/frame';
import type { Entry } from '../../shared/model/entry';
import type { Key } from '../../shared/model/key';

const DEADLINE_MS = 30_000;

/** Polls until the condition gives something truthy, and gives that back; after the deadline fails saying what was awaited. */
export async function until<T>(
  condition: () => T | Promise<T>,
  what: string,
  { deadlineMs = DEADLINE_MS, everyMs = 15 }: { deadlineMs?: number; everyMs?: number } = {},
): Promise<NonNullable<T>> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`gave up after ${deadlineMs} ms waiting until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

/** A replica kept up by frames, with everything that was seen on the way. */
export interface Collected {
  readonly replica: Replica;
  readonly entries: ReadonlyMap<Key, Entry>;
  /** Every frame so far, oldest first. */
  readonly frames: readonly Frame[];
  /** Changes of all deltas so far, oldest first. */
  changes(): Change[];
  /** Resolves once the predicate holds; fails when the frames end or the deadline passes before. */
  waitFor(predicate: (entries: ReadonlyMap<Key, Entry>) => boolean, what: string, deadlineMs?: number): Promise<void>;
  /** Resolves when the frames have ended, to the error they ended with or undefined. */
  readonly ended: Promise<unknown>;
}

interface Waiter {
  check(): boolean;
  fail(error: Error): void;
}

/** Feeds frames to a replica by hand. {@link collect} does it from an iterable. */
export class FrameCollector implements Collected {
  readonly replica = emptyReplica();
  readonly frames: Frame[] = [];
  readonly ended: Promise<unknown>;
  readonly #waiters = new Set<Waiter>();
  #end: (error: unknown) => void = () => {};
  #over: { error: unknown } | undefined;

  constructor() {
    this.ended = new Promise((resolve) => (this.#end = resolve));
  }

  get entries(): ReadonlyMap<Key, Entry> {
    return this.replica.entries;
  }

  /** Applies a frame; a delta that does not chain, or hides that a key was recreated, is an error. */
  feed(frame: Frame): void {
    const before = this.replica.seq;
    if (frame.kind === 'delta') this.#assertRecreationsShow(frame);
    if (!applyFrame(this.replica, frame)) throw new Error(`the delta numbered ${frame.seq} does not follow ${before}`);
    this.frames.push(frame);
    for (const waiter of [...this.#waiters]) waiter.check();
  }

  /** Nothing more comes. */
  finish(error: unknown): void {
    if (this.#over !== undefined) return;
    this.#over = { error };
    for (const waiter of [...this.#waiters]) waiter.fail(this.#ending());
    this.#end(error);
  }

  changes(): Change[] {
    return this.frames.flatMap((frame) => (frame.kind === 'delta' ? frame.changes : []));
  }

  async waitFor(predicate: (entries: ReadonlyMap<Key, Entry>) => boolean, what: string, deadlineMs = DEADLINE_MS): Promise<void> {
    if (predicate(this.entries)) return;
    if (this.#over !== undefined) throw new Error(`${this.#ending().message} before ${what}`);
    await new Promise<void>((resolve, reject) => {
      const settle = (then: () => void): void => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        then();
      };
      const waiter: Waiter = {
        check: () => {
          const holds = predicate(this.entries);
          if (holds) settle(resolve);
          return holds;
        },
        fail: (error) => settle(() => reject(new Error(`${error.message} before ${what}`))),
      };
      const timer = setTimeout(
        () => waiter.fail(new Error(`${deadlineMs} ms passed (${this.frames.length} frames, ${this.entries.size} entries)`)),
        deadlineMs,
      );
      this.#waiters.add(waiter);
    });
  }

  /** A new incarnation of a held key has to be preceded by the delete of the old one. */
  #assertRecreationsShow({ changes }: Delta): void {
    const held = new Map<Key, bigint | undefined>();
    for (const change of changes) {
      const key = changedKey(change);
      const before = held.has(key) ? held.get(key) : this.entries.get(key)?.stamp.created;
      const created = change.kind === 'put' ? change.entry.stamp.created : undefined;
      if (before !== undefined && created !== undefined && before !== created)
        throw new Error(`${key} was recreated without a delete before it`);
      held.set(key, created);
    }
  }

  #ending(): Error {
    const error = this.#over?.error;
    return new Error(`the frames ended (${error instanceof Error ? error.message : String(error)})`);
  }
}

/** Runs through the frames in the background, asserting that deltas chain, and keeps a replica of them. */
export function collect(frames: AsyncIterable<Frame>): Collected {
  const collector = new FrameCollector();
  void (async () => {
    try {
      for await (const frame of frames) collector.feed(frame);
      collector.finish(undefined);
    } catch (error) {
      collector.finish(error);
    }
  })();
  return collector;
}
