/** The secured link in the real app: Electron reads certificates and shakes hands by another library (BoringSSL) than Node does. */
import fs from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { SourceTest } from '../../shared/model/source-answers';
import type { TlsOptions } from '../../shared/model/source';
import { expect, test as base } from '../support/app';
import { Authority, encryptKey, makeStore, PASSPHRASE, past } from '../support/certificate';
import { startEtcd } from '../support/etcd';
import { removeScratch, scratchFolder } from '../support/process';
import { row } from '../support/tree';
import { invoke, live } from '../support/window';
import { startZookeeper } from '../support/zookeeper';

interface Papers {
  readonly folder: string;
  readonly authority: Authority;
  readonly stranger: Authority;
}

const test = base.extend<object, { papers: Papers }>({
  papers: [
    async ({}, use) => {
      const folder = scratchFolder('papers');
      await use({ folder, authority: new Authority(path.join(folder, 'ours')), stranger: new Authority(path.join(folder, 'stranger'), 'Stranger') });
      removeScratch(folder);
    },
    { scope: 'worker' },
  ],
});

async function isSuspendedWith(page: Page, sentence: string): Promise<void> {
  await expect(page.getByRole('region', { name: 'Keys' }).getByText(sentence)).toBeVisible({ timeout: 20_000 });
}

/** Shows a source of the list and connects it. */
async function open(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
  await page.getByRole('region', { name: 'Keys' }).getByRole('button', { name: 'Connect' }).click();
}

for (const backend of ['zookeeper', 'etcd'] as const) {
  test(`${backend}: a PKCS12 certificate opens the store; a wrong passphrase, a strange CA and an expired server are told by their sentences`, async ({ launch, papers }) => {
    const { authority, stranger } = papers;
    const alice = authority.issue('alice');
    const start = async (how: Parameters<typeof startEtcd>[0]): Promise<{ port: number; stop(): Promise<void> }> => {
      if (backend === 'etcd') return startEtcd(how);
      const server = await startZookeeper(how);
      return { port: server.tls?.port ?? 0, stop: () => server.stop() };
    };
    const [mutual, expired] = await Promise.all([
      start({ tls: authority.issue('mutual'), clientsOf: authority }),
      start({ tls: authority.issue('outdated', { validity: past }) }),
    ]);
    const root = backend === 'etcd' ? '/' : '';
    const ours = `${backend}://localhost:${mutual.port}${root}?name=Ours&ca=${authority.ca}&pkcs12=${alice.store}`;
    // a source is known by its servers and roots
    const strange = `${backend}://127.0.0.1:${mutual.port}${root}?name=Strange&ca=${stranger.ca}&cert=${alice.certificate}&certkey=${alice.key}`;
    const bare = `${backend}://127.0.0.1:${mutual.port}/zookeeper?name=Bare&ca=${authority.ca}`;
    const outdated = `${backend}://localhost:${expired.port}${root}?name=Outdated&ca=${authority.ca}`;
    const { page, app, quit } = await launch({ args: [ours, strange, bare, outdated], env: { FLAGSCOPE_PASSPHRASE: PASSPHRASE } });
    await live(page);
    if (backend === 'zookeeper') await expect(row(page, '/zookeeper')).toBeVisible();
    expect(await app.evaluate(() => process.env['FLAGSCOPE_PASSPHRASE'])).toBeUndefined();

    await open(page, 'Strange');
    await isSuspendedWith(page, `its certificate mutual leads to Test authority, which is not among the authorities in ${stranger.ca}.`);
    await open(page, 'Bare');
    await isSuspendedWith(page, `127.0.0.1:${mutual.port} asks for a certificate of yours, and this source has none.`);
    await open(page, 'Outdated');
    await isSuspendedWith(page, 'the certificate of outdated expired on 2021-02-03 04:05 UTC.');
    await quit();

    const wrong = await launch({ args: [ours], env: { FLAGSCOPE_PASSPHRASE: 'guess' } });
    await isSuspendedWith(wrong.page, `The passphrase does not open ${alice.store}. Correct it in the source.`);
    await wrong.quit();
    await Promise.all([mutual.stop(), expired.stop()]);
  });
}

test('what is wrong with a file is told as in the tests without a window', async ({ page, papers }) => {
  const { authority, folder } = papers;
  const [alice, other, stale] = [authority.issue('alice'), authority.issue('other'), authority.issue('stale', { validity: past })];
  const { certificate, key, store: pkcs12 } = alice;
  const inFile = (name: string, content: string): string => {
    fs.writeFileSync(path.join(folder, name), content);
    return path.join(folder, name);
  };
  const brokenKey = inFile('broken.key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n');
  const damaged = inFile('damaged.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
  const encrypted = encryptKey(alice);
  const cases: [string, TlsOptions, string?][] = [
    ['ca-empty', { ca: key }],
    ['certificate-damaged', { ca: damaged }],
    ['key-damaged', { certificate, key: brokenKey }],
    ['key-mismatch', { certificate, key: other.key }],
    ['passphrase-missing', { certificate, key: encrypted }],
    ['passphrase-wrong', { certificate, key: encrypted }, 'guess'],
    ['passphrase-missing', { pkcs12 }],
    ['passphrase-wrong', { pkcs12 }, 'guess'],
    ['pkcs12-damaged', { pkcs12: certificate }, PASSPHRASE],
    ['pkcs12-encryption', { pkcs12: makeStore(alice, ['-keypbe', 'aria-256-cbc', '-certpbe', 'aria-256-cbc'], 'aria.p12') }, PASSPHRASE],
    ['pkcs12-incomplete', { pkcs12: makeStore(alice, ['-nokeys'], 'keyless.p12') }, PASSPHRASE],
    ['own-certificate-expired', { pkcs12: stale.store }, PASSPHRASE],
  ];
  const server = await startEtcd();
  for (const [reason, tls, passphrase] of cases) {
    const source = { backend: 'etcd', endpoints: [server.endpoint], roots: [''], tls, name: 'x', environment: 'development', access: 'read-only' };
    const answer = await invoke(page, 'source:test', { source, ...(passphrase !== undefined && { secrets: { passphrase } }) });
    if (!answer.ok) throw new Error(answer.fault.message);
    const { steps } = answer.value as SourceTest;
    expect(steps.at(-1)?.fault?.reason).toBe(reason);
  }
  await server.stop();
});
