/** A driver kept connected the way a session does it, without its phases: for outage tests. */
import { FaultError, type Fault } from '../../shared/fault';
import type { ConnectOptions } from '../../shared/model/source';
import type { Connection, Driver, ResumePoint } from '../../electron/drivers/driver';
import { needsListing } from '../../electron/sessions/retry';
import { FrameCollector, until, type Collected } from './wait';

export interface Following extends Collected {
  /** The connection of the present attempt; waits for one while there is none. */
  connection(): Promise<Connection>;
  /** Faults that ended an attempt so far, connecting or connected. */
  readonly faults: readonly Fault[];
  /** Connections that came to be so far. */
  connects(): number;
  /** Closes the present connection, if there is one, as a user would; the next goes on from its resume point. */
  hangUp(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Connects, keeps a replica of the frames, and connects again from the resume point after every fault. An error that is no
 * FaultError ends it. What survives from one connection to the next is only the replica and the resume point.
 */
export function follow(driver: Driver, options: ConnectOptions, password?: string): Following {
  const stopping = new AbortController();
  const { signal } = stopping;
  const collector = new FrameCollector();
  const faults: Fault[] = [];
  let connection: Connection | undefined;
  let connects = 0;
  const hungUp = new WeakSet<Connection>();

  const attempt = async (resume: ResumePoint | undefined): Promise<ResumePoint | undefined> => {
    const held = collector.entries;
    const current = await driver.connect({ options, signal, held, ...(password !== undefined && { secrets: { password } }), ...(resume && { resume }) });
    connects++;
    connection = current;
    try {
      for await (const frame of current.frames({ signal, onReceived: () => {} })) collector.feed(frame);
      if (!signal.aborted && !hungUp.has(current)) throw new Error('the frames ended quietly without an abort');
    } catch (error) {
      if (!(error instanceof FaultError)) throw error;
      faults.push(error.fault);
    } finally {
      connection = undefined;
    }
    const point = current.resumePoint();
    await current.close();
    const last = faults.at(-1);
    return last !== undefined && needsListing(last) ? undefined : point;
  };

  const done = (async () => {
    let resume: ResumePoint | undefined;
    while (!signal.aborted) {
      try {
        resume = await attempt(resume);
      } catch (error) {
        if (!(error instanceof FaultError)) throw error;
        faults.push(error.fault);
        if (needsListing(error.fault)) resume = undefined;
      }
      if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  done.then(
    () => collector.finish(undefined),
    (error: unknown) => collector.finish(error),
  );

  return Object.assign(collector, {
    connection: () => until(() => connection, 'the followed driver is connected'),
    faults,
    connects: () => connects,
    hangUp: async () => {
      if (connection === undefined) return;
      hungUp.add(connection);
      await connection.close();
    },
    stop: async () => {
      stopping.abort();
      await done.catch(() => {});
    },
  });
}
