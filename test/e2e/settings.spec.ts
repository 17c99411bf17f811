/** Settings: what holds for all sources is set by the keyboard, holds at once, and is there after a restart. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import zookeeperLibrary from 'node-zookeeper-client';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../support/app';
import { hasNoViolations } from '../support/axe';
import { etcdClient } from '../support/clients-etcd';
import { zookeeperClient } from '../support/clients-zookeeper';
import { startEtcd } from '../support/etcd';
import { findKey, openKey } from '../support/tree';
import { live } from '../support/window';
import { startZookeeper } from '../support/zookeeper';

const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Settings' });

/** Goes to the end of the text that has the focus, and writes a line below it. */
async function addLine(page: Page, line: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.press('Enter');
  await page.keyboard.type(line);
}

test('by the keyboard alone: a flag pattern makes switches of keys, a secret pattern masks, and both last', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  try {
    await client.put('/switches/new-cart', 'true');
    await client.put('/switches/old-cart', 'yes');
    await client.put('/vault/card', 'visa 4111');
    const { page, userData, quit } = await launch({ args: [`etcd://127.0.0.1:${server.port}`] });
    await live(page);
    await expect(await findKey(page, '/switches/old-cart')).not.toHaveAttribute('data-state');
    await openKey(page, '/vault/card');
    await expect(page.getByRole('textbox', { name: 'Value' })).toContainText('visa 4111');
    // a draft that is in the file is one of a secret from now on
    await page.getByRole('textbox', { name: 'Value' }).click();
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.type(' 1111');
    const file = path.join(userData, 'settings', 'drafts.json');
    const drafts = () => (existsSync(file) ? readFileSync(file, 'utf8') : '');
    await expect.poll(drafts).toContain('visa 4111 1111');

    await page.keyboard.press('ControlOrMeta+,');
    const flags = dialog(page).getByRole('textbox', { name: 'Flag key patterns' });
    await expect(flags).toBeFocused();
    await expect(flags).toHaveValue('/feature_flags/*/*\n**/features/*');
    await hasNoViolations(page, 'the settings');
    await addLine(page, '/switches**');
    await page.keyboard.press('ControlOrMeta+Enter');
    await expect(flags).toHaveAccessibleDescription(/Line 3: \*\* is a whole level/);
    await expect(flags).toBeFocused();
    for (let i = 0; i < 2; i++) await page.keyboard.press('Backspace');
    await page.keyboard.type('/*');
    await expect(flags).not.toHaveAccessibleDescription(/Line 3/);
    await page.keyboard.press('Tab');
    await expect(dialog(page).getByRole('textbox', { name: 'Secret key patterns' })).toBeFocused();
    await addLine(page, '/Vault/*');
    await page.keyboard.press('ControlOrMeta+Enter');
    await expect(dialog(page)).toHaveCount(0);

    // at once, on the same connection
    await expect(page.getByRole('button', { name: 'Show value' })).toBeVisible();
    await expect(page.getByText('visa 4111')).toHaveCount(0);
    await expect.poll(drafts).not.toContain('visa');
    await expect(await findKey(page, '/vault/card')).toContainText('hidden');
    await expect(await openKey(page, '/switches/old-cart')).toHaveAttribute('data-state', 'off');
    await page.getByRole('switch', { name: 'Enabled' }).focus();
    await page.keyboard.press('Space');
    await expect.poll(async () => Buffer.from((await client.get('/switches/old-cart')) ?? []).toString()).toBe('true');

    await quit();
    const again = (await launch({ userData })).page;
    await again.getByRole('button', { name: /127\.0\.0\.1/ }).first().waitFor();
    await live(again);
    await expect(await findKey(again, '/switches/new-cart')).toHaveAttribute('data-state', 'on');
    await expect(await findKey(again, '/vault/card')).toContainText('hidden');
  } finally {
    await client.close();
    await server.stop();
  }
});

test('prefixes of services and format rules are edited as rows, and the defaults come back', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  try {
    await client.put('/apps/pay/limit', '5');
    await client.put('/apps/shared/limit', '7');
    await client.put('/apps/shared/timeout', '30');
    await client.put('/raw/one', '12');
    const { page } = await launch({ args: [`etcd://127.0.0.1:${server.port}`] });
    await live(page);
    await openKey(page, '/apps/pay/limit');
    await expect(page.getByRole('tab', { name: 'Effective config' })).toHaveCount(0);

    await page.keyboard.press('ControlOrMeta+k');
    await page.getByRole('combobox', { name: 'Commands' }).fill('Settings');
    await page.keyboard.press('Enter');
    await dialog(page).getByRole('textbox', { name: 'Settings of a service' }).fill('/apps');
    await dialog(page).getByRole('textbox', { name: 'Settings of all services' }).fill('/apps/shared');
    await dialog(page).getByRole('button', { name: 'Add a rule' }).click();
    await dialog(page).getByRole('textbox', { name: 'Keys of rule 1' }).fill('/raw/*');
    await dialog(page).getByRole('combobox', { name: 'Format of rule 1' }).selectOption('text');
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await expect(dialog(page).getByText('Write <service> as exactly one level of this prefix.')).toBeVisible();
    await dialog(page).getByRole('textbox', { name: 'Settings of a service' }).fill('/apps/<service>');
    // left by Escape, it is there again
    await page.keyboard.press('Escape');
    await expect(dialog(page)).toHaveCount(0);
    await page.keyboard.press('ControlOrMeta+,');
    await expect(dialog(page).getByText('What you changed here last and did not save is filled in.')).toBeVisible();
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await expect(dialog(page)).toHaveCount(0);

    await page.getByRole('tab', { name: 'Effective config' }).click();
    await expect(page.getByRole('table', { name: /pay/ }).getByRole('row', { name: /timeout/ })).toContainText('30');
    await openKey(page, '/raw/one');
    await page.getByRole('tab', { name: 'Value' }).click();
    await expect(page.getByRole('button', { name: /Read this as/ })).toContainText('Text');

    await page.keyboard.press('ControlOrMeta+,');
    await dialog(page).getByRole('button', { name: 'Reset to defaults' }).click();
    await expect(dialog(page).getByRole('textbox', { name: 'Settings of a service' })).toHaveValue('config/services/<service>');
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('button', { name: /Read this as/ })).toContainText('Number');
  } finally {
    await client.close();
    await server.stop();
  }
});

test('the record of a write is written beside the data once a source is ticked, and what stands in its way is said', async ({ launch }) => {
  const server = await startZookeeper();
  const client = await zookeeperClient(server.port);
  try {
    await client.put('/app/features/cart', 'false');
    const { page } = await launch({ args: [`zookeeper://127.0.0.1:${server.port}/app?name=zk`] });
    await live(page);
    await page.keyboard.press('ControlOrMeta+,');
    const tick = dialog(page).getByRole('checkbox', { name: 'zk' });
    await expect(tick).not.toBeChecked();
    await tick.check();
    const prefix = dialog(page).getByRole('textbox', { name: 'Prefix of records in zk' });
    await expect(prefix).toHaveValue('/flagscope/audit/');
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await expect(prefix).toHaveAccessibleDescription(/lies outside the roots of this source/);
    await prefix.fill('/app/audit/');
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await expect(dialog(page)).toHaveCount(0);

    await openKey(page, '/app/features/cart');
    await page.getByRole('switch', { name: 'Enabled' }).press('Space');
    await expect(page.getByRole('switch', { name: 'Enabled' })).toBeChecked();
    await page.getByRole('searchbox', { name: 'Filter keys' }).fill('/app/audit/');
    await expect(page.getByRole('tree', { name: 'Keys' }).locator('[data-key^="/app/audit/2"]')).toHaveCount(1);
    await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Activity' }).click();
    await page.getByRole('region', { name: 'Activity' }).getByText('Switched cart on').first().click();
    await expect(page.getByText(/Also recorded in the store at \/app\/audit\/2/)).toBeVisible();

    // somebody forbids it: the write is applied all the same
    const { ACL, Id, Permission } = zookeeperLibrary;
    await client.setAcl('/app/audit', [new ACL(Permission.READ, new Id('world', 'anyone'))]);
    await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Keys' }).click();
    await openKey(page, '/app/features/cart');
    await page.getByRole('switch', { name: 'Enabled' }).press('Space');
    await expect(page.getByText('Applied, but not recorded beside the data')).toBeVisible();
    await expect.poll(async () => Buffer.from((await client.get('/app/features/cart')) ?? []).toString()).toBe('false');
  } finally {
    await client.close();
    await server.stop();
  }
});
