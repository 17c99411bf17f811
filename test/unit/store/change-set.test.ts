/** What the window knows of keys that are to be changed, and the changes that it collects. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { openPage, type Page } from './page';
import type { SourceId } from '../../../shared/model/source';
import type { Intention } from '../../../shared/plans/intention';
import type { KeptChanges } from '../../../shared/plans/kept-changes';
import { bytes } from '../../support/entries';
import { until } from '../../support/wait';

type Actions = typeof import('../../../renderer/store/actions');
type ChangeSets = typeof import('../../../renderer/store/change-set');
type Facts = typeof import('../../../renderer/store/key-facts');
type State = typeof import('../../../renderer/store/state');

const values = { '/app/limit-a': 'rate=1', '/app/limit-b': 'no number', '/app/limit-c': '\xff', '/app/sub/limit-d': 'rate=4', '/app/sub/name': 'x' };

let page: Page;
let actions: Actions;
let changeSets: ChangeSets;
let facts: Facts;
let state: State;
let id: SourceId;

beforeAll(async () => {
  page = await openPage();
  actions = await import('../../../renderer/store/actions');
  changeSets = await import('../../../renderer/store/change-set');
  facts = await import('../../../renderer/store/key-facts');
  state = await import('../../../renderer/store/state');
  await until(() => state.ui.settings, 'the window has been told its settings');
  const root = path.join(page.directory, 'keys');
  mkdirSync(root);
  const added = await actions.addSource({ backend: 'local', endpoints: [], roots: [root], name: 'Keys', environment: 'development', access: 'read-write' });
  if (!added.ok) throw new Error(added.fault.message);
  ({ id } = added.value);
  const held = page.registry.held(id);
  if (!held.ok) throw new Error(held.fault.message);
  const { session } = held.value;
  await until(() => session.phase.kind === 'live', 'the source is live');
  const edits = Object.entries(values).map(([key, value]) => ({ kind: 'put', key, value: Buffer.from(value, key.endsWith('c') ? 'latin1' : 'utf8'), base: 'absent' }) as const);
  await session.apply({ title: 'fill', reason: '', edits });
  await until(() => facts.countBelow(id, '/app') === edits.length && facts.keyFacts(id, '/app')?.whyNot === null, 'the window has the keys');
}, 60_000);
afterAll(() => page.close());

const reason = (key: string): string | undefined => facts.newKeyFault(id, key)?.reason;
const refusal = (from: string, to: string): string | undefined => facts.targetFault(id, from, to)?.reason;

test('a key that exists already cannot be created, whichever way it is written', () => {
  expect([reason('/app/limit-a'), reason('/app/limit-\\x61'), reason('/app/new'), reason('')]).toEqual(['key-taken', 'key-taken', undefined, 'invalid-key']);
});

test('a subtree goes neither into itself nor onto keys that are there', () => {
  expect([refusal('/app/sub', '/app/sub/deeper'), refusal('/app/sub', '/app'), refusal('/app/sub/name', '/app/limit-a'), refusal('/app/sub', '/other')]).toEqual([
    'target-inside-source',
    undefined,
    'target-exists',
    undefined,
  ]);
});

test('a text is replaced where it stands, a value is set everywhere, and deletions name the state that was seen', async () => {
  const filtered = async (text: string) => {
    actions.setFilter(id, text);
    await until(() => state.sources[id]?.shownFilter === text, 'the filter is shown');
  };
  await filtered('limit');
  const replaced = facts.changeMatches(id, { kind: 'replace-text', find: 'rate=', replacement: 'limit=' });
  expect(replaced).toMatchObject({ count: 2, intentions: [{ kind: 'bulk', keys: ['/app/limit-a', '/app/sub/limit-d'] }] });
  expect(facts.changeMatches(id, { kind: 'value', value: bytes('0') }).count).toBe(4);
  const deleted = facts.changeMatches(id, { kind: 'delete' }).intentions;
  expect(deleted.map((intention) => intention.kind === 'delete' && intention.base.version >= 0)).toEqual([true, true, true, true]);
  expect(facts.changeMatches(id, { kind: 'replace-text', find: 'nowhere', replacement: '' })).toEqual({ intentions: [], count: 0 });
  await filtered('');
  expect(facts.changeMatches(id, { kind: 'delete' }).count).toBe(0);
});

test('a change set is forgotten once it is in the store, but not what was added while it was reviewed', async () => {
  const created: Intention = { kind: 'set', key: '/app/new', value: bytes('1'), base: 'absent' };
  const renamed: Intention = { kind: 'rename', top: '/app/sub', name: 'part' };
  const late: Intention = { kind: 'delete-subtree', top: '/app/part' };
  changeSets.addToChangeSet(id, [created, renamed, late]);
  changeSets.removeFromChangeSet(id, 2);
  expect(state.sources[id]?.changeSet).toEqual([created, renamed]);

  changeSets.reviewChangeSet(id);
  const review = state.ui.review;
  if (review === null) throw new Error('there is no review');
  const prepared = await actions.prepareReview(review);
  if (!prepared.ok) throw new Error(prepared.fault.message);
  expect(prepared.value.totals).toMatchObject({ created: 3, deleted: 2 });
  changeSets.addToChangeSet(id, [late]);
  expect(await actions.commitReview(review, prepared.value, {})).toMatchObject({ ok: true });
  await until(() => state.sources[id]?.changeSet.length === 1, 'the change set is forgotten');
  expect(state.sources[id]?.changeSet).toEqual([late]);
  await until(() => facts.countBelow(id, '/app/part') === 2 && facts.countBelow(id, '/app/sub') === 0, 'the tree shows it');
  actions.closeReview(review);
  expect(state.ui.review).toBeNull();
});

test('what is collected stays as its source is edited, or removed and brought back, and is for no other store', async () => {
  const [one, two, three] = ['1', '2', '3'].map((number): Intention => ({ kind: 'set', key: `/app/kept-${number}`, value: bytes(number), base: 'absent' }));
  if (!one || !two || !three) throw new Error('there are three');
  changeSets.emptyChangeSet(id);
  changeSets.addToChangeSet(id, [one, two]);
  const held = page.registry.held(id);
  if (!held.ok) throw new Error(held.fault.message);
  const { id: _, ...draft } = held.value.source;
  const change = async (more: Partial<typeof draft>) => {
    const epoch = state.sources[id]?.epoch;
    expect(await page.registry.editor.change(id, { ...draft, ...more })).toMatchObject({ ok: true });
    await until(() => state.sources[id]?.epoch !== epoch, 'the window has begun it anew');
  };
  await change({ separator: '.' });
  expect(state.sources[id]?.changeSet).toEqual([one, two]);
  changeSets.addToChangeSet(id, [three]);
  const kept = () => page.changeSets.all().find(({ sourceId }) => sourceId === id)?.intentions;
  await until(() => kept()?.length === 3, 'main has all of them');
  expect(kept()).toEqual([one, two, three]);

  mkdirSync(path.join(page.directory, 'others'));
  await change({ roots: [path.join(page.directory, 'others')] });
  expect(state.sources[id]?.changeSet).toEqual([]);
  await change({});
  expect(state.sources[id]?.changeSet).toEqual([one, two, three]);
  expect(await page.registry.editor.remove(id)).toMatchObject({ ok: true });
  await until(() => state.sources[id] === undefined, 'it is off the list');
  expect(page.registry.editor.restore(id)).toMatchObject({ ok: true });
  await until(() => state.sources[id] !== undefined, 'it is back');
  expect(state.sources[id]?.changeSet).toEqual([one, two, three]);
  changeSets.emptyChangeSet(id);
  await until(() => state.sources[id]?.status?.phase.kind === 'live' && facts.countBelow(id, '/app') > 0, 'the keys are back');
});

test('more than main keeps is not sent to it, each time anew: what it had is given up, and what comes to fit is kept again', async () => {
  const sent = vi.spyOn(window.flagscope, 'invoke');
  onTestFinished(() => sent.mockRestore());
  const counts = (): number[] => sent.mock.calls.flatMap(([name, input]) => (name === 'changes:keep' ? [(input as KeptChanges).intentions.length] : []));
  const kept = (): number => page.changeSets.all().find(({ sourceId }) => sourceId === id)?.intentions.length ?? 0;
  const many = Array.from({ length: 20_000 }, (_, at): Intention => ({ kind: 'set', key: `/many/${at}`, value: bytes('x'), base: 'absent' }));
  changeSets.emptyChangeSet(id);
  changeSets.addToChangeSet(id, many.slice(0, 2));
  await until(() => kept() === 2, 'main has them');
  changeSets.addToChangeSet(id, many.slice(2));
  changeSets.removeFromChangeSet(id, 0);
  expect(counts()).toEqual([0, 2, 0, 0]);
  await until(() => state.sources[id]?.changeSetKept === 'window' && kept() === 0, 'they are in the window only');
  expect(state.sources[id]?.changeSet).toHaveLength(19_999);
  changeSets.emptyChangeSet(id);
  changeSets.addToChangeSet(id, many.slice(0, 1));
  await until(() => state.sources[id]?.changeSetKept === 'lasting' && kept() === 1, 'main has it');
  changeSets.emptyChangeSet(id);
});

test('a draft is gone once its review is written, and what was typed meanwhile stays one', async () => {
  const { dataOf } = await import('../../../renderer/store/data');
  const write = async (text: string, meanwhile: string) => {
    const base = dataOf(id)?.stampOf('/app/limit-b') ?? expect.fail('it is not there');
    actions.editDraft(id, '/app/limit-b', text, { base, before: null });
    actions.reviewDraft(id, actions.heldDraft(id, '/app/limit-b') ?? expect.fail('no draft'), base);
    const review = state.ui.review ?? expect.fail('no review');
    actions.editDraft(id, '/app/limit-b', meanwhile, { base, before: null });
    const prepared = await actions.prepareReview(review);
    if (!prepared.ok) throw new Error(prepared.fault.message);
    state.ui.undo = null;
    expect(await actions.commitReview(review, prepared.value, { reason: '', typedName: '' })).toMatchObject({ ok: true });
    await until(() => state.ui.undo !== null, 'it has come back');
    actions.closeReview(review);
  };
  await write('rate=2', 'rate=3');
  expect(actions.heldDraft(id, '/app/limit-b')?.text).toBe('rate=3');
  actions.dropDraft(id, '/app/limit-b');
  await write('rate=4', 'rate=4');
  expect(actions.heldDraft(id, '/app/limit-b')).toBeNull();
});
