import type { IEvent } from 'etcd3';
import { describe, expect, test } from 'vitest';
import { LazyView, type ViewChanges } from '../../../electron/drivers/etcd/lazy-view';
import { folderRule } from '../../../shared/model/folder';
import { changedKey } from '../../../shared/model/frame';
import { anEntry } from '../../support/entries';

const rule = folderRule({ backend: 'etcd', roots: ['/app/'], separator: '/' });
const [root = ''] = rule.roots;

const event = (type: IEvent['type'], key: string, revision: number, version = '1'): IEvent => {
  const kv = { key: Buffer.from(key), value: Buffer.alloc(0), create_revision: String(revision), mod_revision: String(revision), version, lease: '0' };
  return { type, kv, prev_kv: kv };
};

/** A view of the root, which holds a key and a folder, read as of revision 10. */
function opened(): LazyView {
  const view = new LazyView(rule);
  view.hold(root, { entries: [anEntry('/app/one', '1')], folders: ['/app/folder'], revision: 10n });
  view.listed(5, 10n);
  return view;
}

function taken(view: LazyView, ...events: readonly IEvent[]): ViewChanges {
  const seen: ViewChanges = { changes: [], folders: [] };
  for (const one of events) view.take(one, seen);
  return seen;
}

describe('the view of a store that is read folder by folder', () => {
  test('takes a change of a key in view, once: what was read is not told again', () => {
    const view = opened();
    expect(taken(view, event('Put', '/app/one', 9, '2'), event('Put', '/app/one', 10, '3'))).toEqual({ changes: [], folders: [] });
    expect(taken(view, event('Put', '/app/one', 11, '4'), event('Delete', '/app/one', 12)).changes.map(changedKey)).toEqual(['/app/one', '/app/one']);
    expect(view.at).toBe(12n);
  });

  test('only counts what lies in a folder that is not open', () => {
    const view = opened();
    expect(taken(view, event('Put', '/app/folder/a', 11), event('Put', '/app/folder/a', 12, '2'), event('Put', '/app/folder/b/c', 13))).toEqual({ changes: [], folders: [] });
    expect([view.total, view.at]).toEqual([7, 13n]);
  });

  test('shows a folder with the first key in it, and doubts one from which a key went', () => {
    const view = opened();
    expect(taken(view, event('Put', '/app/new/a', 11)).folders).toEqual([{ key: '/app/new', folder: { loaded: false } }]);
    expect(view.hasDoubts).toBe(false);
    taken(view, event('Delete', '/app/new/a', 12));
    expect([view.takeDoubts(), view.hasDoubts]).toEqual([['/app/new'], false]);
    const seen: ViewChanges = { changes: [], folders: [] };
    view.gone('/app/new', seen);
    expect([seen.folders, [...view.folders.keys()]]).toEqual([[{ key: '/app/new', folder: null }], [root, '/app/folder']]);
  });

  test('forgets what is below a folder that is closed, down to the last one; a root stays', () => {
    const view = opened();
    view.hold('/app/folder', { entries: [anEntry('/app/folder/a', 'x')], folders: ['/app/folder/in'], revision: 11n });
    view.hold('/app/folder/in', { entries: [anEntry('/app/folder/in/b', 'x')], folders: [], revision: 12n });
    const gone = view.hide('/app/folder');
    expect(gone?.hidden).toEqual(['/app/folder/a', '/app/folder/in/b']);
    expect(gone?.folders.at(-1)).toEqual({ key: '/app/folder', folder: { loaded: false } });
    expect([...view.folders.keys()]).toEqual([root, '/app/folder']);
    expect(view.hide(root)).toBeUndefined();
  });
});
