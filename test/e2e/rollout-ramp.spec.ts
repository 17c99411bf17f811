/** A ramp planned over a live flag: what each step does is seen before any of it is saved, and a step is applied as a reviewed change. */
import { expect, test } from '../support/app';
import { etcdClient } from '../support/clients-etcd';
import { startEtcd } from '../support/etcd';
import { openKey } from '../support/tree';
import { live } from '../support/window';

const checkout = (off: number, on: number): string =>
  JSON.stringify({ flags: { checkout: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting: { if: [{ '==': [{ var: 'plan' }, 'enterprise'] }, 'on', { fractional: [['off', off], ['on', on]] }] } } } }, null, 2);

test('a ramp from 25 to 100 percent only adds users, its first step is reviewed and applied; a scheduled flag is scrubbed over its moment', async ({ launch }) => {
  const { port } = await startEtcd();
  const client = etcdClient(port);
  const read = async () => Buffer.from((await client.get('/checkout')) ?? []).toString();
  await client.put('/checkout', checkout(75, 25));
  const moment = Math.floor(Date.now() / 1000) + 7200;
  await client.put('/sale', JSON.stringify({ flags: { sale: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting: { if: [{ '>=': [{ var: '$flagd.timestamp' }, moment] }, 'on', 'off'] } } } }));
  const { page } = await launch({ args: [`etcd://127.0.0.1:${port}/`] });
  await live(page);
  await openKey(page, '/checkout');
  await page.getByRole('tab', { name: 'Rollout' }).click();
  await page.getByText('Ramp', { exact: true }).click();

  await page.getByRole('textbox', { name: 'Steps' }).fill('3');
  const steps = page.getByRole('table', { name: 'Steps' });
  await expect(page.getByRole('img', { name: 'Share of “on” over time: from 25 % to 100 % in 3 steps' })).toBeVisible();
  await expect(steps.getByRole('row')).toHaveCount(5);
  // the plan is about those whom no rule serves; with the others it is more
  await expect(steps.getByRole('row', { name: /Step 1 of 3/ })).toContainText(/50\s%5[12]\.\d\s%2,[34]\d\d00/);
  await expect(steps.getByRole('row', { name: /Step 3 of 3/ })).toContainText(/100\s%100\s%/);
  await expect(page.getByRole('status').filter({ hasText: 'This ramp only adds users: nobody who gets “on” loses it. Counted for 10,000 users over 3 steps.' })).toBeVisible();
  const segments = page.getByRole('table', { name: 'Who gets “on”, by' });
  await page.getByRole('combobox', { name: 'Attribute' }).selectOption('plan');
  await expect(segments.getByRole('row', { name: /^enterprise/ })).toHaveText(/^enterprise\d{3}(100\s%){4}$/);

  // by keys from station to station, and a user as of there
  await page.getByRole('slider', { name: 'Clock' }).press('ArrowRight');
  const now = page.getByRole('group', { name: 'At this time' });
  await expect(now).toContainText(/Step 1 of 3.*planned 50\s%.*Lost0/);
  await steps.getByRole('row', { name: /Step 1 of 3/ }).getByRole('button').nth(1).click();
  const users = page.getByRole('table', { name: 'Users' });
  await users.getByRole('button', { name: 'Explain' }).first().click();
  const answer = page.getByRole('region', { name: 'As a user' });
  await expect(answer).toContainText(/Before, .*off false/);
  await expect(answer).toContainText(/Step 1 of 3, .*on true/);

  // up, down and up again: somebody loses it, and is found
  await page.getByText('Stepped', { exact: true }).click();
  await page.getByRole('textbox', { name: 'Percents' }).fill('50, 40, 60');
  const warning = page.getByRole('status').filter({ hasText: 'This ramp does not only add users' });
  await expect(warning).toContainText(/9\d\d times in all/);
  await warning.getByRole('button', { name: /Step 2 of 3/ }).click();
  await expect(page.getByRole('region', { name: /Who moves: Step 2 of 3/ })).toContainText(/on true → off false/);

  // a step whose review was only opened has begun nothing: the plan goes on from what others set
  await page.getByText('Linear', { exact: true }).click();
  await page.getByRole('button', { name: 'Apply this step…: 2' }).click();
  await expect(page.getByRole('dialog', { name: 'Review change' })).toBeVisible();
  await page.keyboard.press('Escape');
  const drafted = page.getByText('Step 2 of 3 is in the draft of this key. It has not been applied.');
  await expect(drafted).toBeVisible();
  await page.getByRole('textbox', { name: 'Steps' }).fill('4');
  await expect(page.getByText('Steps cannot be applied over the draft of this key, which is something else.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Apply this step…: 1' })).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Review change' })).toBeEnabled();
  await page.getByRole('textbox', { name: 'Steps' }).fill('3');
  await expect(drafted).toBeVisible();
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(drafted).toHaveCount(0);
  await client.put('/checkout', checkout(40, 60));
  await expect(page.getByRole('img', { name: 'Share of “on” over time: from 60 % to 100 % in 3 steps' })).toBeVisible();
  // and whoever was asked about is asked about again
  await expect(answer).toContainText(/Before, [^·]*on true/);
  await expect(page.getByText(/ steps are live/)).toHaveCount(0);
  await client.put('/checkout', checkout(75, 25));
  await expect(page.getByRole('img', { name: 'Share of “on” over time: from 25 % to 100 % in 3 steps' })).toBeVisible();

  await page.getByRole('button', { name: 'Apply this step…: 1' }).click();
  const review = page.getByRole('dialog', { name: 'Review change' });
  await expect(review).toBeVisible();
  expect(await read()).toBe(checkout(75, 25));
  await review.getByRole('button', { name: 'Apply' }).click();
  await expect.poll(read).toBe(checkout(50, 50));
  // the rest of the plan stays as it was
  await expect(steps.getByRole('row', { name: /Step 1 of 3/ })).toContainText('is live');
  await expect(steps.getByRole('row', { name: /Step 2 of 3/ })).toContainText(/75\s%7[5-7]\.\d\s%/);

  await openKey(page, '/sale');
  await page.getByRole('tab', { name: 'Rollout' }).click();
  await page.getByText('Ramp', { exact: true }).click();
  await expect(page.getByRole('table', { name: 'Schedule' }).getByRole('row', { name: /The rules change/ })).toContainText('10,000');
  const clock = page.getByRole('slider', { name: 'Clock' });
  await expect(now).toContainText(/Before.*Users who get it0 0\s%/);
  await clock.press('ArrowRight');
  await expect(clock).toHaveAttribute('aria-valuetext', /The rules change$/);
  await expect(now).toContainText(/The rules change.*Users who get it10,000 100\s%/);
  expect(await read()).toBe(checkout(50, 50));

  // a document that flagd refuses has steps that nobody can evaluate, and none to apply
  await openKey(page, '/checkout');
  await page.getByRole('tab', { name: 'Rollout' }).click();
  await client.put('/checkout', checkout(75, 25).replace('"off"', '"none"'));
  await page.getByText('Ramp', { exact: true }).click();
  await expect(page.getByText('The steps of this ramp cannot be evaluated, so none of them can be applied. Mend the flag on the Value tab first.')).toBeVisible();
  await expect(page.getByText(/draft/)).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Apply this step…: 1' })).toBeDisabled();
  await client.remove('/checkout');
  await expect(page.getByText('This key does not exist any more, so nobody is served by it.').first()).toBeVisible();
  client.close();
});
