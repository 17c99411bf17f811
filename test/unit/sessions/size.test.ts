import { afterEach, describe, expect, test } from 'vitest';
import { Session } from '../../../electron/sessions/session';
import { fault } from '../../../shared/fault';
import { unaskedSize, type Loading } from '../../../shared/model/loading';
import { anEntry } from '../../support/entries';
import { until } from '../../support/wait';
import { ScriptedDriver } from './scripted-driver';

const opened: Session[] = [];
afterEach(() => Promise.all(opened.splice(0).map((session) => session.close())));

const tooMany = fault('too-large', 'too-many-keys', { count: 2_000_000, limit: 1_000_000 });

/** A session on a scripted driver, whose answer to a large store may change. */
function scripted(): { session: Session; driver: ScriptedDriver; answer(loading: Loading): void; connected(number: number): Promise<unknown> } {
  const driver = new ScriptedDriver();
  let loading: Loading | undefined;
  const session = new Session({
    driver,
    terms: () => ({ connect: { backend: driver.name, endpoints: [], roots: ['/'] }, writable: true, ...(loading && { loading }) }),
  });
  opened.push(session);
  return {
    session,
    driver,
    answer: (given) => (loading = given),
    connected: (number) => until(() => driver.connections.length > number, `connection ${number}`),
  };
}

describe('a store that is too large to load unasked', () => {
  test('ends the session with the question, which does not try again by itself', async () => {
    const { session, driver, answer, connected } = scripted();
    session.open();
    await connected(0);
    expect(driver.connection(0).request.limits).toEqual(unaskedSize);
    driver.connection(0).breakWith(tooMany);
    await until(() => session.phase.kind === 'closed', 'it is closed');
    expect(session.phase).toEqual({ kind: 'closed', fault: tooMany });
    expect(session.isOpen).toBe(false);
    expect(driver.connection(0).closed).toBe(true);

    answer('everything');
    session.open();
    await connected(1);
    expect(driver.connections).toHaveLength(2);
    expect(driver.connection(1).request.limits).toBeUndefined();
  });

  test('says while it loads how many keys of how many have come, as they were counted', async () => {
    const { session, driver, answer, connected } = scripted();
    session.open();
    await connected(0);
    driver.connection(0).breakWith(tooMany);
    await until(() => session.phase.kind === 'closed', 'it is closed');
    answer('everything');
    session.open();
    await until(() => session.phase.kind === 'syncing', 'it loads');
    expect(session.phase).toEqual({ kind: 'syncing', received: 0, total: 2_000_000 });
    driver.connection(1).send({ kind: 'listing', seq: 0, at: 1n, entries: [anEntry('/a', '1'), anEntry('/b', '1')] });
    await until(() => session.phase.kind === 'live', 'it is live');

    // the next listing brings about what there is now
    driver.connection(1).breakWith(fault('session-expired', 'session-expired', { endpoint: 'x:1' }));
    await connected(2);
    await until(() => session.phase.kind === 'syncing', 'it lists again');
    expect(session.phase).toEqual({ kind: 'syncing', received: 0, total: 2 });
  });

  test('asks as well when it has grown during an outage, and keeps what was seen', async () => {
    const { session, driver, connected } = scripted();
    session.open();
    await connected(0);
    driver.connection(0).send({ kind: 'listing', seq: 0, at: 1n, entries: [anEntry('/a', '1')] });
    await until(() => session.phase.kind === 'live', 'it is live');
    driver.connection(0).breakWith(fault('session-expired', 'session-expired', { endpoint: 'x:1' }));
    await connected(1);
    driver.connection(1).breakWith(tooMany);
    await until(() => session.phase.kind === 'closed', 'it is closed');
    expect(session.phase).toEqual({ kind: 'closed', fault: tooMany });
    expect(session.mirror.size).toBe(1);
  });
});
