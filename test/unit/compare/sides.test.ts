/** The sides of a comparison, over the mirror that a session keeps. */
import { expect, test } from 'vitest';
import { sideOfSource } from '../../../electron/compare/sides';
import { drivers } from '../../../electron/drivers/index';
import type { HeldSource } from '../../../electron/sessions/held-source';
import { Mirror } from '../../../electron/sessions/mirror';
import { nothingDenied } from '../../../shared/model/denied';
import { folderRule, rootFolder } from '../../../shared/model/folder';
import type { Source } from '../../../shared/model/source';
import { anEntry } from '../../support/entries';
import { finished } from '../../../shared/plans/work';
import { unwrap } from './workspaces';

const source: Source = { id: 'lazy', name: 'lazy', backend: 'etcd', endpoints: [{ host: 'etcd', port: 2379 }], roots: ['/app/'], environment: 'development', access: 'read-write' };

test('a key that is loaded while its source is compared is not known to be absent', () => {
  const mirror = new Mirror();
  const rule = folderRule(source);
  const folders = [{ key: rootFolder('/app/'), folder: { loaded: true } }, { key: '/app/folder', folder: { loaded: false } }];
  mirror.take({ kind: 'listing', seq: 1, at: 1n, entries: [anEntry('/app/a', '1')], folders }, rule);
  const session = { mirror, denied: nothingDenied, phase: { kind: 'live' } };
  const held = { source, session, capabilities: drivers.etcd.capabilities } as unknown as HeldSource;
  const side = unwrap(finished(sideOfSource(held, '/app/')));
  const known = () => ['/app/gone', '/app/folder/b'].map((key) => side.knows(key));
  expect(known()).toEqual([true, false]);
  mirror.take({ kind: 'view', seq: 2, at: 1n, hidden: [], shown: [anEntry('/app/folder/b', '2')], folders: [{ key: '/app/folder', folder: { loaded: true } }] }, rule);
  expect(mirror.get('/app/folder/b')).toBeDefined();
  expect(known()).toEqual([true, false]);
});
