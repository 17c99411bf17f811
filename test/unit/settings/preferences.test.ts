import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PreferenceBook } from '../../../electron/settings/preferences';
import { openSettings } from '../../../electron/settings/settings';
import { defaultKeyRules, keyRules, setKeyRules } from '../../../shared/model/key-rules';
import { defaultPreferences } from '../../../shared/model/preferences';
import { isFlagKey } from '../../../shared/flags/flag';
import { isSecretKey } from '../../../shared/model/secret-keys';

let directory: string;
const file = (): string => path.join(directory, 'settings', 'preferences.json');
const open = (report: (sentence: string) => void = (sentence) => expect.fail(sentence)): PreferenceBook => new PreferenceBook(openSettings(directory, ({ message }) => report(message)).preferences);

beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'flagscope-preferences-'));
});
afterEach(() => {
  setKeyRules(defaultKeyRules);
  rmSync(directory, { recursive: true, force: true });
});

test('who has set nothing has the defaults, and no file', () => {
  expect(open().value).toEqual(defaultPreferences);
  expect(() => statSync(file())).toThrow('ENOENT');
});

test('what is changed holds at once and after the next start, and the rest stays', () => {
  const book = open();
  const heard: boolean[] = [];
  book.listen(() => heard.push(isFlagKey('/switches/a')));
  book.change({ flagPatterns: ['/switches/*'] });
  expect(heard).toEqual([true]);
  expect(isFlagKey('/feature_flags/shop/cart')).toBe(false);
  expect(isSecretKey('/db/password')).toBe(true);
  expect(statSync(file()).mode & 0o777).toBe(0o600);

  setKeyRules(defaultKeyRules);
  expect(open().value).toEqual({ ...defaultPreferences, flagPatterns: ['/switches/*'] });
  expect(keyRules().flagPatterns).toEqual(['/switches/*']);
});

test('a file that holds no pattern where one has to be is kept aside, and the defaults are in force', () => {
  open().change({ secretPatterns: ['/vault/**'] });
  writeFileSync(file(), readFileSync(file(), 'utf8').replace('/vault/**', '/vault**'));
  const told: string[] = [];
  expect(open((sentence) => told.push(sentence)).value).toEqual(defaultPreferences);
  expect(told).toHaveLength(1);
  expect(readdirSync(path.dirname(file())).some((name) => name.startsWith('preferences.json.') && name.endsWith('.unreadable'))).toBe(true);
});

test('format rules that stood with the window are taken over once', () => {
  mkdirSync(path.dirname(file()), { recursive: true });
  const rules = [{ pattern: '/a/*', format: 'yaml' }] as const;
  writeFileSync(path.join(directory, 'settings', 'window.json'), JSON.stringify({ version: 1, theme: 'dark', maximized: false, formatRules: rules }));
  const book = open();
  expect(book.value.formatRules).toEqual(rules);
  book.change({ formatRules: [] });
  expect(open().value.formatRules).toEqual([]);
  expect(openSettings(directory, () => expect.fail()).window.value).toEqual({ version: 1, theme: 'dark', maximized: false });
});
