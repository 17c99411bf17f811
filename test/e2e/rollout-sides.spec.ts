/** Who gets what by any two states of a flag: revisions, two stores, a draft that is broken for a while; and users whose values the rules cannot compare. */
import { writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/app';
import { etcdClient } from '../support/clients-etcd';
import { zookeeperClient } from '../support/clients-zookeeper';
import { startEtcd } from '../support/etcd';
import { choosePath } from '../support/sources';
import { openKey } from '../support/tree';
import { live, runCommand } from '../support/window';
import { startZookeeper } from '../support/zookeeper';

const split = (on: number, flag = 'checkout'): string =>
  JSON.stringify({ flags: { [flag]: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting: { fractional: [['off', 100 - on], ['on', on]] } } } }, null, 2);

const openTab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).click();
const sides = (page: Page) => page.getByRole('group', { name: 'What is compared' });

async function write(page: Page, text: string): Promise<void> {
  await openTab(page, 'Value');
  await page.getByText('Text', { exact: true }).click();
  await page.getByRole('textbox', { name: 'Value' }).fill(text);
  await openTab(page, 'Rollout');
}

test('etcd: a revision is compared with live, a broken draft leaves what it was before, and values that rules cannot compare are counted', async ({ launch }, testInfo) => {
  const { port } = await startEtcd();
  const client = etcdClient(port);
  for (const on of [10, 25, 60]) await client.put('/flags', split(on));
  const { app, page } = await launch({ args: [`etcd://127.0.0.1:${port}/`] });
  await live(page);
  await openKey(page, '/flags');

  await openTab(page, 'History');
  await page.getByRole('listitem').filter({ hasText: 'v2' }).getByRole('button').click();
  await page.getByRole('button', { name: 'Who gets what' }).click();
  const fromRevision = page.getByRole('table', { name: /revision \d+ against live$/ });
  // 25 percent had it then and 60 have it now, of one order of the shares
  await expect(page.getByText(/^3,[3-6]\d\d of 10,000 users .* get something else on one side than on the other\.$/)).toBeVisible();
  await expect(fromRevision.getByRole('row', { name: /^off false/ }).getByRole('button')).toHaveCount(2);
  // an older one is picked from those that the store still has
  await sides(page).getByRole('combobox', { name: 'Revision' }).selectOption({ index: 1 });
  await expect(page.getByText(/^(4,[89]|5,[01])\d\d of 10,000 users/)).toBeVisible();

  // the list follows the store, and live is no earlier revision
  const revisions = sides(page).getByRole('combobox', { name: 'Revision' }).getByRole('option');
  await expect(revisions).toHaveCount(2);
  await client.put('/flags', `${split(60)}\n`);
  await expect(revisions).toHaveCount(3);

  await write(page, split(70));
  // what was compared still is, until something else is chosen
  await expect(fromRevision).toBeVisible();
  await sides(page).getByRole('combobox', { name: 'Compare' }).selectOption('live');
  const drafted = page.getByRole('table', { name: 'live against the draft' });
  const summary = page.getByText(/see something else; .* have to\.$/);
  await expect(summary).toHaveText(/^(9[5-9]\d|1,0\d\d) of 10,000/);
  const before = await summary.textContent();

  await write(page, split(70).slice(0, -1));
  await expect(page.getByText(/A closing brace "\}" is missing\. \(line \d+\)/).first()).toBeVisible();
  await expect(page.getByText('The result below is of the draft before this mistake.')).toBeVisible();
  await expect(summary).toHaveText(before ?? '');
  // its users can still be looked at
  await drafted.getByRole('row', { name: /^off false/ }).getByRole('button').last().click();
  await expect(page.getByRole('table', { name: 'Users' }).getByRole('row').nth(1)).toContainText('user-');

  const ages = JSON.parse(split(70)) as { flags: { checkout: { targeting: object } } };
  ages.flags.checkout.targeting = { if: [{ and: [{ '>=': [{ var: 'age' }, 18] }, { '==': [{ var: 'team' }, 'a'] }] }, 'on', 'off'] };
  const text = JSON.stringify(ages, null, 2);
  await write(page, text);
  await expect(page.getByText('The result below is of the draft before this mistake.')).toHaveCount(0);
  const file = testInfo.outputPath('people.jsonl');
  const people = Array.from({ length: 100 }, (_, index) => JSON.stringify({ key: `u${index}`, age: index < 30 ? 'eighteen' : index < 60 ? String(index) : index }));
  writeFileSync(file, people.join('\n'));
  await choosePath(app, file);
  await page.getByRole('button', { name: 'More about users' }).click();
  await page.getByRole('menuitem', { name: 'Users of a file…' }).click();
  const noticed = page.getByRole('list', { name: 'What was noticed' });
  const line = text.split('\n').findIndex((each) => each.includes('">="')) + 1;
  // texts of digits are numbers to flagd: they are not counted
  await expect(noticed).toContainText(`In 30 of 100 users “age” is not a number, but the rule in line ${line - 1} compares it as such. For example u0 "eighteen"`);
  await expect(noticed).toContainText('30 of 100 users: flagd cannot finish this rule');
  await expect(noticed).toContainText('None of these users has team, which the rules look at.');
  client.close();
});

test('ZooKeeper against etcd: two stores are compared, and one of them that has no such flag is told', async ({ launch }) => {
  const [zookeeper, etcd] = await Promise.all([startZookeeper(), startEtcd()]);
  const [zk, kv] = [await zookeeperClient(zookeeper.port), etcdClient(etcd.port)];
  await zk.put('/staging/flags', split(40));
  await kv.put('/production/flags', split(10));
  await kv.put('/production/other', split(10, 'other'));
  const { page } = await launch({ args: [`zookeeper://127.0.0.1:${zookeeper.port}/staging?name=staging`, `etcd://127.0.0.1:${etcd.port}/production/?name=production`] });
  await live(page);
  await runCommand(page, 'Connect production');
  await expect(page.getByRole('button', { name: 'production', exact: true })).toHaveAccessibleDescription(/Live/);
  await openKey(page, '/staging/flags');
  await openTab(page, 'Rollout');
  await sides(page).getByRole('combobox', { name: 'with' }).selectOption({ label: 'production' });
  await expect(sides(page).getByRole('combobox', { name: 'Key there' })).toHaveValue('/production/flags');
  await expect(page.getByRole('table', { name: 'live against production /production/flags' })).toBeVisible();
  await expect(page.getByText(/^(2,[89]|3,[01])\d\d of 10,000 users .* get something else on one side than on the other\.$/)).toBeVisible();
  // what changes there is seen here
  await kv.put('/production/flags', split(40));
  await expect(page.getByText(/^0 of 10,000 users/)).toBeVisible();

  await sides(page).getByRole('combobox', { name: 'Key there' }).fill('/production/other');
  await page.keyboard.press('Enter');
  await expect(page.getByText('production /production/other: There is no flag called checkout, so apps use the default in their code.')).toBeVisible();
  await expect(page.getByText(/^10,000 of 10,000 users/)).toBeVisible();

  // the same two, from where stores are compared
  await kv.put('/production/flags', split(10));
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Compare' }).click();
  for (const [side, source] of [['Left', 'production'], ['Right', 'staging']] as const) {
    await page.getByRole('combobox', { name: `${side} source` }).selectOption({ label: source });
    await page.getByRole('combobox', { name: `${side} prefix` }).fill(`/${source}/`);
  }
  const compare = page.getByRole('region', { name: 'Compare', exact: true });
  await compare.getByRole('button', { name: 'Compare' }).click();
  await page.getByRole('listbox', { name: 'Places' }).getByRole('option', { name: /^Different/ }).click();
  await compare.getByRole('button', { name: 'Who gets what' }).click();
  await expect(page.getByRole('table', { name: 'production /production/flags against live' })).toBeVisible();
  await expect(page.getByText(/^(2,[89]|3,[01])\d\d of 10,000 users/)).toBeVisible();
  await Promise.all([zk.close(), kv.close()]);
});
