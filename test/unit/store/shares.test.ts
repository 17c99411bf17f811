/** Bars of rows: only what is shown is asked for, what is known stays until it is known better, and values and users are followed. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { openPage, type Page } from './page';
import { rolloutTarget } from '../../../electron/build/targets.mjs';
import type { Cell } from '../../../renderer/store/cells';
import { SHARES_GOOD_MS, SHARES_USERS, type FlagShares, type SharesRequest } from '../../../shared/model/shares';
import type { SourceId } from '../../../shared/model/source';
import { bytes } from '../../support/entries';
import { until } from '../../support/wait';

let bundle = '';
let page: Page;
let state: typeof import('../../../renderer/store/state');
let shares: typeof import('../../../renderer/store/shares');
let rollout: typeof import('../../../renderer/store/rollout');
let dataOf: (typeof import('../../../renderer/store/data'))['dataOf'];
let id: SourceId;

const keys = Array.from({ length: 80 }, (_, at) => `/flags/f${at}`);
const flagd = (share: number): string => JSON.stringify({ state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting: { fractional: [['on', share], ['off', 100 - share]] } });

beforeAll(async () => {
  bundle = mkdtempSync(path.join(os.tmpdir(), 'flagscope-shares-'));
  await build(rolloutTarget(bundle));
  page = await openPage({ rolloutProgram: path.join(bundle, 'rollout-thread.cjs') });
  state = await import('../../../renderer/store/state');
  shares = await import('../../../renderer/store/shares');
  rollout = await import('../../../renderer/store/rollout');
  ({ dataOf } = await import('../../../renderer/store/data'));
  const { addSource } = await import('../../../renderer/store/actions');
  await until(() => state.ui.settings, 'the window has been told its settings');
  const root = path.join(page.directory, 'flags');
  mkdirSync(root);
  const added = await addSource({ backend: 'local', endpoints: [], roots: [root], name: 'flags', environment: 'development', access: 'read-write' });
  if (!added.ok) throw new Error(added.fault.message);
  ({ id } = added.value);
  await until(() => state.sources[id]?.listed, 'the source is listed');
  await write(keys.map((key, at) => [key, flagd(at)]));
}, 60_000);
afterAll(async () => {
  await page.close();
  rmSync(bundle, { recursive: true, force: true });
});

/** Somebody else writes; the window has it when this resolves. */
async function write(values: readonly (readonly [string, string])[]): Promise<void> {
  const held = page.registry.held(id);
  if (!held.ok) throw new Error(held.fault.message);
  const { session } = held.value;
  const edits = values.map(([key, value]) => ({ kind: 'put' as const, key, value: bytes(value), base: session.mirror.get(key)?.stamp ?? ('absent' as const) }));
  const applied = await session.apply({ title: 'Write', reason: '', edits });
  if (!applied.ok) throw new Error(applied.fault.message);
  const [last] = values.slice(-1);
  await until(() => last !== undefined && dataOf(id)?.cell(last[0]).decoded.text === last[1], 'the window has what was written');
}

/** A row that is shown until its test is over, or the function is called. */
function show(key: string): { readonly cell: Cell; readonly hide: () => void; readonly renew: () => void } {
  const data = dataOf(id);
  const handle = data?.handleOf(key);
  if (data === undefined || handle === undefined) throw new Error(`no row ${key}`);
  const cell = data.cell(handle);
  const seeking = shares.seekRowShares(id, handle);
  const hide = () => seeking?.stop();
  onTestFinished(() => {
    hide();
    // the cell goes with its last holder
    expect(cell.key).toBe(key);
  });
  return { cell, hide, renew: () => seeking?.renew() };
}

const on = ({ shares: known }: Cell): number | undefined => (known?.kind === 'shares' ? known.parts.find(({ label }) => label === 'on')?.users : undefined);
const asked = (): readonly string[] => page.sent.flatMap(({ name, input }) => (name === 'rollout:shares' && 'keys' in (input as SharesRequest).of ? ((input as SharesRequest).of as { keys: string[] }).keys : []));

test('a bar that is still shown follows the clock', async () => {
  // first of all: what waits for the clock from now on waits for this one
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], shouldAdvanceTime: true });
  onTestFinished(() => void vi.useRealTimers());
  const opensAt = Math.floor(Date.now() / 1000) + 30;
  await write([['/clock/stays', JSON.stringify({ state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting: { if: [{ '>=': [{ var: '$flagd.timestamp' }, opensAt] }, 'on', 'off'] } })], ['/clock/goes', flagd(50)]]);
  const { cell } = show('/clock/stays');
  const gone = show('/clock/goes');
  await until(() => cell.shares !== null && gone.cell.shares !== null, 'the rows have their bars');
  expect(on(cell)).toBeUndefined();
  gone.hide();
  const before = asked().length;
  vi.advanceTimersByTime(SHARES_GOOD_MS);
  await until(() => on(cell) === SHARES_USERS, 'the bar is that of the later time');
  expect(asked().slice(before)).toEqual(['/clock/stays']);
});

test('rows that come and go before the screen rests are not asked for', async () => {
  const before = asked().length;
  const gone = show('/flags/f10');
  gone.hide();
  const { cell } = show('/flags/f20');
  await until(() => on(cell), 'the row has its bar');
  expect(Math.abs((on(cell) ?? 0) - 2000)).toBeLessThan(200);
  expect(asked().slice(before)).toEqual(['/flags/f20']);
  expect(gone.cell.shares).toBeNull();
});

test('more rows than fit one question all have their bars', async () => {
  const rows = keys.map(show);
  await until(() => rows.every(({ cell }) => cell.shares !== null), 'every row has its bar');
  rows.forEach(({ cell }, at) => expect(Math.abs((on(cell) ?? 0) - at * 100)).toBeLessThan(250));
});

test('the bar of a value stays until that of the next one is known, and goes with the last flag', async () => {
  const { cell, renew } = show('/flags/f30');
  await until(() => on(cell), 'the row has its bar');
  const before = cell.shares;
  await write([['/flags/f30', flagd(70)]]);
  renew();
  expect(cell.shares).toBe(before);
  await until(() => (on(cell) ?? 0) > 6500, 'the bar is that of the new value');
  await write([['/flags/f30', '{"variants":"of something else"}']]);
  renew();
  await until(() => cell.shares === null, 'there is no bar of what is no flag');
});

test('values that change without end do not keep others from their bars', async () => {
  const busy = show('/flags/f40');
  const changing = setInterval(busy.renew, 20);
  onTestFinished(() => clearInterval(changing));
  const { cell } = show('/flags/f41');
  await until(() => on(cell), 'the row has its bar');
});

test('nothing is asked for while rows keep coming', async () => {
  show('/flags/f42');
  const before = asked().length;
  const coming = performance.now() + 600;
  for (let at = 0; performance.now() < coming; at++) {
    show(keys[at % 80] as string).hide();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(asked()).toHaveLength(before);
});

test('a value that becomes another while it is counted is counted again', async () => {
  const { cell, renew } = show('/flags/f43');
  const before = asked().length;
  await until(() => asked().length > before, 'it has been asked for');
  await write([['/flags/f43', flagd(90)]]);
  renew();
  await until(() => (on(cell) ?? 0) > 8500, 'the bar is that of the new value');
});

test('other users are counted for all that is shown', async () => {
  const rows = keys.slice(50, 55).map(show);
  await until(() => rows.every(({ cell }) => cell.shares !== null), 'every row has its bar');
  const kept = await rollout.keepPopulation('team', { kind: 'pasted', keys: ['ann', 'bob'] });
  expect(kept.ok).toBe(true);
  shares.seekSharesAgain();
  await until(() => rows.every(({ cell }) => (cell.shares as FlagShares).users === 2), 'every bar is about the team');
  expect(page.sent.find(({ name }) => name === 'settings:set')?.input).toMatchObject({ populationId: kept.ok && kept.value.id });
});
