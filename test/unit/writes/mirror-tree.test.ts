/** What plans are told of a mirror that does not hold everything: a part that is not here is not known, never absent. */
import { describe, expect, test } from 'vitest';
import { Mirror } from '../../../electron/sessions/mirror';
import { MirrorTree } from '../../../electron/writes/mirror-tree';
import { drivers } from '../../../electron/drivers/index';
import { nothingDenied, type Denied } from '../../../shared/model/denied';
import { folderRule, type FolderNews } from '../../../shared/model/folder';
import type { Key } from '../../../shared/model/key';
import { compile } from '../../support/plans';
import type { Intention } from '../../../shared/plans/intention';
import type { TreePlace } from '../../../shared/plans/tree';
import { anEntry } from '../../support/entries';

const zookeeper: TreePlace = { backend: 'zookeeper', roots: ['/app'] };
const etcd: TreePlace = { backend: 'etcd', roots: ['/app/'] };

interface Known {
  readonly keys?: readonly Key[];
  readonly folders?: readonly FolderNews[];
  readonly denied?: Partial<Denied>;
}

function aTree(place: TreePlace, { keys = [], folders, denied }: Known): MirrorTree {
  const mirror = new Mirror();
  const entries = keys.map((key) => anEntry(key, 'v'));
  mirror.take({ kind: 'listing', seq: 1, at: 1n, entries, ...(folders && { folders }) }, folderRule(place));
  return new MirrorTree(place, drivers[place.backend].capabilities, { mirror, denied: { ...nothingDenied, ...denied } });
}

const loaded = (key: Key, through?: Key): FolderNews => ({ key, folder: { loaded: true, ...(through !== undefined && { through }) } });
const closed = (key: Key): FolderNews => ({ key, folder: { loaded: false } });

/** The reasons for which an intention cannot be carried out. */
const reasons = (tree: MirrorTree, intention: Intention): string[] =>
  compile({ title: '', reason: '', intentions: [intention] }, tree).problems.map(({ fault }) => fault.reason);

test('of a mirror that holds everything, what is not in it is absent, and subtrees are whole and in order', () => {
  const tree = aTree(etcd, { keys: ['/app/b', '/app/a/2', '/app/a/1', '/application'] });
  expect([tree.knows('/app/none'), tree.knowsBelow('/app/a')]).toEqual([true, true]);
  expect([...tree.startingWith('/app/a')].map(({ key }) => key)).toEqual(['/app/a/1', '/app/a/2']);
});

describe('of a source that is read as far as it is opened', () => {
  test('what lies in a closed folder is not known, and its subtree is not touched', () => {
    const tree = aTree(zookeeper, { keys: ['/app', '/app/open', '/app/open/x', '/app/shut'], folders: [loaded('/app'), loaded('/app/open'), closed('/app/shut'), closed('/app/open/x')] });
    expect([tree.knows('/app/none'), tree.knows('/app/open/none'), tree.knows('/app/shut/none')]).toEqual([true, true, false]);
    expect([tree.knowsBelow('/app'), tree.knowsBelow('/app/open'), tree.knowsBelow('/app/shut')]).toEqual([false, false, false]);
    expect(reasons(tree, { kind: 'delete-subtree', top: '/app/shut' })).toEqual(['not-loaded']);
    expect(reasons(tree, { kind: 'move', from: '/app/open/x', to: '/app/shut/y' })).toEqual(['not-loaded']);
  });

  test('a subtree whose folders are all read is whole', () => {
    const tree = aTree(zookeeper, { keys: ['/app', '/app/open', '/app/open/x', '/app/shut'], folders: [loaded('/app'), loaded('/app/open'), loaded('/app/open/x'), closed('/app/shut')] });
    expect([tree.knowsBelow('/app/open'), tree.knowsBelow('/app')]).toEqual([true, false]);
    expect(reasons(tree, { kind: 'delete-subtree', top: '/app/open' })).toEqual([]);
  });

  test('of a folder that was read in part, keys behind its last child are not known', () => {
    const tree = aTree(etcd, { keys: ['/app/a/1', '/app/a/2'], folders: [loaded('\0/app/'), loaded('/app/a', '/app/a/2')] });
    expect([tree.knows('/app/a/15'), tree.knows('/app/a/3'), tree.knowsBelow('/app/a')]).toEqual([true, false, false]);
    expect(reasons(tree, { kind: 'copy', from: '/app/a', to: '/app/b' })).toEqual(['not-loaded']);
  });

  test('a folder beside it that is not read does not keep a subtree from being whole', () => {
    const tree = aTree(etcd, { keys: ['/app/a/1'], folders: [loaded('\0/app/'), loaded('/app/a'), closed('/app/ab')] });
    expect(tree.knowsBelow('/app/a')).toBe(true);
  });
});

describe('of a source whose parts may not be read', () => {
  test('nothing is known at or below a denied key, and a subtree with one in it is not whole', () => {
    const tree = aTree(zookeeper, { keys: ['/app', '/app/a', '/app/a/b'], denied: { keys: ['/app/a/secret'], total: 1 } });
    expect([tree.knows('/app/a/secret'), tree.knows('/app/a/secret/x'), tree.knows('/app/a/secrets')]).toEqual([false, false, true]);
    expect([tree.knowsBelow('/app/a'), tree.knowsBelow('/app/a/secret/x'), tree.knowsBelow('/app/a/b')]).toEqual([false, false, true]);
    expect(reasons(tree, { kind: 'delete-subtree', top: '/app/a' })).toEqual(['not-loaded']);
    expect(reasons(tree, { kind: 'copy', from: '/app/a/b', to: '/app/a/secret' })).toEqual(['not-loaded']);
  });

  test('only what lies in a readable span is known, and a subtree that reaches beyond it is not whole', () => {
    const readable = [{ shape: 'range', from: '/app/a', to: '/app/b/m' }] as const;
    const tree = aTree(etcd, { keys: ['/app/a/1', '/app/b/1'], denied: { readable } });
    expect([tree.knows('/app/a/none'), tree.knows('/app/b/none'), tree.knows('/app/c')]).toEqual([true, false, false]);
    expect([tree.knowsBelow('/app/a'), tree.knowsBelow('/app/b'), tree.knowsBelow('/app/c')]).toEqual([true, false, false]);
    expect(reasons(tree, { kind: 'move', from: '/app/a', to: '/app/c' })).toEqual(['not-loaded']);
  });

  test('a span that has no end holds all behind its beginning', () => {
    const tree = aTree(etcd, { keys: ['/app/x/1'], denied: { readable: [{ shape: 'range', from: '/app/x' }] } });
    expect([tree.knowsBelow('/app/x'), tree.knowsBelow('/app/w')]).toEqual([true, false]);
  });
});
