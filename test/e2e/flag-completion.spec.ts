/** What a flag document can hold is offered while it is typed, by keyboard alone. */
import { expect, test } from '../support/app';
import { hasNoViolations } from '../support/axe';
import { etcdClient } from '../support/clients-etcd';
import { startEtcd } from '../support/etcd';
import { openKey } from '../support/tree';
import { live } from '../support/window';

test('names and values of a flag are completed, and nothing else in it changes', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  // line ends of two characters, spacing and a number that no double holds are somebody's own
  const before = '{ "state":  "ENABLED",\r\n  "variants": {"on": 12345678901234567890, "off": 0},\r\n  "defaultVariant": \r\n}\r\n';
  await client.put('/flags/one.json', before);
  const { page } = await launch({ args: [`etcd://127.0.0.1:${server.port}`] });
  await live(page);
  await openKey(page, '/flags/one.json');
  await page.getByText('Text', { exact: true }).click();
  const value = page.getByRole('textbox', { name: 'Value' });
  const list = page.getByRole('listbox', { name: 'Completions' });
  await value.click();
  await page.keyboard.press('ControlOrMeta+End');
  for (const key of ['ArrowUp', 'ArrowUp', 'End', 'Control+Space']) await page.keyboard.press(key);
  await expect(list.getByRole('option')).toHaveText(['on12345678901234567000', 'off0', 'null']);
  await hasNoViolations(page, 'the list of completions');
  // Escape closes the list alone
  await page.keyboard.press('Escape');
  await expect(list).toHaveCount(0);
  await expect(value).toBeFocused();
  await expect(page.getByRole('group', { name: 'Draft' })).toHaveCount(0);
  await page.keyboard.type('"o');
  await expect(list.getByRole('option', { selected: true })).toContainText('on');
  await page.keyboard.press('ArrowDown');
  await expect(list.getByRole('option', { selected: true })).toContainText('off');
  await page.keyboard.press('Enter');
  await expect(value).toContainText('"defaultVariant": "off"');
  await page.keyboard.type(',"tar');
  await expect(list.getByRole('option')).toHaveText(['targeting']);
  await expect(page.getByText('The rules by which users get their variants.')).toBeVisible();
  await page.keyboard.press('Enter');
  await page.keyboard.type('{"fra');
  await expect(list.getByRole('option')).toHaveText(['fractional']);
  await page.keyboard.press('Enter');
  await page.keyboard.type('[["on", 1]]}');
  const added = '"off","targeting": {"fractional": [["on", 1]]}';
  await page.getByRole('button', { name: 'Review change' }).click();
  const dialog = page.getByRole('dialog', { name: 'Review change' });
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('completed');
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await expect(dialog).toHaveCount(0);
  await expect.poll(async () => Buffer.from((await client.get('/flags/one.json')) ?? []).toString()).toBe(before.replace('"defaultVariant": ', `"defaultVariant": ${added}`));
  // Escape leaves the editor where no list is open
  await value.click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tree', { name: 'Keys' })).toBeFocused();
  await client.close();
  await server.stop();
});

test('a toggle in YAML is completed as YAML spells it', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  const before = 'key: a\nvariations: ["old", "new"]\nrules: []\ndisabledServe: {select: 0}\ndefaultServe:\n  select: 1\n';
  await client.put('/toggles/a.yaml', before);
  const { page } = await launch({ args: [`etcd://127.0.0.1:${server.port}`] });
  await live(page);
  await openKey(page, '/toggles/a.yaml');
  await page.getByText('Text', { exact: true }).click();
  await page.getByRole('textbox', { name: 'Value' }).click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('ena');
  const list = page.getByRole('listbox', { name: 'Completions' });
  await expect(list.getByRole('option')).toHaveText(['enabled']);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+Space');
  await expect(list.getByRole('option')).toHaveText(['true', 'false']);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Value' })).toContainText('enabled: true');
  await expect(page.getByRole('group', { name: 'Draft' })).toBeVisible();
  await client.close();
  await server.stop();
});
