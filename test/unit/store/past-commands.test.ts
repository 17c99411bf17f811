import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPage, type Page } from './page';
import { bytes } from '../../support/entries';
import { until } from '../../support/wait';

const flag = 'features/dark';
let page: Page;
beforeAll(async () => {
  page = await openPage();
}, 60_000);
afterAll(() => page.close());

/** The ids of what the palette offers now. */
async function offered(): Promise<readonly string[]> {
  const { useCommands } = await import('../../../renderer/views/palettes/commands');
  const Palette = () => useCommands().map(({ id }) => id).join(' ');
  return renderToStaticMarkup(createElement(Palette)).split(' ');
}

it('the palette offers nothing about the live selection while the past is on show', async () => {
  const { addSource, selectSource, setFlag } = await import('../../../renderer/store/actions');
  const { selectKey } = await import('../../../renderer/store/navigation');
  const { leavePast, travel } = await import('../../../renderer/store/past');
  const { sources, ui } = await import('../../../renderer/store/state');
  const { dataOf } = await import('../../../renderer/store/data');
  const root = path.join(page.directory, 'flags');
  mkdirSync(root);
  const added = await addSource({ backend: 'local', endpoints: [], roots: [root], name: 'flags', environment: 'development', access: 'read-write' });
  if (!added.ok) throw new Error(added.fault.message);
  const { id } = added.value;
  await until(() => sources[id]?.listed && sources[id]?.status?.phase.kind === 'live', 'the source is live in the window');
  const held = page.registry.held(id);
  if (!held.ok) throw new Error(held.fault.message);
  const put = await held.value.session.apply({ title: 'elsewhere', reason: '', edits: [{ kind: 'put', key: flag, value: bytes('false'), base: 'absent' }] });
  expect(put.ok).toBe(true);
  const seen = await until(() => dataOf(id)?.stampOf(flag), 'the flag is shown');
  selectSource(id);
  selectKey(id, flag);
  await setFlag(id, flag, true, seen);
  await until(() => ui.undo !== null && sources[id]?.busy.length === 0, 'the switch can be taken back');
  const about = ['flag', 'delete', 'undo'];
  expect(await offered()).toEqual(expect.arrayContaining(about));

  await travel(id);
  const then = await offered();
  expect(then).toContain('now');
  for (const command of [...about, 'kill', 'copy-value', 'undo-last', 'redo']) expect(then).not.toContain(command);

  leavePast();
  expect(await offered()).toEqual(expect.arrayContaining(about));
});
