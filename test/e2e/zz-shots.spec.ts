import { test } from '../support/app';
import { etcdClient } from '../support/clients-etcd';
import { startEtcd } from '../support/etcd';
import { openKey } from '../support/tree';
import { invoke, live } from '../support/window';

for (const [lang, theme, size] of [['en', 'dark', [1440, 900]], ['zh-CN', 'light', [1024, 700]]] as const)
test(`shots ${lang}`, async ({ launch }) => {
  const server = await startEtcd();
  const client = etcdClient(server.port);
  for (let i = 0; i < 6; i++) await client.put(`/shop/features/flag-${i}`, i % 2 ? 'true' : 'false');
  await client.put('/shop/limits.json', '{\n  "rate": 100,\n  "burst": 20\n}');
  await client.put('/shop/db/password', 'hunter2');
  const { page, app } = await launch({ args: [`--lang=${lang}`, `etcd://127.0.0.1:${server.port}/shop/?environment=production&name=prod-eu`] });
  await app.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w, h), size);
  await page.waitForSelector('[role=treeitem]');
  const sourceId = await page.evaluate(() => document.querySelector('.source-row[data-active] [data-source-id]')?.getAttribute('data-source-id') ?? '');
  await invoke(page, 'settings:set', { theme });
  await page.evaluate((t) => document.documentElement.setAttribute('data-mantine-color-scheme', t), theme);
  const set = async (key: string, value: string, reason: string) => page.evaluate(async ([id, k, v, r]) => {
    const bytes = new TextEncoder().encode(v);
    const read = await window.flagscope.invoke('entry:read', { sourceId: id, key: k });
    if (!read.ok || !read.value.entry) return;
    return window.flagscope.invoke('plan:apply', { sourceId: id, plan: { title: `Switched ${k.split('/').at(-1)} to ${v.slice(0, 12)}`, reason: '', edits: [{ kind: 'put', key: k, value: bytes, base: read.value.entry.stamp }] }, approval: { reviewed: true, reason: r } });
  }, [sourceId, key, value, reason] as const);
  await set('/shop/features/flag-1', 'false', 'INC-204: checkout errors after the rollout');
  await set('/shop/features/flag-2', 'true', 'Ramp up for the campaign');
  await set('/shop/features/flag-3', 'false', 'Kill switch: /shop/features/flag-3 off');
  await set('/shop/db/password', 'hunter3', 'rotation');
  await set('/shop/limits.json', '{\n  "rate": 150,\n  "burst": 20\n}', 'OPS-88');
  await client.put('/shop/features/flag-5', 'false');
  await openKey(page, '/shop/features/flag-0');
  await page.screenshot({ path: `/tmp/shots/${lang}-keys.png` });
  await page.locator('.views-nav button').nth(1).click();
  await page.locator('.activity-row[data-id]').first().waitFor();
  await page.screenshot({ path: `/tmp/shots/${lang}-written.png` });
  await page.locator('.activity [role=tab]').nth(1).click();
  await page.locator('.activity-row[data-key]').first().waitFor();
  await page.screenshot({ path: `/tmp/shots/${lang}-changes.png` });
  await client.close();
});
