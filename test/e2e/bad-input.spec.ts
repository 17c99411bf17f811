/** What goes wrong with servers and their data: each has a sentence on the screen, and the window stays usable. */
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { ACL, Id, Permission } from 'node-zookeeper-client';
import { expect, test as base } from '../support/app';
import { etcdClient } from '../support/clients-etcd';
import { zookeeperClient } from '../support/clients-zookeeper';
import { startEtcd, type EtcdServer } from '../support/etcd';
import { freePort } from '../support/ports';
import { startProxy } from '../support/proxy';
import { findKey, openKey, row, sourceStatus } from '../support/tree';
import { startZookeeper, type ZookeeperServer } from '../support/zookeeper';

/** Both servers, once for this file's worker. */
const test = base.extend<object, { zk: ZookeeperServer; etcd: EtcdServer }>({
  zk: [
    async ({}, use) => {
      const server = await startZookeeper({ tls: true });
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
  etcd: [
    async ({}, use) => {
      const server = await startEtcd();
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
});

test.describe.configure({ mode: 'default' });

const live = (page: Page) => expect(sourceStatus(page)).toHaveText(/^Live/, { timeout: 20_000 });

/** The source is suspended, says this, and says when it tries again. */
async function isSuspendedWith(page: Page, sentence: RegExp): Promise<void> {
  // by its region: the sentence is also announced to screen readers, once, elsewhere
  await expect(page.getByRole('region', { name: 'Keys' }).getByText(sentence)).toBeVisible({ timeout: 20_000 });
  await expect(sourceStatus(page)).toHaveText(/^(Suspended|Connecting)/);
  await expect(page.getByRole('button', { name: 'Retry now' })).toBeVisible();
}

for (const backend of ['zookeeper', 'etcd'] as const) {
  test(`${backend}: a server that is down says so, and is found once it is up`, async ({ launch, zk, etcd }) => {
    const gate = net.createServer();
    const port = await freePort();
    const { page } = await launch({ args: [`${backend}://127.0.0.1:${port}/`] });
    await isSuspendedWith(page, new RegExp(`Nothing listens at 127\\.0\\.0\\.1:${port}\\. Start the server or correct the host and port\\.`));
    // Pressed while nobody listens yet: once somebody does, the source may be live before a button can be pressed.
    await page.getByRole('button', { name: 'Retry now' }).click();
    // The server comes up: here as a plain forwarder to the real one.
    const target = backend === 'etcd' ? etcd.port : zk.port;
    gate.on('connection', (near) => {
      const far = net.connect(target, '127.0.0.1');
      near.pipe(far).pipe(near);
      for (const socket of [near, far]) socket.on('error', () => socket.destroy());
    });
    await new Promise<void>((resolve) => gate.listen(port, '127.0.0.1', resolve));
    await live(page);
    gate.close();
  });

  test(`${backend}: a port that speaks something else says so`, async ({ launch }) => {
    const web = http.createServer((_request, response) => response.end('hello'));
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const { port } = web.address() as AddressInfo;
    const { page } = await launch({ args: [`${backend}://127.0.0.1:${port}/`] });
    await isSuspendedWith(page, new RegExp(`127\\.0\\.0\\.1:${port} (does not speak|accepts connections but does not answer as)`));
    web.closeAllConnections();
    web.close();
  });

  test(`${backend}: a port that accepts and says nothing says so`, async ({ launch }) => {
    const sockets = new Set<net.Socket>();
    const silent = net.createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const { page } = await launch({ args: [`${backend}://127.0.0.1:${port}/`] });
    await isSuspendedWith(page, new RegExp(`127\\.0\\.0\\.1:${port} accepts connections but does not answer`));
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  test(`${backend}: a host that does not exist says so`, async ({ launch }) => {
    const { page } = await launch({ args: [`${backend}://no-such-host.invalid:2181/`] });
    await isSuspendedWith(page, /The host name no-such-host\.invalid cannot be found/);
  });
}

test('zookeeper: a TLS port reached in plain says so', async ({ launch, zk }) => {
  const { page } = await launch({ args: [`zookeeper://127.0.0.1:${zk.tls?.port}/`] });
  await isSuspendedWith(page, /expects TLS, but this source connects in plain/);
});

test('etcd: a TLS port reached in plain says so', async ({ launch }) => {
  const secure = await startEtcd({ tls: true });
  const { page } = await launch({ args: [`etcd://127.0.0.1:${secure.port}/`] });
  await isSuspendedWith(page, /expects TLS, but this source connects in plain/);
  await secure.stop();
});

test('zookeeper: a missing root is offered to be created, and is never created by itself', async ({ launch, zk }) => {
  const client = await zookeeperClient(zk.port);
  const { page } = await launch({ args: [`zookeeper://127.0.0.1:${zk.port}/missing/root`] });
  await isSuspendedWith(page, /There is no \/missing\/root in this ZooKeeper/);
  expect(await client.get('/missing')).toBeUndefined();
  await page.getByRole('button', { name: 'Create /missing/root' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Create', exact: true }).click();
  await live(page);
  expect(await client.get('/missing/root')).not.toBeUndefined();
  await client.close();
});

test('zookeeper: a root that may not be read says so', async ({ launch, zk }) => {
  const client = await zookeeperClient(zk.port);
  await client.put('/locked', 'secret');
  await client.setAcl('/locked', [new ACL(Permission.ADMIN, new Id('world', 'anyone'))]);
  const { page } = await launch({ args: [`zookeeper://127.0.0.1:${zk.port}/locked`] });
  await isSuspendedWith(page, /You may not read \/locked/);
  await client.setAcl('/locked', [new ACL(Permission.ALL, new Id('world', 'anyone'))]);
  await client.close();
});

test('etcd: a root that may not be read says so, and a password given for one run is used', async ({ launch }) => {
  const guarded = await startEtcd();
  await guarded.enableAuth({ rootPassword: 'r00t', user: 'reader', password: 's3cret', prefix: '/mine/' });
  const url = (prefix: string) => `etcd://127.0.0.1:${guarded.port}${prefix}?user=reader`;
  const { page, quit } = await launch({ args: [url('/theirs/')], env: { FLAGSCOPE_PASSWORD: 's3cret' } });
  await isSuspendedWith(page, /You may not read \/theirs\//);
  await quit();
  const allowed = await launch({ args: [url('/mine/')], env: { FLAGSCOPE_PASSWORD: 's3cret' } });
  await live(allowed.page);
  await guarded.stop();
});

test('zookeeper: an expired session is opened anew, and what changed meanwhile is on the screen', async ({ launch }) => {
  const server = await startZookeeper({ config: ['maxSessionTimeout=2000'] });
  const proxy = await startProxy(server.port);
  const client = await zookeeperClient(server.port);
  await client.put('/expiring/features/flag', 'false');
  const { page } = await launch({ args: [`zookeeper://127.0.0.1:${proxy.port}/expiring`] });
  await live(page);
  const others = `0x${client.raw.getSessionId().toString('hex').replace(/^0+/, '')}`;
  const connected = [...(await server.fourLetter('cons')).matchAll(/sid=(0x[0-9a-f]+)/g)].map(([, id]) => id ?? '');
  const ours = connected.filter((id) => id !== '0x0' && id !== others);
  expect(ours).toHaveLength(1);
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    new MutationObserver(() => said.push(document.body.innerText)).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await proxy.refuse(true);
  await expect.poll(() => server.fourLetter('dump'), { timeout: 20_000 }).not.toContain(ours[0]);
  await client.put('/expiring/features/flag', 'true');
  await proxy.refuse(false);
  await expect(row(page, '/expiring/features/flag')).toHaveAttribute('data-state', 'on', { timeout: 30_000 });
  await live(page);
  const said = await page.evaluate(() => (window as unknown as { said: string[] }).said.join('\n'));
  expect(said).toContain('has expired');
  await client.close();
  await proxy.close();
  await server.stop();
});

for (const backend of ['zookeeper', 'etcd'] as const) {
  test(`${backend}: a value of 1 MB is shown whole`, async ({ launch, zk, etcd }) => {
    const client = backend === 'etcd' ? etcdClient(etcd.port) : await zookeeperClient(zk.port);
    const value = `${'0123456789'.repeat(100_000)}THE END`;
    await client.put('/large/value', value);
    const port = backend === 'etcd' ? etcd.port : zk.port;
    const { page } = await launch({ args: [`${backend}://127.0.0.1:${port}/large`] });
    await live(page);
    await openKey(page, '/large/value');
    await expect(page.getByText(/1,000,007|977 KB|1\.0 MB|976\.6 KB/).first()).toBeVisible();
    const editor = page.getByRole('textbox', { name: 'Value' });
    await editor.click();
    await page.keyboard.press('ControlOrMeta+End');
    await expect(editor).toContainText('THE END');
    await client.close();
  });

  test(`${backend}: a key deleted while it is open stays readable, and comes back when it is created again`, async ({ launch, zk, etcd }) => {
    const client = backend === 'etcd' ? etcdClient(etcd.port) : await zookeeperClient(zk.port);
    const key = '/vanishing/greeting';
    await client.put(key, 'hello there');
    const port = backend === 'etcd' ? etcd.port : zk.port;
    const { page } = await launch({ args: [`${backend}://127.0.0.1:${port}/vanishing`] });
    await live(page);
    await openKey(page, key);
    await expect(page.getByRole('textbox', { name: 'Value' })).toContainText('hello there');
    await client.remove(key);
    await expect(page.getByText(/Deleted at .* This is the last value seen\./)).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'Value' })).toContainText('hello there');
    await client.put(key, 'back again');
    await expect(page.getByText(/Deleted and created again at/)).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'Value' })).toContainText('back again');
    await client.close();
  });
}

test('zookeeper: 100 000 children of one parent are listed, filtered and scrolled', async ({ launch, zk }) => {
  test.setTimeout(120_000);
  const client = await zookeeperClient(zk.port);
  await client.put('/crowd', null);
  await client.createMany(
    Array.from({ length: 100_000 }, (_, i) => `/crowd/child-${String(i).padStart(6, '0')}`),
    'x',
  );
  const { page } = await launch({ args: [`zookeeper://127.0.0.1:${zk.port}/crowd`] });
  await expect(sourceStatus(page)).toHaveText(/^Live/, { timeout: 60_000 });
  await expect(page.getByText('100,001').first()).toBeVisible();
  await findKey(page, '/crowd/child-077777');
  await expect(page.getByText('1 match')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Filter keys' }).fill('');
  await row(page, '/crowd').click();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('End');
  await expect(row(page, '/crowd/child-099999')).toBeVisible();
  await client.close();
});
