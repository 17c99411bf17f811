import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Drafts, MOST_DRAFT_BYTES, MOST_DRAFTS } from '../../../electron/settings/drafts';
import { openSettings } from '../../../electron/settings/settings';
import { isSecretKey } from '../../../shared/model/secret-keys';
import type { KeptDraft } from '../../../shared/model/value-draft';
import { bytes } from '../../support/entries';

let directory: string;
const open = (): Drafts => new Drafts(openSettings(directory, () => expect.fail()).drafts, (_, key) => isSecretKey(key));
const file = (): string => path.join(directory, 'settings', 'drafts.json');
const draft = (key: string, text = 'mine'): KeptDraft => ({
  sourceId: 'one',
  key,
  text,
  base: { created: 1n, modified: 2n ** 63n, version: 3, modifiedAt: 4 },
  before: bytes('before'),
});

beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'flagscope-drafts-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('a draft comes back with the next launch as it was, and is readable by its owner only', () => {
  expect(open().keep(draft('/a'))).toBe('lasting');
  expect(open().all()).toEqual([draft('/a')]);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
});

test('the latest draft of a key takes the place of the one before, and one that is dropped is gone', () => {
  const drafts = open();
  drafts.keep(draft('/a', 'first'));
  drafts.keep(draft('/b'));
  drafts.keep(draft('/a', 'second'));
  drafts.drop('one', '/b');
  expect(open().all()).toEqual([draft('/a', 'second')]);
});

test('a draft of a key that looks secret is kept by the process and never written', () => {
  const drafts = open();
  drafts.keep(draft('/a'));
  expect(drafts.keep(draft('/db/password', 'hunter2'))).toBe('running');
  expect(drafts.all()).toHaveLength(2);
  expect(readFileSync(file(), 'utf8')).not.toMatch(/hunter2|password/);
  expect(open().all()).toEqual([draft('/a')]);
});

test('drafts of sources that are not there any more are forgotten', () => {
  const drafts = open();
  drafts.keep(draft('/a'));
  drafts.keep({ ...draft('/a'), sourceId: 'gone' });
  drafts.keepOnly((id) => id === 'one');
  expect(drafts.all()).toEqual([draft('/a')]);
  expect(open().all()).toEqual([draft('/a')]);
});

test('what does not fit is left to the window, and takes nothing from what is kept', () => {
  const drafts = open();
  for (let i = 0; i < MOST_DRAFTS; i++) drafts.keep(draft(`/${i}`, ''));
  expect(drafts.keep(draft('/more'))).toBe('window');
  expect(drafts.all()).toHaveLength(MOST_DRAFTS);
  drafts.drop('one', '/0');
  expect(drafts.keep(draft('/large', 'x'.repeat(MOST_DRAFT_BYTES / 2)))).toBe('window');
  expect(drafts.keep(draft('/more'))).toBe('lasting');
});

test('a draft whose key comes to look secret leaves the file, and is back in it when the rule is gone', () => {
  let secret = false;
  const settings = openSettings(directory, () => expect.fail());
  const drafts = new Drafts(settings.drafts, () => secret);
  drafts.keep(draft('/a', 'only for me'));
  expect(readFileSync(file(), 'utf8')).toContain('only for me');
  secret = true;
  drafts.rulesChanged();
  expect(readFileSync(file(), 'utf8')).not.toContain('only for me');
  expect(drafts.all()).toHaveLength(1);
  secret = false;
  drafts.rulesChanged();
  expect(readFileSync(file(), 'utf8')).toContain('only for me');
});
