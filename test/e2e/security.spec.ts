/** The window as an attacker meets it: what a store holds, or a script that got in, reaches nothing outside the page. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '../support/app';
import { etcdClient } from '../support/clients-etcd';
import { startEtcd } from '../support/etcd';
import { openKey } from '../support/tree';
import { invoke, live, noteViolations, pagesOf, reload } from '../support/window';

/** A web server that nothing in the app may reach. */
async function foreignServer(): Promise<{ readonly url: string; hits(): number; close(): void }> {
  let hits = 0;
  const server = http.createServer((_request, response) => {
    hits++;
    response.setHeader('Access-Control-Allow-Origin', '*').end('here');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, hits: () => hits, close: () => void server.close() };
}

test('the page has no Node, a sandbox and a bridge of one function', async ({ launch }) => {
  const { app, page } = await launch();
  const globals = await page.evaluate(() => ['require', 'process', 'module', 'Buffer', 'electron', 'global'].filter((name) => name in globalThis));
  expect(globals).toEqual([]);
  expect(await page.evaluate(() => Object.keys(window.flagscope))).toEqual(['invoke']);
  const preferences = await app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents) => (contents as unknown as { getLastWebPreferences(): object }).getLastWebPreferences()),
  );
  expect(preferences).toEqual([
    expect.objectContaining({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true, webviewTag: false }),
  ]);
  expect(preferences[0]).not.toMatchObject({ nodeIntegrationInSubFrames: true });
  expect(preferences[0]).not.toMatchObject({ nodeIntegrationInWorker: true });
  expect(preferences[0]).not.toMatchObject({ allowRunningInsecureContent: true });
});

test('the policy blocks inline scripts, eval and everything foreign, and its nonce is new for every load', async ({ launch }) => {
  const foreign = await foreignServer();
  const { page } = await launch();
  const violations = await noteViolations(page);
  const nonce = () => page.evaluate(() => document.querySelector<HTMLScriptElement>('script[nonce], style[nonce]')?.nonce);
  const policy = () => page.evaluate(async () => (await fetch('app://flagscope/')).headers.get('content-security-policy'));
  const first = { nonce: await nonce(), policy: await policy() };
  expect(first.policy).toContain("default-src 'none'");
  expect(first.policy).not.toMatch(/unsafe-|\*|http/);
  expect(await violations()).toEqual([]);

  const ran = await page.evaluate(async (url) => {
    const done: string[] = [];
    Object.assign(globalThis, { mark: (what: string) => done.push(what) });
    const add = (tag: string, attributes: object) => document.body.append(Object.assign(document.createElement(tag), attributes));
    add('script', { textContent: 'mark("inline")' });
    add('script', { src: `${url}script.js`, onload: () => done.push('foreign script') });
    add('script', { src: 'data:text/javascript,mark("data")' });
    add('img', { src: url, onload: () => done.push('foreign image') });
    add('iframe', { src: url });
    add('link', { rel: 'stylesheet', href: url });
    add('div', { innerHTML: '<b onclick="mark(\'handler\')">x</b>' });
    document.querySelector<HTMLElement>('b[onclick]')?.click();
    // later, when the debugger's own evaluation, which may evaluate, is over
    const evaluated = new Promise<void>((resolve) =>
      setTimeout(() => {
        try {
          done.push(String(new Function('return "eval"')()));
        } catch {
          // blocked
        }
        resolve();
      }),
    );
    const fetched = fetch(url).then(() => done.push('fetch'), () => {});
    await Promise.all([evaluated, fetched]);
    return done;
  }, foreign.url);
  expect(ran).toEqual([]);
  const directives = ['script-src-elem', 'script-src-attr', 'img-src', 'frame-src', 'style-src-elem', 'script-src', 'connect-src'];
  await expect.poll(async () => (await violations()).map((line) => line.split(' ')[0])).toEqual(expect.arrayContaining(directives));
  expect(foreign.hits()).toBe(0);

  await reload(page);
  const second = { nonce: await nonce(), policy: await policy() };
  expect(first.nonce).toMatch(/^[\w+/]{22}==$/);
  expect(second.nonce).not.toBe(first.nonce);
  expect(second.policy).not.toBe(first.policy);
  foreign.close();
});

test('app:// serves the page and nothing else', async ({ launch }) => {
  const { app } = await launch();
  const status = (url: string, method = 'GET') =>
    app.evaluate(async ({ net }, asked) => (await net.fetch(asked.url, { method: asked.method })).status, { url, method });
  expect(await status('app://flagscope/')).toBe(200);
  for (const out of ['..%2f..%2fpackage.json', '%2e%2e%2f%2e%2e%2fpackage.json', 'assets/..%2f..%2f..%2fpackage.json', '%2fetc%2fpasswd', '%00', '%']) {
    expect(await status(`app://flagscope/${out}`), out).toBeGreaterThanOrEqual(403);
  }
  for (const missing of ['../package.json', '%2e%2e/package.json', '//etc/passwd', '..\\..\\package.json']) {
    expect(await status(`app://flagscope/${missing}`), missing).toBe(404);
  }
  for (const host of ['other', 'flagscope.evil.example', 'evil.flagscope']) expect(await status(`app://${host}/`), host).toBe(403);
  for (const method of ['POST', 'PUT', 'DELETE']) expect(await status('app://flagscope/', method), method).toBe(405);
});

test('the page goes nowhere, opens nothing and is given no permission', async ({ launch }) => {
  const foreign = await foreignServer();
  const { app, page } = await launch();
  await live(page);
  const refused = await page.evaluate(async (url) => {
    const opened = window.open(url) !== null;
    location.href = url;
    const form = Object.assign(document.createElement('form'), { action: url, method: 'POST' });
    document.body.append(form);
    form.submit();
    document.body.append(Object.assign(document.createElement('webview'), { src: url }));
    const outcome = (asked: Promise<unknown>) => asked.then(String, (error: unknown) => (error instanceof Error ? error.name : 'refused'));
    return {
      opened,
      notifications: await Notification.requestPermission(),
      position: await outcome(new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, (e) => reject(new Error(String(e.code)))))),
      clipboard: await outcome(navigator.clipboard.readText()),
      midi: await outcome(navigator.requestMIDIAccess()),
      camera: await outcome(navigator.mediaDevices.getUserMedia({ video: true })),
    };
  }, foreign.url);
  expect(refused).toMatchObject({ opened: false, notifications: 'denied', position: 'Error', clipboard: 'NotAllowedError' });
  expect(refused.midi).toMatch(/Error$/);
  expect(refused.camera).toMatch(/Error$/);
  expect(await page.evaluate(() => location.href)).toBe('app://flagscope/');
  expect(await pagesOf(app)).toBe(1);
  expect(foreign.hits()).toBe(0);
  // Playwright waits for the navigation that never comes, so it is asked beside its locators
  await expect.poll(() => page.evaluate(() => document.querySelector('[role="status"][aria-label="Source status"]')?.textContent)).toMatch(/^Live/);
  foreign.close();
});

test('commands are taken from the own page only', async ({ launch }) => {
  const { app } = await launch();
  const addresses = ['data:text/html,foreign', 'app://flagscope.evil.example/', 'about:blank'];
  for (const address of addresses) {
    const answer = await app.evaluate(async ({ app: electron, BrowserWindow }, url) => {
      const preload = `${electron.getAppPath()}/dist/electron/preload.cjs`;
      const foreign = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true, contextIsolation: true } });
      try {
        await foreign.loadURL(url);
        return (await foreign.webContents.executeJavaScript(`flagscope.invoke('source:open', { sourceId: 'sandbox' })`)) as unknown;
      } finally {
        foreign.destroy();
      }
    }, address);
    expect(answer, address).toMatchObject({ ok: false, fault: { code: 'denied', reason: 'invalid-request' } });
  }
});

test('what is no command is answered with a fault, and leaves nothing behind', async ({ launch }) => {
  const { app, page } = await launch();
  await live(page);
  for (const name of ['no:such', '', 'constructor', '__proto__', 'toString', 'hasOwnProperty']) {
    expect(await invoke(page, name, {}), name).toMatchObject({ ok: false, fault: { code: 'invalid', reason: 'invalid-request' } });
  }
  const plan = { title: 't', reason: '', edits: [] };
  const malformed: [string, unknown][] = [
    ['source:open', null],
    ['source:open', undefined],
    ['source:open', 'sandbox'],
    ['source:open', { sourceId: '' }],
    ['source:open', { sourceId: 'x'.repeat(65) }],
    ['source:open', { sourceId: ['sandbox'] }],
    ['entry:read', { sourceId: 'sandbox', key: 1 }],
    ['entry:read', { sourceId: 'sandbox', key: 'x'.repeat(2 * 1024 * 1024 + 1) }],
    ['plan:apply', { sourceId: 'sandbox', plan }],
    ['plan:apply', { sourceId: 'sandbox', plan: { ...plan, edits: [{ kind: 'put', key: '/a', value: 'text', base: 'absent' }] } }],
    ['plan:apply', { sourceId: 'sandbox', plan: { ...plan, edits: [{ kind: 'erase', key: '/a' }] } }],
    ['source:add', { source: { backend: 'ftp' } }],
    ['source:change', { sourceId: 'sandbox', source: { backend: 'ftp' } }],
    ['source:move', { sourceId: 'sandbox', to: -1 }],
    ['source:unlock', { sourceId: 'sandbox', secrets: { password: 'x'.repeat(4097) } }],
    ['file:choose', { what: '/etc/passwd' }],
    ['sources:take', { preview: 'x', items: [-1] }],
    ['settings:set', { theme: 'pink' }],
    ['settings:set', { language: '../../en' }],
  ];
  for (const [command, input] of malformed) {
    expect(await invoke(page, command, input), `${command} ${JSON.stringify(input)?.slice(0, 80)}`).toMatchObject({ ok: false, fault: { code: 'invalid' } });
  }
  for (const sourceId of ['nobody', '__proto__', 'constructor', 'prototype']) {
    for (const command of ['source:open', 'source:remove', 'source:close', 'source:retry']) {
      expect(await invoke(page, command, { sourceId }), `${command} ${sourceId}`).toMatchObject({ ok: false, fault: { reason: 'source-unknown' } });
    }
  }
  const polluting = await page.evaluate(() =>
    (window.flagscope.invoke as (name: string, input: unknown) => Promise<unknown>)(
      'settings:set',
      JSON.parse('{"theme":"dark","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
    ),
  );
  expect(polluting).toMatchObject({ ok: true });
  expect(await app.evaluate(() => 'polluted' in {})).toBe(false);
  expect(await page.evaluate(() => 'polluted' in {})).toBe(false);
  await live(page);
});

test('markup in keys, values and names is shown as text', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  const markup = '<img src=x onerror=globalThis.pwned=1>&amp;<script>pwned=1</script>{{name}}$t(plan.switchOn)';
  const keys = [`/html/features/${markup}`, `/html/${markup}`];
  await client.put(keys[0] ?? '', 'false');
  await client.put(keys[1] ?? '', `<b id="injected">${markup}</b>`);
  const { page } = await launch({ args: [`etcd://127.0.0.1:${server.port}/html/?name=${encodeURIComponent(`<i id="injected">${markup}</i>`.slice(0, 90))}`] });
  await live(page);
  const violations = await noteViolations(page);
  const last = (key: string) => key.slice(key.lastIndexOf('/') + 1);
  for (const key of keys) {
    await expect(await openKey(page, key)).toContainText(last(key));
    for (const tab of ['History', 'Metadata', 'Access', 'Value']) await page.getByRole('tab', { name: tab }).click();
  }
  await expect(page.getByRole('textbox', { name: 'Value' })).toContainText('<b id="injected">');
  await openKey(page, keys[0] ?? '');
  await page.getByRole('switch', { name: 'Enabled' }).click();
  await expect(page.getByText(`Switched ${last(keys[0] ?? '')} on`, { exact: true })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+p');
  await page.getByRole('combobox').fill('onerror');
  await expect(page.getByRole('option').first()).toContainText('<img src=x');
  await page.keyboard.press('Escape');
  await page.locator('.source-row[data-active]').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Edit…' }).click();
  await expect(page.getByRole('dialog').getByLabel('Name', { exact: true })).toHaveValue(/^<i id="injected">/);
  await page.keyboard.press('Escape');
  await page.locator('.source-row[data-active]').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Remove', exact: true }).click();
  await expect(page.getByText('Removed <i id="injected">')).toBeVisible();
  expect(await page.locator('#injected, img[src="x"]').count()).toBe(0);
  expect(await page.evaluate(() => 'pwned' in globalThis)).toBe(false);
  expect(await violations()).toEqual([]);
  await client.close();
  await server.stop();
});
