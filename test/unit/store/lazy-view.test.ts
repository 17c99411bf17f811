/** What is in view of a source that is read as far as it is opened: from frames through the mirror to the window's tree. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Mirror, type Taken } from '../../../electron/sessions/mirror';
import { SourceData } from '../../../renderer/store/source-data';
import { packChanges, packEntries, type Step } from '../../../shared/model/columns';
import type { Entry } from '../../../shared/model/entry';
import { folderRule, isInView, reaches, rootOfFolder, sameFolder, type Folder, type FolderNews } from '../../../shared/model/folder';
import { applyFrame, emptyReplica, type Change, type Frame } from '../../../shared/model/frame';
import type { Key } from '../../../shared/model/key';
import { anEntry } from '../../support/entries';

const rule = folderRule({ backend: 'etcd', roots: ['/r/'] });
const [root = ''] = rule.roots;

/** A store and what is in view of it, worked out anew each time. */
class Store {
  readonly entries = new Map<Key, Entry>();
  readonly opened = new Map<Key, Folder>([[root, { loaded: true }]]);

  /** Folders as they are: those that are opened, and closed ones whose row is in view. */
  folders(): Map<Key, Folder> {
    const folders = new Map<Key, Folder>();
    for (const [key, folder] of this.opened) if (this.above(key)) folders.set(key, folder);
    for (const key of this.entries.keys()) {
      for (let at = rule.folderOf(key); at !== undefined && rootOfFolder(at) === undefined; at = rule.folderOf(at)) {
        if (!folders.has(at) && this.above(at)) folders.set(at, { loaded: false });
      }
    }
    return folders;
  }

  /** Whether the row of a folder is in view. */
  private above(folder: Key): boolean {
    if (folder === root) return true;
    const above = rule.folderOf(folder) ?? root;
    return reaches(this.opened.get(above), rule, `${folder}/`) && this.above(above);
  }

  view(): Map<Key, Entry> {
    const folders = this.folders();
    return new Map([...this.entries].filter(([key]) => isInView(folders, rule, key)));
  }
}

const news = (before: ReadonlyMap<Key, Folder>, after: ReadonlyMap<Key, Folder>): FolderNews[] => [
  ...[...before.keys()].filter((key) => !after.has(key)).map((key) => ({ key, folder: null })),
  ...[...after].filter(([key, folder]) => !sameFolder(before.get(key), folder)).map(([key, folder]) => ({ key, folder })),
];

/** The store, the mirror that follows it, and the window's data behind it. */
function aWorld() {
  const store = new Store();
  const mirror = new Mirror();
  const data = new SourceData('/r/');
  data.rule = rule;
  let seq = 0;
  let now = 0n;
  const take = (frame: Frame): Taken => {
    const taken = mirror.take(frame, rule);
    if (taken.kind === 'listed') data.list(0n, packEntries(mirror.sorted()), [...(mirror.folders ?? [])].map(([key, folder]) => ({ key, folder })));
    if (taken.kind !== 'changed') return taken;
    const steps: Step[] = taken.seen.map(({ change }) => change);
    for (const key of taken.view?.hidden ?? []) steps.push({ kind: 'hide', key });
    for (const entry of taken.view?.shown ?? []) steps.push({ kind: 'put', entry });
    data.apply(0n, packChanges(steps), taken.view?.folders);
    data.settle();
    return taken;
  };
  const listing = (): Frame => ({ kind: 'listing', seq, at: now, entries: [...store.view().values()], folders: news(new Map(), store.folders()) });
  take(listing());
  return {
    store,
    mirror,
    data,
    /** Changes a key, seen or not. */
    write(key: Key, value: string | null) {
      const before = store.folders();
      const change: Change = value === null ? { kind: 'delete', key } : { kind: 'put', entry: anEntry(key, value, { created: ++now, modified: now }) };
      if (change.kind === 'put') store.entries.set(key, change.entry);
      else store.entries.delete(key);
      const after = store.folders();
      return take({ kind: 'delta', seq: ++seq, at: now, changes: isInView(after, rule, key) ? [change] : [], folders: news(before, after) });
    },
    /** Opens or closes a folder, as far as this child. */
    turn(folder: Key, to: Folder | null) {
      const before = { folders: store.folders(), view: store.view() };
      if (to === null) for (const key of [...store.opened.keys()]) if (key === folder || key.startsWith(`${folder}/`)) store.opened.delete(key);
      if (to !== null && before.folders.has(folder)) store.opened.set(folder, to);
      const view = store.view();
      const shown = [...view].filter(([key]) => !before.view.has(key)).map(([, entry]) => entry);
      const hidden = [...before.view.keys()].filter((key) => !view.has(key));
      return take({ kind: 'view', seq: ++seq, at: now, shown, hidden, folders: news(before.folders, store.folders()) });
    },
    /** Changes that nobody tells of, and then all in view anew, as after an outage. */
    away(writes: readonly (readonly [Key, string | null])[]) {
      for (const [key, value] of writes) {
        if (value === null) store.entries.delete(key);
        else store.entries.set(key, anEntry(key, value, { created: ++now, modified: now }));
      }
      seq = 0;
      return take(listing());
    },
    keys: () => [...data.tree.handleOf].filter(([, handle]) => data.isEntry(handle)).map(([key]) => key).sort(),
    closed: () => [...data.tree.handleOf].filter(([, handle]) => data.tree.closed[handle] === 1).map(([key]) => key).sort(),
  };
}

const aFolder = fc.constantFrom('/r/a', '/r/b', '/r/a/p', '/r/a/q', '/r/b/p');
const aKey = fc.constantFrom('/r/a', '/r/x', '/r/a/1', '/r/a/2', '/r/a/p', '/r/a/p/1', '/r/a/p/2', '/r/a/q/1', '/r/b/1', '/r/b/p/1');
const aWrite = fc.tuple(aKey, fc.option(fc.constantFrom('true', 'false')));
const someSteps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: aWrite.map(([key, value]) => ({ kind: 'write' as const, key, value })) },
    { weight: 3, arbitrary: fc.tuple(aFolder, fc.option(aKey)).map(([folder, through]) => ({ kind: 'open' as const, folder, through })) },
    { weight: 2, arbitrary: aFolder.map((folder) => ({ kind: 'close' as const, folder })) },
    { weight: 1, arbitrary: fc.array(aWrite, { maxLength: 5 }).map((writes) => ({ kind: 'away' as const, writes })) },
  ),
  { maxLength: 30 },
);

describe('a source that is read as far as it is opened', () => {
  it('holds exactly what is in view, whatever is opened, closed and written, and takes no view for a change', () => {
    fc.assert(
      fc.property(someSteps, (steps) => {
        const world = aWorld();
        for (const step of steps) {
          const before = world.store.view();
          const taken =
            step.kind === 'write'
              ? world.write(step.key, step.value)
              : step.kind === 'away'
                ? world.away(step.writes)
                : world.turn(step.folder, step.kind === 'close' ? null : { loaded: true, ...(step.through !== null && { through: step.through }) });
          const seen = taken.kind === 'changed' ? taken.seen : [];
          if (step.kind === 'open' || step.kind === 'close') expect(seen).toEqual([]);
          for (const { change } of seen) {
            const key = change.kind === 'put' ? change.entry.key : change.key;
            // what is told as deleted was there and is not, or is another one now
            if (change.kind === 'delete') expect(world.store.entries.get(key)).not.toBe(before.get(key));
            else expect(world.store.entries.get(key)).toBe(change.entry);
          }
          const view = [...world.store.view().keys()].sort();
          expect(world.mirror.sorted().map(({ key }) => key)).toEqual(view);
          expect(world.keys()).toEqual(view);
          const folders = world.store.folders();
          expect(world.closed()).toEqual([...folders].filter(([, { loaded }]) => !loaded).map(([key]) => key).sort());
        }
      }),
      { numRuns: 150 },
    );
  });

  it('tells after an outage what changed in view, and nothing of what is not', () => {
    const world = aWorld();
    for (const key of ['/r/a/1', '/r/a/2', '/r/a/3', '/r/b/1']) world.write(key, 'true');
    world.turn('/r/a', { loaded: true, through: '/r/a/2' });
    const taken = world.away([['/r/a/1', null], ['/r/a/2', 'false'], ['/r/a/3', null], ['/r/b/1', 'false']]);
    const told = taken.kind === 'changed' ? taken.seen.map(({ change }) => [change.kind, change.kind === 'put' ? change.entry.key : change.key]) : [];
    expect(told).toEqual([['delete', '/r/a/1'], ['delete', '/r/a/2'], ['put', '/r/a/2']]);
  });

  it('shows a key that went out of view as unread, not as deleted, and as itself when it comes again', () => {
    const world = aWorld();
    world.write('/r/a/1', 'true');
    const cell = world.data.cell('/r/a/1');
    expect(cell).toMatchObject({ isEntry: false, unread: true });
    world.turn('/r/a', { loaded: true });
    expect(cell).toMatchObject({ isEntry: true, unread: false, gone: false });
    world.turn('/r/a', null);
    expect(cell).toMatchObject({ isEntry: false, unread: true });
    world.write('/r/a/1', null);
    world.write('/r/a/1', 'false');
    world.turn('/r/a', { loaded: true });
    expect(cell).toMatchObject({ isEntry: true, unread: false, recreated: 0 });
    world.write('/r/a/1', null);
    expect(cell).toMatchObject({ isEntry: false, unread: false, gone: true });
  });

  it('has a row for a folder without an entry, which opens when its children come', () => {
    const world = aWorld();
    world.write('/r/a/p/1', 'true');
    const { data } = world;
    const handle = data.handleOf('/r/a') ?? -1;
    expect(data.rows.isDirectory(handle)).toBe(true);
    expect(data.rows.setExpanded(handle, true)).toBe(true);
    expect(data.rows.isExpanded(handle)).toBe(false);
    world.turn('/r/a', { loaded: true });
    expect(data.rows.isExpanded(handle)).toBe(true);
    expect([...data.rows.rows.subarray(0, data.rows.count)].map((row) => data.tree.keys[row])).toEqual(['/r/a', '/r/a/p']);
    world.turn('/r/a', null);
    expect(data.rows.isDirectory(handle)).toBe(true);
    world.write('/r/a/p/1', null);
    expect(data.handleOf('/r/a')).toBeUndefined();
  });

  it('is listed anew when everything is loaded instead, without a change', () => {
    const mirror = new Mirror();
    mirror.take({ kind: 'listing', seq: 0, at: 1n, entries: [], folders: [{ key: root, folder: { loaded: true } }] }, rule);
    expect(mirror.take({ kind: 'listing', seq: 0, at: 2n, entries: [anEntry('/r/a/1', '1')] }, rule)).toEqual({ kind: 'listed' });
    expect(mirror.folders).toBeNull();
  });
});

describe('a view', () => {
  it('has to follow like a delta, and changes entries and folders', () => {
    const replica = emptyReplica();
    applyFrame(replica, { kind: 'listing', seq: 4, at: 1n, entries: [anEntry('/r/x', '1')], folders: [{ key: root, folder: { loaded: true } }] });
    const view = { kind: 'view', at: 2n, shown: [anEntry('/r/a/1', '1')], hidden: ['/r/x'], folders: [{ key: '/r/a', folder: { loaded: true } }] } as const;
    expect(applyFrame(replica, { ...view, seq: 6 })).toBe(false);
    expect(applyFrame(replica, { ...view, seq: 5 })).toBe(true);
    expect([...replica.entries.keys()]).toEqual(['/r/a/1']);
    expect([...(replica.folders?.keys() ?? [])]).toEqual([root, '/r/a']);
  });
});
