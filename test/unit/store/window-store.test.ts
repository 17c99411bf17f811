import fc from 'fast-check';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPage, type Page } from './page';
import { questionName } from '../../../renderer/store/rollout-question';
import type { SourceData } from '../../../renderer/store/source-data';
import { Outbox } from '../../../electron/sessions/outbox';
import type { PortMessage } from '../../../shared/contract';
import { PREVIEW_BYTES, type EntryColumns } from '../../../shared/model/columns';
import type { Edit } from '../../../shared/model/plan';
import type { SourceId } from '../../../shared/model/source';
import { bytes } from '../../support/entries';
import { until } from '../../support/wait';

type Actions = typeof import('../../../renderer/store/actions');
type State = typeof import('../../../renderer/store/state');
type Data = typeof import('../../../renderer/store/data');

let page: Page;
let actions: Actions;
let state: State;
let dataOf: Data['dataOf'];
let made = 0;
let keepQuestion: (typeof import('../../../renderer/store/rollout'))['keepQuestion'];

beforeAll(async () => {
  page = await openPage();
  actions = await import('../../../renderer/store/actions');
  state = await import('../../../renderer/store/state');
  ({ dataOf } = await import('../../../renderer/store/data'));
  ({ keepQuestion } = await import('../../../renderer/store/rollout'));
  await until(() => state.ui.settings, 'the window has been told its settings');
}, 60_000);
afterAll(async () => {
  await page.close();
});
beforeEach(() => {
  page.release();
  state.ui.undo = null;
  state.ui.fault = null;
});

/** A new workspace, added in the window and live there. */
async function aSource(): Promise<SourceId> {
  const name = `s${made++}`;
  const root = path.join(page.directory, name);
  mkdirSync(root);
  const added = await actions.addSource({ backend: 'local', endpoints: [], roots: [root], name, environment: 'development', access: 'read-write' });
  if (!added.ok) throw new Error(added.fault.message);
  const { id } = added.value;
  await until(() => state.sources[id]?.listed && state.sources[id]?.status?.phase.kind === 'live', 'the source is live in the window');
  return id;
}

/** Somebody else writes: main has it when this resolves, the window may not. */
async function elsewhere(id: SourceId, key: string, value: string | null): Promise<void> {
  const reading = await page.registry.read(id, key);
  if (!reading.ok) throw new Error(reading.fault.message);
  const { entry } = reading.value;
  const edit: Edit | undefined = value !== null ? { kind: 'put', key, value: bytes(value), base: entry?.stamp ?? 'absent' } : entry ? { kind: 'delete', key, base: entry.stamp } : undefined;
  if (edit === undefined) return;
  const source = page.registry.held(id);
  if (!source.ok) throw new Error(source.fault.message);
  const result = await source.value.session.apply({ title: 'elsewhere', reason: '', edits: [edit] });
  // a switch of the window's that is under way may have come first
  if (!result.ok && result.fault.code === 'conflict') await elsewhere(id, key, value);
  else if (!result.ok) throw new Error(result.fault.message);
  else await until(() => source.value.session.mirror.at >= result.value.at, 'main has it', { everyMs: 1 });
}

/** What main holds, as a window that comes now is told. */
function mirrorOf(id: SourceId): { at: bigint; entries: EntryColumns } {
  const told: PortMessage[] = [];
  const outbox = new Outbox((message) => told.push(message));
  page.registry.attach(outbox)();
  outbox.close();
  const listing = told.find((message) => message.kind === 'listing' && message.sourceId === id);
  if (listing?.kind !== 'listing') throw new Error('main has no listing of it');
  return listing;
}

/** Every column of main's, entry by entry. */
function rowsOf({ entries }: { entries: EntryColumns }): unknown[] {
  const owners = entries.owners === '' ? [] : entries.owners.split('\0');
  const keys = entries.count === 0 ? [] : entries.keys.split('\0');
  return keys.map((key, i) => ({
    key,
    value: (entries.sizes[i] ?? 0) < 0 ? null : [...entries.bytes.subarray(entries.ends[i - 1] ?? 0, entries.ends[i])],
    size: (entries.sizes[i] ?? 0) < 0 ? null : entries.sizes[i],
    created: entries.created[i],
    modified: entries.modified[i],
    version: entries.versions[i],
    modifiedAt: entries.modifiedAt[i],
    owner: owners[i] || null,
  }));
}

/** The same of the window's. */
function shownRows(data: SourceData): unknown[] {
  const keys = [...data.tree.handleOf].filter(([, handle]) => data.isEntry(handle)).map(([key]) => key);
  return keys.sort().map((key) => {
    const { value, size, created, modified, version, modifiedAt, owner } = data.cell(key);
    return { key, value: value && [...value], size, created, modified, version, modifiedAt, owner };
  });
}

function held(id: SourceId): SourceData {
  const data = dataOf(id);
  if (data === undefined) throw new Error(`the window has no source ${id}`);
  return data;
}

const caughtUp = (id: SourceId): Promise<unknown> => until(() => held(id).at === mirrorOf(id).at, 'the window has seen all', { everyMs: 4 });

describe('the window', () => {
  it('ends with what main holds, however edits, delays and new ports fall', async () => {
    const id = await aSource();
    const keys = ['a', 'a/b', 'features/x', '__proto__', 'c/d/e'];
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ kind: fc.constant('put' as const), key: fc.constantFrom(...keys), value: fc.constantFrom('true', 'false', '', 'y'.repeat(PREVIEW_BYTES + 9)) }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), key: fc.constantFrom(...keys) }) },
      { weight: 2, arbitrary: fc.constantFrom({ kind: 'hold' as const }, { kind: 'release' as const }, { kind: 'reconnect' as const }, { kind: 'breathe' as const }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('switch' as const), key: fc.constantFrom(...keys), on: fc.boolean() }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('filter' as const), text: fc.constantFrom('', 'a', 'feat', 'proto') }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const asked: Promise<unknown>[] = [];
        for (const what of steps) {
          if (what.kind === 'put') await elsewhere(id, what.key, what.value);
          else if (what.kind === 'delete') await elsewhere(id, what.key, null);
          else if (what.kind === 'switch') asked.push(actions.setFlag(id, what.key, what.on));
          else if (what.kind === 'filter') actions.setFilter(id, what.text);
          else if (what.kind === 'breathe') await new Promise((resolve) => setImmediate(resolve));
          else page[what.kind]();
        }
        await Promise.all(asked);
        page.release();
        await caughtUp(id);
        expect(shownRows(held(id))).toEqual(rowsOf(mirrorOf(id)));
        await until(() => state.sources[id]?.busy.length === 0, 'nothing is busy any more');
        const { filter } = state.sources[id] ?? {};
        await until(() => state.sources[id]?.shownFilter === filter, 'the filter has been answered');
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  it('keeps selection, filter and cells when it gets a new port', async () => {
    const id = await aSource();
    await elsewhere(id, 'features/dark', 'true');
    await caughtUp(id);
    actions.selectKey(id, 'features/dark');
    const cell = held(id).cell('features/dark');
    page.reconnect();
    await elsewhere(id, 'features/dark', 'false');
    await until(() => cell.decoded.on === false, 'the same cell shows what came over the new port');
    expect(held(id).cell('features/dark')).toBe(cell);
    expect(state.sources[id]?.selectedKey).toBe('features/dark');
  });

  it('filters what is there and what comes later', async () => {
    const id = await aSource();
    await elsewhere(id, 'app/dark', '1');
    await elsewhere(id, 'app/light', '1');
    await caughtUp(id);
    actions.setFilter(id, 'DARK');
    await until(() => state.sources[id]?.matches === 1, 'the match is known');
    await elsewhere(id, 'app/darker', '1');
    await until(() => state.sources[id]?.matches === 2, 'the newcomer matches as well');
    await elsewhere(id, 'app/dark', null);
    await until(() => state.sources[id]?.matches === 1, 'what was deleted is no match any more');
    const found: (readonly string[])[] = [];
    actions.findKeys(id, 'app', 5, (keys) => found.push(keys));
    expect(found).toEqual([['app/light', 'app/darker']]);
    actions.setFilter(id, '');
    expect(state.sources[id]?.matches).toBeNull();
  });

  it('forgets a source that was removed, and the offer to undo in it, and offers to bring it back', async () => {
    const id = await aSource();
    await elsewhere(id, 'features/x', 'false');
    await caughtUp(id);
    await actions.setFlag(id, 'features/x', true);
    await until(() => state.ui.undo, 'undo is offered');
    await actions.removeSource(id);
    await until(() => state.sources[id] === undefined, 'the source is gone');
    expect(dataOf(id)).toBeUndefined();
    expect(state.ui.undo).toMatchObject({ sourceId: id, write: null });
    expect(state.ui.activeSourceId).not.toBe(id);
    const place = state.ui.order.length;
    expect(await actions.undo()).toMatchObject({ ok: true });
    await until(() => state.sources[id]?.status?.phase.kind === 'live', 'it is back');
    expect(state.ui.order).toHaveLength(place + 1);
    expect(state.ui.activeSourceId).toBe(id);
    expect(state.ui.undo).toBeNull();
    await caughtUp(id);
    expect(dataOf(id)?.tree.entries).toBe(1);
  });

  it('keeps what is asked of the rollout of a key as long as its source is there', async () => {
    const [id, other] = [await aSource(), await aSource()];
    const asked = (source: SourceId, key: string) => state.rollout.questions[questionName(source, key)];
    keepQuestion(id, '/a', { view: 'find', flag: 'f' });
    keepQuestion(id, '/a', { clock: 1 });
    keepQuestion(other, '/a', { rule: 'flagd-v1' });
    expect(asked(id, '/a')).toMatchObject({ view: 'find', flag: 'f', clock: 1, rule: null });
    expect(asked(id, '/b')).toBeUndefined();
    await actions.removeSource(id);
    await until(() => state.sources[id] === undefined, 'the source is gone');
    expect(asked(id, '/a')).toBeUndefined();
    expect(asked(other, '/a')).toMatchObject({ rule: 'flagd-v1' });
  });

  it('begins anew with a source that has become another one, and with nothing else', async () => {
    const id = await aSource();
    await elsewhere(id, 'features/x', 'false');
    await caughtUp(id);
    actions.selectKey(id, 'features/x');
    actions.setFilter(id, 'x');
    const source = state.sources[id]?.info.source;
    if (source === undefined) throw new Error('it is gone');
    const { id: _, ...draft } = source;
    await actions.changeSource(id, { ...draft, name: 'renamed', environment: 'staging' }, {});
    await until(() => state.sources[id]?.info.source.name === 'renamed', 'it has its new name');
    expect(state.sources[id]).toMatchObject({ selectedKey: 'features/x', filter: 'x', listed: true, epoch: 0 });
    expect(state.sources[id]?.status?.phase.kind).toBe('live');

    await actions.changeSource(id, { ...draft, roots: [`${page.directory}/elsewhere`] }, {});
    await until(() => state.sources[id]?.epoch === 1 && state.sources[id]?.listed, 'the other workspace is listed');
    expect(state.sources[id]).toMatchObject({ selectedKey: null, filter: '' });
    expect(dataOf(id)?.tree.entries).toBe(0);
    expect(state.ui.activeSourceId).toBe(id);
  });

  it('has the source that is chosen remembered', async () => {
    const id = await aSource();
    actions.selectSource('sandbox');
    await until(() => page.active.at(-1) === 'sandbox', 'main has been told');
    actions.selectSource(id);
    await until(() => page.active.at(-1) === id, 'main has been told');
    expect(state.ui.activeSourceId).toBe(id);
  });
});

describe('a switch', () => {
  const flag = 'features/dark';
  async function aFlag(): Promise<SourceId> {
    const id = await aSource();
    await elsewhere(id, flag, 'false');
    await caughtUp(id);
    return id;
  }

  it('is busy until its change has come back; only then it shows the new state and offers to undo it', async () => {
    const id = await aFlag();
    const cell = held(id).cell(flag);
    page.hold();
    const pressed = actions.setFlag(id, flag, true);
    expect(state.sources[id]?.busy).toEqual([flag]);
    expect(await actions.setFlag(id, flag, true)).toEqual({ ok: true, value: undefined });
    expect(await pressed).toEqual({ ok: true, value: undefined });
    expect(state.sources[id]?.busy).toEqual([flag]);
    expect(cell.decoded.on).toBe(false);
    expect(state.ui.undo).toBeNull();
    page.release();
    await until(() => state.ui.undo, 'undo is offered');
    expect(cell).toMatchObject({ version: 2, decoded: { on: true } });
    expect(state.sources[id]?.busy).toEqual([]);
    expect(state.ui.undo).toMatchObject({ sourceId: id, title: 'Switched dark on' });
  });

  it('is taken back once', async () => {
    const id = await aFlag();
    await actions.setFlag(id, flag, true);
    await until(() => state.ui.undo, 'undo is offered');
    const undone = actions.undo();
    expect(state.ui.undo).toBeNull();
    expect(await undone).toEqual({ ok: true, value: undefined });
    await until(() => held(id).cell(flag).decoded.on === false, 'it is off again');
    expect(await actions.undo()).toEqual({ ok: true, value: undefined });
    expect(state.ui.undo).toBeNull();
  });

  it('is in the audit, and its undo as what takes it back', async () => {
    const id = await aFlag();
    await actions.setFlag(id, flag, true);
    await until(() => state.ui.undo, 'undo is offered');
    const offered = await until(() => state.sources[id]?.status?.writes.undo, 'the status tells it');
    expect(offered).toEqual({ id: state.ui.undo?.write?.id, title: 'Switched dark on' });
    await actions.undo();
    const read = await window.flagscope.invoke('audit:read', { filter: { sourceId: id }, limit: 10 });
    if (!read.ok) throw new Error(read.fault.message);
    const [undone, switched] = read.value.entries.map(({ intent }) => intent);
    expect([undone?.title, undone?.undoes]).toEqual(['Undo: Switched dark on', switched?.id]);
    expect(switched?.edits).toMatchObject([{ key: flag, before: { text: 'false' }, after: { text: 'true' } }]);
    expect(await window.flagscope.invoke('audit:export', { filter: {}, format: 'csv' })).toEqual({ ok: true, value: null });
  });

  it('that somebody else has pressed meanwhile is refused, said so, and free again', async () => {
    const id = await aFlag();
    page.hold();
    await elsewhere(id, flag, 'other');
    expect(await actions.setFlag(id, flag, true)).toMatchObject({ ok: false, fault: { code: 'conflict', key: flag } });
    expect(state.ui.fault).toMatchObject({ code: 'conflict', key: flag });
    expect(state.sources[id]?.busy).toEqual([]);
    expect(state.ui.undo).toBeNull();
    page.release();
    await until(() => held(id).cell(flag).decoded.text === 'other', 'what they wrote is shown');
  });

  it('pressed on a state that is not the last one any more is refused', async () => {
    const id = await aFlag();
    const seen = held(id).stampOf(flag);
    await elsewhere(id, flag, 'other');
    await caughtUp(id);
    expect(await actions.setFlag(id, flag, true, seen)).toMatchObject({ ok: false, fault: { code: 'conflict', key: flag } });
    expect(state.sources[id]?.busy).toEqual([]);
    expect(held(id).cell(flag).decoded.text).toBe('other');
  });

  it('whose key is deleted right after it landed is free again', async () => {
    const id = await aFlag();
    page.hold();
    await actions.setFlag(id, flag, true);
    await elsewhere(id, flag, null);
    page.release();
    // the switch and the deletion may come in one batch or in two
    await until(() => held(id).cell(flag).gone, 'the key is gone');
    expect(held(id).cell(flag)).toMatchObject({ isEntry: false, gone: true });
    expect(state.sources[id]?.busy).toEqual([]);
  });

  it('of a source that is not connected is refused and free again', async () => {
    const id = await aFlag();
    await actions.closeSource(id);
    expect(await actions.setFlag(id, flag, true)).toMatchObject({ ok: false, fault: { reason: 'not-live' } });
    expect(state.sources[id]?.busy).toEqual([]);
    actions.dismissFault();
    expect(state.ui.fault).toBeNull();
  });
});

describe('a source whose separator changes', () => {
  it('is cut into other rows, with everything in them', async () => {
    const id = await aSource();
    for (const key of ['a:b/c', 'a:d']) await elsewhere(id, key, 'x');
    await until(() => dataOf(id)?.handleOf('a:d'), 'the keys are in the window');
    expect(dataOf(id)?.handleOf('a')).toBeUndefined();
    const [source] = page.registry.list().flatMap((info) => (info.source.id === id ? info.source : []));
    if (source === undefined) throw new Error('the source is gone');
    await page.registry.addLink({ source: { ...source, separator: ':' }, given: ['separator'] }, { readOnly: false });
    await until(() => state.sources[id]?.listed && dataOf(id)?.handleOf('a'), 'the rows are new');
    expect(['a', 'a:b/c', 'a:d', 'a:b'].map((key) => dataOf(id)?.handleOf(key) !== undefined)).toEqual([true, true, true, false]);
    await elsewhere(id, 'a:e', 'x');
    await until(() => dataOf(id)?.handleOf('a:e'), 'a later change');
  });
});
