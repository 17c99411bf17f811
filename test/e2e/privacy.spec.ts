/** What Flagscope leaves behind and lets in while it is used as usual: no password on disk, no open port, no broken policy. */
import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '../support/app';
import { startEtcd } from '../support/etcd';
import { startZookeeper } from '../support/zookeeper';
import { openKey } from '../support/tree';
import { invoke, live, noteViolations, runCommand } from '../support/window';

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => lstatSync(file, { throwIfNoEntry: false })?.isFile());

test('a tour of the window breaks no rule of its policy and logs no error', async ({ launch }) => {
  const { page } = await launch();
  const violations = await noteViolations(page);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => void (message.type() === 'error' && errors.push(message.text())));
  await live(page);
  const keys = ['/feature_flags/mobile/dark_theme', '/config/global/routing.yaml', '/config/global/currencies', '/config/global/edge_certificate_sha256'];
  for (const key of [...keys, '/config/global/maintenance_notice', '/config/global/log_level']) {
    await openKey(page, key);
    for (const tab of ['History', 'Metadata', 'Access', 'Value']) await page.getByRole('tab', { name: tab }).click();
  }
  await openKey(page, '/config/global/routing.yaml');
  const value = page.getByRole('textbox', { name: 'Value' });
  await value.click();
  await page.keyboard.press('ControlOrMeta+f');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Wrap lines' }).click();
  await page.getByRole('button', { name: 'Copy key' }).click();
  await page.getByRole('searchbox', { name: 'Filter keys' }).fill('no such key');
  await expect(page.getByText('No key matches this filter.')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Filter keys' }).fill('');
  await page.getByRole('button', { name: 'Add source' }).click();
  await page.getByRole('dialog').getByText('etcd', { exact: true }).click();
  await page.getByRole('dialog').getByLabel('Environment').selectOption('Production');
  await page.getByRole('dialog').getByRole('button', { name: /^TLS/ }).click();
  await page.getByRole('dialog').getByLabel('Use TLS').click();
  await page.getByRole('dialog').getByText('PKCS12', { exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Add another root' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(page.getByText('Enter at least one server')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.keyboard.press('Escape');
  await runCommand(page, 'Light theme');
  await runCommand(page, 'Dark theme');
  await runCommand(page, '简体中文');
  await expect(page.getByRole('tree', { name: 'Keys' })).toHaveCount(0);
  expect(await violations()).toEqual([]);
  expect(errors).toEqual([]);
});

/** Addresses that a process or one of its children listens on, `IP:PORT` in the kernel's hexadecimal. */
function listening(pid: number): string[] {
  const table = execFileSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const processes = table.trim().split('\n').map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  const family = new Set([pid]);
  for (let grown = 0; grown !== family.size; ) {
    grown = family.size;
    for (const [child, parent] of processes) if (family.has(parent)) family.add(child);
  }
  const sockets = new Set<string>();
  for (const member of family) {
    let descriptors: string[] = [];
    try {
      descriptors = readdirSync(`/proc/${member}/fd`);
    } catch {
      // it has just ended
    }
    for (const descriptor of descriptors) {
      try {
        const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${member}/fd/${descriptor}`))?.[1];
        if (inode !== undefined) sockets.add(inode);
      } catch {
        // closed meanwhile
      }
    }
  }
  const LISTEN = '0A';
  return ['tcp', 'tcp6'].flatMap((kind) =>
    readFileSync(`/proc/net/${kind}`, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter((columns) => columns[3] === LISTEN && sockets.has(columns[9] ?? ''))
      .map((columns) => columns[1] ?? ''),
  );
}

if (process.platform === 'linux') {
  test('nothing listens on an address that others could reach, whatever is connected', async ({ launch }) => {
    const [etcd, zookeeper] = await Promise.all([startEtcd(), startZookeeper()]);
    const { app, page } = await launch({ args: [`etcd://127.0.0.1:${etcd.port}/`, `zookeeper://127.0.0.1:${zookeeper.port}/`] });
    await live(page);
    await runCommand(page, `Connect 127.0.0.1:${zookeeper.port}`);
    await runCommand(page, `Show 127.0.0.1:${zookeeper.port}`);
    await live(page);
    const addresses = listening(app.process().pid ?? 0);
    // Playwright's own way in is among them, so that an empty list would only show that nothing was looked at
    expect(addresses).not.toEqual([]);
    const LOOPBACK = /^(0100007F|0000000000000000FFFF00000100007F|00000000000000000000000001000000):/;
    expect(addresses.filter((address) => !LOOPBACK.test(address))).toEqual([]);
    await Promise.all([etcd.stop(), zookeeper.stop()]);
  });
}

test('no password is on the disk or in the environment, and what is on the disk is only its owner’s', async ({ launch }) => {
  const server = await startEtcd();
  const passwords = ['correct-horse-battery', 'staple-paper-clip'];
  await server.enableAuth({ rootPassword: 'r00t', user: 'reader', password: passwords[0] ?? '', prefix: '/' });
  const url = `etcd://127.0.0.1:${server.port}/?user=reader`;
  const { app, page, quit, userData } = await launch({ args: [url], env: { FLAGSCOPE_PASSWORD: passwords[0] } });
  await live(page);
  expect(await app.evaluate(() => process.env['FLAGSCOPE_PASSWORD'])).toBeUndefined();
  const draft = { backend: 'etcd', endpoints: [server.endpoint], roots: ['/other/'], user: 'reader', name: 'second', environment: 'testing', access: 'read-write' };
  expect(await invoke(page, 'source:add', { source: draft, secrets: { password: passwords[1] } })).toMatchObject({ ok: true });
  await runCommand(page, 'Show second');
  await expect(page.getByRole('region', { name: 'Keys' }).getByText(/refused the user name or password/)).toBeVisible();
  const check = () => {
    const files = filesIn(userData);
    const settings = files.filter((file) => path.relative(userData, file).startsWith('settings'));
    expect(settings.map((file) => path.basename(file))).toEqual(expect.arrayContaining(['sources.json', 'window.json']));
    const own = [...settings, ...files.filter((file) => path.relative(userData, file).startsWith('workspace'))];
    if (process.platform !== 'win32') for (const file of own) expect((lstatSync(file).mode & 0o777).toString(8), file).toBe('600');
    for (const secret of passwords.flatMap((password) => [password, Buffer.from(password).toString('base64'), Buffer.from(password).toString('hex')])) {
      expect(files.filter((file) => readFileSync(file).includes(secret))).toEqual([]);
    }
  };
  check();
  await quit();
  check();
  await server.stop();
});
