/** Editing a value: what is typed is a draft until it is reviewed, and nobody's change is lost to it. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../support/app';
import { hasNoViolations } from '../support/axe';
import type { IndependentClient } from '../support/clients';
import { etcdClient } from '../support/clients-etcd';
import { zookeeperClient } from '../support/clients-zookeeper';
import { startEtcd } from '../support/etcd';
import { openKey, row } from '../support/tree';
import { live } from '../support/window';
import { startZookeeper } from '../support/zookeeper';

const key = '/team/limits';
const before = '{\n  "rate": 10,\n  "burst": 20,\n  "name": "checkout"\n}\n';
const editor = (page: Page): Locator => page.getByRole('textbox', { name: 'Value' });
const review = (page: Page): Locator => page.getByRole('dialog', { name: 'Review change' });
const textOf = async (client: IndependentClient): Promise<string> => Buffer.from((await client.get(key)) ?? []).toString();

/** Puts a text in the place of a word of the open value, as one who types does. */
async function replaceWord(page: Page, word: string, by: string): Promise<void> {
  await editor(page).getByText(word, { exact: true }).dblclick();
  await page.keyboard.type(by);
}

/** A server of its own with one value, and the client of somebody else. */
async function startStore(backend: 'etcd' | 'zookeeper'): Promise<{ url: string; client: IndependentClient; stop(): Promise<void> }> {
  const server = backend === 'etcd' ? await startEtcd() : await startZookeeper();
  const client = backend === 'etcd' ? etcdClient(server.port) : await zookeeperClient(server.port);
  await client.put(key, before);
  const stop = async () => {
    await client.close();
    await server.stop();
  };
  return { url: `${backend}://127.0.0.1:${server.port}/team${backend === 'etcd' ? '/' : ''}`, client, stop };
}

for (const backend of ['etcd', 'zookeeper'] as const) {
  test(`${backend}: a value is edited, its difference is looked at, and it is written and taken back`, async ({ launch }) => {
    const { url, client, stop } = await startStore(backend);
    const { page } = await launch({ args: [`${url}?environment=production&name=prod`] });
    await live(page);
    await openKey(page, key);
    await replaceWord(page, '10', '15');
    await expect(row(page, key)).toHaveAccessibleDescription(/has a draft/);
    await page.keyboard.press('ControlOrMeta+s');
    const diff = review(page).getByRole('group', { name: key });
    await expect(diff.locator('[data-kind="removed"]')).toHaveText(/"rate": 10,/);
    await expect(diff.locator('[data-kind="added"]')).toHaveText(/"rate": 15,/);
    await review(page).getByRole('textbox', { name: 'Reason' }).fill('more traffic');
    await page.keyboard.press('Enter');
    await expect(review(page)).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
    await expect(page.getByRole('group', { name: 'Draft' })).toHaveCount(0);
    expect(await textOf(client)).toBe(before.replace('10', '15'));

    await page.getByRole('button', { name: 'Undo' }).click();
    await review(page).getByRole('textbox', { name: 'Reason' }).fill('it was not that');
    await page.keyboard.press('Enter');
    await expect(editor(page)).toContainText('"rate": 10');
    expect(await textOf(client)).toBe(before);
    await stop();
  });

  test(`${backend}: what somebody else writes meanwhile is shown at once, and joined with the draft`, async ({ launch }) => {
    const { url, client, stop } = await startStore(backend);
    const { page } = await launch({ args: [url] });
    await live(page);
    await openKey(page, key);
    await replaceWord(page, '10', '15');
    await client.put(key, before.replace('10', '12').replace('20', '25'));
    await expect(page.getByText(/Somebody else( has)? changed this key/)).toBeVisible();
    await expect(editor(page)).toContainText('"rate": 15');
    await page.getByRole('button', { name: 'Review change' }).click();
    const conflict = page.getByRole('dialog', { name: 'Conflict' });
    await expect(conflict.getByText('1 of 1 conflict is left.')).toBeVisible();
    await expect(conflict.getByRole('button', { name: 'Review change' })).toBeDisabled();
    const merged = conflict.getByRole('textbox', { name: 'Merged text' });
    await expect(merged).toHaveAttribute('aria-readonly', 'true');
    await conflict.getByRole('button', { name: 'Use mine' }).click();
    await expect(merged).toHaveAttribute('aria-readonly', 'false');
    await conflict.getByRole('button', { name: 'Review change' }).click();
    await expect(review(page).getByRole('group', { name: key }).locator('[data-kind="removed"]')).toHaveText(/"rate": 12,/);
    await review(page).getByRole('button', { name: 'Apply' }).click();
    await expect(review(page)).toHaveCount(0);
    await expect.poll(() => textOf(client)).toBe(before.replace('10', '15').replace('20', '25'));
    await stop();
  });
}

test('a draft survives the end of the app, and one of a key that looks secret does not reach the disk', async ({ launch }) => {
  const { url, client, stop } = await startStore('etcd');
  await client.put('/team/password', 'hunter2');
  const first = await launch({ args: [url] });
  await live(first.page);
  await openKey(first.page, '/team/password');
  await first.page.getByRole('button', { name: 'Show value' }).click();
  await editor(first.page).click();
  await first.page.keyboard.type('x');
  await expect(first.page.getByText(/The key looks secret/)).toBeVisible();
  await openKey(first.page, key);
  await replaceWord(first.page, '10', '15');
  await expect(first.page.getByText('Kept over a restart.')).toBeVisible();
  await first.quit();
  const { page } = await launch({ args: [url], userData: first.userData });
  await live(page);
  await page.getByRole('button', { name: '1 draft' }).click();
  await page.getByRole('menuitem', { name: key }).click();
  await expect(editor(page)).toContainText('"rate": 15');
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(editor(page)).toContainText('"rate": 10');
  await stop();
});

test('a key that is deleted under its draft is created anew only by who says so', async ({ launch }) => {
  const { url, client, stop } = await startStore('etcd');
  const { page } = await launch({ args: [url] });
  await live(page);
  await openKey(page, key);
  await replaceWord(page, '10', '15');
  await client.remove(key);
  await expect(page.getByText('Somebody else has deleted this key.')).toBeVisible();
  await page.getByRole('button', { name: 'Create it anew…' }).click();
  await expect(review(page).getByText('1 key created')).toBeVisible();
  await review(page).getByRole('button', { name: 'Apply' }).click();
  await expect(review(page)).toHaveCount(0);
  await expect.poll(() => textOf(client)).toBe(before.replace('10', '15'));
  await stop();
});

test('undo takes the typing back and nothing else, and Escape leaves the editor', async ({ launch }) => {
  const { url, stop } = await startStore('etcd');
  const { page } = await launch({ args: [url] });
  await live(page);
  await openKey(page, key);
  await replaceWord(page, '10', 'ten');
  await expect(page.locator('.cm-lintRange-error').first()).toBeVisible();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(editor(page)).toContainText('"rate": 10');
  await expect(page.getByRole('group', { name: 'Draft' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tree', { name: 'Keys' })).toBeFocused();
  await stop();
});

test('JSON that is broken is written only by who agrees to that', async ({ launch }) => {
  const { url, client, stop } = await startStore('etcd');
  const { page } = await launch({ args: [url] });
  await live(page);
  await openKey(page, key);
  await replaceWord(page, '10', 'ten');
  const apply = review(page).getByRole('button', { name: 'Apply' });
  const agree = review(page).getByRole('checkbox', { name: 'Save as text although it is not valid JSON' });
  await page.keyboard.press('ControlOrMeta+s');
  await expect(review(page).getByText(`${key} was JSON and would no longer be. It breaks at line 2, column 11.`)).toBeVisible();
  await expect(apply).toBeDisabled();
  await expect(apply).toHaveAccessibleDescription('Apply waits for this: programs that read it as JSON will fail, or keep what they had.');
  await hasNoViolations(page, 'a review that waits for an agreement');
  // nor by the keyboard
  await page.keyboard.press('ControlOrMeta+Enter');
  await agree.press('Space');
  await expect(apply).toBeEnabled();
  await agree.press('Space');
  await expect(apply).toBeDisabled();
  expect(await textOf(client)).toBe(before);
  await agree.press('Space');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(review(page)).toHaveCount(0);
  await expect.poll(() => textOf(client)).toBe(before.replace('10', 'ten'));
  // what was broken before can be mended, or changed, without more
  await openKey(page, key);
  await replaceWord(page, '20', '21');
  await page.keyboard.press('ControlOrMeta+s');
  await expect(apply).toBeEnabled();
  await expect(review(page).getByRole('checkbox')).toHaveCount(0);
  await stop();
});
