/** The command line as DESIGN.md promises it to scripts: what opens, what is refused and how, and what a second launch does. */
import type { Page } from '@playwright/test';
import { expect, test as base } from '../support/app';
import { etcdClient } from '../support/clients-etcd';
import { zookeeperClient } from '../support/clients-zookeeper';
import { startEtcd, type EtcdServer } from '../support/etcd';
import { runAtTerminal } from '../support/terminal';
import { openKey, row, sourceStatus } from '../support/tree';
import { invoke, live } from '../support/window';
import { startZookeeper } from '../support/zookeeper';

/** One etcd for this file's worker, with a flag for every prefix that a test uses. */
const test = base.extend<object, { etcd: EtcdServer }>({
  etcd: [
    async ({}, use) => {
      const server = await startEtcd();
      const client = etcdClient(server.port);
      for (const prefix of ['one', 'two', 'three']) await client.put(`/${prefix}/features/flag`, 'false');
      await client.close();
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
});

const url = ({ port }: EtcdServer, rest: string): string => `etcd://127.0.0.1:${port}${rest}`;
const shownSource = (page: Page) => page.getByRole('heading', { level: 1 });
const theSwitch = (page: Page) => page.getByRole('switch', { name: 'Enabled' });

const malformed: [string, RegExp][] = [
  ['http://127.0.0.1:2379/', /"http" is not a back-end; use zookeeper, etcd or local/],
  ['etcd://', /names no host/],
  ['etcd:127.0.0.1', /two slashes belong behind "etcd:"/],
  ['zookeeper://host:99999/', /“host:99999” has no valid port/],
  ['zookeeper://host/a//b', /a name in a path is not empty/],
  ['zookeeper://host/a/../b', /\. and \.\. are not names/],
  ['etcd://reader:s3cret@host/', /password must not stand in a URL/],
  ['etcd://host/?password=s3cret', /password must not stand in a URL/],
  ['etcd://host/?acess=read-only', /does not know "acess"/],
  ['etcd://host/?environment=prod', /"prod" is not a value of environment/],
  ['etcd://host/%zz', /is not a percent-encoding/],
  ['local://host/', /has no host/],
  ['etcd://host,HOST:2379/', /is named twice/],
  ['zookeeper://host/a?root=/a/b', /lies inside \/a/],
  ['etcd://host/?cert=/me.pem', /Name the key as well/],
  ['--readonly', /Write --read-only/],
  ['--lang=fr', /not a language of Flagscope/],
];
test('what is malformed ends with exit code 2 and a sentence on standard error that says what is wrong', async ({}, testInfo) => {
  for (const [argument, sentence] of malformed) {
    const app = await runAtTerminal(testInfo.outputPath('user-data'), argument);
    expect(await app.ended, argument).toBe(2);
    expect(app.stderr(), argument).toMatch(sentence);
    expect(app.stderr(), argument).not.toContain('s3cret');
    expect(app.stdout(), argument).toBe('');
  }
});

test('--no-window tells every phase on standard output, and Electron’s own switches pass', async ({ etcd }, testInfo) => {
  const args = ['--no-window', '--remote-debugging-port=0', '--force-color-profile=srgb', url(etcd, '/one/?name=first'), 'etcd://127.0.0.1:1/'];
  const app = await runAtTerminal(testInfo.outputPath('user-data'), ...args);
  await expect.poll(() => app.stdout()).toMatch(/^first: Live, 1 key, revision \d+$/m);
  expect(app.stdout()).toMatch(/^first: Connecting\n(first: Syncing\n)?first: Live/);
  expect(app.stderr()).toMatch(/DevTools listening on ws:\/\/127\.0\.0\.1/);
  await app.stop();
  expect(app.stdout()).not.toContain('127.0.0.1:1');
});

test('--no-window says why a source is suspended', async ({}, testInfo) => {
  const app = await runAtTerminal(testInfo.outputPath('user-data'), '--no-window', 'zookeeper://127.0.0.1:1/?name=nobody');
  await expect.poll(() => app.stdout()).toContain('nobody: Suspended. Nothing listens at 127.0.0.1:1. Start the server or correct the host and port.');
  await app.stop();
});

test('the first of several URLs is shown and connected, at its key, and all are remembered', async ({ launch, etcd }) => {
  const args = [url(etcd, '/one/?name=first&key=/one/features/flag'), url(etcd, '/two/?name=second')];
  const { page, quit, userData } = await launch({ args });
  await live(page);
  await expect(shownSource(page)).toHaveText('first');
  await expect(row(page, '/one/features/flag')).toHaveAttribute('aria-selected', 'true');
  await expect(theSwitch(page)).toBeVisible();
  await quit();

  const again = await launch({ userData });
  await expect(shownSource(again.page)).toHaveText('first');
  await live(again.page);
  for (const name of ['Sandbox', 'first', 'second']) await expect(again.page.getByRole('button', { name, exact: true })).toBeVisible();
  await again.page.getByRole('button', { name: 'second', exact: true }).click();
  await expect(sourceStatus(again.page)).toHaveText('Closed');
  await again.page.getByRole('button', { name: 'Connect', exact: true }).click();
  await live(again.page);
  await again.quit();

  const third = await launch({ userData });
  await expect(shownSource(third.page)).toHaveText('second');
  await live(third.page);
});

test('a second launch hands its URL and its switches to the first one', async ({ launch, etcd }) => {
  const { app, page, userData } = await launch({ args: [url(etcd, '/one/?name=first')] });
  await live(page);
  const second = await runAtTerminal(userData, url(etcd, '/two/?name=second&key=/two/features/flag'));
  expect(await second.ended).toBe(0);
  expect(second.stdout()).toContain('already runs');
  await expect(shownSource(page)).toHaveText('second');
  await live(page);
  await expect(row(page, '/two/features/flag')).toHaveAttribute('aria-selected', 'true');
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);

  const malformedOne = await runAtTerminal(userData, 'etcd://');
  expect(await malformedOne.ended).toBe(2);
  await expect(shownSource(page)).toHaveText('second');

  const reading = await runAtTerminal(userData, '--read-only', url(etcd, '/one/'));
  expect(await reading.ended).toBe(0);
  await expect(shownSource(page)).toHaveText('first');
  await openKey(page, '/one/features/flag');
  await expect(theSwitch(page)).toHaveAttribute('aria-disabled', 'true');
});

test('a second launch that names another TLS connects the open source anew, as it says', async ({ launch, etcd }) => {
  const { page, userData } = await launch({ args: [url(etcd, '/one/?name=first')] });
  await live(page);
  expect(await (await runAtTerminal(userData, url(etcd, '/one/?tls=1'))).ended).toBe(0);
  await expect(page.getByRole('region', { name: 'Keys' }).getByText(/does not answer in TLS, but this source uses it/)).toBeVisible();
  expect(await (await runAtTerminal(userData, url(etcd, '/one/?tls=0'))).ended).toBe(0);
  await live(page);
  await expect(shownSource(page)).toHaveText('first');
});

test('production, guarded and read-only sources are not written at a press, nor by a command without what they demand, and say why in words', async ({ launch, etcd }) => {
  const reviewed = /Changes to this source are reviewed and need a reason/;
  const cases: [string, RegExp, string][] = [
    ['?environment=production', reviewed, 'review-demanded'],
    ['?environment=production&access=read-write', reviewed, 'review-demanded'],
    ['?access=guarded', reviewed, 'review-demanded'],
    ['?access=read-only', /This source is read-only, so the flag cannot be switched here/, 'read-only'],
  ];
  const { page, userData, app } = await launch({ args: [url(etcd, '/three/')] });
  await live(page);
  const edit = { kind: 'put', key: '/three/features/flag', value: new Uint8Array([1]), base: 'absent' };
  for (const [query, reason, fault] of cases) {
    const source = url(etcd, `/three/features/${query}&name=${fault}`);
    await runAtTerminal(userData, source).then(({ ended }) => ended);
    await live(page);
    await openKey(page, '/three/features/flag');
    await expect(theSwitch(page)).toHaveAttribute('aria-disabled', String(fault === 'read-only'));
    await expect(theSwitch(page)).toHaveAccessibleDescription(reason);
    await theSwitch(page).press('Space');
    if (fault !== 'read-only') {
      await page.getByRole('dialog', { name: 'Review change' }).getByRole('button', { name: 'Discard' }).click();
      await expect(page.getByRole('dialog')).toHaveCount(0);
    }
    await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
    const sourceId = await app.evaluate(async ({ app: electron }) => {
      const { readFileSync } = process.getBuiltinModule('node:fs');
      const settings = JSON.parse(readFileSync(`${electron.getPath('userData')}/settings/window.json`, 'utf8')) as { activeSourceId: string };
      return settings.activeSourceId;
    });
    const answer = await invoke(page, 'plan:apply', { sourceId, plan: { title: 't', reason: '', edits: [edit] } });
    expect(answer).toMatchObject({ ok: false, fault: { reason: fault } });
  }
  const client = etcdClient(etcd.port);
  expect(Buffer.from((await client.get('/three/features/flag')) ?? []).toString()).toBe('false');
  await client.close();
});

test('--read-only holds for every source of the run, the sandbox included', async ({ launch, etcd }) => {
  const { page } = await launch({ args: ['--read-only', url(etcd, '/one/')] });
  await live(page);
  await openKey(page, '/one/features/flag');
  await expect(theSwitch(page)).toHaveAccessibleDescription(/This source is read-only/);
  await page.getByRole('button', { name: 'Sandbox', exact: true }).click();
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await live(page);
  await openKey(page, '/feature_flags/mobile/dark_theme');
  await expect(theSwitch(page)).toHaveAccessibleDescription(/This source is read-only/);
});

test('--lang=zh-CN shows the window in Chinese, and ?key= finds a znode', async ({ launch }) => {
  const server = await startZookeeper();
  const client = await zookeeperClient(server.port);
  await client.put('/应用/features/开关 1', 'true');
  const key = encodeURIComponent('/应用/features/开关 1');
  const { page } = await launch({ args: ['--lang=zh-CN', `zookeeper://127.0.0.1:${server.port}/?key=${key}`] });
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  const found = page.locator('[role="treeitem"][data-key="/应用/features/开关 1"]');
  await expect(found).toHaveAttribute('aria-selected', 'true');
  await expect(found).toHaveAttribute('data-state', 'on');
  await expect(page.getByRole('switch')).toHaveAccessibleName(/\p{Script=Han}/u);
  await client.close();
  await server.stop();
});
