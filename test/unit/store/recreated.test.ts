import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPage, type Page } from './page';
import { zookeeperClient } from '../../support/clients-zookeeper';
import { bytes } from '../../support/entries';
import { startProxy, type FaultProxy } from '../../support/proxy';
import { until } from '../../support/wait';
import { startZookeeper, type ZookeeperServer } from '../../support/zookeeper';

const key = '/feature_flags/shop/dark';
let page: Page;
let server: ZookeeperServer;
let proxy: FaultProxy;

beforeAll(async () => {
  server = await startZookeeper();
  proxy = await startProxy(server.port);
  page = await openPage();
}, 60_000);
afterAll(async () => {
  await page.close();
  await proxy.close();
  await server.stop();
});

test('a key that somebody recreates at the very moment of the switch is told to the user with what was overwritten, until dismissed', async () => {
  const { addSource, dismissWarning, setFlag, undo } = await import('../../../renderer/store/actions');
  const { sources, ui } = await import('../../../renderer/store/state');
  const { dataOf } = await import('../../../renderer/store/data');
  const theirs = await zookeeperClient(server.port);
  await theirs.put(key, 'false');
  const endpoints = [{ host: '127.0.0.1', port: proxy.port }];
  const added = await addSource({ backend: 'zookeeper', endpoints, roots: ['/feature_flags'], name: 'z', environment: 'development', access: 'read-write' });
  if (!added.ok) throw new Error(added.fault.message);
  const { id } = added.value;
  await until(() => sources[id]?.status?.phase.kind === 'live' && dataOf(id)?.stampOf(key), 'the flag is shown');

  const held = proxy.holdRequest(bytes('true'));
  const pressed = setFlag(id, key, true);
  const letGo = await held;
  await theirs.remove(key);
  await theirs.put(key, 'precious');
  letGo();
  expect(await pressed).toEqual({ ok: true, value: undefined });
  expect(ui.warnings).toMatchObject([{ sourceId: id, warning: { kind: 'replaced-recreated', key } }]);
  const warning = ui.warnings[0]?.warning;
  const replaced = warning?.kind === 'replaced-recreated' ? warning.replaced : undefined;
  if (replaced !== undefined) {
    // known, so it can be brought back
    expect(replaced.value).toEqual(bytes('precious'));
    await until(() => ui.undo, 'undo is offered');
    expect(await undo()).toEqual({ ok: true, value: undefined });
    await until(() => dataOf(id)?.cell(key).decoded.text === 'precious', 'it is back');
  } else {
    await until(() => sources[id]?.busy.length === 0, 'it has landed');
    expect(ui.undo).toBeNull();
  }
  expect(ui.warnings).toHaveLength(1);
  dismissWarning(0);
  expect(ui.warnings).toHaveLength(0);
  await theirs.close();
}, 60_000);
