/** Rules, conditions, variants and prerequisites are changed by a form, by keyboard alone, and nothing else in the flag changes. */
import type { Page } from '@playwright/test';
import { expect, test } from '../support/app';
import { hasNoViolations } from '../support/axe';
import { etcdClient } from '../support/clients-etcd';
import { startEtcd } from '../support/etcd';
import { openKey } from '../support/tree';
import { live } from '../support/window';

const textOf = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString();

/** Puts another text in the place of what a field with the focus holds. */
async function retype(page: Page, text: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(text);
}

async function apply(page: Page): Promise<void> {
  await page.keyboard.press('ControlOrMeta+s');
  const dialog = page.getByRole('dialog', { name: 'Review change' });
  await expect(dialog.getByRole('textbox', { name: 'Reason' })).toBeFocused();
  await page.keyboard.type('asked for');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(dialog).toHaveCount(0);
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

const flag = `{ "state":"ENABLED",\r
  "variants": {"on": true,  "off": false},
  "defaultVariant": "off",
  "targeting": {"if": [
    {"==": [{"var": "role"},  "staff"]}, "on",
    {"in": [{"var": "country"}, ["DE", "FR"]]}, {"fractional": [["on", 10.0], ["off", 90]]},
    {"<": [1, {"var": "age"}, 9]}, "on"
  ]},
  "metadata": {"ticket": 12345678901234567890}
}
`;

test('a condition and a variant are changed by keyboard, and the bytes around them stay', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  await client.put('/flags/one', flag);
  const { page } = await launch({ args: [`etcd://127.0.0.1:${server.port}`] });
  await live(page);
  await openKey(page, '/flags/one');
  await hasNoViolations(page, 'the form of a flag with rules');
  // what has no typed form is shown, and left to the text
  await expect(page.getByText('Or else, if age is between 1 and 9 Changed as text.')).toBeVisible();
  await expect(button(page, 'Edit the conditions of rule 3')).toHaveCount(0);

  await button(page, 'Edit the conditions of rule 1').press('Enter');
  const conditions = page.getByRole('group', { name: 'Conditions of rule 1' });
  await hasNoViolations(page, 'a rule that is edited');
  await page.keyboard.press('Tab');
  for (let step = 0; step < 12 && !(await conditions.getByRole('combobox', { name: 'Attribute' }).evaluate((field) => field === document.activeElement)); step++) await page.keyboard.press('Tab');
  await retype(page, 'email');
  await page.keyboard.press('Tab');
  await conditions.getByRole('combobox', { name: 'Comparison' }).selectOption('ends with');
  await conditions.getByRole('textbox', { name: 'Value', exact: true }).focus();
  await retype(page, '@acme.com');
  await expect(page.getByText('If email ends with "@acme.com"')).toBeVisible();
  await button(page, 'Edit the conditions of rule 2').press('Enter');
  const values = page.getByRole('group', { name: 'Conditions of rule 2' }).getByRole('textbox', { name: 'Values, one a line' });
  await values.focus();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('\nIT');
  await expect(page.getByText('Or else, if country is one of "DE" or "FR" or "IT"')).toBeVisible();

  await page.getByRole('textbox', { name: 'Name of variant 2' }).focus();
  await retype(page, 'never');
  // a name counts once it is whole
  await expect(page.getByRole('combobox', { name: 'Default variant' })).toHaveValue('off');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: 'Default variant' })).toHaveValue('never');
  await expect(button(page, 'never is served, so it stays.')).toBeDisabled();
  const first = page.getByRole('textbox', { name: 'Name of variant 1' });
  await first.focus();
  await retype(page, 'never');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tabpanel', { name: 'Value' }).getByRole('alert')).toHaveText('Nothing was changed. "never" exists already. Choose another name.');
  await expect(first).toHaveValue('on');
  // the review sees a name that was typed, and not finished otherwise
  await first.focus();
  await retype(page, 'live');
  await apply(page);
  const after = flag
    .replace('{"==": [{"var": "role"},  "staff"]}', '{"ends_with": [{"var": "email"},  "@acme.com"]}')
    .replace('["DE", "FR"]', '["DE", "FR", "IT"]')
    .replaceAll('"off"', '"never"')
    .replaceAll('"on"', '"live"');
  await expect.poll(async () => textOf(await client.get('/flags/one'))).toBe(after);
  await client.close();
  await server.stop();
});

test('rules of flagd are added, moved and taken out, conditions joined, and what is served is chosen', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  await client.put('/flags/one', flag);
  const { page } = await launch({ args: [`etcd://127.0.0.1:${server.port}`] });
  await live(page);
  await openKey(page, '/flags/one');
  await button(page, 'Move rule 2 up').press('Enter');
  await expect(page.getByText('If country is one of "DE" or "FR"')).toBeVisible();
  // the focus goes with the rule
  await expect(button(page, 'Move rule 1 down')).toBeFocused();
  await button(page, 'Remove rule 3').press('Enter');
  await expect(button(page, 'Add a rule')).toBeFocused();
  await page.keyboard.press('Enter');
  const conditions = page.getByRole('group', { name: 'Conditions of rule 3' });
  await expect(conditions.getByRole('combobox', { name: 'Attribute' })).toBeFocused();
  await conditions.getByRole('combobox', { name: 'Comparison' }).selectOption('is at least version');
  await conditions.getByRole('button', { name: 'Add a condition' }).press('Enter');
  const second = conditions.getByRole('group', { name: 'Condition 2' });
  await second.getByRole('combobox', { name: 'Attribute' }).fill('beta');
  await second.getByRole('combobox', { name: 'Type of the value' }).selectOption('true or false');
  await second.getByRole('combobox', { name: 'Value', exact: true }).selectOption('true');
  await expect(page.getByText('Or else, if targetingKey is version "1.0.0" or later and beta is true')).toBeVisible();
  await page.getByRole('combobox', { name: 'What rule 2 serves' }).selectOption('off');
  await page.getByRole('combobox', { name: 'What rule 3 serves' }).selectOption('a split by share');
  await page.getByRole('spinbutton', { name: 'Weight of on' }).last().fill('25');
  await button(page, 'Take off out of the split').last().press('Enter');
  await page.getByRole('button', { name: 'Add off to the split' }).press('Enter');
  await hasNoViolations(page, 'rules of flagd');
  await apply(page);
  const after = flag
    .replace('{"==": [{"var": "role"},  "staff"]}, "on",', '§')
    .replace('{"in": [{"var": "country"}, ["DE", "FR"]]}, {"fractional": [["on", 10.0], ["off", 90]]},', '{"==": [{"var": "role"},  "staff"]}, "off",')
    .replace('§', '{"in": [{"var": "country"}, ["DE", "FR"]]}, {"fractional": [["on", 10.0], ["off", 90]]},')
    .replace(
      '{"<": [1, {"var": "age"}, 9]}, "on"',
      '{"and": [{"sem_ver":[{"var":"targetingKey"},">=","1.0.0"]}, {"==":[{"var":"beta"},true]}]}, {"fractional":[["on",25], ["off", 0]]}',
    );
  await expect.poll(async () => textOf(await client.get('/flags/one'))).toBe(after);
  await client.close();
  await server.stop();
});

test('a rule that flags share is shown in each of them, its weights too, and changed in none', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  const half = { fractional: [['on', 50], ['off', 50]] };
  const flags = Object.fromEntries(['first', 'second'].map((name) => [name, { state: 'ENABLED', variants: { on: true, off: false }, targeting: { if: [{ '==': [{ var: name }, 1] }, { $ref: 'half' }, { fractional: [['on', 1], ['off', 3]] }] } }]));
  await client.put('/flags/shared', JSON.stringify({ flags, $evaluators: { half } }, null, 2));
  const { page } = await launch({ args: [`etcd://127.0.0.1:${server.port}`] });
  await live(page);
  await openKey(page, '/flags/shared');
  await expect(page.getByText('A shared rule of the document', { exact: false })).toBeVisible();
  const tables = page.getByRole('table', { name: 'Split by flag and user (targetingKey)' });
  await expect(tables).toHaveCount(2);
  await expect(tables.nth(0).getByRole('row', { name: 'on' })).toContainText('50 %');
  // the second split is the flag's own
  await expect(tables.nth(1).getByRole('spinbutton')).toHaveCount(2);
  await expect(tables.nth(0).getByRole('spinbutton')).toHaveCount(0);
  await client.close();
  await server.stop();
});

test('a variation’s value takes the prerequisites of others along once it is typed whole', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  const part = '"enabled": true, "disabledServe": {"select":0}, "defaultServe": {"select":  0}, "rules": []';
  const repository = (variation: string) => `{"segments": {}, "toggles": {
  "cart": {"key": "cart", ${part}, "variations": ["n", "${variation}"]},
  "pay": {"key": "pay", ${part}, "variations": [1], "prerequisites": [{"key":"cart","value":"${variation}"}, {"key":"cart","value":"n"}]}
}}`;
  await client.put('/toggles', repository('on'));
  const { page } = await launch({ args: [`etcd://127.0.0.1:${server.port}`] });
  await live(page);
  await openKey(page, '/toggles');
  const field = page.getByRole('textbox', { name: 'Value of variation 1' });
  await field.focus();
  // on its way it is the value of the other variation, which the other prerequisite asks for
  await retype(page, 'new');
  await expect(page.getByRole('group', { name: 'Draft' })).toHaveCount(0);
  await apply(page);
  await expect.poll(async () => textOf(await client.get('/toggles'))).toBe(repository('new'));
  await client.close();
  await server.stop();
});

test('rules, prerequisites and variations of a FeatureProbe toggle are changed', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  const repository = (rules: string, prerequisites: string, variations: string) => `{"segments": {"staff": {"rules": []}}, "toggles": {
  "cart": {"key": "cart", "enabled": true, "disabledServe": {"select":0}, "defaultServe": {"select":  1}, "rules": [${rules}], "variations": ${variations}, "prerequisites": ${prerequisites}},
  "pay": {"key": "pay", "enabled": false, "disabledServe": {"select": 0}, "defaultServe": {"select": 0}, "rules": [], "variations": ["old", "new"]}
}}`;
  const rule = '{"serve": {"select": 1}, "conditions": [{"type": "string", "subject": "city", "predicate": "is one of", "objects": ["Paris"]}]}';
  await client.put('/toggles', repository(rule, '[]', '[false, true]'));
  const { page } = await launch({ args: [`etcd://127.0.0.1:${server.port}`] });
  await live(page);
  await openKey(page, '/toggles');
  await button(page, 'Edit the conditions of rule 1').press('Enter');
  const conditions = page.getByRole('group', { name: 'Conditions of rule 1' });
  await conditions.getByRole('combobox', { name: 'Comparison' }).selectOption('does not begin with');
  await conditions.getByRole('textbox', { name: 'Values, one a line' }).fill('Par\nLon');
  await conditions.getByRole('button', { name: 'Add a condition' }).press('Enter');
  const second = conditions.getByRole('group', { name: 'Condition 2' });
  await second.getByRole('combobox', { name: 'Type of the value' }).selectOption('segment');
  await second.getByRole('textbox', { name: 'Values, one a line' }).fill('staff');
  await conditions.getByRole('button', { name: 'Add a condition' }).press('Enter');
  await button(page, 'Remove condition 3').press('Enter');
  await expect(conditions.getByRole('button', { name: 'Add a condition' })).toBeFocused();
  await expect(page.getByText('If city does not begin with "Par" or "Lon" and the user is in the segment staff')).toBeVisible();
  await button(page, 'Add a prerequisite').press('Enter');
  await button(page, 'Remove prerequisite 1').press('Enter');
  await expect(button(page, 'Add a prerequisite')).toBeFocused();
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'Value of prerequisite 1' }).selectOption('"new"');
  await expect(button(page, 'Variation 1 is served, so it stays.')).toBeDisabled();
  await button(page, 'Add a variation').press('Enter');
  await page.getByRole('combobox', { name: 'Value of variation 2' }).selectOption('false');
  await hasNoViolations(page, 'the form of a toggle');
  await apply(page);
  const changed =
    '{"serve": {"select": 1}, "conditions": [{"type": "string", "subject": "city", "predicate": "does not start with", "objects": ["Par", "Lon"]}, {"type": "segment", "subject": "", "predicate": "is in", "objects": ["staff"]}]}';
  await expect.poll(async () => textOf(await client.get('/toggles'))).toBe(repository(changed, '[{"key": "pay", "value": "new"}]', '[false, true, false]'));
  await client.close();
  await server.stop();
});
