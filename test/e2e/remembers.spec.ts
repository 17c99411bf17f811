/** What a start of the app finds again, and what the window still knows after it is over. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '../support/app';
import { startProxy } from '../support/proxy';
import { sourceStatus } from '../support/tree';
import { startZookeeper } from '../support/zookeeper';

test('the source that was on screen is there again at the next start', async ({ launch }, testInfo) => {
  const directories = ['first', 'second'].map((name) => testInfo.outputPath(name));
  for (const directory of directories) mkdirSync(directory);
  const sources = directories.map((directory) => `local:${directory}?name=${path.basename(directory)}`);
  const before = await launch({ args: sources });
  const second = before.page.getByRole('button', { name: 'second', exact: true });
  await second.click();
  await expect(second).toHaveAttribute('aria-current', 'true');
  await before.quit();

  const { page } = await launch({ userData: before.userData });
  await expect(page.getByRole('button', { name: 'second', exact: true })).toHaveAttribute('aria-current', 'true');
  await expect(sourceStatus(page)).toHaveText(/^Live/);
});

test('a short interruption can be read about after it is over', async ({ launch }) => {
  const server = await startZookeeper();
  const proxy = await startProxy(server.port);
  try {
    const { page } = await launch({ args: [`zookeeper://127.0.0.1:${proxy.port}/`] });
    await expect(sourceStatus(page)).toHaveText(/^Live/, { timeout: 20_000 });
    await expect(page.getByText(/^interrupted at/)).toHaveCount(0);
    proxy.cut();
    const note = page.getByText(/^interrupted at \d\d:\d\d:\d\d$/);
    await expect(note).toBeVisible({ timeout: 20_000 });
    await expect(sourceStatus(page)).toHaveText(/^Live/);
    await note.hover();
    await expect(page.getByRole('tooltip')).toContainText(`The connection to 127.0.0.1:${proxy.port} was lost.`);
  } finally {
    await proxy.close();
    await server.stop();
  }
});
