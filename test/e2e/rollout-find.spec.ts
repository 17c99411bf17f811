/** Users who land in a variant or at a boundary of a draft are found, copied, kept and explained; the vectors are run from the tab. */
import { expect, test } from '../support/app';
import { hasNoViolations } from '../support/axe';
import { etcdClient } from '../support/clients-etcd';
import { startEtcd } from '../support/etcd';
import { openKey } from '../support/tree';
import { live, runCommand } from '../support/window';

const document = (shares: readonly (readonly [string, number])[]): string =>
  JSON.stringify({ flags: { checkout: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting: { if: [{ '==': [{ var: 'tier' }, 'gold'] }, 'on', { fractional: shares }] } } } }, null, 2);

test('users are found for a variant, a rule and a boundary, and explained; vectors are counted', async ({ launch }) => {
  const { port } = await startEtcd();
  const client = etcdClient(port);
  await client.put('/flags', document([['off', 75], ['on', 25]]));
  const { page, app } = await launch({ args: [`etcd://127.0.0.1:${port}/`] });
  await live(page);
  await openKey(page, '/flags');
  await runCommand(page, 'Rollout: find users');
  const search = page.getByRole('button', { name: 'Find users' });
  const target = page.getByRole('combobox', { name: 'Land in' });
  const table = page.getByRole('table', { name: 'Users found' });

  await search.click();
  await expect(page.getByText(/^20 users found, of \d+ tried\.$/)).toBeVisible();
  await expect(table.getByRole('row')).toHaveCount(21);
  await expect(table.getByRole('row', { name: /on true/ })).toHaveCount(20);
  await page.getByRole('button', { name: 'Copy keys' }).click();
  await expect(page.getByText('20 users copied.')).toBeVisible();
  const keys = await app.evaluate(({ clipboard }) => clipboard.readText());
  expect(keys.split('\n').filter((key) => /^user-\d+$/.test(key))).toHaveLength(20);

  // invented people have no tier
  await target.selectOption({ label: 'Rule 1: tier is "gold"' });
  await search.click();
  await expect(page.getByText(/None of the [\d,]+ users who were tried lands there\. The rules look at tier, which none of them has/)).toBeVisible();
  await page.getByRole('combobox', { name: 'Among' }).selectOption({ label: 'invented keys, typed attributes' });
  await page.getByRole('textbox', { name: 'Attributes (JSON)' }).first().fill('{"tier": "gold"}');
  await page.getByRole('textbox', { name: 'How many' }).fill('3');
  await search.click();
  await expect(table.getByRole('row')).toHaveCount(4);
  await expect(table.getByRole('row', { name: /rule 1/ })).toHaveCount(3);

  // the boundary of the draft
  await page.getByRole('tab', { name: 'Value' }).click();
  await page.getByText('Text', { exact: true }).click();
  await page.getByRole('textbox', { name: 'Value' }).fill(document([['off', 60], ['on', 40]]));
  // the tab is as it was left
  await page.getByRole('tab', { name: 'Rollout' }).click();
  await target.selectOption({ label: 'both sides of each boundary' });
  await page.getByRole('combobox', { name: 'Among' }).selectOption({ label: 'invented keys, typed attributes' });
  await search.click();
  await expect(page.getByText(/^20 users found, of [\d,]+ tried\. 1 boundary, 10 on each side\.$/)).toBeVisible();
  await expect(table.getByRole('rowheader', { name: /^Boundary at 60 of 100/ })).toBeVisible();
  await expect(table.getByRole('row', { name: /just below 59 \/ 100 0 – 60 off false/ })).toHaveCount(10);
  await expect(table.getByRole('row', { name: /just above 60 \/ 100 60 – 100 on true/ })).toHaveCount(10);
  await table.getByRole('row', { name: /just below/ }).first().getByRole('button', { name: /^Explain user-/ }).press('Enter');
  const answer = page.getByRole('region', { name: 'As a user' });
  await expect(answer).toContainText(/draft: off false · the rule without a condition/);
  await expect(answer).toContainText(/falls into bucket 59 of 100: from 0, below 60/);

  await page.getByRole('button', { name: 'Keep as users…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Keep as users', exact: true });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('at the edge');
  await dialog.getByRole('button', { name: 'Keep' }).click();
  await expect(page.getByRole('combobox', { name: 'Users' })).toContainText('at the edge · 20');
  // among these and nobody else
  await page.getByRole('combobox', { name: 'Among' }).selectOption({ label: 'the chosen users' });
  await target.selectOption({ label: 'on = true' });
  await search.click();
  await expect(page.getByText('10 users found; all 20 were tried. Invented keys may find more.')).toBeVisible();

  await page.getByRole('button', { name: 'Run the vectors' }).click();
  const vectors = page.getByRole('dialog', { name: 'Do our engines agree with others?' });
  await expect(vectors.getByRole('row', { name: 'FeatureProbe, public specification 41 0' })).toBeVisible();
  await expect(vectors.getByRole('row', { name: /^flagd, JavaScript chosen \d+ 0$/ })).toBeVisible();
  const [, passed, all] = /^([\d,]+) of ([\d,]+) vectors$/.exec((await page.getByRole('button', { name: / vectors$/ }).textContent()) ?? '') ?? [];
  expect(passed).toBe(all);
  await hasNoViolations(page, 'users at a boundary, and the vectors');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: / vectors$/ })).toBeFocused();

  await runCommand(page, 'Rollout: plan a ramp');
  await expect(page.getByRole('radio', { name: 'Ramp' })).toBeChecked();
  await runCommand(page, 'Rollout: new users from a seed…');
  const made = page.getByRole('dialog', { name: 'New users from a seed' });
  await made.getByRole('textbox', { name: 'Name' }).fill('many');
  await made.getByRole('textbox', { name: 'How many' }).fill('50,000');
  await made.getByRole('button', { name: 'Keep' }).click();
  await expect(page.getByRole('combobox', { name: 'Users' })).toContainText('many · 50,000');
  await expect(page.getByRole('radio', { name: 'Who gets what' })).toBeChecked();
  client.close();
});
