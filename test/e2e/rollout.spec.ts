/** A rollout simulated on a draft: who moves and why, with nobody moving who need not, applied to a real store. */
import { writeFileSync } from 'node:fs';
import { expect, test } from '../support/app';
import { etcdClient } from '../support/clients-etcd';
import { zookeeperClient } from '../support/clients-zookeeper';
import { startEtcd } from '../support/etcd';
import { choosePath } from '../support/sources';
import { openKey } from '../support/tree';
import { live } from '../support/window';
import { startZookeeper } from '../support/zookeeper';

const document = (shares: readonly (readonly [string, number])[]): string =>
  JSON.stringify({ flags: { checkout: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting: { if: [{ '==': [{ var: 'plan' }, 'enterprise'] }, 'on', { fractional: shares }] } } } }, null, 2);

const stores = {
  etcd: async () => {
    const { port } = await startEtcd();
    return { url: `etcd://127.0.0.1:${port}/`, client: etcdClient(port) };
  },
  zookeeper: async () => {
    const { port } = await startZookeeper();
    return { url: `zookeeper://127.0.0.1:${port}/`, client: await zookeeperClient(port) };
  },
};

/** A store whose flag is on for a quarter. */
async function store(backend: keyof typeof stores) {
  const { url, client } = await stores[backend]();
  await client.put('/flags', document([['off', 75], ['on', 25]]));
  return { url, read: async () => Buffer.from((await client.get('/flags')) ?? []).toString(), close: async () => client.close() };
}

for (const backend of ['etcd', 'zookeeper'] as const) {
  test(`${backend}: a share is raised in a draft, its movers are seen, the draft is rewritten and applied`, async ({ launch }) => {
    const held = await store(backend);
    const { page } = await launch({ args: [held.url] });
    await live(page);
    await openKey(page, '/flags');
    await page.getByRole('tab', { name: 'Rollout' }).click();
    const shares = page.getByRole('table', { name: 'Who gets what' });
    await expect(shares.getByRole('row', { name: /^on true/ })).toContainText(/2[78]\.\d\s%/);

    // by the text, the other way round: everybody whom the order moves moves
    await page.getByRole('tab', { name: 'Value' }).click();
    await page.getByText('Text', { exact: true }).click();
    await page.getByRole('textbox', { name: 'Value' }).fill(document([['on', 40], ['off', 60]]));
    await page.getByRole('tab', { name: 'Rollout' }).click();
    const matrix = page.getByRole('table', { name: 'Live against the draft' });
    await expect(matrix.getByRole('row', { name: /^off false/ }).getByRole('button').first()).toBeVisible();
    const summary = page.getByText(/of 10,000 users/);
    const [, moved = '', fewest = ''] = /^([\d,]+) of 10,000.*; ([\d,]+) have to/.exec((await summary.textContent()) ?? '') ?? [];
    const count = (text: string): number => Number(text.replaceAll(',', ''));
    // 65 percent of those who are not on the plan, where 15 would do
    expect(count(moved)).toBeGreaterThan(5500);
    expect(count(fewest)).toBeLessThan(1700);

    await page.getByRole('button', { name: 'Rewrite the draft' }).press('Enter');
    // nobody but those who have to
    await expect(summary).toHaveText(/^(1,[3-6]\d\d) of 10,000 .*; \1 have to\.$/);
    await expect(page.getByRole('button', { name: 'Rewrite the draft' })).toHaveCount(0);
    // what was pressed is where it can be taken back
    await expect(page.getByRole('button', { name: 'Undo the rewrite' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(summary).toHaveText(/^[5-9],\d\d\d of 10,000/);
    await expect(page.getByRole('button', { name: 'Rewrite the draft' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(summary).toHaveText(/^(1,[3-6]\d\d) of 10,000 .*; \1 have to\.$/);

    await matrix.getByRole('row', { name: /^off false/ }).getByRole('button').first().click();
    const users = page.getByRole('table', { name: 'Users' });
    await expect(users.getByRole('row').nth(1)).toContainText('user-');
    await users.getByRole('button', { name: 'Explain' }).first().click();
    const answer = page.getByRole('region', { name: 'As a user' });
    await expect(answer).toContainText(/live: off false/);
    await expect(answer).toContainText(/draft: on true/);
    await expect(answer).toContainText(/falls into bucket \d+ of 100/);

    // reviewed from here
    const draft = page.getByRole('group', { name: 'Draft' });
    await expect(draft.getByRole('button', { name: 'Discard' })).toBeEnabled();
    await page.keyboard.press('ControlOrMeta+s');
    await page.getByRole('dialog', { name: 'Review change' }).getByRole('button', { name: 'Apply' }).click();
    await expect.poll(held.read).toBe(document([['off', 60], ['on', 40]]));
    await expect(draft).toHaveCount(0);
    await expect(shares.getByRole('row', { name: /^on true/ })).toContainText(/4[0-5]\.\d\s%/);
    await held.close();
  });
}

test('users of a file are simulated, with broken lines counted; those pasted are kept over a restart', async ({ launch }, testInfo) => {
  const held = await store('etcd');
  const file = testInfo.outputPath('people.csv');
  writeFileSync(file, `id,plan\n${Array.from({ length: 1000 }, (_, index) => (index % 100 === 7 ? `u${index}` : `u${index},${index % 10 === 0 ? 'enterprise' : 'free'}`)).join('\n')}\n`);
  const { app, page, userData, quit } = await launch({ args: [held.url] });
  await live(page);
  await openKey(page, '/flags');
  await page.getByRole('tab', { name: 'Rollout' }).click();
  await choosePath(app, file);
  await page.getByRole('button', { name: 'More about users' }).click();
  await page.getByRole('menuitem', { name: 'Users of a file…' }).click();
  await expect(page.getByRole('combobox', { name: 'Users' })).toContainText('people.csv · 990');
  await expect(page.getByText('10 broken lines')).toBeVisible();
  await expect(page.getByRole('table', { name: 'Who gets what' })).toContainText(/3\d\d users/);

  // opened again, the same file has other users now
  writeFileSync(file, `id,plan\n${Array.from({ length: 40 }, (_, index) => `u${index},enterprise`).join('\n')}\n`);
  await choosePath(app, file);
  await page.getByRole('button', { name: 'More about users' }).click();
  await page.getByRole('menuitem', { name: 'Users of a file…' }).click();
  await expect(page.getByRole('combobox', { name: 'Users' })).toContainText('people.csv · 40');
  await expect(page.getByRole('table', { name: 'Who gets what' }).getByRole('row', { name: /^on true/ })).toContainText('40 users');

  await page.getByRole('button', { name: 'More about users' }).click();
  await page.getByRole('menuitem', { name: 'Paste user keys…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Paste user keys', exact: true });
  await expect(dialog.getByRole('button', { name: 'Close' })).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('team');
  await dialog.getByRole('textbox', { name: 'User keys' }).fill('ann, bob\ncy');
  await page.keyboard.press('Escape');
  const more = page.getByRole('button', { name: 'More about users' });
  await expect(more).toBeFocused();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Paste user keys…' }).click();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('team');
  await dialog.getByRole('textbox', { name: 'User keys' }).fill('ann, bob\ncy');
  await dialog.getByRole('button', { name: 'Keep' }).click();
  await expect(page.getByRole('combobox', { name: 'Users' })).toContainText('team · 3');
  await expect(more).toBeFocused();

  // what was asked is there again after a look at the value
  await page.getByRole('textbox', { name: 'User key', exact: true }).fill('ann');
  await page.getByRole('combobox', { name: 'Rules of' }).selectOption({ label: 'flagd, fractional v1' });
  await page.getByText('Find users', { exact: true }).click();
  await page.getByRole('tab', { name: 'Value' }).click();
  await page.getByRole('tab', { name: 'Rollout' }).click();
  await expect(page.getByRole('radio', { name: 'Find users' })).toBeChecked();
  await expect(page.getByRole('combobox', { name: 'Rules of' })).toHaveValue('flagd-v1');
  await expect(page.getByRole('textbox', { name: 'User key', exact: true })).toHaveValue('ann');
  await page.getByText('Who gets what', { exact: true }).first().click();

  // users are removed once that is confirmed
  await more.click();
  await page.getByRole('menuitem', { name: 'Remove these users…' }).click();
  const question = page.getByRole('dialog', { name: 'Remove these users', exact: true });
  await expect(question).toContainText('“team”');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('combobox', { name: 'Users' })).toContainText('team · 3');
  await quit();

  const again = await launch({ userData });
  await live(again.page);
  await openKey(again.page, '/flags');
  await again.page.getByRole('tab', { name: 'Rollout' }).click();
  await again.page.getByRole('combobox', { name: 'Users' }).selectOption({ label: 'team · 3' });
  await expect(again.page.getByRole('table', { name: 'Who gets what' })).toContainText(/[123] users?/);
  await held.close();
});

test('users of a cell that is opened while the simulation runs are all there when it is done', async ({ launch }, testInfo) => {
  const { url, client } = await stores.etcd();
  const conditions = [{ type: 'string', subject: 'name', predicate: 'matches regex', objects: ['^(a+)+$'] }];
  const toggle = { key: 'flags', enabled: true, version: 1, disabledServe: { select: 0 }, defaultServe: { select: 0 }, rules: [{ serve: { select: 1 }, conditions }], variations: [false, true] };
  await client.put('/flags', JSON.stringify(toggle));
  // ten of them take a second each, behind some who do not
  const file = testInfo.outputPath('slow.csv');
  writeFileSync(file, `id,name\n${Array.from({ length: 6000 }, (_, index) => `u${index},${index >= 1500 && index < 1510 ? `${'a'.repeat(60)}!` : 'aaa'}`).join('\n')}\n`);
  const { app, page } = await launch({ args: [url] });
  await live(page);
  await openKey(page, '/flags');
  await page.getByRole('tab', { name: 'Rollout' }).click();
  await choosePath(app, file);
  await page.getByRole('button', { name: 'More about users' }).click();
  await page.getByRole('menuitem', { name: 'Users of a file…' }).click();
  await expect(page.getByRole('combobox', { name: 'Users' })).toContainText('slow.csv');
  const row = page.getByRole('table', { name: 'Who gets what' }).getByRole('row', { name: /^true/ });
  await expect(row).toContainText(/1,\d\d\d users/);
  await row.getByRole('button').click();
  await expect(row).toContainText('5,990 users', { timeout: 60_000 });
  await expect(page.getByRole('list', { name: 'Why' })).toContainText('5,990');
  client.close();
});
