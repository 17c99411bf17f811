/** A server that dies under the window: what it says, what it goes on showing, and how it comes back. */
import type { Page } from '@playwright/test';
import { expect, test } from '../support/app';
import { etcdClient } from '../support/clients-etcd';
import { zookeeperClient } from '../support/clients-zookeeper';
import { startEtcd } from '../support/etcd';
import { openKey, row, sourceStatus } from '../support/tree';
import { live } from '../support/window';
import { startZookeeper } from '../support/zookeeper';

const FLAG = '/team/features/flag';

const tree = (page: Page) => page.locator('.tree-host');

for (const backend of ['zookeeper', 'etcd'] as const) {
  test(`${backend}: killed under the window, it is named, the tree is marked as old, and Retry now finds it again`, async ({ launch }) => {
    const server = await (backend === 'etcd' ? startEtcd() : startZookeeper());
    const put = async (value: string) => {
      const client = backend === 'etcd' ? etcdClient(server.port) : await zookeeperClient(server.port);
      await client.put(FLAG, value);
      await client.close();
    };
    await put('false');
    const { page } = await launch({ args: [`${backend}://127.0.0.1:${server.port}/team`] });
    await live(page);
    await openKey(page, FLAG);
    await expect(tree(page)).not.toHaveAttribute('data-stale');

    await server.kill9();
    const keys = page.getByRole('region', { name: 'Keys' });
    await expect(keys.getByText(new RegExp(`127\\.0\\.0\\.1:${server.port}.*(was lost|Start the server)`))).toBeVisible();
    await expect(sourceStatus(page)).toHaveText(/^(Suspended|Connecting)/);
    await expect(tree(page)).toHaveAttribute('data-stale');
    await expect(row(page, FLAG)).toHaveAttribute('data-state', 'off');
    await expect(page.getByText('Not live: this is the last known state.')).toBeVisible();

    // the waits grow: now there is time to be quicker than the next try
    await expect(keys.getByText(/^Next try in [4-9] s$/)).toBeVisible({ timeout: 30_000 });
    await server.restart();
    await page.getByRole('button', { name: 'Retry now' }).click();
    await live(page);
    await expect(tree(page)).not.toHaveAttribute('data-stale');
    await expect(page.getByRole('button', { name: 'Retry now' })).toHaveCount(0);
    await put('true');
    await expect(row(page, FLAG)).toHaveAttribute('data-state', 'on');
    await server.stop();
  });
}
