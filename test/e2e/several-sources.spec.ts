/** Several sources at once: all of them live, each with its own changes, and nothing left of one that is closed, nor of all when the app is. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { HistoryPage } from '../../shared/model/history';
import { expect, test } from '../support/app';
import { etcdClient } from '../support/clients-etcd';
import { zookeeperClient } from '../support/clients-zookeeper';
import { startEtcd, type EtcdServer } from '../support/etcd';
import { activeResources, connectionsTo } from '../support/leftovers';
import { row } from '../support/tree';
import { invoke, live, runCommand } from '../support/window';
import { startZookeeper, type ZookeeperServer } from '../support/zookeeper';

const sourceButton = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** What the servers hold for everybody. */
async function onServers(zookeeper: ZookeeperServer, etcd: EtcdServer) {
  const number = (text: string, name: string): number => Number(new RegExp(`^${name}\\s(\\S+)`, 'm').exec(text)?.[1]);
  const [monitor, dump, metrics] = await Promise.all([zookeeper.fourLetter('mntr'), zookeeper.fourLetter('dump'), etcd.metrics()]);
  return {
    watches: number(monitor, 'zk_watch_count'),
    connections: number(monitor, 'zk_num_alive_connections'),
    sessions: [...dump.matchAll(/^\s+0x[0-9a-f]+/gm)].length,
    etcdWatchers: number(metrics, 'etcd_debugging_mvcc_watcher_total'),
    etcdStreams: number(metrics, 'etcd_debugging_mvcc_watch_stream_total'),
  };
}

/** Shows a source by a click on its name; gives the frames drawn from then on until the row of this key stands there with its state. */
const framesUntilShown = (page: Page, name: string, key: string): Promise<{ frames: number; state: string | null }> =>
  page.evaluate(
    ([wanted, shown]) =>
      new Promise<{ frames: number; state: string | null }>((resolve) => {
        let frames = 0;
        const look = (): void => {
          frames++;
          const found = [...document.querySelectorAll('[role="treeitem"]')].find((item) => item.getAttribute('data-key') === shown);
          if (found || frames > 60) resolve({ frames, state: found?.getAttribute('data-state') ?? null });
          else requestAnimationFrame(look);
        };
        const button = [...document.querySelectorAll('button')].find((one) => one.textContent === wanted);
        button?.click();
        requestAnimationFrame(look);
      }),
    [name, key] as const,
  );

const idOf = (userData: string, name: string): string | undefined => {
  const { sources } = JSON.parse(readFileSync(path.join(userData, 'settings', 'sources.json'), 'utf8')) as { sources: { id: string; name: string }[] };
  return sources.find((source) => source.name === name)?.id;
};

/** Changes of a key that main has been told of, whichever source is on the screen. */
async function changesSeen(page: Page, sourceId: string | undefined, key: string): Promise<number> {
  const answer = await invoke(page, 'entry:seen', { sourceId, key });
  return answer.ok ? (answer.value as HistoryPage).items.length : -1;
}

test('four sources are live at once, each with its changes, and what is closed is gone from here and from the servers', async ({ launch }) => {
  const [zookeeper, etcd] = await Promise.all([startZookeeper(), startEtcd()]);
  const zk = await zookeeperClient(zookeeper.port);
  const kv = etcdClient(etcd.port);
  const others = [
    { name: 'zk', key: '/several/features/flag', client: zk },
    { name: 'one', key: '/one/features/flag', client: kv },
    { name: 'two', key: '/two/features/flag', client: kv },
  ] as const;
  for (const { key, client } of others) await client.put(key, 'false');
  const before = await onServers(zookeeper, etcd);
  const here = `127.0.0.1:${zookeeper.port}/several`;
  const { app, page, quit, userData } = await launch({
    args: ['local:', `zookeeper://${here}?name=zk`, `etcd://127.0.0.1:${etcd.port}/one/?name=one`, `etcd://127.0.0.1:${etcd.port}/two/?name=two`],
  });
  const pid = app.process().pid ?? 0;
  await live(page);
  const sandboxAlone = await activeResources(app);

  for (const { name } of others) await runCommand(page, `Connect ${name}`);
  for (const { name } of [...others, { name: 'Sandbox' }]) await expect(sourceButton(page, name)).toHaveAccessibleDescription(/Live/);
  // ZooKeeper counts a recursive watch twice, for data and for children
  expect(await onServers(zookeeper, etcd)).toMatchObject({ watches: before.watches + 2, sessions: before.sessions + 1, etcdWatchers: before.etcdWatchers + 2 });

  // while another is on the screen
  for (const { key, client } of others) await client.put(key, 'true');
  for (const { name, key } of others) {
    await expect.poll(() => changesSeen(page, idOf(userData, name), key)).toBe(1);
    await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
    expect([name, await framesUntilShown(page, name, key)]).toEqual([name, { frames: 1, state: 'on' }]);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  }
  const allOpen = await activeResources(app);

  await runCommand(page, 'Disconnect zk');
  await expect(sourceButton(page, 'zk')).toHaveAccessibleDescription(/Closed/);
  await expect.poll(() => connectionsTo(pid, zookeeper.port)).toBe(0);
  await expect.poll(() => onServers(zookeeper, etcd)).toMatchObject({ watches: before.watches, connections: before.connections, sessions: before.sessions });
  expect(connectionsTo(pid, etcd.port)).toBe(2);
  await runCommand(page, 'Disconnect one');
  await expect.poll(async () => (await onServers(zookeeper, etcd)).etcdWatchers).toBe(before.etcdWatchers + 1);
  await expect.poll(() => connectionsTo(pid, etcd.port)).toBe(1);
  // the one that is left still hears
  await kv.put('/two/features/flag', 'false');
  await expect(row(page, '/two/features/flag')).toHaveAttribute('data-state', 'off');
  await runCommand(page, 'Disconnect two');
  await expect.poll(() => onServers(zookeeper, etcd)).toEqual(before);
  await expect.poll(() => connectionsTo(pid, etcd.port)).toBe(0);
  await expect.poll(() => activeResources(app)).toEqual(sandboxAlone);

  for (const { name } of others) await runCommand(page, `Connect ${name}`);
  for (const { name } of others) await expect(sourceButton(page, name)).toHaveAccessibleDescription(/Live/);
  await expect.poll(() => activeResources(app)).toEqual(allOpen);
  await quit();
  await expect.poll(() => onServers(zookeeper, etcd)).toEqual(before);
  await Promise.all([zk.close(), kv.close()]);
  await Promise.all([zookeeper.stop(), etcd.stop()]);
});
