import { describe, expect, onTestFinished, test } from 'vitest';
import type { Connection, Driver, LazyConnection } from '../../../electron/drivers/driver';
import { Session } from '../../../electron/sessions/session';
import { folderRule, isInView, reaches, rootOfFolder, type Folder, type Folders } from '../../../shared/model/folder';
import type { Entry } from '../../../shared/model/entry';
import type { Key } from '../../../shared/model/key';
import type { ConnectOptions } from '../../../shared/model/source';
import { collect, until, type Collected } from '../../support/wait';
import { differences, freshListing, holds, independent, type Harness } from '../harness';
import { seeded } from '../random';

interface Lazily {
  readonly connection: Connection;
  readonly live: Collected;
  readonly lazy: LazyConnection;
  folder(key: Key): Folder | undefined;
  stop(): Promise<void>;
}

/** A source that is read as far as its folders are opened; where there is no such thing, everything at once. */
export function lazyClauses(driver: Driver, harness: () => Harness): void {
  if (driver.capabilities.lazy) whereLazy(harness);
  else {
    test('everything is read at once, asked otherwise or not', async () => {
      const { options, key } = harness();
      const client = await independent(harness());
      await client.put(key('a/x'), '1');
      const stopping = new AbortController();
      const connection = await driver.connect({ options, signal: stopping.signal, lazy: { folders: new Map(), pageChildren: 1 } });
      onTestFinished(() => connection.close());
      expect(connection.lazy).toBeUndefined();
      const live = collect(connection.frames({ signal: stopping.signal, onReceived: () => {} }));
      await live.waitFor((entries) => holds(entries, key('a/x'), '1'), 'the whole store');
      stopping.abort();
    });
  }
}

function whereLazy(harness: () => Harness): void {
  const browse = async (folders: Folders = new Map(), pageChildren = 1000, options: ConnectOptions = harness().options): Promise<Lazily> => {
    const stopping = new AbortController();
    const { signal } = stopping;
    const connection = await harness().driver.connect({ options, signal, lazy: { folders, pageChildren } });
    const { lazy } = connection;
    if (lazy === undefined) throw new Error('the connection is not lazy');
    const live = collect(connection.frames({ signal, onReceived: () => {} }));
    const stop = async (): Promise<void> => {
      stopping.abort();
      await connection.close();
      await live.ended;
    };
    onTestFinished(stop);
    await live.waitFor(() => live.frames.length > 0, 'the listing');
    return { connection, live, lazy, folder: (key) => live.replica.folders?.get(key), stop };
  };

  /** Where the replica differs from what is in view of a fresh listing; empty when it is the same, folders included. */
  const wrong = async ({ live }: Lazily): Promise<string[]> => {
    const { options } = harness();
    const rule = folderRule(options);
    const folders = live.replica.folders ?? new Map<Key, Folder>();
    const all = await freshListing(harness().driver, options);
    const seen = new Map<Key, Entry>([...all].filter(([key]) => isInView(folders, rule, key)));
    const found = differences(live.entries, seen);
    const behind = options.backend === 'etcd' ? rule.separator : '';
    const closed = new Set<Key>();
    for (const key of all.keys()) {
      for (let at = rule.folderOf(key); at !== undefined && rootOfFolder(at) === undefined; at = rule.folderOf(at)) {
        const above = rule.folderOf(at);
        if (above !== undefined && !folders.get(at)?.loaded && reaches(folders.get(above), rule, at + behind)) closed.add(at);
      }
    }
    for (const key of closed) if (!folders.has(key)) found.push(`no folder ${key}`);
    for (const [key, { loaded }] of folders) if (!loaded && !closed.has(key)) found.push(`folder ${key} is not there`);
    return found;
  };
  /** Waits until what is in view is what the store holds; fails with where they differ. */
  const exact = async (lazily: Lazily): Promise<void> => {
    await until(async () => (await wrong(lazily)).length === 0, 'they are the same', { deadlineMs: 8_000, everyMs: 60 }).catch(() => undefined);
    expect(await wrong(lazily)).toEqual([]);
  };

  test('lists what the roots hold themselves; a folder that is opened is read and stays live, others are only counted', async () => {
    const { key } = harness();
    const client = await independent(harness());
    for (const name of ['a/x', 'a/y/deep', 'b/x']) await client.put(key(name), '1');
    const before = harness().network === undefined ? 0 : await harness().network?.watches();
    const lazily = await browse();
    const { live, lazy } = lazily;
    expect(live.entries.has(key('a/x'))).toBe(false);
    expect(lazily.folder(key('a'))).toMatchObject({ loaded: false });
    expect((await harness().network?.watches()) ?? 0).toBe((before ?? 0) + 1);
    expect(lazily.connection.cost().watches).toBe(1);

    expect(await lazy.expand(key('a'))).toMatchObject({ ok: true });
    expect(holds(live.entries, key('a/x'), '1')).toBe(true);
    expect(lazily.folder(key('a'))).toMatchObject({ loaded: true });
    expect(lazily.folder(key('a/y'))).toMatchObject({ loaded: false });
    expect(live.changes()).toEqual([]);

    const { total = 0 } = lazy;
    await client.put(key('b/x'), '2');
    await client.put(key('b/z'), '1');
    await client.put(key('a/x'), '2');
    await live.waitFor((entries) => holds(entries, key('a/x'), '2'), 'the change in the folder that is open');
    expect(live.changes().map((change) => (change.kind === 'put' ? change.entry.key : change.key))).toEqual([key('a/x')]);
    expect(lazy.total).toBe(total + 1);
    expect((await harness().network?.watches()) ?? 0).toBe((before ?? 0) + 1);
    await exact(lazily);
  });

  test('a folder that is closed goes out of view, which is no change; opened again it is as it is now', async () => {
    const { key } = harness();
    const client = await independent(harness());
    for (const name of ['a/x', 'a/y/deep', 'b']) await client.put(key(name), '1');
    const lazily = await browse();
    const { live, lazy } = lazily;
    await lazy.expand(key('a'));
    await lazy.expand(key('a/y'));
    expect(holds(live.entries, key('a/y/deep'), '1')).toBe(true);
    lazy.collapse(key('a'));
    await live.waitFor((entries) => !entries.has(key('a/x')) && !entries.has(key('a/y/deep')), 'the folder is out of view');
    expect(lazily.folder(key('a/y'))).toBeUndefined();
    await client.put(key('a/x'), '2');
    await client.put(key('b'), '2');
    await live.waitFor((entries) => holds(entries, key('b'), '2'), 'a later change');
    expect(live.changes().map((change) => (change.kind === 'put' ? change.entry.key : change.key))).toEqual([key('b')]);
    await lazy.expand(key('a'));
    expect(holds(live.entries, key('a/x'), '2')).toBe(true);
    await exact(lazily);
  });

  test('folders come and go with what is in them', async () => {
    const { key } = harness();
    const client = await independent(harness());
    await client.put(key('a/x'), '1');
    const lazily = await browse();
    const { live, lazy } = lazily;
    await client.put(key('new/x'), '1');
    await live.waitFor(() => lazily.folder(key('new')) !== undefined, 'the new folder');
    await client.remove(key('new/x'));
    await live.waitFor(() => lazily.folder(key('new')) === undefined, 'the folder has gone');
    await lazy.expand(key('a'));
    await client.remove(key('a/x'));
    await live.waitFor((entries) => !entries.has(key('a/x')), 'the key has gone');
    await client.put(key('a/x'), '2');
    await exact(lazily);
    expect(await lazy.expand(key('nowhere'))).toMatchObject({ ok: false, fault: { reason: 'nothing-below' } });
  });

  test('an open folder that goes with all that is in it leaves nothing behind', async () => {
    const { key } = harness();
    const client = await independent(harness());
    const children = Array.from({ length: 60 }, (_, i) => key(`full/child-${i}`));
    for (let round = 0; round < 5; round++) {
      for (const child of children) await client.put(child, '1');
      const browsing = await browse();
      expect(await browsing.lazy.expand(key('full'))).toMatchObject({ ok: true });
      await browsing.live.waitFor((entries) => children.every((child) => entries.has(child)), 'the children');
      // all at once, as one who deletes a subtree does; the folder last, where it is a key of its own
      await Promise.all([...children, key('full')].map((gone) => client.remove(gone)));
      await client.put(key('sentinel'), String(round));
      await browsing.live.waitFor((entries) => holds(entries, key('sentinel'), String(round)), 'the sentinel');
      await browsing.live.waitFor((entries) => children.every((child) => !entries.has(child)), 'the children to go');
      await browsing.stop();
    }
  });

  test('a key that is deleted and created again in an open folder shows as both', async () => {
    const { key } = harness();
    const client = await independent(harness());
    await client.put(key('a/x'), '1');
    const lazily = await browse();
    await lazily.lazy.expand(key('a'));
    await client.remove(key('a/x'));
    await client.put(key('a/x'), '2');
    await lazily.live.waitFor((entries) => holds(entries, key('a/x'), '2'), 'the new one');
    const kinds = lazily.live.changes().flatMap((change) => ((change.kind === 'put' ? change.entry.key : change.key) === key('a/x') ? [change.kind] : []));
    expect(kinds).toEqual(['delete', 'put']);
    await exact(lazily);
  });

  test('many children come a page at a time, in order, and only what has come is in view', async () => {
    const { key } = harness();
    const client = await independent(harness());
    for (let i = 0; i < 9; i++) await client.put(key(i === 4 ? 'a/k4/below' : `a/k${i}`), '1');
    const lazily = await browse(new Map(), 4);
    const { live, lazy } = lazily;
    const shown = (): string[] => [...live.entries.keys()].filter((name) => name.startsWith(key('a/'))).sort();
    await lazy.expand(key('a'));
    expect(shown()).toEqual([0, 1, 2, 3].map((i) => key(`a/k${i}`)));
    expect(lazily.folder(key('a'))).toMatchObject({ loaded: true, through: key('a/k3') });
    await client.put(key('a/k2x'), '1');
    await client.put(key('a/k7'), '2');
    await live.waitFor((entries) => entries.has(key('a/k2x')), 'a newcomer in the page');
    expect(live.entries.has(key('a/k7'))).toBe(false);
    await lazy.expand(key('a'));
    await exact(lazily);
    await lazy.expand(key('a'));
    expect(lazily.folder(key('a'))).not.toHaveProperty('through');
    expect(holds(live.entries, key('a/k7'), '2')).toBe(true);
    await exact(lazily);
  });

  test('a later connection reads again what was open, as far as it was', async () => {
    const { key } = harness();
    const client = await independent(harness());
    for (let i = 0; i < 9; i++) await client.put(key(`a/k${i}`), '1');
    await client.put(key('b/x/y'), '1');
    await client.put(key('gone/x'), '1');
    const first = await browse(new Map(), 4);
    for (const name of ['a', 'b', 'b/x', 'gone']) await first.lazy.expand(key(name));
    await first.stop();
    await client.put(key('a/k1'), '2');
    await client.put(key('a/k1x'), '1');
    await client.remove(key('a/k2'));
    await client.remove(key('gone/x'));
    await client.put(key('b/x/z'), '1');
    const second = await browse(first.live.replica.folders ?? new Map(), 4);
    expect(holds(second.live.entries, key('a/k1'), '2')).toBe(true);
    expect(second.folder(key('a'))).toMatchObject({ loaded: true, through: key('a/k3') });
    expect(second.live.entries.has(key('b/x/z'))).toBe(true);
    expect(second.live.changes()).toEqual([]);
    await exact(second);
  });

  test('a session opens again after an outage what was open, and tells as changes only what changed there', async () => {
    const { key, network, driver } = harness();
    if (network === undefined) throw new Error('only a store behind a network has outages');
    const client = await independent(harness());
    for (const name of ['a/x', 'a/y', 'b/x']) await client.put(key(name), '1');
    const session = new Session({ driver, terms: () => ({ connect: network.options, writable: true, loading: 'lazy' }) });
    onTestFinished(() => session.close());
    const told: string[] = [];
    session.listen({ changed: (changes) => told.push(...changes.map((change) => `${change.kind} ${change.kind === 'put' ? change.entry.key : change.key}`)) });
    session.open();
    await until(() => session.phase.kind === 'live', 'it is live');
    expect(await session.expand(key('a'))).toMatchObject({ ok: true });
    expect(told).toEqual([]);
    expect(session.mirror.get(key('a/x'))).toBeDefined();

    await network.proxy.refuse(true);
    await until(() => session.phase.kind === 'suspended', 'it has noticed');
    expect(await session.expand(key('b'))).toMatchObject({ ok: false, fault: { reason: 'not-read' } });
    await client.put(key('a/x'), '2');
    await client.remove(key('a/y'));
    await client.put(key('b/x'), '2');
    await client.put(key('b/y'), '1');
    await network.proxy.refuse(false);
    session.retry();
    await until(() => session.phase.kind === 'live', 'it is live again');
    expect(told.sort()).toEqual([`delete ${key('a/y')}`, `put ${key('a/x')}`]);
    expect(session.status()).toMatchObject({ changes: 2 });
    expect(session.status().total).toBeGreaterThanOrEqual(3);
    const { total = 0 } = session.status();
    const ticked = new Promise<void>((resolve) => session.listen({ tick: () => session.status().total === (total ?? 0) + 1 && resolve() }));
    await client.put(key('b/z'), '1');
    await ticked;
    session.collapse(key('a'));
    await until(() => session.mirror.get(key('a/x')) === undefined, 'it is out of view');
    expect(session.history(key('a/x'))).toHaveLength(1);
    expect(session.status().changes).toBe(2);
  });

  test('whatever names begin with, every child is found, page by page, until all is loaded', async () => {
    const { key } = harness();
    const random = seeded(7);
    const client = await independent(harness());
    const name = (): string => Array.from({ length: 1 + random.below(6) }, () => random.pick(['a', 'b', '!', '~', '0', 'é'])).join('');
    for (let i = 0; i < 40; i++) {
      const folder = `${name()}/${name()}`;
      for (let j = random.below(12); j >= 0; j--) await client.put(key(random.percent(70) ? `${folder}/${name()}` : folder), '1');
    }
    const lazily = await browse(new Map(), 3);
    const unfinished = (): Key | undefined =>
      [...(lazily.live.replica.folders ?? [])].find(([, { loaded, through }]) => !loaded || through !== undefined)?.[0];
    for (let folder = unfinished(); folder !== undefined; folder = unfinished()) expect(await lazily.lazy.expand(folder)).toMatchObject({ ok: true });
    const all = await freshListing(harness().driver, harness().options);
    expect(differences(lazily.live.entries, all)).toEqual([]);
    expect(lazily.lazy.total).toBe(all.size);
  });

  describe('whatever is opened, closed and written at the same time', () => {
    test.for([1, 2, 3])('what is in view is exactly what is there (seed %i)', async (seed) => {
      const { key } = harness();
      const random = seeded(seed);
      const names = ['a', 'b', 'c'].flatMap((one) => [one, ...['p', 'q', 'r', 's', 't'].flatMap((two) => [`${one}/${two}`, `${one}/${two}/z`])]);
      const client = await independent(harness());
      for (const name of names) if (random.percent(50)) await client.put(key(name), '0');
      const lazily = await browse(new Map(), 3);
      const asked: Promise<unknown>[] = [];
      for (let step = 0; step < 150; step++) {
        const name = random.pick(names);
        const what = random.below(100);
        if (what < 40) await client.put(key(name), String(step));
        // ZooKeeper keeps a node that has children
        else if (what < 60) await client.remove(key(name)).catch(() => undefined);
        else if (what < 85) asked.push(lazily.lazy.expand(key(name)));
        else lazily.lazy.collapse(key(name));
      }
      await Promise.all(asked);
      await exact(lazily);
    });
  });
}
