/** Flags and numbers are changed by a form, of which only the one place is written; and what a service reads is seen in one place. */
import type { Locator, Page } from '@playwright/test';
import { gzipSync } from 'node:zlib';
import { expect, test } from '../support/app';
import { hasNoViolations } from '../support/axe';
import { etcdClient } from '../support/clients-etcd';
import { zookeeperClient } from '../support/clients-zookeeper';
import { startEtcd } from '../support/etcd';
import { openKey, row } from '../support/tree';
import { live, reload } from '../support/window';
import { startZookeeper } from '../support/zookeeper';

const textOf = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString();

/** Reviews the draft, and applies it. */
async function apply(page: Page, check?: (dialog: Locator) => Promise<void>): Promise<void> {
  await page.getByRole('button', { name: 'Review change' }).click();
  const dialog = page.getByRole('dialog', { name: 'Review change' });
  await check?.(dialog);
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('asked for');
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await expect(dialog).toHaveCount(0);
}

test('a weight set by the form is the only thing that changes in a flagd document', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  // spacing, a number no double holds and the order of members are somebody's own
  const before = `{ "flags": {
  "banner": {"state":"DISABLED", "variants":{"on":true,"off":false}, "defaultVariant":"off"},
  "checkout": {"state":"ENABLED", "variants": {"control": "Pay", "short": "Buy", "limit": 12345678901234567890},
    "defaultVariant": "control",
    "targeting": {"if": [{"in": [{"var": "country"}, ["DE", "FR"]]}, {"fractional": [["control", 50], ["short",   50]]}]}}
}}`;
  await client.put('/flags/shop.json', before);
  const { page } = await launch({ args: [`etcd://127.0.0.1:${server.port}`] });
  await live(page);
  await openKey(page, '/flags/shop.json');
  await page.getByRole('navigation', { name: '2 flags' }).getByRole('button', { name: 'checkout' }).click();
  await expect(page.getByText('If country is one of "DE" or "FR"')).toBeVisible();
  const weight = page.getByRole('spinbutton', { name: 'Weight of short' });
  await weight.fill('150');
  const split = page.getByRole('table', { name: 'Split by flag and user (targetingKey)' });
  await expect(split.getByRole('row', { name: /^Sum/ })).toContainText('200');
  await expect(split.getByRole('row', { name: /^short/ })).toContainText('75 %');
  await hasNoViolations(page, 'the form of a flag');
  // the same draft as text
  await page.getByText('Text', { exact: true }).click();
  const after = before.replace('["short",   50]', '["short",   150]');
  await expect(page.getByRole('textbox', { name: 'Value' })).toContainText('["short",   150]');
  await page.getByText('Form', { exact: true }).click();
  await page.getByRole('button', { name: 'checkout' }).click();
  await expect(weight).toHaveValue('150');
  await apply(page, async (dialog) => {
    const diff = dialog.getByRole('group', { name: '/flags/shop.json' });
    await expect(diff).toContainText('["short",   150]');
    // of all the text one character is new
    await expect(diff.locator('mark')).toHaveText(['1']);
  });
  await expect.poll(async () => textOf(await client.get('/flags/shop.json'))).toBe(after);
  await expect(page.getByRole('button', { name: 'Review change' })).toHaveCount(0);
  await client.close();
  await server.stop();
});

test('what is wrong in a flag stands at its field, and a choice of the form mends it', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  const flag = (variant: string) => `{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"${variant}"}`;
  await client.put('/flags/one', flag('gone'));
  const { page } = await launch({ args: [`etcd://127.0.0.1:${server.port}`] });
  await live(page);
  await openKey(page, '/flags/one');
  const choice = page.getByRole('combobox', { name: 'Default variant' });
  await expect(choice).toHaveAccessibleDescription('The default variant "gone" is not among the variants.');
  await choice.selectOption('off');
  await expect(choice).toHaveAccessibleDescription('');
  await page.getByRole('switch', { name: 'Enabled' }).press('Space');
  await apply(page);
  await expect.poll(async () => textOf(await client.get('/flags/one'))).toBe(flag('off').replace('ENABLED', 'DISABLED'));
  await client.close();
  await server.stop();
});

test('the distribution of a FeatureProbe toggle is changed once its shares are whole', async ({ launch }) => {
  const server = await startZookeeper();
  const client = await zookeeperClient(server.port);
  const toggle = (cut: number) =>
    JSON.stringify({
      key: 'checkout',
      enabled: true,
      disabledServe: { select: 0 },
      defaultServe: { split: { distribution: [[[0, cut]], [[cut, 10000]]] } },
      rules: [{ serve: { select: 1 }, conditions: [{ type: 'string', subject: 'city', predicate: 'is one of', objects: ['Paris'] }] }],
      variations: ['old', 'new'],
    });
  await client.put('/toggles', '');
  await client.put('/toggles/checkout', toggle(9000));
  const { page } = await launch({ args: [`zookeeper://127.0.0.1:${server.port}/toggles`] });
  await live(page);
  await openKey(page, '/toggles/checkout');
  await expect(page.getByText('If city is one of "Paris"')).toBeVisible();
  await page.getByRole('spinbutton', { name: 'Percent of Variation 0: "old"' }).fill('62.5');
  await expect(page.getByText('27.5 % are missing. The change counts once the sum is 100 %.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Review change' })).toHaveCount(0);
  await hasNoViolations(page, 'a split that is not whole');
  await page.getByRole('button', { name: 'Give Variation 1: "new" the rest' }).click();
  await apply(page);
  await expect.poll(async () => textOf(await client.get('/toggles/checkout'))).toBe(toggle(6250));
  await client.close();
  await server.stop();
});

test('a number is set as it is typed, and one of percent by a slider', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  await client.put('/app/limit', '12345678901234567890');
  await client.put('/app/rollout_percent', '25');
  const { page } = await launch({ args: [`etcd://127.0.0.1:${server.port}`] });
  await live(page);
  await openKey(page, '/app/limit');
  await expect(page.getByRole('slider')).toHaveCount(0);
  await page.getByRole('spinbutton', { name: 'Number' }).fill('12345678901234567891');
  await apply(page);
  await expect.poll(async () => textOf(await client.get('/app/limit'))).toBe('12345678901234567891');
  await openKey(page, '/app/rollout_percent');
  await page.getByRole('slider', { name: 'Number from 0 to 100' }).press('ArrowRight');
  await expect(page.getByRole('spinbutton', { name: 'Number' })).toHaveValue('26');
  await page.getByRole('spinbutton', { name: 'Number' }).fill('101');
  await expect(page.getByRole('spinbutton', { name: 'Number' })).toHaveAccessibleDescription('The number must be from 0 to 100.');
  await apply(page);
  await expect.poll(async () => textOf(await client.get('/app/rollout_percent'))).toBe('26');
  await client.close();
  await server.stop();
});

test('compressed values show what they hold, bytes are written out in two ways, and a rule for keys says how they are read', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  await client.put('/blobs/packed', gzipSync('{"inside": true}'));
  await client.put('/blobs/raw', Uint8Array.of(0xff, 0x00, 0x41));
  await client.put('/blobs/note', 'a: 1');
  const { page } = await launch({ args: [`etcd://127.0.0.1:${server.port}`] });
  await live(page);
  const value = page.getByRole('textbox', { name: 'Value' });
  await openKey(page, '/blobs/packed');
  await expect(value).toContainText('{"inside": true}');
  await expect(page.getByText('Compressed with gzip. Shown is what it holds: JSON, 16 B.')).toBeVisible();
  await openKey(page, '/blobs/raw');
  await expect(value).toContainText('ff 00 41');
  await page.getByText('Base64').click();
  await expect(value).toContainText('/wBB');
  await openKey(page, '/blobs/note');
  await page.getByRole('button', { name: /Read this as/ }).click();
  const rule = page.getByRole('form', { name: 'Read this as' });
  await rule.getByRole('combobox', { name: 'Format' }).selectOption('YAML');
  await rule.getByRole('combobox', { name: /^For( |$)/ }).fill('/blobs/*');
  await hasNoViolations(page, 'the rule for a format');
  await rule.getByRole('button', { name: 'Keep this rule' }).click();
  await expect(page.getByRole('button', { name: /^YAML/ })).toBeVisible();
  // what is wrong in it is judged by the rule, also where it was open before
  await page.getByRole('button', { name: /^YAML/ }).click();
  await rule.getByRole('combobox', { name: 'Format' }).selectOption('JSON');
  await rule.getByRole('button', { name: 'Keep this rule' }).click();
  await expect(page.locator('.cm-lint-marker-error')).toBeVisible();
  await page.getByRole('button', { name: /Read this as/ }).click();
  await rule.getByRole('combobox', { name: 'Format' }).selectOption('YAML');
  await rule.getByRole('button', { name: 'Keep this rule' }).click();
  await expect(page.locator('.cm-lint-marker-error')).toHaveCount(0);
  // kept by main, not by the page
  await reload(page);
  await openKey(page, '/blobs/note');
  await page.getByRole('button', { name: /^YAML/ }).click();
  await page.getByRole('button', { name: 'Remove the rule' }).click();
  await expect(page.getByRole('button', { name: /^Text/ })).toBeVisible();
  await client.close();
  await server.stop();
});

test('the effective configuration of a service shows what overrides what, as it changes', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  for (const [key, value] of Object.entries({ 'global/log_level': 'info', 'global/timeout_ms': '3000', 'services/checkout/threads': '8', 'services/search/threads': '4' })) await client.put(`/config/${key}`, value);
  const { page } = await launch({ args: [`etcd://127.0.0.1:${server.port}`] });
  await live(page);
  await openKey(page, '/config/services/checkout/threads');
  await page.getByRole('tab', { name: 'Effective config' }).click();
  const table = page.getByRole('table', { name: 'Effective config of checkout' });
  const setting = (name: string): Locator => table.getByRole('row', { name: new RegExp(`^${name}`) });
  await expect(table.getByRole('row')).toHaveCount(4);
  await expect(setting('timeout_ms')).toContainText('3000global');
  await client.put('/config/services/checkout/timeout_ms', '500');
  await expect(setting('timeout_ms')).toContainText('500checkout3000');
  await client.put('/config/global/timeout_ms', '2000');
  await expect(setting('timeout_ms')).toContainText('500checkout2000');
  await client.put('/config/services/checkout/db/pool', '5');
  await expect(setting('db/pool')).toContainText('5checkout');
  await hasNoViolations(page, 'the effective configuration');
  await page.getByText('Overrides 1').click();
  await expect(table.getByRole('row')).toHaveCount(2);
  await client.remove('/config/services/checkout/timeout_ms');
  await expect(page.getByText('No setting matches.')).toBeVisible();
  await page.getByText('All 4').click();
  await expect(setting('timeout_ms')).toContainText('2000global');
  await page.getByRole('textbox', { name: 'Filter settings' }).fill('log');
  await table.getByRole('button', { name: 'log_level' }).click();
  await expect(row(page, '/config/global/log_level')).toHaveAttribute('aria-selected', 'true');
  await client.close();
  await server.stop();
});
