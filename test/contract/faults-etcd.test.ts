/** Faults of a single etcd: half a link, a store that is full, permission and passwords that are taken away and given back. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { etcd } from '../../electron/drivers/etcd/index';
import type { Fault } from '../../shared/fault';
import type { Following } from '../support/follow';
import { until } from '../support/wait';
import { aClient, aProxy, aServer, at, connected, fill, following, listings } from './etcd-fixtures';
import { differences, faultIn, freshListing, holds, plan, put, readEntry, remove, succeeded } from './harness';

const USERS = { rootPassword: 'secret', user: 'reader', password: 'pass', prefix: '/mine/' };
const ROOT = { auth: { username: 'root', password: 'secret' } };

async function faultWith(followed: Following, reason: Fault['reason'], deadlineMs = 30_000): Promise<Fault> {
  return until(() => followed.faults.find((fault) => fault.reason === reason), `the fault ${reason}`, { deadlineMs });
}

test('half a link, whichever way it lets nothing through, is noticed, and left for a whole one', async () => {
  const server = await aServer();
  const client = aClient(server);
  await fill(client, 20, 'seed');
  const halves = await Promise.all(
    (['to-server', 'to-client'] as const).map(async (way) => {
      const proxy = await aProxy(server);
      return { way, proxy, followed: await following(at(proxy.port)) };
    }),
  );
  for (const { way, proxy } of halves) proxy.freeze(way);
  await client.put('/k/1', 'meanwhile');
  await Promise.all(halves.map(({ followed }) => faultWith(followed, 'link-silent')));
  for (const { proxy } of halves) proxy.unfreeze();
  await client.put('/k/2', 'afterwards');
  for (const { followed } of halves) {
    await followed.waitFor((entries) => holds(entries, '/k/1', 'meanwhile') && holds(entries, '/k/2', 'afterwards'), 'both writes');
    expect(listings(followed)).toBe(1);
    expect(differences(followed.entries, await freshListing(etcd, at(server.port)))).toEqual([]);
  }
});

test('a store that has outgrown its quota is listed and followed, says what is wrong with a write, and takes writes again', async () => {
  // it looks at its size every second only, so that it can be filled beyond the quota
  const server = await aServer({ args: ['--quota-backend-bytes', String(2 * 1024 * 1024), '--backend-batch-interval', '1s'] });
  const client = aClient(server);
  const proxy = await aProxy(server);
  const followed = await following(at(proxy.port));
  let written = 0;
  const fillUp = async (): Promise<Fault | undefined> => {
    const result = await (await followed.connection()).apply(plan(put(`/fill/${written}`, 'x'.repeat(200_000))));
    // the last one that fits may be refused and made all the same: the next test is about those
    if (result.ok || result.fault.reason === 'outcome-unknown-full') written++;
    return result.ok || result.fault.reason === 'outcome-unknown-full' ? undefined : result.fault;
  };
  const fault = await until(fillUp, 'the quota is used up');
  expect(fault).toMatchObject({ code: 'too-large', reason: 'store-full' });
  expect(fault.message).toContain('quota');
  await followed.waitFor((entries) => entries.size === written, 'what was written before');

  proxy.cut();
  await until(() => followed.faults.length > 0 && followed.connects() > 1, 'it is connected again');
  await client.remove('/fill/0');
  await followed.waitFor((entries) => entries.size === written - 1, 'the deletion');
  const connection = await followed.connection();
  const entry = await readEntry(connection, '/fill/1');
  expect(faultIn(await connection.apply(plan(put('/fill/1', 'x', entry.stamp))))).toMatchObject({ reason: 'store-full', key: '/fill/1' });
  expect(differences(followed.entries, await freshListing(etcd, at(server.port)))).toEqual([]);
  expect(listings(followed)).toBe(1);

  succeeded(await connection.apply(plan(remove(entry))));
  for (let i = 2; i < written; i++) await client.remove(`/fill/${i}`);
  await server.compact();
  await client.raw.maintenance.defragment();
  const { alarms } = await client.raw.maintenance.alarm({ action: 'Get' });
  for (const alarm of alarms) await client.raw.maintenance.alarm({ ...alarm, action: 'Deactivate' });
  succeeded(await connection.apply(plan(put('/small', 'x'))));
  await followed.waitFor((entries) => entries.size === 1 && holds(entries, '/small', 'x'), 'the write');
});

test('a write that a full store refuses and makes all the same is not called refused', async () => {
  // it takes many writes before it looks at its size again, and then says of each that there was no room
  const server = await aServer({ args: ['--quota-backend-bytes', String(2 * 1024 * 1024), '--backend-batch-limit', '1'] });
  const client = aClient(server);
  const connection = await connected(at(server.port));
  const keys = Array.from({ length: 40 }, (_, i) => `/fill/${i}`);
  const results = await Promise.all(keys.map((key) => connection.apply(plan(put(key, 'x'.repeat(200_000))))));
  const faults = results.flatMap((result) => (result.ok ? [] : [result.fault]));
  expect(faults.map(({ reason }) => reason)).toContain('outcome-unknown-full');
  for (const { reason, key = '' } of faults) if (reason === 'store-full') expect(await client.get(key)).toBeUndefined();
  expect(faultIn(await connection.apply(plan(put('/later', 'x'))))).toMatchObject({ reason: 'store-full' });
});

describe('a user', () => {
  test('whose permission is taken away is told so at the next reading and connecting, and is live again with it', async () => {
    const server = await aServer();
    const seed = aClient(server);
    await seed.put('/mine/flag', 'x');
    await server.enableAuth(USERS);
    const admin = aClient(server, ROOT);
    const proxy = await aProxy(server);
    const followed = await following(at(proxy.port, { user: 'reader', roots: ['/mine/'] }), 'pass');
    await admin.raw.user('reader').removeRole('reader-role');
    expect(faultIn(await (await followed.connection()).read('/mine/flag'))).toMatchObject({ code: 'denied', key: '/mine/flag' });
    proxy.cut();
    expect(await faultWith(followed, 'root-denied')).toMatchObject({ code: 'denied', params: { root: '/mine/' } });
    await admin.put('/mine/flag', 'y');
    await admin.raw.user('reader').addRole('reader-role');
    await followed.waitFor((entries) => holds(entries, '/mine/flag', 'y'), 'the write made meanwhile');
    expect(listings(followed)).toBe(1);
  });

  test('whose password was changed is told so at the next connecting, and is live again with the old one', async () => {
    const server = await aServer();
    await server.enableAuth(USERS);
    const admin = aClient(server, ROOT);
    await admin.put('/mine/flag', 'x');
    const proxy = await aProxy(server);
    const followed = await following(at(proxy.port, { user: 'reader', roots: ['/mine/'] }), 'pass');
    await admin.raw.auth.userChangePassword({ name: 'reader', password: 'another' });
    proxy.cut();
    expect(await faultWith(followed, 'auth-failed')).toMatchObject({ code: 'auth-failed' });
    await admin.raw.auth.userChangePassword({ name: 'reader', password: 'pass' });
    await admin.put('/mine/flag', 'y');
    await followed.waitFor((entries) => holds(entries, '/mine/flag', 'y'), 'the write made meanwhile');
  });
});

test('an operation on a member that stops answering ends within its deadline, and so does closing', async () => {
  const server = await aServer();
  const followed = await following(at(server.port));
  const connection = await followed.connection();
  server.pause(true);
  onTestFinished(() => server.pause(false));
  const [reading, writing] = await Promise.all([connection.read('/k'), connection.apply(plan(put('/k', 'x')))]);
  expect(faultIn(reading)).toMatchObject({ code: 'unreachable', reason: 'link-silent' });
  expect(faultIn(writing)).toMatchObject({ code: 'outcome-unknown' });
  await connection.close();
  server.pause(false);
});
