/** What only etcd has besides its history: large transactions, leases, logins, and its kinds of addresses. */
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Connection } from '../../electron/drivers/driver';
import { etcd } from '../../electron/drivers/etcd/index';
import { freePort } from '../support/ports';
import { collect, until } from '../support/wait';
import { aClient, aProxy, aServer, at, connected, fill, following, listings, refusal } from './etcd-fixtures';
import { faultIn, freshListing, holds, plan, put, readEntry, remove, succeeded, text } from './harness';

describe('transactions', () => {
  test('one of more than a megabyte, which the server sends in fragments, arrives in one delta', async () => {
    const server = await aServer({ args: ['--max-request-bytes', String(16 * 1024 * 1024)] });
    const client = aClient(server);
    const followed = await following(at(server.port));
    await client.transact(new Map(Array.from({ length: 60 }, (_, i) => [`/big/${i}`, new Uint8Array(150_000).fill(i)])));
    await followed.waitFor((entries) => entries.has('/big/59'), 'the transaction');
    const deltas = followed.frames.filter((frame) => frame.kind === 'delta' && frame.changes.length > 0);
    expect(deltas).toHaveLength(1);
    expect(followed.changes()).toHaveLength(60);
  });

  test('128 edits of existing keys are one transaction, and its inverse too', async () => {
    const server = await aServer();
    await fill(aClient(server), 128, 'before');
    const connection = await connected(at(server.port));
    const before = await freshListing(etcd, at(server.port));
    const receipt = succeeded(await connection.apply(plan(...[...before.values()].map((entry) => put(entry.key, 'after', entry.stamp)))));
    succeeded(await connection.apply(receipt.inverse));
    const after = await freshListing(etcd, at(server.port));
    expect([...after.values()].every((entry) => text(entry.value) === 'before' && entry.stamp.version === 3)).toBe(true);
  });

  test('a server that takes less than usual says so, and nothing is written', async () => {
    const server = await aServer({ args: ['--max-txn-ops', '4', '--max-request-bytes', '20000'] });
    const connection = await connected(at(server.port));
    const many = plan(...Array.from({ length: 9 }, (_, i) => put(`/k/${i}`, 'x')));
    expect(faultIn(await connection.apply(many))).toMatchObject({ code: 'too-large', params: { unit: 'edits' } });
    expect(faultIn(await connection.apply(plan(put('/k/big', 'x'.repeat(30_000)))))).toMatchObject({ code: 'too-large' });
    // so much that its gRPC turns the request away before etcd sees it
    expect(faultIn(await connection.apply(plan(put('/k/huge', 'x'.repeat(1_200_000)))))).toMatchObject({ code: 'too-large' });
    expect((await freshListing(etcd, at(server.port))).size).toBe(0);
  });

  test('a put keeps a lease, and what takes a deletion back gives the key its lease again, without which it would stay for good', async () => {
    const server = await aServer();
    const client = aClient(server);
    const { owner } = await client.putOwned('/lock', 'mine');
    const connection = await connected(at(server.port));
    const leased = await readEntry(connection, '/lock');
    expect(leased.owner).toBe(owner);
    succeeded(await connection.apply(plan(put('/lock', 'still mine', leased.stamp))));
    const kept = await readEntry(connection, '/lock');
    expect(kept.owner).toBe(owner);
    const { inverse } = succeeded(await connection.apply(plan(remove(kept))));
    expect(inverse.edits).toMatchObject([{ kind: 'put', key: '/lock', base: 'absent', restore: { lease: owner } }]);
  });
});

test('a reading tells revisions, version, lease and size as etcdctl does', async () => {
  const server = await aServer();
  const client = aClient(server);
  const { owner } = await client.putOwned('/leased', 'abc');
  await client.put('/plain', '');
  const connection = await connected(at(server.port));
  const native = async (key: string): Promise<Record<string, string>> =>
    Object.fromEntries(succeeded(await connection.read(key)).native.map(({ name, value }) => [name, value]));
  expect(await native('/leased')).toMatchObject({ create_revision: '2', mod_revision: '2', version: '1', lease: owner, size: '3' });
  expect((await native('/leased'))['lease_ttl']).toMatch(/^\d+ s of 600 s$/);
  expect(await native('/plain')).toEqual({ create_revision: '3', mod_revision: '3', version: '1', lease: 'none', size: '0' });
});

test('the bytes it says it cost are those that crossed the link', async () => {
  const server = await aServer();
  await fill(aClient(server), 1_000, 'x', 200);
  const proxy = await aProxy(server);
  const followed = await following(at(proxy.port));
  const connection = await followed.connection();
  await until(() => {
    const { bytesIn = 0, bytesOut = 0 } = connection.cost();
    const { toClient, toServer } = proxy.bytes();
    return toClient > 200_000 && bytesIn === toClient && bytesOut === toServer;
  }, 'both counts agree');
});

/** Resolves when this connection's login has run out, and with it each older one that was not used: a login lives longer each time that it is. */
async function loginRunsOut(connection: Connection): Promise<void> {
  let { requests } = connection.cost();
  const renewed = async (): Promise<boolean> => {
    succeeded(await connection.read('/k'));
    requests++;
    return connection.cost().requests > requests;
  };
  await until(renewed, 'the login ran out', { everyMs: 2_500 });
}

describe('logins', () => {
  const users = { rootPassword: 'secret', user: 'reader', password: 'pass', prefix: '/mine/' };
  const root = { username: 'root', password: 'secret' };

  test('a wrong password, and none where one is needed, are reported as such', async () => {
    const server = await aServer();
    await server.enableAuth(users);
    expect(await refusal(at(server.port, { user: 'reader' }), 'wrong')).toMatchObject({ code: 'auth-failed', reason: 'auth-failed' });
    expect(await refusal(at(server.port))).toMatchObject({ code: 'auth-failed', reason: 'login-missing' });
  });

  test('a root that may not be read is reported as denied', async () => {
    const server = await aServer();
    await server.enableAuth(users);
    expect(await refusal(at(server.port, { user: 'reader', roots: ['/others/'] }), 'pass')).toMatchObject({ code: 'denied', reason: 'root-denied' });
  });

  test('a user sees and edits what lies under a prefix of their own', async () => {
    const server = await aServer();
    await server.enableAuth(users);
    const options = at(server.port, { user: 'reader', roots: ['/mine/'] });
    const followed = await following(options, 'pass');
    const connection = await followed.connection();
    succeeded(await connection.apply(plan(put('/mine/flag', 'true'))));
    await followed.waitFor((entries) => holds(entries, '/mine/flag', 'true'), 'the edit');
  });

  test('a login that the server forgot in a restart is made anew, and nothing is missed', async () => {
    const server = await aServer({ args: ['--auth-token', 'simple'] });
    const before = aClient(server);
    await fill(before, 20, 'seed');
    await server.enableAuth(users);
    const followed = await following(at(server.port, { user: 'root' }), 'secret');
    await server.restart();
    const after = aClient(server, { auth: root });
    await until(() => after.put('/k/1', 'after').then(() => true, () => false), 'the server takes writes');
    await followed.waitFor((entries) => holds(entries, '/k/1', 'after'), 'the write after the restart');
    expect(listings(followed)).toBe(1);
  });

  test('a login that ran out while the connection was idle is made anew for the next call', async () => {
    const server = await aServer({ args: ['--auth-token-ttl', '1'] });
    await server.enableAuth(users);
    const connection = await connected(at(server.port, { user: 'root' }), 'secret');
    await loginRunsOut(connection);
    succeeded(await connection.apply(plan(put('/k', 'x'))));
  });

  test('a login that ran out before the watch began is made anew for the listing, and the watch stands', async () => {
    const server = await aServer({ args: ['--auth-token-ttl', '1'] });
    await server.enableAuth(users);
    const options = at(server.port, { user: 'root' });
    const idle = await connected(options, 'secret');
    const { requests } = idle.cost();
    const younger = await connected(options, 'secret');
    await loginRunsOut(younger);
    const live = collect(idle.frames({ signal: new AbortController().signal, onReceived: () => {} }));
    await live.waitFor(() => live.frames.length > 0, 'the listing');
    // the range that was turned away, the login, the range again, the watch and its proof
    expect(idle.cost().requests - requests).toBe(5);
    succeeded(await younger.apply(plan(put('/k', 'x'))));
    await live.waitFor((entries) => holds(entries, '/k', 'x'), 'the write');
  });

  test('a login that ran out before a watch is taken up again is made anew for it, and no password is blamed', async () => {
    const server = await aServer({ args: ['--auth-token-ttl', '1'] });
    await server.enableAuth(users);
    const options = at(server.port, { user: 'root' });
    const before = await connected(options, 'secret');
    const live = collect(before.frames({ signal: new AbortController().signal, onReceived: () => {} }));
    await live.waitFor(() => live.frames.length > 0, 'the listing');
    const resume = before.resumePoint();
    await before.close();
    const { signal } = new AbortController();
    const idle = await etcd.connect({ options, secrets: { password: 'secret' }, signal, ...(resume && { resume }) });
    onTestFinished(() => idle.close());
    await loginRunsOut(await connected(options, 'secret'));
    const first = await idle.frames({ signal, onReceived: () => {} })[Symbol.asyncIterator]().next();
    expect(first.value).toMatchObject({ kind: 'delta', seq: 1, changes: [] });
  });

  test('one that was idle is used once authentication is switched on', async () => {
    const server = await aServer();
    const options = at(server.port, { user: 'root' });
    const [reading, writing, looking, mistaken] = [await connected(options, 'secret'), await connected(options, 'secret'), await connected(options, 'secret'), await connected(options, 'wrong')];
    await server.enableAuth(users);
    succeeded(await reading.read('/k'));
    succeeded(await writing.apply(plan(put('/k', 'x'))));
    expect(succeeded(await looking.access('/k')).facts).toEqual([{ name: 'user', value: 'root' }, { name: 'roles', value: 'root' }]);
    expect(faultIn(await mistaken.read('/k'))).toMatchObject({ code: 'auth-failed', reason: 'auth-failed' });
  });

  test('none, where authentication is switched on, is said to be missing, also to who looks at the access', async () => {
    const server = await aServer();
    const connection = await connected(at(server.port));
    await server.enableAuth(users);
    for (const answer of [await connection.access('/k'), await connection.read('/k'), await connection.apply(plan(put('/k', 'x')))]) {
      expect(faultIn(answer)).toMatchObject({ code: 'auth-failed', reason: 'login-missing' });
    }
  });

  test('permission that was taken away is reported with the key, and the connection lives on', async () => {
    const server = await aServer();
    await server.enableAuth(users);
    const connection = await connected(at(server.port, { user: 'reader', roots: ['/mine/'] }), 'pass');
    succeeded(await connection.apply(plan(put('/mine/flag', 'true'))));
    const admin = aClient(server, { auth: root });
    await admin.raw.user('reader').removeRole('reader-role');
    expect(faultIn(await connection.apply(plan(put('/mine/other', 'x'))))).toMatchObject({ code: 'denied', key: '/mine/other' });
    await admin.raw.user('reader').addRole('reader-role');
    succeeded(await connection.read('/mine/flag'));
  });

  test('a user name where the server asks for none does no harm', async () => {
    const server = await aServer();
    const connection = await connected(at(server.port, { user: 'root' }), 'x');
    succeeded(await connection.apply(plan(put('/k', 'x'))));
  });
});

describe('addresses', () => {
  test('TLS with an authority of one\'s own works, and without it is refused', async () => {
    const server = await aServer({ tls: true });
    const { ca = '' } = server.tls ?? {};
    const followed = await following(at(server.port, { tls: { ca } }));
    const connection = await followed.connection();
    succeeded(await connection.apply(plan(put('/k', 'x'))));
    await followed.waitFor((entries) => entries.has('/k'), 'the edit');
    expect(await refusal(at(server.port, { tls: {} }))).toMatchObject({ code: 'unreachable', reason: 'certificate-self-signed' });
  });

  test('a TLS source at a server without TLS is told so', async () => {
    const server = await aServer();
    expect(await refusal(at(server.port, { tls: {} }))).toMatchObject({ code: 'unreachable', reason: 'no-tls' });
  });

  test('an IPv6 literal and a name connect', async () => {
    const port = await freePort();
    const server = await aServer({ args: ['--listen-client-urls', `http://[::1]:${port},http://127.0.0.1:${port}`] });
    expect(server.port).not.toBe(port);
    for (const host of ['::1', 'localhost']) {
      const connection = await connected(at(port, { endpoints: [{ host, port }] }));
      expect(connection.server).toMatch(/^etcd 3\./);
    }
  });

  test('of three members two that are silent or gone do not matter', async () => {
    const server = await aServer();
    const proxy = await aProxy(server);
    proxy.freeze();
    onTestFinished(() => proxy.unfreeze());
    const ports = [await freePort(), proxy.port, server.port];
    const connection = await connected(at(0, { endpoints: ports.map((port) => ({ host: '127.0.0.1', port })) }));
    succeeded(await connection.read('/k'));
  });

  test('of several faults the one that tells most is reported', async () => {
    const server = await aServer({ tls: true });
    const endpoints = [
      { host: '127.0.0.1', port: await freePort() },
      { host: '127.0.0.1', port: server.port },
    ];
    expect(await refusal(at(0, { endpoints }))).toMatchObject({ reason: 'tls-expected', params: { endpoint: `127.0.0.1:${server.port}` } });
  });
});
