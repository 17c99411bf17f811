import { gzipSync } from 'node:zlib';
import { expect, test } from '../support/app';
import { etcdClient } from '../support/clients-etcd';
import { startEtcd } from '../support/etcd';
import { openKey, row } from '../support/tree';
import { live, runCommand } from '../support/window';
import { hasNoViolations } from '../support/axe';

const flagd = { $schema: 'https://flagd.dev/schema/v0/flags.json', flags: {
  checkout: { state: 'ENABLED', variants: { control: 'Place order', short: 'Buy now', friendly: { label: 'Send it my way', rank: 3 } }, defaultVariant: 'control', targeting: { if: [
    { and: [{ in: [{ var: 'country' }, ['DE', 'FR']] }, { '>=': [{ var: 'age' }, 18] }] }, { fractional: [['control', 50], ['short', 25], ['friendly', 25]] },
    { or: [{ ends_with: [{ var: 'email' }, '@example.com'] }, { sem_ver: [{ var: 'app' }, '>=', '9.4.0'] }] }, 'short',
    { $ref: 'staff' }, { if: [{ var: 'x' }, { cat: ['a', 'b'] }, 'gone'] } ] } },
  banner: { state: 'DISABLED', variants: { on: true, off: false }, defaultVariant: 'missing' },
}, $evaluators: { staff: { in: ['@corp.com', { var: 'email' }] } } };
const toggle = { key: 'bool_toggle', enabled: true, forClient: true, version: 4, disabledServe: { select: 1 }, defaultServe: { split: { distribution: [[[0, 3333]], [[3333, 10000]]] } },
  rules: [{ serve: { select: 0 }, conditions: [{ type: 'string', subject: 'city', predicate: 'is one of', objects: ['Paris', 'Berlin'] }, { type: 'datetime', subject: '', predicate: 'after', objects: ['1790000000'] }] }], variations: [{ label: 'red' }, { label: 'blue' }],
  prerequisites: [{ key: 'other', value: true }] };

test('shots', async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  await client.put('/flags/doc.json', JSON.stringify(flagd, null, 2));
  await client.put('/flags/toggle', JSON.stringify(toggle));
  await client.put('/app/rollout_percent', '25');
  await client.put('/app/threads', '12345678901234567890');
  await client.put('/app/packed', gzipSync(JSON.stringify({ a: 1, b: [1, 2] })));
  await client.put('/app/bytes', Buffer.from([0xff, 0, 1, 2, 0xfe]));
  for (const [key, value] of Object.entries({ 'global/log_level': 'info', 'global/timeout_ms': '3000', 'global/db/pool': '10', 'global/features/trace': 'true', 'global/routing.yaml': 'a: 1\nb: 2\n',
    'services/checkout/db/pool': '40', 'services/checkout/threads': '8', 'services/checkout/features/trace': 'false', 'services/checkout/log_level': 'info', 'services/search/threads': '4' })) await client.put(`/config/${key}`, value);
  const { app, page } = await launch({ args: [`etcd://127.0.0.1:${server.port}`] });
  await live(page);
  const size = (w: number, h: number) => app.evaluate(({ BrowserWindow }, [width, height]) => BrowserWindow.getAllWindows()[0]?.setContentSize(width as number, height as number), [w, h]);
  const shot = (name: string) => page.screenshot({ path: `/tmp/forms-shots/${name}.png` });
  const tour = async (prefix: string) => {
    const only = prefix.includes('zh');
    const filter = page.getByRole('searchbox').first();
    const open = async (key: string) => { await filter.fill(key); await row(page, key).click(); };
    await open('/flags/doc.json'); await page.locator('.flag-form').waitFor(); await shot(`${prefix}-flagd`);
    await open('/flags/toggle'); await page.locator('.split').waitFor(); await shot(`${prefix}-toggle`);
    if (!only) { await page.getByRole('spinbutton').first().fill('60'); await shot(`${prefix}-toggle-typed`); }
    await open('/app/rollout_percent'); await page.locator('.number-field').waitFor(); await shot(`${prefix}-number`);
    if (!only) {
    await open('/app/packed'); await expect(page.getByText(/gzip/).first()).toBeVisible(); await shot(`${prefix}-gzip`);
    await open('/app/bytes'); await page.getByText('Base64').click(); await shot(`${prefix}-bytes`); }
    await open('/config/services/checkout/threads'); await page.getByRole('tab').nth(3).click(); await page.locator('.effective table').waitFor(); await shot(`${prefix}-effective`);
    await page.getByRole('tab').first().click();
  };
  await size(1440, 900);
  await runCommand(page, 'Theme: dark').catch(() => undefined);
  await page.evaluate(() => window.flagscope.invoke('settings:set', { theme: 'dark' }));
  await page.reload(); await live(page);
  await tour('dark');
  await open2();
  async function open2() {
    for (const key of ['/flags/doc.json', '/flags/toggle', '/app/rollout_percent']) { await openKey(page, key); await page.locator('.flag-form, .number-field').first().waitFor(); await hasNoViolations(page, key); }
    await openKey(page, '/config/services/checkout/threads'); await page.getByRole('tab', { name: 'Effective config' }).click(); await page.locator('.effective table').waitFor(); await hasNoViolations(page, 'effective');
    await page.getByRole('tab').first().click();
  }
  await size(1024, 700);
  await page.evaluate(() => window.flagscope.invoke('settings:set', { theme: 'light', language: 'zh-CN' }));
  await page.reload(); await page.locator('.tree-host').waitFor();
  await tour('light-zh');
  await client.close();
  await server.stop();
});
